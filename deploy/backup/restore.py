"""The local chain brought back from an archive: all of it, its database, its broker, or the data of one service."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from deploy.backup import groups, keys, outboxes, topics
from deploy.backup.database import Server, check_base, copy_schema, timeline
from deploy.broker import pins
from deploy.broker.provision import settle
from deploy.database import DATABASE, role_of
from deploy.local import stack
from deploy.local.postgres import Postgres, admin_dsn, client_programs
from schemas.registry import SERVICES
from schemas.registry import topics as declared

if TYPE_CHECKING:
    from pathlib import Path

    from deploy.backup.archive import Archive, Life
    from deploy.backup.topics import Sent
    from deploy.broker.admin import BrokerAccess
    from deploy.local.stack import Servers

ALL, OF_DATABASE, OF_BROKER = "all", "database", "broker"

_SIDE = "restoring"


@dataclass(slots=True)
class Restored:
    """``until`` is the last moment of the database that is there, ``came_back`` whether it did just now.

    ``unlogged`` are events of partners, by source and id, that were handled and are on no topic any more. ``unknown``
    are events of after that moment that stand on topics, by the service that made them and does not know them any
    more. ``aside`` is where things are that were there before.
    """

    until: datetime
    came_back: bool
    keys: list[str] = field(default_factory=list[str])
    records: int | None = None
    again: int = 0
    read_again: int = 0
    gone: int = 0
    unlogged: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    unknown: dict[str, list[Sent]] = field(default_factory=dict[str, "list[Sent]"])
    aside: list[str] = field(default_factory=list[str])


def restore(root: Path, archive: Archive, what: str, until: datetime | None) -> Restored:
    """Bring back ``all``, ``database``, ``broker`` or one service; `up` then starts it. Raises CannotTryError."""
    services = [what] if what in SERVICES else [*SERVICES]
    life = archive.life_for(until)
    with stack.halted(root, services) as servers:
        found = Restored(datetime.now(UTC), what != OF_BROKER, keys.put_back(archive.keys, servers.root))
        if what in (ALL, OF_DATABASE):
            found.until = _recover(
                servers.postgres, servers.assign("postgres")["postgres"], archive, life, until, found
            )
        emptied = what in (ALL, OF_BROKER)
        if emptied and (aside := servers.kafka.empty()):
            found.aside.append(str(aside))
        door = servers.start(closed=emptied)
        if what in SERVICES:
            found.until = _bring_back_schema(servers, archive, life, until, what, found)
        asyncio.run(_agree(door, _server(servers), services, life, found, emptied=emptied))
        if emptied:
            settle(
                door, servers.certificates / pins.FOLDER
            )  # before partners get in: a client that may do nothing yet gives up for good
            servers.kafka.stop()
    return found


def _recover(
    postgres: Postgres, port: int, archive: Archive, life: Life, until: datetime | None, found: Restored
) -> datetime:
    """Until which moment the database came back."""
    base = life.base_for(until)
    check_base(client_programs(), base)
    wal = [file for file in life.wal.iterdir() if file.name >= base.first_wal and file.suffix != ".history"]
    recovered = postgres.recover(base.folder, [*wal, *archive.histories()], until, port)
    if recovered.aside:
        found.aside.append(str(recovered.aside))
    return recovered.last or base.whole_at


def _bring_back_schema(
    servers: Servers, archive: Archive, life: Life, until: datetime | None, service: str, found: Restored
) -> datetime:
    """Recovered in a server beside the one that runs, and copied from there; returns until which moment."""
    side = Postgres(servers.root / _SIDE)
    schema = role_of(service)
    try:
        side.take_password(servers.postgres)
        port = servers.assign(_SIDE)[_SIDE]
        last = _recover(side, port, archive, life, until, Restored(datetime.now(UTC), came_back=True))
        side.start(port)
        source = Server(admin_dsn(port), servers.postgres.admin_password(), client_programs())
        if aside := asyncio.run(_lay_schema_aside(_server(servers), schema)):
            found.aside.append(f"schema {aside}")
        copy_schema(source, _server(servers), DATABASE, schema)
    finally:
        side.stop()
        side.discard()
        shutil.rmtree(side.root, ignore_errors=True)
    return last


async def _lay_schema_aside(server: Server, schema: str) -> str | None:
    connection = await server.connect(DATABASE)
    try:
        if not await connection.fetchval("select to_regnamespace($1) is not null", schema):
            return None
        name = f"{schema}_before_{datetime.now(UTC):%Y%m%dt%H%M%Sz}"
        await connection.execute(f"alter schema {schema} rename to {name}; revoke usage on schema {name} from {schema}")
        return name
    finally:
        await connection.close()


async def _agree(
    door: BrokerAccess, server: Server, services: list[str], life: Life, found: Restored, *, emptied: bool
) -> None:
    """Topics, groups and outboxes, of one mind with the database."""
    were = groups.as_of(life.groups, found.until)
    admin = door.admin()
    connection = await server.connect(DATABASE)
    try:
        if emptied:
            found.records = await topics.fill(door, connection, 1)
            groups.set_others(admin, were)
        # Before a database that has come back to an earlier moment since, a service may not be further than it.
        known: groups.Groups = were if found.came_back or life.timeline == await timeline(connection) else {}
        found.read_again = groups.set_back_services(admin, known, services)
        if emptied:
            found.unlogged = await outboxes.handled_and_not_logged(connection, found.until)
        for service in services:
            names = [name for name, topic in declared().items() if topic.writer == f"service:{service}"]
            sent = topics.sent_since(door, names, found.until)
            settled = await outboxes.settle(connection, service, sent, emptied=emptied)
            found.again += settled.again
            found.gone += settled.gone
            if settled.unknown:
                found.unknown[service] = settled.unknown
    finally:
        await connection.close()


def _server(servers: Servers) -> Server:
    ports = servers.assign()
    return Server(admin_dsn(ports["postgres"]), servers.postgres.admin_password(), client_programs())
