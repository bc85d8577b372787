"""A browser from a package: none has to be on the machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest_asyncio
from playwright.async_api import async_playwright

from tests.browser.checks import checks
from tests.browser.page import Screen
from tests.node import installed, node

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from playwright.async_api import Browser, Playwright

    from tests.browser.checks import Checks

HERE = Path(__file__).parent
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]


def unpacked() -> tuple[Path, Path]:
    """The program, and the folder of the libraries that come with it."""
    modules = installed("browser")
    folder = modules.parent / "browser"
    folder.mkdir(exist_ok=True)
    # The package brings its libraries along only where it thinks it runs on Lambda.
    done = node(modules, str(HERE / "unpack.cjs"), TMPDIR=str(folder), AWS_LAMBDA_JS_RUNTIME="nodejs22.x")
    assert done.returncode == 0, done.stderr
    return Path(done.stdout), folder / "al2023" / "lib"


async def launched(playwright: Playwright) -> Browser:
    program, libraries = unpacked()
    return await playwright.chromium.launch(
        executable_path=program, args=_FLAGS, env={**os.environ, "LD_LIBRARY_PATH": str(libraries)}
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncGenerator[Browser]:
    async with async_playwright() as playwright:
        started = await launched(playwright)
        yield started
        await started.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def page_checks() -> AsyncGenerator[Checks]:
    async with checks() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def screen(browser: Browser, page_checks: Checks) -> AsyncGenerator[Screen]:
    """A page with nothing remembered."""
    context = await browser.new_context(locale="nl-NL")
    seen = Screen(await context.new_page(), page_checks)
    yield seen
    assert seen.complaints == []
    await context.close()
