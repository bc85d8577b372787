"""A worker ends in its time, whatever its parts make of being told so."""

from __future__ import annotations

import asyncio
import subprocess
import sys

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
