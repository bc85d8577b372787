"""The desk of the zorgcoördinator on a real chain, in a real browser."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest_asyncio

from tests.browser.page import Screen
from tests.partner_desk.program import Program

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from contextlib import AbstractAsyncContextManager

    import pytest
    from playwright.async_api import Browser

    from tests.browser.checks import Checks
    from tests.chain import Chain
    from tests.partner_desk.program import Person

    At = Callable[..., AbstractAsyncContextManager[Screen]]

PARTNER = "zorgcoordinator"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def program(chain: Chain, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Program]:
    """One for all tests: it reads what the others left, too."""
    started = Program(chain.partners_door(PARTNER), PARTNER, tmp_path_factory.mktemp(PARTNER))
    await started.start()
    await started.ready()
    yield started
    await started.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def anna(program: Program) -> Person:
    return await program.person("anna")


@pytest_asyncio.fixture(loop_scope="session")
async def at_partner(browser: Browser, program: Program, page_checks: Checks) -> At:
    """Somebody of the partner, signed on by the form; ``None``: nobody."""

    @asynccontextmanager
    async def at(person: Person | None, *, scripts: bool = True) -> AsyncGenerator[Screen]:
        context = await browser.new_context(locale="nl-NL", base_url=program.address, java_script_enabled=scripts)
        seen = Screen(await context.new_page(), page_checks)
        if person:
            page = seen.page
            await page.goto("/")
            await page.get_by_label("Naam").fill(person.name)
            await page.get_by_label("Wachtwoord").fill(person.password)
            await page.get_by_label("Code").fill(await person.code())
            async with page.expect_navigation():
                await page.get_by_role("button", name="Aanmelden").click()
        yield seen
        assert seen.complaints == []
        await context.close()

    return at
