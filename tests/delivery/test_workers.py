"""Workers and broker come and go under load: every accepted signal arrives, once."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from deploy.local import stack
from deploy.local.kafka import Kafka
from deploy.local.ports import Ports, accepts
from deploy.local.processes import Process
from deploy.local.services import says_ready
from tests.chain import until
from tests.workers import arrived, end, ended, metric, post, up

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.chain import Chain

pytestmark = pytest.mark.disturbs_the_chain


WORKER = "enrichment-worker"


@asynccontextmanager
async def held_up(chain: Chain) -> AsyncGenerator[list[str]]:
    """Signals accepted, and the worker in the middle of a batch of them, until the end of this."""
    async with chain.owner("enrichment") as connection, connection.transaction():
        await connection.execute("lock table inbox in access exclusive mode")
        posted = await post(chain, 60)

        async def has_a_batch_in_hand() -> bool:
            waits = "select exists (select from pg_locks where relation = 'inbox'::regclass and not granted)"
            return await connection.fetchval(waits)

        await until(has_a_batch_in_hand)
        yield posted


async def test_a_killed_worker_loses_and_doubles_nothing(chain: Chain) -> None:
    async with held_up(chain) as posted:
        posted.extend(await post(chain, 60))
        await end(chain, WORKER, signal.SIGKILL)
    posted += await post(chain, 60)
    await up(chain)
    await arrived(chain, posted)


async def test_a_worker_that_is_asked_to_stop_finishes_its_batch(chain: Chain) -> None:
    """What it has in hand by then is handled, and not delivered again."""
    worker = Process(chain.root, WORKER)
    pid = worker.pid()
    assert pid

    async def knows() -> bool:
        return not await asyncio.to_thread(says_ready, chain.port(WORKER))

    async with held_up(chain) as posted:
        os.kill(pid, signal.SIGTERM)
        await until(knows)
    await ended(worker)
    async with chain.database("enrichment") as connection:
        assert await connection.fetchval("select count(*) from signal where signal_id = any($1::uuid[])", posted)
    await up(chain)
    await arrived(chain, posted)
    assert await metric(chain, WORKER, "signaalketen_repeats_total") == 0


async def test_workers_join_and_leave_under_load(chain: Chain) -> None:
    async def joins() -> bool:
        port = Ports(chain.root / "run" / "ports.json").known().get(f"{WORKER}-3")
        return port is not None and await asyncio.to_thread(accepts, port)

    async with held_up(chain) as posted:
        scaled = asyncio.create_task(asyncio.to_thread(stack.scale, chain.root, "enrichment", 3))
        await until(joins)
    posted += await post(chain, 40)
    await scaled
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
