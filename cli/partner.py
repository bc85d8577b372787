"""A partner's access: who has it, cut it, give it back; and its desk, on the chain of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Annotated

import typer

from cli.door import administration
from cli.motive import Reason, TicketNumber, motive
from cli.output import AsJson, show_json
from deploy.broker import admin_log, suspension
from deploy.errors import CannotTryError
from deploy.files import private_folder
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


@app.command()
def desk(partner: Name) -> None:
    """Start this partner's own desk beside the chain of this machine, with an account for you; Ctrl+C stops it."""
    from deploy.local import stack  # noqa: PLC0415 - the image of the command line has no local chain

    if partner not in partners():
        raise CannotTryError(f"no such partner: {partner}; there are {', '.join(partners())}")
    root = stack.default_root()
    local, folder = stack.addresses(root), root / "partner-desks" / partner
    private_folder(folder)
    program = [sys.executable, "-m", "services.partner_desk"]
    environment = {
        **os.environ,
        "PARTNER": partner,
        "KAFKA_PARTNERS": local.kafka_partners,
        "KAFKA_CA": str(local.kafka_ca),
        "CERTIFICATE": str(root / "certs" / "partners" / f"{partner}.pem"),
        "STORE": str(folder / "gegevens.sqlite"),
        "STORE_KEY_FILE": str(folder / "sleutel"),
    }
    subprocess.run([*program, "account", "maak", operator()], env=environment, check=True)  # noqa: S603 - our own program
    typer.echo(f"http://127.0.0.1:8600 is the desk of {partner}")
    os.execve(program[0], program, environment)  # noqa: S606
