"""Backup of database, topics and keys, and what brings them back."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.door import administration
from cli.moment import EXAMPLE, moment
from cli.service_access import administrator, own
from deploy.backup import database, groups, keys
from deploy.backup import restore as bringing_back
from deploy.backup.archive import Archive
from deploy.backup.database import Server
from deploy.backup.follow import Follower
from deploy.errors import CannotTryError
from deploy.local import stack
from deploy.local.postgres import client_programs
from deploy.operator import operator
from schemas.registry import SERVICES
from services.runtime.base import telemetry
from services.runtime.base.database import ERRORS
from services.runtime.messaging import outbox, trail

if TYPE_CHECKING:
    from datetime import datetime

    from deploy.backup.restore import Restored

app = typer.Typer()

_MOST_NAMED = 20
_WHAT = (bringing_back.ALL, bringing_back.OF_DATABASE, bringing_back.OF_BROKER, *SERVICES)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The archive.")]


@app.command()
def backup(
    folder: Folder,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Keep every change from now on, within the second, until stopped.")
    ] = False,
    end: Annotated[bool, typer.Option("--end", help="No longer: the database keeps nothing for the archive.")] = False,
) -> None:
    """Copy database and keys to DIR. With --follow a restore loses nothing; without, what came after the last copy."""
    archive = Archive(folder.absolute())
    try:
        if end:
            asyncio.run(_end())
        elif follow:
            asyncio.run(_follow(archive))
        else:
            asyncio.run(_copy(archive))
    except ERRORS as error:
        raise CannotTryError(f"the database can't be asked: {error}") from error


def _server() -> Server:
    admin = administrator()
    return Server(admin.database_url, admin.password, client_programs())


async def _end() -> None:
    connection = await _server().connect()
    try:
        await database.end_archiving(connection)
    finally:
        await connection.close()


async def _copy(archive: Archive) -> None:
    server = _server()
    connection = await server.connect()
    try:
        life = archive.life(await database.timeline(connection))
        database.take_base(server, life)
        base = life.finished(await connection.fetchval("select clock_timestamp()"))
        groups.append(life.groups, base.whole_at, await groups.groups_of(administration().door))
    finally:
        await connection.close()
    typer.echo(f"database: {base.folder}")
    _keep_keys(archive)


def _keep_keys(archive: Archive) -> None:
    keys.keep(stack.default_root(), archive.keys)
    typer.echo(f"keys: {archive.keys}; bring them elsewhere, for who has both reads everything")


async def _follow(archive: Archive) -> None:
    _keep_keys(archive)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # the follower says itself what it can't do
    follower = Follower(_server(), administration().door, archive, typer.echo)
    following = asyncio.create_task(follower.run())
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, following.cancel)
    try:
        with suppress(asyncio.CancelledError):
            await following
    finally:
        follower.end()


@app.command()
def restore(
    folder: Folder,
    what: Annotated[str, typer.Argument(metavar="WHAT", help=f"{', '.join(_WHAT)}.")],
    until: Annotated[
        str | None, typer.Option(help=f"The database as it was then, as {EXAMPLE}; without, as far as there is.")
    ] = None,
) -> None:
    """Bring back what was lost, and start the chain; what was there is laid aside. Exit code 1: not all came back."""
    if what not in _WHAT:
        raise typer.BadParameter(f"{what}: one of {', '.join(_WHAT)}")
    then = moment(until, "--until") if until else None
    if then and what == bringing_back.OF_BROKER:
        raise typer.BadParameter("topics follow the database; there is no other moment for them alone")
    found = bringing_back.restore(stack.default_root(), Archive(folder.absolute()), what, then)
    stack.up(stack.default_root())
    asyncio.run(_on_record(what, found.until))
    for line in _lines(found):
        typer.echo(line)
    if found.unknown or found.unlogged or found.gone:
        raise typer.Exit(1)


async def _on_record(what: str, until: datetime) -> None:
    telemetry.configure("audit")
    for name in SERVICES if what not in SERVICES else (what,):
        act = trail.administered(name, operator(), "restore", (), f"{what}, as it was at {_written(until)}")
        async with own(name).look() as connection, connection.transaction():
            await outbox.add(connection, [act])


def _lines(found: Restored) -> list[str]:
    lines = [f"{name}: back from the keys" for name in found.keys]
    lines.append(f"database: as it was at {_written(found.until)}")
    if found.records is not None:
        lines.append(f"topics: {found.records} records, each at the offset it had")
        lines.append(
            "partners: each goes on from where it was; ask them to send again what they sent in the last minute"
        )
    lines.append(f"{found.read_again} events are read again, {found.again} are sent again, under their own ids")
    if found.unlogged:
        lines.append(
            "NOT BACK: handled, and on no topic; their partners have them, and send them again under these ids:"
        )
        lines += [f"  {source} {event_id}" for source, event_id in found.unlogged]
    for service, sent in found.unknown.items():
        lines.append(f"NOT BACK: {service} made {len(sent)} events after that, which are on their topics:")
        lines += [f"  {one.topic} {one.event_id}" for one in sent[:_MOST_NAMED]]
    if found.gone:
        lines.append(f"NOT BACK: {found.gone} events are on no topic, and their content is no longer kept")
    lines += [f"laid aside: {place}; remove it when all is well" for place in found.aside]
    lines.append("next: `signaalketen backup DIR`, for this is a new life of the database, and `--follow` again")
    return lines


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
