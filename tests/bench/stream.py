"""``python -m tests.bench.stream STAGE [COUNT]``: Faust's worker against plain loops over the same client.

The stage of intake or of enrichment reads COUNT events (100,000, unless named) of the real broker three times, in turn
with Faust and with a plain loop, and does its own work with them: dedupe, decide and store in the real database. Beside
enrichment a loop without any work reads them and writes each to the next topic. Printed: the speed of each run and the
ratios of the medians. Exit code 1 when Faust's is less than nine tenths of the loop's, or enrichment's less than half
of the loop without work; 2 when it could not be tried.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from typing import TYPE_CHECKING

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from services.runtime.base import database
from services.runtime.messaging.inbox import Inbox
from services.runtime.messaging.quarantine import Vault
from services.runtime.messaging.record import Record
from services.runtime.messaging.tls import tls
from tests.bench.poison import read_with_faust
from tests.bench.stage import FEEDBACK, RECEIVED, measured, put

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from deploy.broker.admin import BrokerAccess
    from services.runtime.base.config import Config
    from tests.bench.stage import Stage

    Handle = Callable[[list[Record]], Awaitable[None]]
    Read = Callable[[Stage, Config, Handle, asyncio.Event], Awaitable[None]]

_ROUNDS = 3
_OF_A_LOOP = 0.9
_OF_NO_WORK = 0.5
_ONWARD = "signal.enriched"
_STAGES = {stage.service: stage for stage in (FEEDBACK, RECEIVED)}


async def read_with_a_loop(stage: Stage, config: Config, handle: Handle, done: asyncio.Event) -> None:
    """Nothing is fetched again before all that was fetched is handled, and committed after that."""
    consumer = AIOKafkaConsumer(
        stage.topic,
        bootstrap_servers=config.kafka_services,
        security_protocol="SSL",
        ssl_context=tls(config.kafka_ca, config.kafka_certificate),
        group_id=stage.service,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_poll_records=500,
    )
    await consumer.start()
    try:
        while not done.is_set():
            fetched = await consumer.getmany(timeout_ms=500)
            for partition, raw in fetched.items():
                await handle(
                    [Record(r.topic, r.partition, r.offset, r.timestamp, r.key, r.value, (*r.headers,)) for r in raw]
                )
                await consumer.commit({partition: raw[-1].offset + 1})
    finally:
        await consumer.stop()


async def speed(stage: Stage, read: Read, work: Handle, config: Config, count: int) -> float:
    """Events a second, from the first that is handled to the last."""
    done = asyncio.Event()
    handled, first, last = 0, 0.0, 0.0

    async def handle(records: list[Record]) -> None:
        nonlocal handled, first, last
        first = first or time.perf_counter()
        await work(records)
        handled += len(records)
        if handled >= count:
            last = time.perf_counter()
            done.set()

    await read(stage, config, handle, done)
    return count / (last - first)


async def tell(stage: Stage, config: Config, door: BrokerAccess, count: int) -> bool:
    pool = await database.open_pool(config, "bench")
    producer = AIOKafkaProducer(
        bootstrap_servers=config.kafka_services,
        security_protocol="SSL",
        ssl_context=tls(config.kafka_ca, config.kafka_certificate),
        acks="all",
    )
    await producer.start()

    async def onward(records: list[Record]) -> None:
        await asyncio.gather(*[await producer.send(_ONWARD, record.value, key=record.key) for record in records])

    durable = Inbox(stage.service, pool, Vault(config.quarantine_key_file), stage.dispatch).process
    ways: dict[str, tuple[Read, Handle]] = {"loop": (read_with_a_loop, durable), "faust": (read_with_faust, durable)}
    if stage is RECEIVED:
        ways["no work"] = (read_with_a_loop, onward)
    found: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(_ROUNDS):
        for name, (read, work) in ways.items():
            await asyncio.to_thread(put, door, stage.topic, ((*stage.event(), None) for _ in range(count)))
            found[name].append(await speed(stage, read, work, config, count))
            sys.stdout.write(f"  {stage.service} {number + 1}: {name} {found[name][-1]:.0f}/s\n")
            sys.stdout.flush()
    await producer.stop()
    await pool.close()
    medians = {name: statistics.median(speeds) for name, speeds in found.items()}
    least = {"loop": _OF_A_LOOP, "no work": _OF_NO_WORK}
    ratios = {name: medians["faust"] / medians[name] for name in medians if name != "faust"}
    for name, ratio in ratios.items():
        sys.stdout.write(
            f"{stage.service}: faust {medians['faust']:.0f}/s, {name} {medians[name]:.0f}/s:"
            f" ratio {ratio:.2f}, at least {least[name]}\n"
        )
    return all(ratio >= least[name] for name, ratio in ratios.items())


if __name__ == "__main__":
    asked = argparse.ArgumentParser(prog="python -m tests.bench.stream")
    asked.add_argument("stage", choices=[*_STAGES])
    asked.add_argument("count", nargs="?", type=int, default=100_000)
    given = asked.parse_args()
    raise SystemExit(measured(_STAGES[given.stage], tell, given.count))
