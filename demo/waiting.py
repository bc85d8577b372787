"""Waiting for something that becomes true elsewhere."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

T = TypeVar("T")

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 1.0


async def until(done: Callable[[], Awaitable[bool]], seconds: float) -> bool:
    """Asks again, ever less often, until it is done; false when it was not in time."""
    deadline = time.monotonic() + seconds
    pause = _FIRST_PAUSE
    while not await done():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, _LONGEST_PAUSE)
    return True


async def every(work: Iterable[Awaitable[T]]) -> list[T]:
    """All at once; a failure ends the others, and is the one that is seen."""

    async def run(item: Awaitable[T]) -> T:
        return await item

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(run(item)) for item in work]
    return [task.result() for task in tasks]
