"""Workers and broker come and go under load: every accepted signal arrives, once. (zz: it disturbs the chain.)"""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING

from deploy.local import stack
from deploy.local.kafka import Kafka
from deploy.local.ports import Ports
from deploy.local.processes import Process
from tests.chain import signal_body, until

if TYPE_CHECKING:
    from tests.chain import Chain


async def post(chain: Chain, count: int) -> list[str]:
    """Accepted signals, by id."""
    client = chain.api("intake", "melder-professional")
    answers = await asyncio.gather(*(client.post("/signalen", json=signal_body()) for _ in range(count)))
    assert {answer.status_code for answer in answers} == {201}
    return [answer.json()["id"] for answer in answers]


async def arrived(chain: Chain, posted: list[str]) -> None:
    """Each is at enrichment once, and none was set aside."""

    async def all_there() -> bool:
        async with chain.database("enrichment") as connection:
            return await connection.fetchval(
                "select count(*) from signal where signal_id = any($1::uuid[])", posted
            ) == len(posted)

    await until(all_there)
    async with chain.database("enrichment") as connection:
        assert await connection.fetchval("select count(*) from quarantine where reason = 'defect'") == 0


async def end(chain: Chain, name: str, how: signal.Signals) -> None:
    process = Process(chain.root, name)
    pid = process.pid()
    assert pid
    os.kill(pid, how)

    async def gone() -> bool:
        return not process.is_running()

    await until(gone)


async def up(chain: Chain) -> None:
    await asyncio.to_thread(stack.up, chain.root)


async def test_a_killed_worker_loses_and_doubles_nothing(chain: Chain) -> None:
    posted = await post(chain, 60)
    await end(chain, "enrichment-worker", signal.SIGKILL)
    posted += await post(chain, 60)
    await up(chain)
    await arrived(chain, posted)


async def test_a_worker_that_is_asked_to_stop_finishes_its_batch(chain: Chain) -> None:
    posted = await post(chain, 60)
    await end(chain, "enrichment-worker", signal.SIGTERM)
    assert "batch not finished" not in Process(chain.root, "enrichment-worker").log.read_text("utf-8")
    async with chain.database("enrichment") as connection:
        before = await connection.fetchval("select count(*) from inbox")
    await up(chain)
    await arrived(chain, posted)
    assert before


async def test_workers_join_and_leave_under_load(chain: Chain) -> None:
    posted = await post(chain, 40)
    await asyncio.to_thread(stack.scale, chain.root, "enrichment", 3)
    posted += await post(chain, 40)
    await asyncio.to_thread(stack.scale, chain.root, "enrichment", 1)
    posted += await post(chain, 40)
    await arrived(chain, posted)


async def test_an_absent_register_postpones_a_fact_but_no_signal(chain: Chain) -> None:
    await end(chain, "bag", signal.SIGKILL)
    signal_id: str = (await chain.report(locatie={"postcode": "6531ZZ", "huisnummer": 3}))["id"]
    shown = await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
    assert shown["adresStatus"] == "wordt-opgezocht"
    assessed: str = (await chain.report(locatie={"postcode": "6531ZZ", "huisnummer": 4}))["id"]
    await chain.assess(assessed)
    await chain.status(assessed, "bij-aandachtfunctionaris")
    await up(chain)

    async def found() -> bool:
        return (await chain.at("enrichment", "analist", f"/signalen/{signal_id}"))["adresStatus"] == "bekend"

    await until(found)


async def test_the_apis_take_in_signals_while_the_broker_is_away(chain: Chain) -> None:
    broker = Kafka(chain.root, stack.default_root() / "kafka" / "libs", chain.root / "certs")
    await asyncio.to_thread(broker.stop)
    posted = await post(chain, 20)
    alert = (await chain.report(acuteNood=True))["alarm"]
    await asyncio.to_thread(broker.start, Ports(chain.root / "run" / "ports.json").known())
    await up(chain)
    await arrived(chain, posted)
    await chain.received("politie", "alert", alert)
