"""Whatever partners write on their reply topics leaves every service ready, and every answer as it was.

With as much memory as ``docker-compose.yml`` gives a worker.
"""

from __future__ import annotations

import asyncio
import json
import resource
from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from deploy.broker import plain
from deploy.broker.lag import places
from deploy.local.processes import running
from schemas.registry import SERVICES, partners
from tests.chain import until
from tests.pipeline.test_hostile_partner import everybody_is_ready

if TYPE_CHECKING:
    import httpx

    from tests.chain import Chain

_WORKER_BYTES = 256 * 1024 * 1024
"""Of private memory: what the container's limit counts, but for the pages of files."""

_RECORDS = 40
"""To each partner's topic, so many that no circuit breaker stops reading it."""

PARTNER = "zorgcoordinator"
_FACTS = ("referral.received", "referral.declined", "consult.answered", "alert.acknowledged", "audit.content-read")
_TIMES = ("0001-01-01T00:00:00Z", "1970-01-02T00:00:00Z", "2200-01-01T00:00:00Z", "9999-12-31T23:59:60+23:59", "nu")


def _json(chance: Random, depth: int = 3) -> Any:
    words = ("\ud800", "\x00", "x" * chance.randrange(300), str(uuid4()), "=1+1")
    kinds: list[Any] = [None, True, 1e308, -1, 10**30, *words]
    if depth and chance.random() < 0.5:
        inner = [_json(chance, depth - 1) for _ in range(chance.randrange(4))]
        return inner if chance.random() < 0.5 else {str(one)[:20]: one for one in inner}
    return chance.choice(kinds)


def _reply(chance: Random, partner: str) -> bytes:
    """Of a reference nobody has, and of any form around it."""
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": f"urn:nld:oin:{partners()[partner].oin}:systeem:x",
        "type": f"nl.signaalketen.{chance.choice(_FACTS)}.v1",
        "subject": str(uuid4()),
        "time": chance.choice(_TIMES),
        "data": {"reference": str(uuid4()), "personal": {"explanation": "Proef"}},
    }
    for name in chance.sample([*event], chance.randrange(4)):
        event[name] = _json(chance)
    return json.dumps(event).encode("utf-8", "surrogatepass")


def _value(chance: Random, partner: str) -> bytes | None:
    deep = chance.randrange(1, 30_000)
    return chance.choice(
        [
            lambda: None,
            lambda: b"",
            lambda: chance.randbytes(chance.randrange(3000)),
            lambda: b"\xff\xfe" + "{}".encode("utf-16-le"),
            lambda: b"[" * deep + b"]" * deep,
            lambda: b'{"data":' * (deep // 8) + b"1" + b"}" * (deep // 8),
            lambda: b"9" * chance.randrange(1, 60_000),
            lambda: b'{"specversion":NaN,"data":Infinity,"data":1e999}',
            lambda: json.dumps(_json(chance)).encode("utf-8", "surrogatepass"),
            lambda: _reply(chance, partner),
            lambda: _reply(chance, partner),
            lambda: _reply(chance, partner),
        ]
    )()


def _headers(chance: Random) -> list[tuple[str, bytes]]:
    names = ("content-type", "traceparent", "signaalketen-outbox", "", "x" * 300, "é\x00")
    return [(chance.choice(names), chance.randbytes(chance.randrange(50))) for _ in range(chance.choice((0, 1, 3, 60)))]


async def _write(chain: Chain, partner: str, chance: Random) -> None:
    codec: Any = chance.choice((None, "gzip", "snappy", "lz4", "zstd"))
    producer: Any = plain.producer(chain.partners_door(partner), compression_type=codec)
    await producer.start()
    try:
        for _ in range(_RECORDS):
            value = _value(chance, partner)
            keys = (b"", chance.randbytes(20), str(uuid4()).encode())
            key = chance.choice(keys if value is None else (None, *keys))
            moment = chance.choice((None, 0, 1, 2**40, 2**62))
            headers = _headers(chance)
            await producer.send(f"reply.{partner}", value, key=key, timestamp_ms=moment, headers=headers)
        await producer.flush()
    finally:
        await producer.stop()


def _workers(chain: Chain) -> dict[str, int]:
    found = {process.name: process.pid() for process in running(chain.root) if process.name.endswith("-worker")}
    return {name: pid for name, pid in found.items() if pid}


@pytest.fixture
def small_workers(chain: Chain) -> Iterator[dict[str, int]]:
    """Their process ids; each may use no more memory than in a container."""
    pids = _workers(chain)
    before = {pid: resource.prlimit(pid, resource.RLIMIT_DATA) for pid in pids.values()}
    for pid, (_, most) in before.items():
        resource.prlimit(pid, resource.RLIMIT_DATA, (_WORKER_BYTES, most))
    yield pids
    for pid, limits in before.items():
        resource.prlimit(pid, resource.RLIMIT_DATA, limits)


_LISTS = {("audit", "/tellingen"), ("enrichment", "/werkvoorraad"), ("riec-referral", "/verwijzingen")}
"""Of everything; others write there too."""


async def _answers(chain: Chain, signal_id: str, reference: str) -> dict[tuple[str, str], Any]:
    """What every desk is told of one case; of the auditor's answer, not who read it and what was refused."""
    asked = [
        ("intake", "melder-professional", f"/signalen/{signal_id}"),
        ("triage", "aandachtfunctionaris", f"/signalen/{signal_id}"),
        ("triage", "aandachtfunctionaris", f"/signalen/{signal_id}/wijzigingen"),
        ("zorg-referral", "aandachtfunctionaris", f"/verwijzingen/{reference}"),
        ("audit", "auditor", f"/verantwoordingen/{reference}"),
        ("audit", "auditor", "/tellingen"),
        ("enrichment", "analist", "/werkvoorraad"),
        ("riec-referral", "aandachtfunctionaris", "/verwijzingen"),
    ]
    found: dict[tuple[str, str], Any] = {}
    for service, role, path in asked:
        answer = await chain.api(service, role).get(path)
        assert answer.status_code == 200, (path, answer.text)
        found[service, path] = answer.json()
    why = found["audit", f"/verantwoordingen/{reference}"]["verantwoording"]
    del why["gelezenDoor"], why["geweigerdeAntwoorden"], why["bewijzen"]
    return {asked: answer for asked, answer in found.items() if asked not in _LISTS}


def _logged(answer: httpx.Response) -> bool:
    """Whether every step of an account has its place in the log already."""
    return '"logIndex":null' not in answer.text


async def _everything_is_read(chain: Chain) -> bool:
    read = await asyncio.to_thread(places, chain.door("provision"), SERVICES)
    return not any(place.lag for place in read)


@pytest.mark.parametrize("seed", [19, 7])
async def test_any_bytes_headers_and_times_change_nothing(
    chain: Chain, small_workers: dict[str, int], seed: int
) -> None:
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["zorg"], PARTNER)
    reference = (await chain.referral(signal_id, PARTNER))["kenmerk"]
    await chain.reply(PARTNER, "referral.received", {"reference": reference})
    await chain.referral_in(signal_id, PARTNER, "ontvangen")

    async def accounted() -> bool:
        answer = await chain.api("audit", "auditor").get(f"/verantwoordingen/{reference}")
        return answer.status_code == 200 and bool(answer.json()["verantwoording"]["antwoorden"]) and _logged(answer)

    await until(accounted)
    before = await _answers(chain, signal_id, reference)
    chance = Random(seed)
    for partner in partners():
        await _write(chain, partner, chance)

    async def read() -> bool:
        return await _everything_is_read(chain)

    await until(read)
    assert await _answers(chain, signal_id, reference) == before
    await everybody_is_ready(chain)
    assert _workers(chain) == small_workers, "a worker was started again"
