"""What changes on a page while it is open, and what a page asks by itself."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx
from playwright.async_api import expect

from tests.browser.desk.test_analyst import known
from tests.browser.desk.walk import check

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.browser.desk.conftest import At
    from tests.browser.page import Screen
    from tests.chain import Chain

HERE = ("GM1740",)
HOSTILE_NAME = '<b>Sam</b> <img src=x onerror="alert(1)">'
PATIENCE_MS = 30_000


@asynccontextmanager
async def asking(chain: Chain, screen: Screen) -> AsyncGenerator[httpx.AsyncClient]:
    """As this browser, without its pages."""
    known = await screen.page.context.cookies(chain.addresses.desk.replace("http:", "https:"))
    cookies = {one.get("name", ""): one.get("value", "") for one in known}
    async with httpx.AsyncClient(base_url=chain.addresses.desk, cookies=cookies, trust_env=False) as client:
        yield client


async def test_a_worklist_says_when_something_came(chain: Chain, at_desk: At) -> None:
    await known(chain, gemeente=HERE[0])
    async with at_desk("analist", HERE) as screen:
        page = screen.page
        await page.goto("/beoordelen")
        said = page.locator(".desk-live")
        await expect(said).to_have_text("")
        await known(chain, gemeente=HERE[0])
        await expect(said).to_contain_text("Er is iets bij gekomen, weggegaan of veranderd", timeout=PATIENCE_MS)
        await check(screen)
        await said.get_by_role("link").click()
        await expect(page.locator(".desk-live")).to_have_text("")


async def test_two_people_at_one_file_see_each_other(chain: Chain, at_desk: At) -> None:
    signal_id = await known(chain, gemeente=HERE[0])
    async with (
        at_desk("analist", HERE, subject="eerste") as first,
        at_desk("analist", HERE, subject="tweede", name=HOSTILE_NAME) as second,
    ):
        await first.page.goto(f"/beoordelen/{signal_id}")
        here = first.page.locator(".desk-live")
        await expect(here).to_have_text("")
        await second.page.goto(f"/beoordelen/{signal_id}")
        await expect(here).to_have_text(f"\u2068{HOSTILE_NAME}\u2069 heeft dit nu ook open.", timeout=PATIENCE_MS)
        await check(first)
        await second.page.goto("/beoordelen")
        await expect(here).to_have_text("", timeout=PATIENCE_MS)


async def test_who_did_not_open_a_file_is_not_told_who_has_it_open(chain: Chain, at_desk: At) -> None:
    signal_id = await known(chain, gemeente=HERE[0])
    async with (
        at_desk("analist", HERE, subject="eerste") as first,
        at_desk("analist", ("GM0297",), subject="vreemde") as stranger,
    ):
        await first.page.goto(f"/beoordelen/{signal_id}")
        await stranger.page.goto(f"/beoordelen/{signal_id}")
        await expect(stranger.page.get_by_role("heading", name="Deze bladzijde is er niet")).to_be_visible()
        async with asking(chain, stranger) as client:
            answer = await client.get(f"/levend/beoordelen/{signal_id}")
        assert (answer.status_code, answer.text) == (200, "")


async def test_an_open_page_keeps_no_session_open(chain: Chain, at_desk: At) -> None:
    subject, long_ago = f"weg {uuid4().hex[:8]}", datetime.now(UTC) - timedelta(minutes=14)
    async with at_desk("analist", HERE, subject=subject) as screen, chain.database("desk") as connection:
        await screen.page.goto("/beoordelen")
        await connection.execute("update session set seen_at = $2 where subject = $1", subject, long_ago)
        async with asking(chain, screen) as client, client.stream("GET", "/levend/beoordelen") as answer:
            assert answer.status_code == 200
            assert "Er is iets bij gekomen" in await anext(answer.aiter_text())
        assert await connection.fetchval("select seen_at from session where subject = $1", subject) == long_ago
