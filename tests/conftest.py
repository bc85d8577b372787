"""One chain per test run: real Kafka, real PostgreSQL, every service as its own process."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from deploy.local import stack
from deploy.local.prerequisites import pango
from tests.chain import Chain

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from deploy.local.stack import Addresses


_LATER = ("judges_the_chain", "disturbs_the_chain")
"""Markers of tests that come after all others, in this order."""

STANDING = "SIGNAALKETEN_STANDING_CHAIN"
"""Names the folder of a chain that already runs, and goes on afterwards."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All share one chain: it is judged once it has lived, and only then disturbed."""
    items.sort(key=lambda item: [item.get_closest_marker(name) is not None for name in reversed(_LATER)])


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


@pytest.fixture(scope="session")
def press() -> None:
    """A PDF can be made on this machine."""
    pango()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chain(running: tuple[Path, Addresses]) -> AsyncGenerator[Chain]:
    seen = Chain(*running)
    yield seen
    await seen.close()
