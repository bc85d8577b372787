"""Records by what they are about, as events with their place in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.catalogue import models_on
from schemas.envelope import ContractError, decode
from services.audit.why import Evidence, Logged, first_deliveries, link, read_event

if TYPE_CHECKING:
    from collections.abc import Iterable

    import asyncpg

    from services.runtime.base.database import Connection

_SELECT = """
    select r.topic, r.partition, r.record_offset, r.logged_at, r.value, e.log_index from record r
    left join log_entry e on (e.topic, e.partition, e.record_offset, e.part)
        = (r.topic, r.partition, r.record_offset, 0)
"""


def _logged(rows: Iterable[asyncpg.Record]) -> list[Logged]:
    found: list[Logged] = []
    for row in rows:
        event = read_event(row["value"])
        if event is not None:
            found.append(
                Logged(row["topic"], row["partition"], row["record_offset"], row["logged_at"], event, row["log_index"])
            )
    return first_deliveries(found)


async def after(connection: Connection, index: int, limit: int) -> tuple[list[Logged], int]:
    """Events whose records stand in the log from this entry on and break no contract; and where to go on."""
    rows = await connection.fetch(
        "select r.topic, r.partition, r.record_offset, r.logged_at, r.value, e.log_index from log_entry e"
        " join record r using (topic, partition, record_offset)"
        " where e.log_index >= $1 and e.log_index < $1 + $2 and e.part = 0 order by e.log_index",
        index,
        limit,
    )
    last = await connection.fetchval("select max(log_index) from log_entry where log_index < $1", index + limit)
    return [logged for row in rows if (logged := _by_contract(row))], max(index, (last or -1) + 1)


def _by_contract(row: asyncpg.Record) -> Logged | None:
    try:
        decode(row["value"] or b"", models_on(row["topic"]))
    except (ContractError, KeyError):
        return None  # not an event of ours: the quarantine has it
    return next(iter(_logged([row])), None)


async def under(connection: Connection, keys: Iterable[str]) -> list[Logged]:
    """Everything under any of these signal ids or references."""
    wanted = [key.encode() for key in keys]
    return _logged(await connection.fetch(_SELECT + " where r.key = any($1) order by r.logged_at", wanted))


async def about(connection: Connection, key: str) -> list[Logged]:
    """Everything under one signal id or reference."""
    return _logged(await connection.fetch(_SELECT + " where r.key = $1 order by r.logged_at", key.encode()))


async def to_partner(connection: Connection, partner: str) -> list[Logged]:
    """Everything that was ever on this partner's topics."""
    topics = [f"{family}.{partner}" for family in ("alert", "consult", "referral")]
    return _logged(await connection.fetch(_SELECT + " where r.topic = any($1) order by r.logged_at", topics))


async def naming(connection: Connection, words: str) -> list[Logged]:
    """Everything that holds these words, letter for letter: one data subject's name, number or address."""
    found = await connection.fetch(
        _SELECT + " where position(convert_to($1, 'UTF8') in r.value) > 0 order by r.logged_at", words
    )
    return _logged(found)


async def evidence(connection: Connection, reference: str) -> Evidence:
    """All that the log holds about one referral: its events, the partner's replies, and the signal behind it."""
    of_reference = await about(connection, reference)
    linked = link(of_reference)
    partner = next((r.topic.partition(".")[2] for r in of_reference if r.topic.startswith("referral.")), "")
    replies = await connection.fetch(
        _SELECT + " where r.topic = $1 and position(convert_to($2, 'UTF8') in r.value) > 0 order by r.logged_at",
        f"reply.{partner}",
        reference,
    )
    return Evidence(
        reference,
        of_reference,
        [r for r in _logged(replies) if r.data.get("reference") == reference],
        await about(connection, linked[0]) if linked else [],
    )
