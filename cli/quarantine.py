"""Events set aside because they could not be handled: look, handle again, discard; each act goes on the trail."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from cli.motive import Reason, TicketNumber, motive
from cli.output import AsJson, show_json
from cli.service_access import Name, Own, own
from deploy.errors import CannotTryError
from deploy.operator import operator
from deploy.secrets import add_quarantine_key, destroy_quarantine_keys
from schemas.registry import SERVICES
from services.runtime.base.key_ring import UnknownKeyError
from services.runtime.operate import quarantine_desk

if TYPE_CHECKING:
    from schemas.events.motive import Motive
    from services.runtime.operate.quarantine_desk import Held

app = typer.Typer(no_args_is_help=True, help=__doc__)

Id = Annotated[UUID, typer.Argument(metavar="ID", help="As `quarantine list` prints it.")]


@app.command("list")
def show_all(
    service: Annotated[str, typer.Argument(metavar="[SERVICE]", help="Every service unless named.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say what waits: service, when, place on its topic, class of failure and rules; nothing of the content."""
    found = [(name, held) for name in ([service] if service else SERVICES) for held in asyncio.run(_waiting(own(name)))]
    if as_json:
        show_json([_described(name, held) for name, held in found])
        return
    for name, held in found:
        typer.echo(_as_line(name, held))
    typer.echo(f"{len(found)} in quarantine")


async def _waiting(at: Own) -> list[Held]:
    async with at.database() as connection:
        return await quarantine_desk.waiting(connection)


@app.command()
def show(
    service: Name,
    quarantine_id: Id,
    content: Annotated[bool, typer.Option("--content", help="Decrypt it too; goes on record as reading.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say all about one event; its content only when asked for."""
    described = asyncio.run(_show(own(service), quarantine_id, operator(), content=content))
    if as_json:
        show_json(described)
        return
    for name, value in described.items():
        typer.echo(f"{name}: {value}")


async def _show(at: Own, quarantine_id: UUID, by: str, *, content: bool) -> dict[str, Any]:
    async with at.database() as connection:
        try:
            if not content:
                return _described(at.name, await quarantine_desk.find(connection, at.name, quarantine_id, by))
            held, opened = await quarantine_desk.reveal(connection, at.name, at.vault(), quarantine_id, by)
        except (quarantine_desk.NotHeldError, quarantine_desk.EmptiedError, UnknownKeyError) as error:
            raise CannotTryError(str(error)) from None
    return {**_described(at.name, held), **opened}


@app.command()
def redrive(
    service: Name,
    ids: Annotated[list[UUID] | None, typer.Argument(metavar="[ID]...")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Everything that waits, oldest first.")] = False,
) -> None:
    """Handle again, each under its own id, so never twice; exit code 1 when any still breaks a rule, and stays."""
    if bool(ids) == everything:
        raise typer.BadParameter("name what to redrive, or --all")
    refused = asyncio.run(_redrive(own(service), ids or [], operator()))
    if refused:
        raise typer.Exit(1)


async def _redrive(at: Own, ids: list[UUID], by: str) -> int:
    """How many were refused again; no ids: everything that waits."""
    refused = 0
    code, vault = at.service(), at.vault()
    async with at.database() as connection:
        for quarantine_id in ids or [held.quarantine_id for held in await quarantine_desk.waiting(connection)]:
            try:
                rules = await quarantine_desk.redrive(connection, code, vault, quarantine_id, by)
            except (quarantine_desk.NotHeldError, UnknownKeyError) as error:
                raise CannotTryError(str(error)) from None
            refused += bool(rules)
            typer.echo(f"{quarantine_id}: {'refused again: ' + '; '.join(rules) if rules else 'handled'}")
    return refused


@app.command()
def discard(
    service: Name,
    quarantine_id: Id,
    reason: Reason,
    ticket: TicketNumber = "",
) -> None:
    """Close it without effect. The sealed event stays for a month; who did this, when and why for good."""
    asyncio.run(_discard(own(service), quarantine_id, operator(), motive(reason, ticket)))
    typer.echo(f"{quarantine_id}: discarded")


async def _discard(at: Own, quarantine_id: UUID, by: str, why: Motive) -> None:
    async with at.database() as connection:
        try:
            await quarantine_desk.discard(connection, at.name, quarantine_id, by, why)
        except quarantine_desk.NotHeldError as error:
            raise CannotTryError(str(error)) from None


@app.command("new-key")
def new_key(service: Name) -> None:
    """Make one more key for this service's quarantine: it seals from the next restart on, older ones open."""
    number = add_quarantine_key(own(service).quarantine_key_file)
    typer.echo(
        f"{service} has key {number}: `signaalketen restart {service}`, then `signaalketen quarantine reseal {service}`"
    )


@app.command()
def reseal(
    service: Name,
    destroy: Annotated[bool, typer.Option("--destroy", help="Then destroy all keys but the newest.")] = False,
) -> None:
    """Seal with the newest key what an older one sealed, also what was closed; goes on record."""
    at = own(service)
    typer.echo(f"{asyncio.run(_reseal(at, operator()))} sealed anew")
    if destroy:
        typer.echo(f"{destroy_quarantine_keys(at.quarantine_key_file)} older keys destroyed")


async def _reseal(at: Own, by: str) -> int:
    vault = at.vault()
    async with at.database() as connection:
        try:
            return await quarantine_desk.reseal(connection, at.name, vault, by)
        except UnknownKeyError as error:
            raise CannotTryError(f"{at.name}: {error}") from None


@app.command("read-on")
def read_on(
    service: Name,
    topic: Annotated[str, typer.Argument(metavar="TOPIC", help="The reply topic that is not read: reply.PARTNER.")],
    reason: Reason,
    ticket: TicketNumber = "",
) -> None:
    """Read a partner's answers again, from where it was, after too many of them were set aside; goes on record."""
    asyncio.run(_read_on(own(service), topic, operator(), motive(reason, ticket)))
    typer.echo(f"{service} reads {topic} again")


async def _read_on(at: Own, topic: str, by: str, why: Motive) -> None:
    async with at.database() as connection:
        if not await quarantine_desk.read_on(connection, at.name, topic, by, why):
            raise CannotTryError(f"{at.name} did not stop reading {topic}")


def _described(service: str, held: Held) -> dict[str, Any]:
    return {"service": service, **asdict(held)}


def _as_line(service: str, held: Held) -> str:
    place = f"{held.topic}/{held.partition}/{held.offset}"
    rules = "; ".join(held.rules)
    return f"{held.quarantine_id} {service} {held.quarantined_at:%Y-%m-%d %H:%M:%S} {place} {held.reason}: {rules}"
