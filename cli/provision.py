"""Readies a deployment's database and broker; run it once per release, before the services."""

from __future__ import annotations

import asyncio
from pathlib import Path

import typer
from pydantic import ValidationError, field_validator
from pydantic_settings import BaseSettings

from deploy.broker.admin import BrokerAccess
from deploy.broker.provision import settle
from deploy.database import WITH_SCHEMA
from deploy.errors import CannotTryError
from deploy.roles import provision_database
from deploy.secrets import password_names
from services.runtime.base import database, log
from services.runtime.base.config import require_private

app = typer.Typer()


class Settings(BaseSettings):
    """From the environment; ``passwords_dir`` holds two files per service, its own and its API's, and the desk's."""

    admin_database_url: str
    admin_password_file: Path
    passwords_dir: Path
    kafka_services: str
    kafka_ca: Path
    kafka_certificate: Path
    kafka_pins: Path | None = None
    replication_factor: int = 1

    @field_validator("admin_database_url")
    @classmethod
    def _is_private(cls, url: str) -> str:
        require_private(url)
        return url


@app.command()
def provision() -> None:
    """Make database, tables, topics and access rules as declared."""
    try:
        settings = Settings()  # pyright: ignore[reportCallIssue] - filled from the environment
    except ValidationError as error:
        problems = [f"{str(found['loc'][0]).upper()}: {found['msg']}" for found in error.errors()]
        raise CannotTryError("\n".join(problems)) from error
    log.configure("provision", "migrate")
    _provision_database(settings)
    door = BrokerAccess(settings.kafka_services, settings.kafka_ca, settings.kafka_certificate)
    planned, others = settle(door, settings.kafka_pins, settings.replication_factor)
    for change in (*planned.changes, *others):
        typer.echo(str(change))
    if planned.impossible:
        raise typer.Exit(1)


def _provision_database(settings: Settings) -> None:
    try:
        passwords = {name: _read(settings.passwords_dir / name) for name in password_names(WITH_SCHEMA)}
        admin_password = _read(settings.admin_password_file)
        asyncio.run(
            provision_database(settings.admin_database_url, passwords, admin_password=admin_password),
        )
    except database.ERRORS as error:
        raise CannotTryError(f"the database can't be provisioned: {error}") from error


def _read(path: Path) -> str:
    return path.read_text("utf-8").strip()
