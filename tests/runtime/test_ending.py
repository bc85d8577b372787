"""A worker ends in its time, whatever its parts make of being told so."""

from __future__ import annotations

import asyncio

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
