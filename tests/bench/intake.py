"""A chain of its own, in which the bench takes the place of intake's worker."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.broker.admin import BrokerAccess
from deploy.local import stack
from deploy.local.ports import Ports
from deploy.local.services import Chain
from services.runtime.base import log, telemetry
from services.runtime.base.config import Config

if TYPE_CHECKING:
    from collections.abc import Generator


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
                os.environ |= {**settings.settings("intake"), "HTTP_PORT": "0"}
                log.configure("intake", "bench")
                telemetry.configure("intake")
                door = BrokerAccess(found.kafka_services, found.kafka_ca, root / "certs" / "triage.pem")
                yield Config(), door  # pyright: ignore[reportCallIssue] - from the environment
        finally:
            stack.discard(root)
