"""Reading a partner's replies stops when too many of them were set aside within ten minutes.

Each costs us twenty kilobytes for ever, and holds up everybody else's. What comes after waits on its topic; a person
finds out what that partner sends, and has it read on from where it was. Kept in the service's own tables, so that a
restart does not read on by itself.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from schemas.registry import partners, topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.runtime.base.database import Connection, Pool
    from services.runtime.messaging.record import Record

log = structlog.get_logger()

WINDOW = timedelta(minutes=10)
_PARTNER = "partner:"


class Breaker:
    """``stopped`` are the topics that are not read now, as far as this process knows; ``passed`` the first offset of
    each partition (topic and number) that it had in hand and did not handle.
    """

    def __init__(self) -> None:
        self.stopped: frozenset[str] = frozenset()
        self.passed: dict[tuple[str, int], int] = {}

    async def look(self, pool: Pool) -> frozenset[str]:
        """Add what the tables say. Topics that they have read on, which stay here until they are ``turned_back``."""
        found = await stopped(pool)
        again = self.stopped - found
        self.stopped |= found
        return again

    def turned_back(self, topics: frozenset[str]) -> None:
        """Read them again. A topic that passed by meanwhile is not among them, so that nothing of it is left out."""
        self.stopped -= topics
        self.passed = {place: first for place, first in self.passed.items() if place[0] not in topics}

    async def stops(self, connection: Connection, records: Sequence[Record]) -> bool:
        """Whether these, of one fetch, are not to be handled: their topic is not read, in the transaction under way.

        Also what this process has still to turn back for, though others may read it already.
        """
        replies = {record.topic for record in records if _limit(record.topic)}
        if not replies:
            return False
        rows = await connection.fetch(
            "select topic from reading where topic = any($1::text[]) and stopped for share", [*replies]
        )
        self.stopped |= {row["topic"] for row in rows}
        if not replies & self.stopped:
            return False
        for record in records:
            place = (record.topic, record.partition)
            self.passed[place] = min(record.offset, self.passed.get(place, record.offset))
        return True

    async def judge(self, connection: Connection, names: Iterable[str]) -> None:
        """Stop those of these topics of which too much was set aside, from the transaction under way on."""
        for name in sorted(set(names)):
            if (limit := _limit(name)) and await _set_aside(connection, name) > limit:
                stopped = await connection.fetchval(
                    """
                    insert into reading (topic, stopped, since) values ($1, true, $2)
                    on conflict (topic) do update set stopped = true, since = $2 where not reading.stopped
                    returning true
                    """,
                    name,
                    datetime.now(UTC),
                )
                if stopped:
                    log.error("reading stopped", topic=name, count=limit)


async def read_on(connection: Connection, topic: str) -> bool:
    """Read this topic again, from where it was; what was set aside before counts no more. False when it is read."""
    row = await connection.fetchval(
        "update reading set stopped = false, since = $2 where topic = $1 and stopped returning true",
        topic,
        datetime.now(UTC),
    )
    return bool(row)


async def stopped(connection: Connection | Pool) -> frozenset[str]:
    """Topics that are not read."""
    return frozenset(row["topic"] for row in await connection.fetch("select topic from reading where stopped"))


def _limit(topic: str) -> int:
    """How many may be set aside; 0 where a topic is never stopped: it is our own."""
    declared = topics().get(topic)
    if declared is None or not declared.of_partner:
        return 0
    return partners()[declared.writer.removeprefix(_PARTNER)].limits.refusals


async def _set_aside(connection: Connection, topic: str) -> int:
    return await connection.fetchval(
        """
        select count(*) from quarantine where topic = $1 and quarantined_at
            > greatest($2::timestamptz, (select since from reading where reading.topic = $1))
        """,
        topic,
        datetime.now(UTC) - WINDOW,
    )
