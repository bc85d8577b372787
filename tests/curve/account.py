"""A log of many records, with the auditor's tables beside it."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from schemas.registry import partners
from services.audit import bundles_read, log_metrics, log_store, logbooks, store, why_store
from services.casework.terms.domain import day_of
from services.runtime.messaging.record import Record
from tests.curve.filling import NOW, run

if TYPE_CHECKING:
    from services.runtime.base.database import Connection
    from tests.curve.plans import Act

SEEN = UUID(int=7)

_LOOK = (resources.files("schemas.examples") / "nl.signaalketen.audit.content-read.v1.json").read_text("utf-8")
_REFERRED = resources.files("schemas.examples") / "nl.signaalketen.referral.riec-sent.v1.json"
_LETTER: dict[str, object] = {
    "topic": "reply.riec",
    "partition": 0,
    "quarantine_id": str(uuid4()),
    "reason": "contract",
    "rules": [],
}


def _reply(reference: str) -> bytes:
    source = f"urn:nld:oin:{partners()['riec'].oin}:systeem:x"
    kind, data = "nl.signaalketen.referral.received.v1", {"reference": reference}
    event = {"specversion": "1.0", "id": str(uuid4()), "source": source, "type": kind, "subject": "x", "data": data}
    return json.dumps({**event, "time": "2026-11-24T10:15:00Z"}).encode()


async def fill(connection: Connection, count: int) -> None:
    object_id = json.loads(_LOOK)["data"]["objects"][0]
    letter = {"type": "nl.signaalketen.quarantine.event-quarantined.v1", "data": {**_LETTER, "offset": 12345}}
    for topic, value, changing in (
        ("trail.triage", _LOOK, object_id),
        ("reply.riec", _reply(object_id).decode(), object_id),
        ("deadletter.riec-referral", json.dumps(letter), "12345"),
    ):
        await connection.execute(
            """
            insert into record (topic, partition, record_offset, logged_at, key, value, headers, sha256)
            select $2, 0, n, now(), uuid_send(gen_random_uuid()),
                convert_to(
                    replace($3, $4, case when $4 = '12345' then n::text else gen_random_uuid()::text end), 'UTF8'
                ),
                '[]', '' from generate_series(1, $1) n
            """,
            count,
            topic,
            value,
            changing,
        )
    await run(
        connection,
        count,
        """
        insert into log_entry (log_index, topic, partition, record_offset, part)
        select row_number() over () - 1, topic, partition, record_offset, 0 from record where $1 > 0
        """,
        "update log_head set size = 3 * $1",
        f"""
        insert into bundle_read (actor, day, bundle, upto)
        select 'x', '{day_of(NOW)}', n, 256 from generate_series(1, $1) n
        """,
        "update lines_given set next_index = 3 * $1 - 200",
        "insert into checkpoint (size, root, note, witnessed) select n, '', '', '' from generate_series(1, 3 * $1) n",
    )
    await added(connection)


async def added(connection: Connection) -> None:
    """Some records as they come off their topics."""
    values = [
        ("referral.riec", _REFERRED.read_bytes()),
        ("trail.triage", _LOOK.encode()),
        ("reply.riec", _reply(str(SEEN))),
    ]
    records = [Record(topic, 1, n, 1_795_515_300_000, str(SEEN).encode(), v, ()) for n, (topic, v) in enumerate(values)]
    await store.add(connection, records)


async def appended(connection: Connection) -> None:
    await log_store.is_due(connection)
    size = await log_store.size(connection)
    await log_store.append(connection, 2000)
    await log_store.read(connection, size - 200, size)
    await log_store.last_checkpoint(connection, witnessed=True)


async def accounted(connection: Connection) -> None:
    """Why something was shared."""
    await why_store.evidence(connection, SEEN)


async def given(connection: Connection) -> None:
    """The next lines of a logbook."""
    index = await connection.fetchval("select next_index from lines_given limit 1")
    await logbooks.measure_age(connection, "actor", index)
    await why_store.after(connection, index, 200, ["trail.triage"])


async def bundle(connection: Connection) -> None:
    await bundles_read.first_today(connection, "y", day_of(NOW), 1, 256)


ACTS: dict[str, Act] = {
    "records that come": added,
    "the log grows": appended,
    "why": accounted,
    "lines of a logbook": given,
    "a bundle": bundle,
    "metrics": log_metrics.measure,
}
