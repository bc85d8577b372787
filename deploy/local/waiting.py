"""Waiting for a process to be of use, without outwaiting one that has died."""

from __future__ import annotations

import time
from collections.abc import Callable

from deploy.errors import CannotTryError
from deploy.local.processes import Process

_STEP_SECONDS = 0.05


def wait_until(ready: Callable[[], bool], process: Process, seconds: float) -> None:
    """Raises with the end of the process's log when it dies or the deadline passes."""
    deadline = time.monotonic() + seconds
    while not ready():
        if not process.is_running():
            raise CannotTryError(f"{process.name} stopped. The end of {process.log}:\n{process.last_lines()}")
        if time.monotonic() > deadline:
            raise CannotTryError(
                f"{process.name} is not ready after {seconds:.0f} s. The end of {process.log}:\n{process.last_lines()}"
            )
        time.sleep(_STEP_SECONDS)
