"""One chain per test run: real Kafka, real PostgreSQL, every service as its own process."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from deploy.local import stack
from tests.chain import Chain

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from deploy.local.stack import Addresses


STANDING = "SIGNAALKETEN_STANDING_CHAIN"
"""Names the folder of a chain that already runs, and goes on afterwards."""


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[Path, Addresses]]:
    if standing := os.environ.get(STANDING):
        yield Path(standing), stack.addresses(Path(standing))
        return
    root = tmp_path_factory.mktemp("chain")
    try:
        yield root, stack.up(root)
    finally:
        stack.discard(root)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chain(running: tuple[Path, Addresses]) -> AsyncGenerator[Chain]:
    seen = Chain(*running)
    yield seen
    await seen.close()
