"""An outbox against its topics after something was brought back; what the database keeps for an archive."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import uuid4

import asyncpg
import pytest_asyncio

from deploy.backup.outboxes import handled_and_not_logged, settle
from deploy.backup.topics import Sent
from deploy.database import DATABASE
from deploy.local.ports import HOST
from deploy.local.postgres import Postgres
from schemas.registry import oin_of, partners

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from deploy.database import Connection
    from tests.chain import Chain

TOPIC = "brought.back"


@pytest_asyncio.fixture(loop_scope="session")
async def database(chain: Chain) -> AsyncGenerator[Connection]:
    """The chain's own tables, in a transaction that never happened."""
    connection = await asyncpg.connect(
        host=HOST,
        port=chain.port("postgres"),
        user="postgres",
        password=Postgres(chain.root).admin_password(),
        database=DATABASE,
    )
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


class Made:
    """Events of intake on a topic of their own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def event(self, name: str, *, sent: bool, number: int | None = None, emptied: bool = False) -> str:
        event_id = uuid4()
        await self._connection.execute(
            "insert into intake.outbox (urgent, topic, key, event_id, value, sequence, sent_at, digest)"
            " values (false, $1, $2, $3, $4, $5, case when $6 then now() end, $7)",
            TOPIC,
            name.encode(),
            event_id,
            b"" if emptied else name.encode(),
            number,
            sent,
            sha256(name.encode()).digest() if emptied else None,
        )
        return str(event_id)

    async def at_audit(self, name: str, offset: int) -> None:
        await self._connection.execute(
            "insert into audit.record (topic, partition, record_offset, logged_at, key, value, headers, sha256)"
            " values ($1, 0, $2, now(), $3, $3, '[]', $4)",
            TOPIC,
            offset,
            name.encode(),
            sha256(name.encode()).digest(),
        )

    async def waiting(self) -> list[str]:
        rows = await self._connection.fetch(
            "select convert_from(key, 'utf8') as name from intake.outbox where topic = $1 and sent_at is null"
            " order by position",
            TOPIC,
        )
        return [row["name"] for row in rows]

    async def last_number(self) -> int:
        return await self._connection.fetchval("select last from intake.outbox_sequence where topic = $1", TOPIC)


async def test_what_a_new_broker_has_not_goes_out_again(database: Connection) -> None:
    made = Made(database)
    for name, sent in (("kept", True), ("lost", True), ("under way", False)):
        await made.event(name, sent=sent)
    await made.event("long ago", sent=True, emptied=True)
    await made.event("long ago and lost", sent=True, emptied=True)
    for offset, name in enumerate(("kept", "long ago")):
        await made.at_audit(name, offset)
    settled = await settle(database, "intake", [], emptied=True)
    assert await made.waiting() == ["lost", "under way"]
    assert (settled.again >= 1, settled.gone >= 1, settled.unknown) == (True, True, [])


async def test_what_an_old_broker_has_is_sent_and_what_nobody_knows_has_a_name(database: Connection) -> None:
    made = Made(database)
    sent, waiting = await made.event("sent", sent=True, number=7), await made.event("was sent", sent=False)
    await made.event("waits", sent=False)
    await database.execute("insert into intake.outbox_sequence (topic, last) values ($1, 7)", TOPIC)
    unknown = Sent(TOPIC, str(uuid4()), 9)
    found = [Sent(TOPIC, sent, 7), Sent(TOPIC, waiting, 8), unknown]
    settled = await settle(database, "intake", found, emptied=False)
    assert await made.waiting() == ["waits"]
    assert (settled.again, settled.unknown, settled.gone) == (0, [unknown], 0)
    assert await made.last_number() == 9
    await settle(database, "intake", found[:1], emptied=False)
    assert await made.last_number() == 9


async def test_what_only_a_partner_can_send_again_has_a_name(database: Connection) -> None:
    """Handled, and lost with the broker before audit read it."""
    source = f"urn:nld:oin:{partners()['riec'].oin}:systeem:zaken"
    ids = {name: str(uuid4()) for name in ("logged", "lost")}
    for event_id in ids.values():
        await database.execute("insert into triage.inbox (source, event_id) values ($1, $2)", source, event_id)
    await database.execute(
        "insert into audit.record (topic, partition, record_offset, logged_at, value, headers, sha256)"
        " values ('reply.riec', 9, 1, now(), $1, '[]', ''), ('reply.riec', 9, 2, now(), $2, '[]', '')",
        json.dumps({"source": source, "id": ids["logged"], "type": "x", "data": {}}).encode(),
        b"[" * 30_000,
    )
    found = await handled_and_not_logged(database, datetime.now(UTC))
    assert (source, ids["lost"]) in found
    assert (source, ids["logged"]) not in found
    assert not [other for other, _ in found if other.split(":")[3] == oin_of("service:triage")]
