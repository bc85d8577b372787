"""The worker of a service: its stream, its relay, its counts, and what else it does beside them."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import structlog

from schemas.registry import read_by
from services.runtime.base import log, shutdown, telemetry
from services.runtime.messaging import counts
from services.runtime.messaging.bus import StreamApp
from services.runtime.messaging.inbox import Inbox, TooManyDefectsError
from services.runtime.messaging.outbox import Bell
from services.runtime.messaging.quarantine import Vault
from services.runtime.messaging.relay import Relay
from services.tlog.note import Signer

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from services.runtime.base.config import Config
    from services.runtime.base.database import Pool
    from services.runtime.definition import Service
    from services.runtime.messaging.record import Record

    Beside = Callable[[Config, Pool], Coroutine[Any, Any, None]]


class WorkerApp(StreamApp):
    """``beside`` run next to the stream for as long as the worker does.

    What the service needs is read from the environment when the worker starts.
    """

    def __init__(self, definition: Service, beside: Sequence[Beside] = ()) -> None:
        super().__init__(definition.name)
        self.definition = definition
        self.beside = beside
        self.pool: Pool
        self._inbox: Inbox
        self._one_at_a_time = asyncio.Lock()
        self._parts = AsyncExitStack()

    async def take_in(self, records: list[Record]) -> None:
        """Handle a fetch, whatever is in it. Does not raise: what could not be handled must not look handled."""
        try:
            async with self._one_at_a_time:
                await shutdown.unless_asked(self._inbox.process(records))
        except Exception as error:
            # An error that left the agent would commit the batch: end the process instead, Kafka keeps the batch.
            reason = "defect" if isinstance(error, TooManyDefectsError) else "error"
            structlog.get_logger().critical("worker stops", reason=reason, exc_info=error)
            sys.stdout.flush()
            os._exit(1)

    async def on_first_start(self) -> None:
        """Everything but the stream, which Faust starts after this."""
        log.configure(self.definition.name, "worker")  # also under the `faust` command, which logs in its own way
        telemetry.configure(self.definition.name)
        config = self.definition.config()  # pyright: ignore[reportCallIssue] - from the environment
        self.connect(config)
        self.pool = await Bell().open_pool(config, f"{self.definition.name} worker")
        self._parts.push_async_callback(self.pool.close)
        vault = Vault(config.quarantine_key_file)
        if not read_by(f"service:{self.definition.name}"):
            self.joined.set()  # nothing is read: there is no group to be in
        await self.breaker.look(self.pool)  # before the stream: a restart does not read on by itself
        self._inbox = Inbox(
            self.definition.name, self.pool, vault, self.definition.handle, self.definition.store_raw, self.breaker
        )
        relay = Relay(config)
        parts = [
            relay.run(),
            relay.watch(),
            self.follow_breaker(self.pool),
            *(part(config, self.pool) for part in self.beside),
        ]
        if config.count_key_file:
            signer = Signer.parse(config.count_key_file.read_text("utf-8"))
            parts.append(counts.state_for_ever(self.definition.name, signer, self.pool))
        tasks = [shutdown.begin(part) for part in parts]
        self._parts.push_async_callback(shutdown.cancel, tasks)

    async def on_stop(self) -> None:
        """The fetch in hand is finished first."""
        shutdown.end_in_time()
        await super().on_stop()

    async def on_shutdown(self) -> None:
        """After the stream: what it handled still goes out as long as there is time."""
        await self._parts.aclose()
