"""A worker ends in its time, whatever its parts make of being told so."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from services.runtime.base import shutdown


async def test_a_part_whose_clean_up_failed_is_cancelled_again() -> None:
    """Found by stopping workers under load: an error in a rollback had hidden that the loop around it had to end."""
    began = asyncio.Event()

    async def work_for_ever() -> None:
        while True:
            try:
                began.set()
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                if not survived:
                    survived.append(True)
                    continue
                raise

    survived: list[bool] = []
    part = asyncio.create_task(work_for_ever())
    await began.wait()
    await asyncio.wait_for(shutdown.cancel([part]), 60)
    assert survived
    assert part.cancelled()


async def test_a_cancellation_that_nobody_asked_for_is_an_error() -> None:
    async def by_itself() -> None:
        raise asyncio.CancelledError

    with pytest.raises(shutdown.UnaskedError):
        await shutdown.unless_asked(by_itself())
    asked = asyncio.create_task(shutdown.unless_asked(asyncio.Event().wait()))
    await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await shutdown.unless_asked(asyncio.Event().wait())


_BLOCKED = """
import asyncio, threading
from services.runtime.base import shutdown

shutdown.STOP_SECONDS = 0.2

async def stop() -> None:
    shutdown.end_in_time()
    threading.Event().wait()

asyncio.run(stop())
"""


def test_a_worker_ends_in_its_time_when_its_loop_hangs() -> None:
    """Found by the fault runs: Faust waited for its client's thread, which waited for the loop that waited for it."""
    ended = subprocess.run([sys.executable, "-c", _BLOCKED], capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 1
    assert "not finished in time" in ended.stdout
