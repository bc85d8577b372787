"""The ketenregisseur sees where cases wait, in numbers, and not one case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.async_api import expect

from tests.browser.desk.walk import check

if TYPE_CHECKING:
    from tests.browser.desk.conftest import At
    from tests.chain import Chain

HERE = "GM0252"
"""A municipality that no other test reports in."""


async def test_numbers_and_no_cases(chain: Chain, at_desk: At) -> None:
    cases = [await chain.to_decide(gemeente=HERE) for _ in range(5)]
    async with at_desk("ketenregisseur") as screen:
        page = screen.page
        await page.goto("/")
        await expect(page).to_have_url(f"{chain.addresses.desk}/doorstroom")
        row = page.get_by_role("row", name="Heumen te beslissen")
        await expect(row).to_be_visible()
        await expect(page.locator("svg text", has_text="Heumen: ")).to_be_visible()
        seen = await page.content()
        assert [one for one in cases if one in seen] == []
        await check(screen)
        await page.goto(f"/beslissen/{cases[0]}")
        await expect(page.get_by_role("heading", name="U mag dit niet zien of doen")).to_be_visible()
