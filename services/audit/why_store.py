"""Records by what they are about, as events with their place in the log."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.catalogue import type_of
from schemas.events.acts.intake import AlertRaised, SignalReported
from schemas.events.acts.triage import PartnerConsulted
from schemas.events.audit import ContentRead
from schemas.events.setting import SettingChanged
from schemas.registry import topics
from services.audit import log_store
from services.audit.replies import judged, set_aside
from services.audit.subject import Sought
from services.audit.whose import keys_within, tenants
from services.audit.why import Evidence, Json, Logged, first_deliveries, link, read_event, told, unproven
from services.casework.settings.domain import Settings
from services.runtime.messaging.inbox import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    import asyncpg

    from services.audit.replies import Replied
    from services.runtime.base.database import Connection
    from services.runtime.base.scope import Scope
    from services.runtime.messaging.record import Record

_AT_ONCE = 200
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_ORDER = "r.logged_at, r.topic, r.partition, r.record_offset"
_SELECT = """
    select r.*, e.log_index from record r
    left join log_entry e on (e.topic, e.partition, e.record_offset, e.part)
        = (r.topic, r.partition, r.record_offset, 0)
"""


def _logged(rows: Iterable[asyncpg.Record]) -> list[Logged]:
    """Evidence: what its topic's writer wrote, by its contract. A key and a type are whatever a writer says."""
    return first_deliveries([logged for row in rows if (logged := _by_contract(row))])


def _events(rows: Iterable[asyncpg.Record]) -> list[Logged]:
    return [_at(row, event) for row in rows if (event := read_event(row["value"])) is not None]


async def after(
    connection: Connection, index: int, limit: int, names: Sequence[str]
) -> tuple[list[tuple[Record, Logged]], int]:
    """Records of these topics among so many entries from this one on, that break no contract, with their events; and
    where to go on.

    One statement, so one moment: an entry that is appended between two would be passed over for good.
    """
    rows = await connection.fetch(
        "select r.*, e.log_index from log_entry e left join record r on e.part = 0 and e.topic = any($3::text[])"
        " and (r.topic, r.partition, r.record_offset) = (e.topic, e.partition, e.record_offset)"
        " where e.log_index >= $1 and e.log_index < $1 + $2 order by e.log_index",
        index,
        limit,
        names,
    )
    found = [(log_store.record(row), logged) for row in rows if row["topic"] and (logged := _by_contract(row))]
    return found, rows[-1]["log_index"] + 1 if rows else index


def _by_contract(row: asyncpg.Record) -> Logged | None:
    """As the service reads it: by its contract, and of its topic's writer."""
    try:
        deliveries, _ = read([log_store.record(row)])
    except KeyError:
        return None  # a topic of another version
    return next(iter(_events([row])), None) if deliveries else None


def _shown(row: asyncpg.Record, event: Json) -> Logged:
    """As an event where it keeps its contract, and else as bytes."""
    return _by_contract(row) or _at(row, unproven(row["value"])) if _strange(row) else _at(row, event)


def _strange(row: asyncpg.Record) -> bool:
    """Written by somebody else."""
    topic = topics().get(row["topic"])
    return topic is None or topic.of_partner


def _at(row: asyncpg.Record, event: Json) -> Logged:
    return Logged(row["topic"], row["partition"], row["record_offset"], row["logged_at"], event, row["log_index"])


async def under(connection: Connection, keys: Iterable[str]) -> list[Logged]:
    """Everything under any of these signal ids or references."""
    wanted = [key.encode() for key in keys]
    return _logged(await connection.fetch(_SELECT + " where r.key = any($1) order by r.logged_at", wanted))


async def about(connection: Connection, key: str) -> list[Logged]:
    """Everything under one signal id or reference."""
    return _logged(await connection.fetch(_SELECT + " where r.key = $1 order by r.logged_at", key.encode()))


_WITHIN = f"($1::text[] is null or r.key in ({keys_within('$1')}))"


async def to_partner(connection: Connection, partner: str, scope: Scope) -> list[Logged]:
    """Everything of this scope that was ever on this partner's topics."""
    topics = [f"{family}.{partner}" for family in ("alert", "consult", "referral")]
    found = f"{_SELECT} where {_WITHIN} and r.topic = any($2) order by r.logged_at"
    return _logged(await connection.fetch(found, tenants(scope), topics))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; what is None does not matter. ``case``: a signal, or a reference of it."""

    case: UUID | None
    partner: str | None
    official: str | None


async def wanted(connection: Connection, sought: Wanted, scope: Scope, limit: int) -> list[Logged]:
    """At most so many of this scope, the latest first."""
    asked: list[object] = [tenants(scope), limit]
    where = [_WITHIN]
    if sought.case:
        keys = await _keys_of(connection, sought.case)
        asked += [keys, [key.encode() for key in keys]]
        where.append(f"(r.key = any(${len(asked)}::bytea[]) or {_NAMED.format(f'${len(asked) - 1}')})")
    if sought.partner:
        asked.append([f"{family}.{sought.partner}" for family in ("alert", "consult", "referral", "reply")])
        where.append(f"r.topic = any(${len(asked)}::text[])")
    if sought.official:
        asked.append(json.dumps(sought.official, ensure_ascii=False))
        where.append(f"r.topic like 'trail.%' and position(convert_to(${len(asked)}, 'UTF8') in r.value) > 0")
    rows = await connection.fetch(
        f"{_SELECT} where {' and '.join(where)} order by r.logged_at desc, r.record_offset desc limit $2", *asked
    )
    return [_shown(row, _said(row["value"])) for row in rows]


async def _keys_of(connection: Connection, case: UUID) -> list[str]:
    """Every key under which something of this case is kept."""
    rows = await connection.fetch(
        "with signal as (select coalesce((select signal_id from case_key where key = $1), $1) as id)"
        " select id::text from signal union select key::text from case_key where signal_id = (select id from signal)",
        case,
    )
    return [row[0] for row in rows]


async def settings(connection: Connection) -> Settings:
    """What administrators set, of which the log is all that audit keeps."""
    rows = await connection.fetch(f"{_SELECT} where r.topic = 'setting.changed' order by {_ORDER}")
    deliveries, _ = read([log_store.record(row) for row in rows])
    told = (delivery.event.data for delivery in deliveries)
    return Settings.of(data for data in told if isinstance(data, SettingChanged))


async def naming(connection: Connection, words: str, scope: Scope) -> list[Logged]:
    """Everything of this scope that says these words: one data subject's name, number or address. In a transaction:
    once through the whole log, and no more of it in memory than what is found and the part it is at.
    """
    sought = Sought.of(words)
    found: list[Logged] = []
    cursor = await connection.cursor(f"{_SELECT} where {_WITHIN} order by {_ORDER}", tenants(scope))
    while rows := await cursor.fetch(_AT_ONCE):
        found += [_shown(row, event) for row in rows if sought.within(event := _said(row["value"]))]
        await asyncio.sleep(0)  # who asks something else meanwhile gets an answer
    return first_deliveries(found)


def _said(value: bytes | None) -> Json:
    """What can be searched in: of what is no event its text, whatever the bytes."""
    return read_event(value) or {"text": _ESCAPED.sub(_character, (value or b"").decode("utf-8", "replace"))}


def _character(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 16))


async def evidence(connection: Connection, reference: UUID) -> Evidence:
    """All that the log holds about what one partner was told: its events, its replies, and the signal behind it."""
    of_reference = await about(connection, str(reference))
    sent = told(of_reference)
    family, _, partner = sent[0].topic.partition(".") if sent else ("", "", "")
    told_by = await _told_by(connection, reference, family, of_reference)
    linked = link(of_reference)
    signal_id = linked[0] if linked else await _signal(connection, reference, told_by)
    return Evidence(
        str(reference),
        of_reference,
        await _replies(connection, reference, f"reply.{partner}"),
        await about(connection, signal_id) if signal_id else [],
        await _reads(connection, [str(reference), *([signal_id] if signal_id else [])]),
        signal_id,
        told_by,
    )


async def _told_by(
    connection: Connection, reference: UUID, family: str, of_reference: Sequence[Logged]
) -> Logged | None:
    """A question's act is found under its signal, which only the act itself names; an alert's under the alert."""
    if family == "alert":
        return next((record for record in of_reference if isinstance(record.act, AlertRaised)), None)
    if family != "consult":
        return None
    named = await _acts_naming(connection, "trail.triage", reference)
    asked = (one for one in named if isinstance(one.act, PartnerConsulted) and one.act.reference == reference)
    return next(asked, None)


async def _signal(connection: Connection, reference: UUID, told_by: Logged | None) -> str | None:
    """An alert goes out before the report it came in is judged: the report names it, not the other way round."""
    act = told_by.act if told_by else None
    if isinstance(act, PartnerConsulted | AlertRaised) and act.signal_id:
        return str(act.signal_id)
    if not isinstance(act, AlertRaised):
        return None
    named = (one.act for one in await _acts_naming(connection, "trail.intake", reference))
    reported = (act for act in named if isinstance(act, SignalReported) and act.alert_id == reference)
    return next((str(act.signal_id) for act in reported), None)


_NAMED = """
    (r.topic like 'reply.%' or r.topic like 'trail.%' or r.topic like 'deadletter.%')
    and named_in(r.topic, r.value) && {}::text[]
"""
_NAMING = _NAMED.format("$1")
"""Records that name any of these, by the index that says so; what can't be read names its topic."""


async def _acts_naming(connection: Connection, topic: str, reference: UUID) -> list[Logged]:
    found = await connection.fetch(f"{_SELECT} where {_NAMING} and r.topic = $2", [str(reference)], topic)
    return _logged(found)


async def _reads(connection: Connection, ids: Sequence[str]) -> list[Logged]:
    """A list shows many at once: a look is found by every object it names, not only by the one it is kept under."""
    rows = await connection.fetch(
        f"{_SELECT} where {_NAMING} and r.topic like 'trail.%' and position(convert_to($2, 'UTF8') in r.value) > 0",
        [*ids],
        f'"{type_of(ContentRead)}"',
    )
    return [look for look in _logged(rows) if {*ids} & {*look.data["objects"]}]


async def _replies(connection: Connection, reference: UUID, topic: str) -> list[Replied]:
    rows = await connection.fetch(
        f"{_SELECT} where {_NAMING} and r.topic = $2 order by {_ORDER}", [reference.hex, topic], topic
    )
    found = [(log_store.record(row), one) for row in rows for one in _events([row])]
    places = [f"{topic} {record.partition} {record.offset}" for record, _ in found]
    written = await connection.fetch(f"{_SELECT} where {_NAMING} and r.topic not like 'reply.%'", places)
    deliveries, _ = read([log_store.record(row) for row in written])
    deliveries.sort(key=lambda delivery: delivery.event.time)
    return judged(reference, found, set_aside(delivery.event.data for delivery in deliveries))
