"""Certificates that the doors of the broker trust: which, until when; pin one, suspend one, renew those made here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from cli.door import administration
from cli.motive import Reason, TicketNumber, motive
from cli.output import AsJson, show_json
from deploy.broker import admin_log, pins, suspension, trust
from deploy.broker.certificates import RENEW_BEFORE
from deploy.local import stack
from deploy.operator import operator
from schemas.events.admin import AccessChanged

app = typer.Typer(no_args_is_help=True, help=__doc__)

Who = Annotated[str, typer.Argument(metavar="PARTY", help="partner:NAME or service:NAME.")]
Fingerprint = Annotated[str, typer.Argument(metavar="SHA256", help="As `certificate list` prints it.")]
Days = Annotated[int, typer.Option(min=0, help="Within how many days from now.")]


@app.command("list")
def show(ending: Days = RENEW_BEFORE.days, as_json: AsJson = False) -> None:
    """Say which certificates open which door, until when; exit code 1 when one ends soon and has no successor."""
    at = administration()
    now = datetime.now(UTC)
    suspended = admin_log.suspended_certificates(at.door)
    found = [
        {
            "door": door,
            "party": party,
            "sha256": pin.sha256,
            "until": min(pin.until, pin.certificate.not_valid_after_utc.date()).isoformat(),
            "suspended": suspended.get(pin.sha256),
        }
        for door in ("services", "partners")
        for party in pins.behind(door)
        for pin in pins.pinned(at.pins, party)
        if pin.holds(now)
    ]
    lasting = now + timedelta(days=ending)
    all_parties = (*pins.behind("services"), *pins.behind("partners"))
    short = [
        party
        for party in all_parties
        if not any(pin.holds(lasting) and pin.sha256 not in suspended for pin in pins.pinned(at.pins, party))
    ]
    if as_json:
        show_json({"certificates": found, "without a successor": short})
    else:
        for one in found:
            state = f"suspended: {one['suspended']}" if one["suspended"] else f"until {one['until']}"
            typer.echo(f"{one['party']} {one['sha256']} {state}")
        for party in short:
            typer.echo(f"{party}: none that counts {ending} days from now")
    if short:
        raise typer.Exit(1)


@app.command()
def pin(
    party: Who,
    pem: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The certificate in PEM.")],
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Its last day; its own end unless told.")
    ] = None,
) -> None:
    """Let who has this certificate in as this party, beside those that are pinned already; nothing stops for it."""
    at = administration()
    new = pins.pin(at.pins, _known(party), pem.read_bytes(), until.date() if until else None)
    trust.settle(at.door, at.pins)
    what = f"certificate {new.sha256} of {party} is pinned until {new.until}"
    admin_log.record(at.door, AccessChanged(by=operator(), changes=(what,)))
    typer.echo(what)


@app.command()
def unpin(party: Who, sha256: Fingerprint) -> None:
    """Let nobody in with this certificate any more; who is at the partners' door is shown out and connects again."""
    at = administration()
    pins.unpin(at.pins, _known(party), sha256)
    trust.settle(at.door, at.pins)
    what = f"certificate {sha256} of {party} is pinned no more"
    admin_log.record(at.door, AccessChanged(by=operator(), changes=(what,)))
    typer.echo(what)


@app.command()
def suspend(sha256: Fingerprint, reason: Reason, ticket: TicketNumber = "") -> None:
    """Cut off who has this one certificate; that the party is resumed does not lift it."""
    at = administration()
    party = suspension.suspend_certificate(at.door, at.pins, sha256, motive(reason, ticket), operator())
    typer.echo(f"certificate {sha256} of {party} opens no door")
    if party.startswith("service:"):
        typer.echo("connections that were made with it last until the broker is restarted")


@app.command()
def resume(sha256: Fingerprint, reason: Reason, ticket: TicketNumber = "") -> None:
    """Let this one certificate count again, for as long as it is pinned."""
    at = administration()
    party = suspension.resume_certificate(at.door, at.pins, sha256, motive(reason, ticket), operator())
    typer.echo(f"certificate {sha256} of {party} counts again")


@app.command()
def renew(ending: Days = RENEW_BEFORE.days) -> None:
    """Make the local chain's certificates anew that end soon; nothing stops, and each process takes up its own."""
    for party in stack.renew_certificates(stack.default_root(), timedelta(days=ending)):
        typer.echo(f"{party}: renewed")


def _known(party: str) -> str:
    known = (*pins.behind("services"), *pins.behind("partners"))
    if party not in known:
        raise typer.BadParameter(f"no party {party}; there are {', '.join(known)}")
    return party
