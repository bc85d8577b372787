"""Administrators set what the chain goes by: one proposes it, another agrees, from a day on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.async_api import expect

from tests.browser.desk.walk import HOSTILE, check

if TYPE_CHECKING:
    from playwright.async_api import Page

    from tests.browser.desk.conftest import At
    from tests.chain import Chain

ADMINISTRATOR = "beheerder"
LATER = (datetime.now(UTC) + timedelta(days=400)).date()


async def when(page: Page, reason: str = "evaluatie") -> None:
    await page.get_by_label("Vanaf welke dag?").last.fill(LATER.isoformat())
    await page.get_by_label(reason, exact=True).check()
    await page.get_by_role("button", name="Verder").click()


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_norm_time_from_proposal_to_its_day(chain: Chain, at_desk: At, *, scripts: bool) -> None:
    days = "4" if scripts else "6"
    async with at_desk(ADMINISTRATOR, (), subject="eerste", scripts=scripts) as screen:
        page = screen.page
        await page.goto("/")
        await expect(page).to_have_url(f"{chain.addresses.desk}/beheer")
        if scripts:
            await check(screen)
        await page.get_by_role("link", name="een zaak tot haar besluit").click()
        await page.get_by_label("Hoeveel werkdagen?").fill("veel")
        await page.get_by_role("button", name="Verder").click()
        await expect(page.get_by_role("alert").get_by_role("link")).to_have_count(3)
        if scripts:
            await check(screen)
        await page.get_by_label("Hoeveel werkdagen?").fill(days)
        await when(page)
        await expect(page.get_by_role("heading", name="Stelt u dit voor?")).to_be_visible()
        await expect(page.get_by_text(f"{days} werkdagen")).to_be_visible()
        await page.get_by_role("button", name="Voorstellen").click()
        row = page.get_by_role("row", name="een zaak tot haar besluit").filter(has_text=f"{days} werkdagen")
        await expect(row).to_contain_text("een andere beheerder")
        await row.get_by_role("link").click()
        await expect(page.get_by_text("U stelde dit zelf voor")).to_be_visible()
        await expect(page.get_by_role("button", name="Bevestigen")).to_have_count(0)
    async with at_desk(ADMINISTRATOR, (), subject="tweede", scripts=scripts) as screen:
        page = screen.page
        await page.goto("/beheer/voorstellen")
        if scripts:
            await check(screen)
        row = page.get_by_role("row", name="een zaak tot haar besluit").filter(has_text=f"{days} werkdagen")
        await row.get_by_role("link").click()
        if scripts:
            await check(screen)
        await page.get_by_role("button", name="Bevestigen").click()
        await page.goto("/beheer?soort=normtijd")
        row = page.get_by_role("row", name="een zaak tot haar besluit")
        await expect(row).to_contain_text(f"{LATER.year}: {days} werkdagen")


async def test_who_is_who_in_a_municipality_is_proposed_and_withdrawn(chain: Chain, at_desk: At) -> None:
    department = f"burgerzaken-{uuid4().hex[:8]}"
    async with at_desk(ADMINISTRATOR, ("GM0296",), subject="eerste") as screen:
        page = screen.page
        await page.goto("/beheer?soort=accenthouder")
        await page.get_by_label("Van welke gemeente?").select_option("GM0296")
        await page.get_by_label("Welke afdeling?").fill("Burgerzaken!")
        await page.get_by_role("button", name="Verder").click()
        await expect(page.get_by_role("alert")).to_contain_text("bijvoorbeeld: burgerzaken")
        await page.get_by_label("Welke afdeling?").fill(department)
        await page.get_by_role("button", name="Verder").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text(f"Accenthouder van {department} in Wijchen")
        await check(screen)
        await page.get_by_label("Naam").first.fill(HOSTILE[:200])
        await page.get_by_label("E-mailadres").first.fill("geen adres")
        await page.get_by_label("Vanaf welke dag?").first.fill(LATER.isoformat())
        await when(page)
        await page.get_by_role("button", name="Voorstellen").click()
        await expect(page.locator("#email_1-fout")).to_be_visible()
        await check(screen)
        await page.get_by_label("E-mailadres").first.fill("n.vandenberg@wijchen.example")
        await page.get_by_role("button", name="Verder").click()
        await page.get_by_role("button", name="Voorstellen").click()
        row = page.get_by_role("row", name=f"accenthouder van {department} in Wijchen")
        await expect(row).to_contain_text("<img src=x onerror")
        await check(screen)
        await row.get_by_role("link").click()
        await page.get_by_label("ingetrokken").check()
        await page.get_by_role("button", name="Intrekken").click()
        await expect(row).to_have_count(0)
