"""The desk in a real browser: with a session made beside the provider's pages, with scripts and without."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import asynccontextmanager, closing, contextmanager
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

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Collection, Generator, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager, AbstractContextManager

    from playwright.async_api import Browser

    from tests.browser.checks import Checks
    from tests.chain import Chain

    At = Callable[..., AbstractAsyncContextManager[Screen]]


identity, provider = of_identity.identity, of_identity.provider


@pytest_asyncio.fixture(loop_scope="session")
async def at_desk(browser: Browser, chain: Chain, page_checks: Checks) -> At:
    """Who has this function sees the desk, or another instance of it at ``address``; ``None``: nobody."""

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
        seen = Screen(await context.new_page(), page_checks)
        yield seen
        assert seen.complaints == []
        await context.close()

    return at


@pytest.fixture
def desk_without_services(chain: Chain) -> Generator[str]:
    """The address of an instance whose services and provider are away."""
    nobody = f"http://{HOST}:{_free()}"
    changed = {"ENRICHMENT_URL": nobody, "INTAKE_URL": nobody, "ISSUER": f"http://localhost:{_free()}/realms/weg"}
    with _instance(chain, changed) as address:
        yield address


@pytest.fixture
def only(chain: Chain) -> Callable[..., AbstractContextManager[str]]:
    """An instance that has the address of these services alone."""
    services = ("INTAKE", "ENRICHMENT", "TRIAGE", "FLOW", "ADMINISTRATION", "ZORG_REFERRAL", "RIEC_REFERRAL", "AUDIT")
    away = {f"{one}_URL" for one in (*services, "INTAKE_HOLDS")}
    return lambda *known: _instance(chain, {}, away - {*known})


@contextmanager
def _instance(chain: Chain, changed: Mapping[str, str], left_out: Collection[str] = frozenset[str]()) -> Generator[str]:
    """One beside the chain's own, with other settings."""
    known = Ports(chain.root / "run" / "ports.json").known()
    declared = Declared(chain.root / "secrets", chain.root / "certs", known)
    (program,) = (one for one in declared.programs() if one.name == DESK)
    own, inner = _free(), _free()
    settings = {
        **{name: value for name, value in program.settings.items() if name not in left_out},
        **{"HTTP_HOST": HOST, "HTTP_PORT": str(own), "INNER_PORT": str(inner), "OWN_ADDRESS": f"http://{HOST}:{own}"},
        **changed,
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
