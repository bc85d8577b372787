"""What is compared: what people and partners were told, what the topics hold, what the tables hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import asyncpg

from deploy.database import DATABASE, role_of
from deploy.local.ports import HOST
from schemas.registry import SERVICES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.faults.topic_log import Place, Seen

Rows = list[asyncpg.Record]
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

_OF_EVERY_SERVICE = {
    "outbox": "select position, topic, key, event_id::text, md5(value) as digest, sent_at is not null as sent,"
    " pg_xact_commit_timestamp(transaction_id::text::xid) as committed_at from {schema}.outbox order by position",
    "inbox": "select source, event_id::text from {schema}.inbox",
    "quarantine": "select quarantine_id::text, topic, partition, record_offset, reason from {schema}.quarantine",
}
_REFERRALS = {
    "referral": "select reference::text, signal_id::text, decision_id::text, partner, state from {schema}.referral",
    "referral_step": "select reference::text, state from {schema}.referral_step order by reference, step",
}
_OWN = {
    "intake": {
        "signal": "select signal_id::text, status from {schema}.signal",
        "alert": "select alert_id::text, acknowledged_at is not null as acknowledged from {schema}.alert",
    },
    "enrichment": {
        "signal": "select signal_id::text, state, cardinality(supplements) as supplements from {schema}.signal"
    },
    "triage": {
        "signal_case": "select signal_id::text, state from {schema}.signal_case",
        "consultation": "select reference::text, partner, answered_at is not null as answered"
        " from {schema}.consultation",
        "decision": "select decision_id::text, signal_id::text, partners from {schema}.decision",
        "referral": "select signal_id::text, reference::text, state, returned from {schema}.referral",
    },
    "zorg-referral": _REFERRALS,
    "riec-referral": _REFERRALS,
    "administration": {"setting": "select kind, name, effective_on::text from {schema}.setting"},
    "audit": {
        "record": "select topic, partition, record_offset, key, case when headers like '[{{\"cut\": %' then"
        " 'whole ' || encode(sha256, 'hex') else md5(value) end as digest from {schema}.record"
    },
}


@dataclass(slots=True)
class Promises:
    """What the chain said yes to, and what the harness itself put on a topic."""

    signals: set[str] = field(default_factory=set[str])
    alerts: set[str] = field(default_factory=set[str])
    decisions: set[str] = field(default_factory=set[str])
    consultations: set[str] = field(default_factory=set[str])
    poisoned: set[Place] = field(default_factory=set["Place"])
    injected: set[str] = field(default_factory=set[str])
    """Ids of events that a topic's writer never wrote."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """``tables`` by (service, table)."""

    promises: Promises
    records: Sequence[Seen]
    tables: Mapping[tuple[str, str], Rows]


async def connect(port: int, password: str) -> Connection:
    """As the database's administrator: no service's role or code is between the checker and the rows."""
    return await asyncpg.connect(
        host=HOST, port=port, user="postgres", password=password, database=DATABASE, timeout=10, command_timeout=30
    )


async def read(connection: Connection) -> int:
    """How much every service has read. The trail is left out: of that, something is written every minute."""
    counts = [f"(select count(*) from {role_of(service)}.inbox)" for service in SERVICES]
    counts.append("(select count(*) from audit.record where topic not like 'trail.%')")
    return await connection.fetchval(f"select {' + '.join(counts)}")


async def unsent(connection: Connection) -> int:
    """How many events of all services are not on their topic yet."""
    outboxes = [f"(select count(*) from {role_of(service)}.outbox where sent_at is null)" for service in SERVICES]
    return await connection.fetchval(f"select {' + '.join(outboxes)}")


async def tables(connection: Connection) -> dict[tuple[str, str], Rows]:
    """Of one moment: every table in one snapshot."""
    found: dict[tuple[str, str], Rows] = {}
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        for service in SERVICES:
            for table, query in {**_OF_EVERY_SERVICE, **_OWN[service]}.items():
                found[service, table] = await connection.fetch(query.format(schema=role_of(service)))
    return found
