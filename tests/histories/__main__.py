"""Record a history: every event of the chain's log between two moments, and the state they lead to."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING

from cli.service_access import administrator, own
from deploy.database import scratch_schema
from deploy.roles import migrate
from services.audit import log_store
from services.audit.why import read_event
from services.runtime.base import telemetry
from services.runtime.operate import comparison, replay
from tests import histories

if TYPE_CHECKING:
    from services.runtime.messaging.record import Record

_UNNEEDED = ("nl.signaalketen.audit.content-read.v1", "nl.signaalketen.audit.events-counted.v1")


async def record(name: str, start: datetime, end: datetime) -> None:
    async with own("audit").look() as log:
        known = await log_store.records(log)
    kept = [one for one in known if start.timestamp() * 1000 <= one.timestamp_ms <= end.timestamp() * 1000]
    histories.save(name, [one for one in kept if _has_effect(one)])
    records = histories.load(name)
    found = {service: await led_to(service, records) for service in replayed()}
    text = json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    histories.state_file(name).write_text(text, "utf-8")


def _has_effect(record: Record) -> bool:
    event = read_event(record.value)
    return event is not None and event["type"] not in _UNNEEDED


def replayed() -> list[str]:
    """Services with state of their own to replay; audit's log is the history itself."""
    return ["intake", "enrichment", "triage", "zorg-referral", "riec-referral", "administration"]


async def led_to(service: str, records: list[Record]) -> histories.State:
    at = own(service)
    admin = administrator()
    async with scratch_schema(admin.database_url, service, admin_password=admin.password) as connection:
        made = at.service()
        assert made.replay
        await migrate(connection, made)
        await comparison.loosen(connection, made.replay.exempt_at_most)
        wanted = set(replay.topics_of(service))
        events = replay.history(service, [one for one in records if one.topic in wanted])
        findings = await replay.rebuild(connection, service, made.replay, events)
        if findings:
            raise SystemExit("\n".join(findings))
        tables = await comparison.tables(connection, made.replay.keys)
        return histories.state(made.replay, tables, await comparison.rows(connection, tables))


if __name__ == "__main__":
    telemetry.configure("histories")
    asyncio.run(record(sys.argv[1], datetime.fromisoformat(sys.argv[2]), datetime.fromisoformat(sys.argv[3])))
