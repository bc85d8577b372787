"""The chain's own identity provider, started by the first test that signs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deploy.database import DESK
from deploy.local.identity import NAME, answers, issuer, secrets_in
from deploy.local.ports import HOST, Ports
from deploy.local.stack import Servers
from deploy.local.waiting import wait_until
from tests.identity.person import Provider

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from deploy.local.identity import Identity
    from deploy.local.stack import Addresses

_SECONDS = 600
"""The first time it is fetched and built."""


@pytest.fixture(scope="session")
def identity(running: tuple[Path, Addresses]) -> Generator[Identity]:
    found = Servers(running[0]).identity
    ports = Ports(running[0] / "run" / "ports.json").known()
    was_running = found.process.is_running()
    if not was_running:
        found.begin(ports)
    wait_until(lambda: answers(ports[NAME]), found.process, _SECONDS)
    yield found
    if not was_running:
        found.stop()


@pytest.fixture(scope="session")
def provider(identity: Identity) -> Provider:
    ports = Ports(identity.root / "run" / "ports.json").known()
    return Provider(issuer(ports[NAME]), f"http://{HOST}:{ports[DESK]}", secrets_in(identity.secrets))
