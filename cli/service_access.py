"""A service's own database and quarantine key: a command acts as that service's working role, and as no other."""

from __future__ import annotations

import importlib
import os
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import asyncpg
import typer

from deploy.database import url_of
from deploy.errors import CannotTryError
from deploy.local import stack
from deploy.local.postgres import Postgres, admin_dsn
from deploy.local.services import module_of
from deploy.secrets import password_file, quarantine_key_file
from services.runtime.base import database, telemetry
from services.runtime.base.config import require_private
from services.runtime.messaging.quarantine import Vault

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from services.runtime.base.database import Connection
    from services.runtime.definition import Service

_SECONDS = 20


Name = Annotated[str, typer.Argument(metavar="SERVICE")]


@dataclass(frozen=True, slots=True)
class Own:
    """Where one service keeps what it has."""

    name: str
    database_url: str
    password_file: Path
    quarantine_key_file: Path

    @asynccontextmanager
    async def database(self) -> AsyncGenerator[Connection]:
        """To act as the service. Raises CannotTryError as ``look`` does."""
        telemetry.configure(self.name)
        async with self.look() as connection:
            yield connection

    @asynccontextmanager
    async def look(self) -> AsyncGenerator[Connection]:
        """Raises CannotTryError when it does not let this role in, or goes away."""
        try:
            password = self.password_file.read_text("utf-8").strip()
            connection = await asyncpg.connect(self.database_url, password=password, timeout=_SECONDS)
            try:
                yield connection
            finally:
                await connection.close(timeout=_SECONDS)
        except database.ERRORS as error:
            raise CannotTryError(f"{self.name}: its database can't be used: {error}") from error

    def vault(self) -> Vault:
        try:
            return Vault(self.quarantine_key_file)
        except OSError as error:
            raise CannotTryError(f"{self.name}: {error.filename}: {error.strerror}") from error

    def service(self) -> Service:
        """The service itself, to handle with its own code."""
        return importlib.import_module(f"{module_of(self.name)}.service").SERVICE


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who may make a schema, and change what a service itself may not."""

    database_url: str
    password: str


def administrator() -> Administrator:
    """Named by ADMIN_DATABASE_URL and ADMIN_PASSWORD_FILE; without them, of the local chain."""
    url, file = os.environ.get("ADMIN_DATABASE_URL"), os.environ.get("ADMIN_PASSWORD_FILE")
    if url and file:
        return Administrator(_private(url), Path(file).read_text("utf-8").strip())
    if url or file:
        raise CannotTryError("not set: ADMIN_DATABASE_URL or ADMIN_PASSWORD_FILE")
    root = stack.default_root()
    return Administrator(admin_dsn(stack.port(root, "postgres")), Postgres(root).admin_password())


def _private(url: str) -> str:
    try:
        require_private(url)
    except ValueError as error:
        raise CannotTryError(f"ADMIN_DATABASE_URL: {error}") from error
    return url


def own(service: str) -> Own:
    """Named by ADMIN_DATABASE_URL, PASSWORDS_DIR and QUARANTINE_KEYS_DIR; without them, of the local chain.

    The two folders hold a file per service; one who has a single service's files reaches no other service.
    """
    stack.known_service(service)
    names = ("ADMIN_DATABASE_URL", "PASSWORDS_DIR", "QUARANTINE_KEYS_DIR")
    given = [os.environ.get(name, "") for name in names]
    if all(given):
        return Own(service, url_of(service, _private(given[0])), Path(given[1]) / service, Path(given[2]) / service)
    if any(given):
        raise CannotTryError(f"not set: {', '.join(n for n, value in zip(names, given, strict=True) if not value)}")
    root = stack.default_root()
    secrets = root / "secrets"
    url = url_of(service, admin_dsn(stack.port(root, "postgres")))
    return Own(service, url, password_file(secrets, service), quarantine_key_file(secrets, service))
