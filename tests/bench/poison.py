"""``python -m tests.bench.poison [COUNT]``: how long poison holds up the events behind it.

A worker with intake's own handler reads COUNT events (a million, unless named) from the real broker into the real
database; among every thousand one is poison, and ten in all meet a defect. Printed: how long the worst of them held its
partition, which is at most a second, and the speed against that of a tenth as many events without poison.
Exit code 1 when one held it longer, or when an event is lost or doubled; 2 when it could not be tried.
"""

# pyright: reportUnknownMemberType=false

from __future__ import annotations

import asyncio
import os
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from schemas.registry import partners
from services.runtime.base import database
from services.runtime.messaging.bus import StreamApp
from services.runtime.messaging.inbox import Inbox
from services.runtime.messaging.quarantine import Vault
from tests.bench.stage import FEEDBACK, feedback, measured, put

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from confluent_kafka import Message

    from deploy.broker.admin import BrokerAccess
    from schemas.text import Contract
    from services.runtime.base.config import Config
    from services.runtime.base.database import Connection, Pool
    from services.runtime.messaging.bus import Fetches
    from services.runtime.messaging.dispatch import Delivery, Handled
    from services.runtime.messaging.record import Record
    from tests.bench.stage import Stage

_EVERY = 1000
_DEFECTS = 10
_LONGEST_HOLD_SECONDS = 1.0
_DEFECT_MARK = uuid4().hex[:12]
_SAYS_EVERY = 100_000


@dataclass
class Run:
    """One load, and what became of it; seconds per fetch, by whether poison was in it."""

    count: int
    poison: bool
    handled: int = 0
    bad: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    holds: dict[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})
    seconds: float = 0.0
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def speed(self) -> float:
        return self.count / self.seconds

    def values(self) -> Iterator[tuple[bool, str, bytes]]:
        """Whether it is poison, its key, its bytes."""
        defect_at = {self.count * number // _DEFECTS + 1 for number in range(_DEFECTS)} if self.poison else set[int]()
        for number in range(self.count):
            subject = str(uuid4())
            if number in defect_at:
                yield True, subject, feedback(f"{_DEFECT_MARK}{uuid4().hex[12:]}")
            elif self.poison and number % _EVERY == _EVERY // 2:
                other = next(iter(partners().values())).oin
                broken = (b'{"specversion": ', feedback(subject, other))[number // _EVERY % 2]
                yield True, subject, broken
            else:
                yield False, subject, feedback(subject)


def fill(run: Run, door: BrokerAccess) -> None:
    """Puts it all on the topic and notes where the poison is."""

    def note(message: Message) -> None:
        run.bad.add((message.partition() or 0, message.offset() or 0))

    put(door, FEEDBACK.topic, ((key, value, note if is_bad else None) for is_bad, key, value in run.values()))


async def _handle(connection: Connection, deliveries: Sequence[Delivery[Contract]]) -> Handled:
    if any(delivery.event.subject.startswith(_DEFECT_MARK) for delivery in deliveries):
        raise ZeroDivisionError
    return await FEEDBACK.dispatch(connection, deliveries)


async def consume(run: Run, config: Config, pool: Pool) -> None:
    """Reads and handles all of it, as a worker of intake."""
    inbox = Inbox("intake", pool, Vault(config.quarantine_key_file), _handle)
    first = 0.0

    async def timed(records: list[Record]) -> None:
        nonlocal first
        began = time.perf_counter()
        first = first or began
        try:
            await inbox.process(records)
        except Exception as error:
            sys.stderr.write(f"{error!r}\n")
            os._exit(1)  # what could not be handled must not look handled
        ended = time.perf_counter()
        run.holds[any((one.partition, one.offset) in run.bad for one in records)].append(ended - began)
        before, run.handled = run.handled, run.handled + len(records)
        if before // _SAYS_EVERY < run.handled // _SAYS_EVERY:
            sys.stdout.write(f"  {run.handled} handled, {run.handled / (ended - first):.0f}/s\n")
            sys.stdout.flush()
        if run.handled >= run.count:
            run.seconds = ended - first
            run.done.set()

    await read_with_faust(FEEDBACK, config, timed, run.done)


async def read_with_faust(
    stage: Stage, config: Config, handle: Callable[[list[Record]], Awaitable[None]], done: asyncio.Event
) -> None:
    """As every worker reads, until ``done``."""
    app = StreamApp(stage.service)
    app.loop = asyncio.get_running_loop()
    app.connect(config)

    async def consume(fetches: Fetches) -> None:
        async for records in fetches:
            await handle(records)

    app.agent(app.reads(stage.topic))(consume)
    await app.start()
    await done.wait()
    await app.stop()


async def tell(_: Stage, config: Config, door: BrokerAccess, count: int) -> bool:
    pool = await database.open_pool(config, "bench")
    calm, poisoned = Run(max(count // 10, 1000), poison=False), Run(count, poison=True)
    before = await pool.fetchrow("select (select count(*) from inbox), (select count(*) from quarantine)")
    for run in (calm, poisoned):
        sys.stdout.write(f"{run.count} events, {'with' if run.poison else 'without'} poison\n")
        await asyncio.to_thread(fill, run, door)
        await consume(run, config, pool)
    after = await pool.fetchrow("select (select count(*) from inbox), (select count(*) from quarantine)")
    assert before and after  # an aggregate always has a row
    handled, aside = after[0] - before[0], after[1] - before[1]
    await pool.close()
    longest = max(poisoned.holds[True])
    good = calm.count + poisoned.count - len(poisoned.bad)
    sys.stdout.write(
        f"poison: {len(poisoned.bad)} among {poisoned.count}, the longest hold {longest:.3f} s, median "
        f"{sorted(poisoned.holds[True])[len(poisoned.holds[True]) // 2]:.3f} s; a fetch without poison at most "
        f"{max(calm.holds[False]):.3f} s\n"
        f"speed: {poisoned.speed:.0f}/s with poison, {calm.speed:.0f}/s without: "
        f"ratio {poisoned.speed / calm.speed:.2f}\n"
        f"handled {handled} of {good}, set aside {aside} of {len(poisoned.bad)}\n"
    )
    return longest <= _LONGEST_HOLD_SECONDS and (handled, aside) == (good, len(poisoned.bad))


if __name__ == "__main__":
    raise SystemExit(measured(FEEDBACK, tell, int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
