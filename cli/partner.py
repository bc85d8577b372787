"""A partner's access: who has it, cut it, give it back."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.door import administration
from cli.motive import Reason, TicketNumber, motive
from cli.output import AsJson, show_json
from deploy.broker import admin_log, suspension
from deploy.operator import operator
from schemas.registry import partners

app = typer.Typer(no_args_is_help=True, help=__doc__)

Name = Annotated[str, typer.Argument(metavar="PARTNER")]


@app.command("list")
def show(as_json: AsJson = False) -> None:
    """Say which partners have access, and why one has not."""
    suspended = admin_log.suspended(administration().door)
    found = [{"partner": name, "suspended": suspended.get(name)} for name in partners()]
    if as_json:
        show_json(found)
        return
    for name in partners():
        typer.echo(f"{name}: suspended: {suspended[name]}" if name in suspended else f"{name}: has access")


@app.command()
def suspend(partner: Name, reason: Reason, ticket: TicketNumber = "") -> None:
    """Cut the partner's access, also of a client that is connected. What is for it waits on its topics for 30 days."""
    suspension.suspend(administration().door, partner, motive(reason, ticket), operator())
    typer.echo(f"{partner} has no access")
    if "alert" in partners()[partner].families:
        typer.echo(f"acute danger waits on alert.{partner} too: reach {partner} by telephone until it is resumed")


@app.command()
def resume(partner: Name, reason: Reason, ticket: TicketNumber = "") -> None:
    """Give the declared access back; the partner reads on where it was."""
    suspension.resume(administration().door, partner, motive(reason, ticket), operator())
    typer.echo(f"{partner} has its declared access")
