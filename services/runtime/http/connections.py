"""HTTP connections that cannot be used to keep others out: a head is due in time, and waiting ones make room.

uvicorn by itself waits for a request's head for ever and takes one of any length, so that many clients that send
nothing, or a byte at a time, or one that never comes to an end, use up what a process may have open or its memory; then
an alert of acute danger would find no place.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
IDLE_SECONDS = 75
"""Longer than clients keep a connection that they do not use: whose end they see they do not ask over."""

MOST_HEAD_BYTES = 64 * 1024
MOST_WAITING = 1500


class BoundedProtocol(HttpToolsProtocol):
    """Waits at most ``HEAD_SECONDS`` for the head of a request, of at most ``MOST_HEAD_BYTES``, and ``IDLE_SECONDS``
    for the next one to begin; of more than ``MOST_WAITING`` that wait, the one that has waited longest is closed. A
    connection whose request is being answered is left alone.
    """

    _waiting: ClassVar[dict[BoundedProtocol, asyncio.TimerHandle]] = {}
    _in_head = False
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - as uvicorn's own
        super().connection_made(transport)
        self._wait(HEAD_SECONDS)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._head_bytes = self._head_bytes + len(data) if self._in_head else 0
        if self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("Request head too long.")
        if self._is_answering():
            self._wait_no_more()

    def on_message_begin(self) -> None:
        self._in_head = True
        if not self._is_answering():
            self._wait(HEAD_SECONDS)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self.transport.is_closing() and not self._is_answering():
            self._wait(IDLE_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete  # pyright: ignore[reportUnnecessaryComparison] - uvicorn starts with None

    def _wait(self, seconds: float) -> None:
        self._wait_no_more()
        self._waiting[self] = self.loop.call_later(seconds, self.transport.abort)
        if len(self._waiting) > MOST_WAITING:
            longest = next(iter(self._waiting))
            longest._wait_no_more()
            longest.transport.abort()

    def _wait_no_more(self) -> None:
        if timer := self._waiting.pop(self, None):
            timer.cancel()
