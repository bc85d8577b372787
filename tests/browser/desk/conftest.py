"""The desk in a real browser: with a session made beside the provider's pages, with scripts and without."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from deploy.database import DESK
from deploy.local.ports import HOST, Ports, accepts
from deploy.local.processes import Process, stop
from deploy.local.services import Chain as Declared
from deploy.local.services import says_ready
from deploy.local.waiting import wait_until
from schemas.codes.municipality import NAMES
from services.desk.signed_on import COOKIE
from tests.browser.page import Screen
from tests.desk.people import NAME, signed_on
from tests.identity import conftest as of_identity
from tests.node import installed

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator, Sequence
    from contextlib import AbstractAsyncContextManager

    from playwright.async_api import Browser

    from tests.chain import Chain

    At = Callable[..., AbstractAsyncContextManager[Screen]]


identity, provider = of_identity.identity, of_identity.provider


@pytest_asyncio.fixture(loop_scope="session")
async def at_desk(browser: Browser, chain: Chain) -> At:
    """Who has this function sees the desk, or another instance of it at ``address``; ``None``: nobody."""
    axe = (installed("browser") / "axe-core" / "axe.min.js").read_text("utf-8")

    @asynccontextmanager
    async def at(
        role: str | None,
        municipalities: Sequence[str] = tuple(NAMES),
        address: str | None = None,
        *,
        scripts: bool = True,
        subject: str = "tester",
        name: str = NAME,
    ) -> AsyncGenerator[Screen]:
        base = address or chain.addresses.desk
        context = await browser.new_context(locale="nl-NL", base_url=base, java_script_enabled=scripts)
        if role:
            session = await signed_on(chain, role, municipalities, subject, name)
            place = base.replace("http://", "https://")  # a secure place to a browser, not to what drives it
            await context.add_cookies([{"name": COOKIE, "value": session.cookie, "url": place, "secure": True}])
        seen = Screen(await context.new_page(), axe)
        yield seen
        assert seen.complaints == []
        await context.close()

    return at


@pytest.fixture
def desk_without_services(chain: Chain) -> Generator[str]:
    """The address of an instance whose services and provider are away."""
    known = Ports(chain.root / "run" / "ports.json").known()
    declared = Declared(chain.root / "secrets", chain.root / "certs", known)
    (program,) = (one for one in declared.programs() if one.name == DESK)
    own, inner, nobody = (_free() for _ in range(3))
    settings = {
        **program.settings,
        **{"HTTP_HOST": HOST, "HTTP_PORT": str(own), "INNER_PORT": str(inner), "OWN_ADDRESS": f"http://{HOST}:{own}"},
        **{"ENRICHMENT_URL": f"http://{HOST}:{nobody}", "INTAKE_URL": f"http://{HOST}:{nobody}"},
        **{"ISSUER": f"http://localhost:{nobody}/realms/weg"},
    }
    process = Process(chain.root, "desk-alone")
    process.start([sys.executable, "-m", *program.arguments], {**os.environ, **settings})
    try:
        wait_until(lambda: says_ready(inner) and accepts(own), process, 30)
        yield settings["OWN_ADDRESS"]
    finally:
        stop([process], seconds=10)


def _free() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
