"""Topics and access rules: what is declared against what the broker holds."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import typer
from confluent_kafka.admin import AdminClient

from cli.output import AsJson, show_json
from deploy.broker import provision
from deploy.broker.admin import admin_client
from deploy.errors import CannotTryError
from deploy.local import stack

app = typer.Typer(no_args_is_help=True, help=__doc__)


@dataclass(frozen=True, slots=True)
class Door:
    """The services door, and with which certificate to enter it."""

    bootstrap: str
    ca: Path
    certificate: Path


def door() -> Door:
    """From the environment; without it, of the chain that runs on this machine."""
    names = ("KAFKA_SERVICES", "KAFKA_CA", "KAFKA_CERTIFICATE")
    given = [os.environ.get(name, "") for name in names]
    if all(given):
        return Door(given[0], Path(given[1]), Path(given[2]))
    if any(given):
        missing = [name for name, value in zip(names, given, strict=True) if not value]
        raise CannotTryError(f"not set: {', '.join(missing)}")
    root = stack.default_root()
    local = stack.addresses(root)
    return Door(local.kafka_services, local.kafka_ca, root / "certs" / "provision.pem")


def connect() -> AdminClient:
    """As the provisioner."""
    entrance = door()
    return admin_client(entrance.bootstrap, entrance.ca, entrance.certificate)


@app.command()
def plan(as_json: AsJson = False) -> None:
    """Print what differs; exit code 1 when something does."""
    planned = provision.plan(connect())
    _show(planned, as_json=as_json)
    if planned.changes:
        raise typer.Exit(1)


@app.command()
def apply(as_json: AsJson = False) -> None:
    """Make the broker hold what is declared, and print what was changed; exit code 1 when something can't be."""
    broker = connect()
    planned = provision.plan(broker)
    provision.apply(broker, planned)
    _show(planned, as_json=as_json)
    if planned.impossible:
        raise typer.Exit(1)


def _show(planned: provision.Plan, *, as_json: bool) -> None:
    if as_json:
        show_json([change.as_dict() for change in planned.changes])
        return
    for change in planned.changes:
        typer.echo(str(change))
    if not planned.changes:
        typer.echo("the broker holds exactly what is declared")
