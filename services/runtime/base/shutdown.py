"""How a worker ends: in its time when it is told to, at once when a part of it gave up. What restarts it is outside."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from typing import TYPE_CHECKING, Any, TypeVar, cast

import structlog

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable

T = TypeVar("T")

STOP_SECONDS = 20
_AGAIN_SECONDS = 6
"""Longer than a relay takes to mark what it sent."""

log = structlog.get_logger()


class UnaskedError(RuntimeError):
    """A cancellation that nobody asked for came out of it, as a library may let happen."""


async def unless_asked(part: Coroutine[Any, Any, T]) -> T:
    """Its result. Raises UnaskedError where it was cancelled and this task was not: who is cancelled ends without a
    word, and so would all that it does.
    """
    try:
        return await part
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise UnaskedError from error


def begin(part: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """A part of the process from now on, which ends with it when it gives up."""
    task = asyncio.create_task(unless_asked(part))
    task.add_done_callback(_end_with)
    return task


def _end_with(part: asyncio.Task[None]) -> None:
    """Called when a part is done: what gave up must not leave a process behind that looks alive."""
    error = None if part.cancelled() else part.exception()
    if error is None:
        return
    while isinstance(error, BaseExceptionGroup):
        error = cast("BaseExceptionGroup[BaseException]", error).exceptions[0]  # the others were stopped with it
    log.critical("worker stops", reason="part ended", exc_info=error)
    sys.stdout.flush()
    os._exit(1)


def end_in_time() -> None:
    """From now on; what is still in hand then is left on its topic, or in its outbox.

    By a thread of its own: what hangs may be the event loop, or a thread that the interpreter waits for.
    """
    timer = threading.Timer(STOP_SECONDS, _end_unfinished)
    timer.daemon = True
    timer.start()


def _end_unfinished() -> None:
    log.warning("not finished in time, left where it was", seconds=STOP_SECONDS)
    sys.stdout.flush()
    os._exit(1)


async def cancel(parts: Iterable[asyncio.Task[None]]) -> None:
    """Until each has ended: when a clean-up fails, its error takes the cancellation's place and the part goes on."""
    left = {*parts}
    while left:
        for part in left:
            part.cancel()
        _, left = await asyncio.wait(left, timeout=_AGAIN_SECONDS)
