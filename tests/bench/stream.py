"""``python -m tests.bench.stream [COUNT]``: Faust's worker against a plain loop over the same client.

Both read COUNT events (100,000, unless named) of the real broker three times, in turn, and do intake's own work with
them: dedupe, decide and store in the real database. Printed: the speed of each run, and the ratio of the medians. Exit
code 1 when Faust's is less than nine tenths of the loop's; 2 when it could not be tried.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from typing import TYPE_CHECKING

from aiokafka import AIOKafkaConsumer

from services.intake.handlers import DISPATCH
from services.runtime.base import database
from services.runtime.messaging.inbox import Inbox
from services.runtime.messaging.quarantine import Vault
from services.runtime.messaging.record import Record
from services.runtime.messaging.tls import tls
from tests.bench.intake import measured
from tests.bench.poison import TOPIC, Run, fill, read_with_faust

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from deploy.broker.admin import BrokerAccess
    from services.runtime.base.config import Config
    from services.runtime.base.database import Pool

    Handle = Callable[[list[Record]], Awaitable[None]]

_ROUNDS = 3
_LEAST_RATIO = 0.9


async def read_with_a_loop(config: Config, handle: Handle, done: asyncio.Event) -> None:
    """Nothing is fetched again before all that was fetched is handled, and committed after that."""
    consumer = AIOKafkaConsumer(
        TOPIC,
        bootstrap_servers=config.kafka_services,
        security_protocol="SSL",
        ssl_context=tls(config),
        group_id="intake",
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


async def speed(
    read: Callable[[Config, Handle, asyncio.Event], Awaitable[None]], config: Config, pool: Pool, count: int
) -> float:
    """Events a second, from the first that is handled to the last."""
    inbox = Inbox("intake", pool, Vault(config.quarantine_key_file), DISPATCH)
    done = asyncio.Event()
    handled, first, last = 0, 0.0, 0.0

    async def handle(records: list[Record]) -> None:
        nonlocal handled, first, last
        first = first or time.perf_counter()
        await inbox.process(records)
        handled += len(records)
        if handled >= count:
            last = time.perf_counter()
            done.set()

    await read(config, handle, done)
    return count / (last - first)


async def tell(config: Config, door: BrokerAccess, count: int) -> bool:
    pool = await database.open_pool(config, "bench")
    found: dict[str, list[float]] = {"loop": [], "faust": []}
    for number in range(_ROUNDS):
        for name, read in (("loop", read_with_a_loop), ("faust", read_with_faust)):
            await asyncio.to_thread(fill, Run(count, poison=False), door)
            found[name].append(await speed(read, config, pool, count))
            sys.stdout.write(f"  {number + 1}: {name} {found[name][-1]:.0f}/s\n")
            sys.stdout.flush()
    await pool.close()
    loop, faust = (statistics.median(found[name]) for name in ("loop", "faust"))
    ratio = faust / loop
    sys.stdout.write(f"stream: faust {faust:.0f}/s, a plain loop {loop:.0f}/s: ratio {ratio:.2f}, at least 0.9\n")
    return ratio >= _LEAST_RATIO


if __name__ == "__main__":
    raise SystemExit(measured(tell, int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
