"""What is done again and again beside the stream: a failure is logged and tried again, it never ends the work."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from services.runtime.base.database import is_transient

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

log = structlog.get_logger()

_WARNING, _ERROR = 30, 40


async def for_ever(
    act: Callable[[], Awaitable[bool]], every: float, failed: str, after_failure: float | None = None, reason: str = ""
) -> None:
    """``act`` returns whether there is more to do at once; else it is called again after ``every`` seconds.

    ``failed`` is what the log says of a failure, a constant, and ``reason`` of which part. Cancel to stop.
    """
    while True:
        busy, pause = False, every
        try:
            busy = await act()
        except Exception as error:
            log.log(_WARNING if is_transient(error) else _ERROR, failed, reason=reason, exc_info=error)
            pause = after_failure or every
        if not busy:
            await asyncio.sleep(pause)
