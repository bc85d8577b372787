"""Topics and access rules: what is declared against what the broker holds and lets through."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import typer
from confluent_kafka.admin import AdminClient
from rich.console import Console
from rich.table import Table

from cli.output import AsJson, show_json
from deploy.broker import provision
from deploy.broker import verify as verification
from deploy.broker.admin import admin_client
from deploy.broker.entrances import Entrances
from deploy.errors import CannotTryError
from deploy.local import stack

app = typer.Typer(no_args_is_help=True, help=__doc__)


@dataclass(frozen=True, slots=True)
class Door:
    """The services door, with which certificate to enter it, and where the partners' door is."""

    bootstrap: str
    partners: str
    ca: Path
    certificate: Path


def door() -> Door:
    """From the environment; without it, of the chain that runs on this machine."""
    names = ("KAFKA_SERVICES", "KAFKA_CA", "KAFKA_CERTIFICATE")
    given = [os.environ.get(name, "") for name in names]
    if all(given):
        return Door(given[0], os.environ.get("KAFKA_PARTNERS", ""), Path(given[1]), Path(given[2]))
    if any(given):
        missing = [name for name, value in zip(names, given, strict=True) if not value]
        raise CannotTryError(f"not set: {', '.join(missing)}")
    root = stack.default_root()
    local = stack.addresses(root)
    return Door(local.kafka_services, local.kafka_partners, local.kafka_ca, root / "certs" / "provision.pem")


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


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Compare, then try every permission with live connections; exit code 1 on any deviation."""
    entrance = door()
    if not entrance.partners:
        raise CannotTryError("not set: KAFKA_PARTNERS")
    entrances = Entrances(entrance.bootstrap, entrance.partners, entrance.ca, entrance.certificate.parent)
    result = verification.verify(connect(), entrances)
    if as_json:
        show_json(result.as_dict())
    else:
        _show_result(result)
    if result.deviations:
        raise typer.Exit(1)


def _show_result(result: verification.Result) -> None:
    console = Console()
    tried = Table("who", "door", "cells", "allowed", "expected", "deviations", title="what each client may do")
    for row in result.rows:
        numbers = (row.cells, row.actual, row.expected, row.deviations)
        tried.add_row(row.who, row.door, *(str(number) for number in numbers))
    console.print(tried)
    if result.deviations:
        found = Table("kind", "who", "what", "expected", "actual")
        for deviation in result.deviations:
            found.add_row(deviation.kind, deviation.who, deviation.what, deviation.expected, deviation.actual)
        console.print(found)
    typer.echo(f"{result.cells} cells, {len(result.deviations)} deviations, {result.seconds:.1f} s")


def _show(planned: provision.Plan, *, as_json: bool) -> None:
    if as_json:
        show_json([change.as_dict() for change in planned.changes])
        return
    for change in planned.changes:
        typer.echo(str(change))
    if not planned.changes:
        typer.echo("the broker holds exactly what is declared")
