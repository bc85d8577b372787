"""Outbox, topic and log, each asked by its own way in, laid side by side."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from cli.door import administration
from cli.output import AsJson, show_json
from cli.service_access import own
from deploy.broker.topic_digests import bounds, contents
from schemas.registry import SERVICES, topics
from services.audit import reconcile as sides
from services.audit.reconcile import Finding, Made, Topic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deploy.broker.admin import BrokerAccess
    from services.audit.reconcile import Offset
    from services.runtime.base.database import Connection

_MOST_SHOWN = 50


def reconcile(as_json: AsJson = False) -> None:
    """Compare every service's outbox with its topics, and every topic with the log; say what differs, and where."""
    events, found = asyncio.run(_compare(administration().door))
    if as_json:
        show_json({"events": events, "findings": [asdict(finding) for finding in found]})
    else:
        for finding in found[:_MOST_SHOWN]:
            typer.echo(f"DIFFERS: {finding.where}: {finding.what}")
        typer.echo(f"{len(topics())} topics, {events} events: {f'{len(found)} differ' if found else 'all the same'}")
    if found:
        raise typer.Exit(1)


async def _compare(door: BrokerAccess) -> tuple[int, list[Finding]]:
    """How many events there are, and what differs."""
    events = 0
    found: list[Finding] = []
    async with AsyncExitStack() as stack:
        databases = {name: await stack.enter_async_context(own(name).database()) for name in SERVICES}
        for name in topics():
            topic = await _topic(name, door, databases)
            events += len(topic.held)
            found += sides.reconcile(topic)
    return events, found


async def _topic(name: str, door: BrokerAccess, databases: Mapping[str, Connection]) -> Topic:
    """In this order: what a side may lack only because it was asked too early is asked afterwards."""
    writer = databases.get(topics()[name].writer.removeprefix("service:"))
    before = await _made(writer, name) if writer else None
    held = await contents(door, name)
    after = await _made(writer, name) if writer else None
    logged = await _logged(databases["audit"], name)
    packed = await _packed(databases["audit"], name)
    digests = {place: digest for place, digest in held.digests.items() if place not in packed}
    _, ends = bounds(door, name)
    return Topic(name, before, after, digests, held.starts, ends, {p: d for p, d in logged.items() if p not in packed})


async def _made(connection: Connection, topic: str) -> list[Made]:
    rows = await connection.fetch(
        "select event_id, sequence, coalesce(digest, sha256(value)) as digest, sent_at is not null as sent,"
        " extract(epoch from now() - created_at)::float8 as age from outbox where topic = $1",
        topic,
    )
    return [Made(str(row["event_id"]), row["sequence"], row["digest"], row["sent"], row["age"]) for row in rows]


async def _packed(connection: Connection, topic: str) -> frozenset[Offset]:
    """Places of batches that nobody could unpack: the log holds what was sent, and there are no records to compare."""
    rows = await connection.fetch(
        "select partition, (headers::jsonb -> 0 -> 'cut' ->> 'start')::bigint as first, record_offset as last"
        " from record where topic = $1 and headers like '[{\"cut\": %'"
        " and headers::jsonb -> 0 -> 'cut' ->> 'codec' <> ''",
        topic,
    )
    return frozenset((row["partition"], at) for row in rows for at in range(row["first"], row["last"] + 1))


async def _logged(connection: Connection, topic: str) -> Mapping[Offset, bytes]:
    """Records that have their place in the log, by the bytes they hold now, or are the beginning of."""
    rows = await connection.fetch(
        "select r.partition, r.record_offset, case when r.headers like '[{\"cut\": %' then r.sha256"
        " else sha256(coalesce(r.value, ''::bytea)) end as digest from record r"
        " join log_entry e using (topic, partition, record_offset) where r.topic = $1 and e.part = 0",
        topic,
    )
    return {(row["partition"], row["record_offset"]): row["digest"] for row in rows}
