"""Topics and access rules: what is declared against what the broker holds and lets through."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.table import Table

from cli.door import administration
from cli.output import AsJson, show_json
from deploy.broker import admin_log, provision, quotas, trust
from deploy.broker import verify as verification
from deploy.broker.entrances import Entrances
from deploy.broker.wire import Connection
from deploy.errors import CannotTryError

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.command()
def plan(as_json: AsJson = False) -> None:
    """Print what differs and why; exit code 1 when anything does."""
    at = administration()
    planned = provision.plan(at.door.admin(), suspended=admin_log.suspended(at.door))
    others = [
        f"certificate {one.sha256} at the {one.door} door: {one.wanted}" for one in trust.not_as_declared(at.pins)
    ]
    with Connection(at.door.bootstrap, at.door.ca, at.door.certificate) as connection:
        others += [str(one) for one in quotas.differences(connection, admin_log.suspended(at.door))]
    _show(planned, others, as_json=as_json)
    if planned.changes or others:
        raise typer.Exit(1)


@app.command()
def apply(as_json: AsJson = False) -> None:
    """Make the broker hold exactly what is declared, on record; exit code 1 when something can't be."""
    at = administration()
    planned, others = provision.settle(at.door, at.pins)
    _show(planned, others, as_json=as_json)
    if planned.impossible:
        raise typer.Exit(1)


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Compare, then try every permission with live connections; exit code 1 on any deviation."""
    at = administration()
    if not at.partners:
        raise CannotTryError("not set: KAFKA_PARTNERS")
    entrances = Entrances(at.door.bootstrap, at.partners, at.door.ca, at.door.certificate.parent)
    result = verification.verify(at.door.admin(), entrances, admin_log.suspended(at.door))
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


def _show(planned: provision.Plan, others: list[str], *, as_json: bool) -> None:
    if as_json:
        show_json([*(change.as_dict() for change in planned.changes), *others])
        return
    for change in (*planned.changes, *others):
        typer.echo(str(change))
    if not planned.changes and not others:
        typer.echo("the broker holds exactly what is declared")
