"""A chain of its own, in which the bench takes the place of intake's worker."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deploy.broker.admin import BrokerAccess
from deploy.errors import CannotTryError
from deploy.local import stack
from deploy.local.ports import Ports
from deploy.local.services import Chain
from services.runtime.base import log, telemetry
from services.runtime.base.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator


@contextmanager
def in_place_of_intake() -> Generator[tuple[Config, BrokerAccess]]:
    """What intake's worker is configured with, and the door of triage, which writes what it reads.

    Raises CannotTryError.
    """
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        try:
            found = stack.up(root)
            settings = Chain(root / "secrets", root / "certs", Ports(root / "run" / "ports.json").known())
            with stack.paused(root, "intake"):
                os.environ |= {**settings.settings("intake"), "HTTP_PORT": "0", "INNER_PORT": "0"}
                log.configure("intake", "bench")
                telemetry.configure("intake")
                door = BrokerAccess(found.kafka_services, found.kafka_ca, root / "certs" / "triage.pem")
                yield Config(), door  # pyright: ignore[reportCallIssue] - from the environment
        finally:
            stack.discard(root)


def measured(tell: Callable[[Config, BrokerAccess, int], Coroutine[Any, Any, bool]], count: int) -> int:
    """Exit code 0 when what ``tell`` measures is enough, 1 when it is not, 2 when it could not be tried."""
    try:
        with in_place_of_intake() as (config, door):
            return 0 if asyncio.run(tell(config, door, count)) else 1
    except CannotTryError as error:
        sys.stderr.write(f"{error}\n")
        return 2
