"""HTTP connections that cannot be used to keep others out: a head is due in time, and waiting ones make room.

uvicorn by itself waits for a request's head for ever, so that many clients that send nothing, or a byte at a time, use
up what a process may have open; then an alert of acute danger would find no place.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
MOST_WAITING = 400


class BoundedProtocol(H11Protocol):
    """Waits at most ``HEAD_SECONDS`` for the head of a request; of more than ``MOST_WAITING`` that wait, the one that
    has waited longest is closed. A connection whose request is being answered is left alone.
    """

    _waiting: ClassVar[dict[BoundedProtocol, asyncio.TimerHandle]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - as uvicorn's own
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:  # pyright: ignore[reportUnnecessaryComparison] - uvicorn starts with None
            self._wait_no_more()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self.transport.is_closing():
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self not in self._waiting:
            self._waiting[self] = self.loop.call_later(HEAD_SECONDS, self.transport.abort)
        if len(self._waiting) > MOST_WAITING:
            longest = next(iter(self._waiting))
            longest._wait_no_more()
            longest.transport.abort()

    def _wait_no_more(self) -> None:
        if timer := self._waiting.pop(self, None):
            timer.cancel()
