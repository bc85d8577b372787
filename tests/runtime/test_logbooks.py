"""Lines are given in order until each is confirmed; what can't become one is set aside, and the log goes on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.trace import ReadableSpan
from prometheus_client import REGISTRY

from services.audit import log_store, processing_lines, store
from services.audit.config import AuditConfig
from services.audit.logbooks import Filling, NotConfirmedError, give, off
from services.audit.service import SERVICE
from services.runtime.base.database import migrate
from tests.runtime.records import TOPIC, record, reply

if TYPE_CHECKING:
    from services.runtime.base.database import Pool
    from services.runtime.messaging.quarantine import Vault
    from services.runtime.messaging.record import Record


@pytest_asyncio.fixture(loop_scope="session")
async def log(pool: Pool) -> Pool:
    async with pool.acquire() as connection:
        await migrate(connection, SERVICE.migrations)
    return pool


class Book:
    """What a logbook got; encoded as it goes over the line."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.away = False

    def send(self, lines: list[Any]) -> None:
        encode_spans(lines)
        if self.away:
            raise NotConfirmedError
        self.got += [line.name for line in lines]


async def logged(log: Pool, *records: Record) -> None:
    async with log.acquire() as connection, connection.transaction():
        await store.add(connection, records)
        await log_store.append(connection, 100)


def behind() -> float:
    return REGISTRY.get_sample_value("signaalketen_logbook_oldest_seconds", {"logbook": "confidential"}) or 0


async def set_aside(log: Pool) -> list[int]:
    rows = await log.fetch("select record_offset from quarantine order by 1")
    return [row["record_offset"] for row in rows]


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def filling(book: Book, vault: Vault) -> Filling:
    return Filling("confidential", book.send, bytes(32), vault)


@pytest.mark.parametrize("time", ["1969-12-31T23:59:59Z", "0001-01-02T00:00:00Z", "9999-12-30T00:00:00Z"])
async def test_a_partners_far_time_is_no_reason_to_stop(log: Pool, book: Book, filling: Filling, time: str) -> None:
    """A negative start is refused by the encoder, and was tried again each second for ever."""
    said = json.loads(reply(0, partner="riec").value or b"")
    await logged(log, record(0, topic="reply.riec", value=json.dumps({**said, "time": time}).encode()))
    await logged(log, reply(1, partner="riec"))
    while await give(filling, log):
        pass
    assert len(book.got) >= 1
    assert await set_aside(log) == []


async def test_what_cant_be_a_line_is_set_aside_and_the_others_go_on(
    log: Pool, book: Book, filling: Filling, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = processing_lines.lines

    def unfit(logged: Any, subjects: Any) -> list[Any]:
        if logged.event["id"].endswith("1"):
            raise KeyError(logged.event["id"])
        made = whole(logged, subjects)
        if logged.event["id"].endswith("2"):
            return [ReadableSpan("x", context=made[0].context, start_time=-1, end_time=0)]  # the encoder refuses it
        return made

    monkeypatch.setattr(processing_lines, "lines", unfit)
    ids = [f"01a20d0d-38a0-7c11-9b21-00000000000{number}" for number in range(4)]
    replies = [reply(number, partner="riec") for number in range(4)]
    values = [json.dumps({**json.loads(one.value or b""), "id": ids[at]}).encode() for at, one in enumerate(replies)]
    await logged(log, *(record(at, topic="reply.riec", value=value) for at, value in enumerate(values)))
    book.away = True
    with pytest.raises(NotConfirmedError):
        await give(filling, log)
    assert await set_aside(log) == []
    assert behind() > 0
    book.away = False
    while await give(filling, log):
        pass
    assert len(book.got) == 2
    assert await set_aside(log) == [1, 2]
    assert await log.fetchval("select count(*) from outbox where topic = 'deadletter.audit'") == 2
    assert behind() == 0


async def test_what_breaks_its_contract_is_no_line(log: Pool, book: Book, filling: Filling) -> None:
    deep = b'{"data": ' + b"[" * 30_000 + b"]" * 30_000 + b"}"
    await logged(log, record(0, topic="reply.riec", value=deep), record(1, topic=TOPIC), reply(2, partner="comensha"))
    while await give(filling, log):
        pass
    assert (book.got, await set_aside(log)) == ([], [])


@pytest.mark.parametrize(
    ("settings", "silent"),
    [
        ({}, ["processing", "confidential", "actor"]),
        ({"subject_key_file": "key", "ldv_url": "x", "bio2_url": "x"}, ["confidential"]),
        ({"ldv_url": "x", "ldv_confidential_url": "x", "bio2_url": "x"}, ["processing", "confidential", "actor"]),
        ({"subject_key_file": "key", "ldv_url": "x", "ldv_confidential_url": "x", "bio2_url": "x"}, []),
    ],
)
def test_a_logbook_that_gets_no_lines_is_named(settings: dict[str, Any], silent: list[str]) -> None:
    defaults = {name: AuditConfig.model_fields[name].default for name in _LOGBOOK_SETTINGS}
    assert off(AuditConfig.model_construct(**{**defaults, **settings})) == silent


_LOGBOOK_SETTINGS = ("subject_key_file", "ldv_url", "ldv_confidential_url", "bio2_url")
