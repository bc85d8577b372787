"""The whole stroomschema from report to referral, by the keyboard alone, with scripts and without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from services.casework.days import today
from services.desk.decision.filled import field
from services.desk.decision.offered import criteria
from tests.browser.desk.keyboard import choose, follow, pick, press, select, tick_all, write
from tests.browser.desk.test_analyst import linked

if TYPE_CHECKING:
    from tests.browser.desk.conftest import At
    from tests.browser.page import Screen
    from tests.chain import Chain

HERE = ("GM1960",)
"""A municipality where no other test assesses."""


async def report(screen: Screen) -> str:
    """All pages of it; returns its id."""
    await screen.page.goto("/")
    await press(screen, "Nieuwe melding")
    await select(screen, "In welke gemeente gebeurt het?", "West Betuwe")
    await write(screen, "Huisnummer", "14")
    await write(screen, "Postcode", "6511 PP")
    await press(screen, "Verder")
    await write(screen, "Wat gebeurt er?", "Negen matrassen boven de garage.")
    await choose(screen, "Ik heb het zelf gezien", "Het slachtoffer vertelde het mij")
    await pick(screen, "Arbeidsuitbuiting")
    await press(screen, "Verder")
    await pick(screen, "slaapt op de plek waar gewerkt wordt")
    await press(screen, "Verder")
    await pick(screen, "Ja, er is een slachtoffer te herkennen")
    await select(screen, "Rol van persoon 1", "slachtoffer")
    await write(screen, "Naam van persoon 1", "Slachtoffer Zeven")
    await write(screen, "Geschatte leeftijd van persoon 1", "30-35")
    await press(screen, "Verder")
    await write(screen, "Uw organisatie", "Toezicht")
    await select(screen, "In welke sector werkt u?", "gemeente")
    await press(screen, "Verder")
    await expect(screen.page.get_by_role("heading", name="Klopt uw melding?")).to_be_visible()
    await press(screen, "Versturen")
    await expect(screen.page.get_by_role("heading", name="Uw melding is ontvangen")).to_be_visible()
    return screen.page.url.split("/melden/")[1].partition("/")[0]


async def assess(screen: Screen, signal_id: str) -> None:
    await screen.page.goto("/")
    await follow(screen, f"/beoordelen/{signal_id}")
    await expect(screen.page.get_by_text("Negen matrassen boven de garage.")).to_be_visible()
    await pick(screen, "Het vermoeden is versterkt")
    await write(screen, "Waarom?", "Derde pand van deze eigenaar.")
    await press(screen, "Verder")
    await press(screen, "Vastleggen")
    await expect(screen.page.locator(".desk-head")).to_contain_text("bij de aandachtfunctionaris")


async def decide(screen: Screen, signal_id: str) -> None:
    """An order to the RIEC: the way of the stroomschema that asks most."""
    page = screen.page
    await page.goto("/")
    await follow(screen, f"/beslissen/{signal_id}")
    await press(screen, "Neem een besluit")
    await pick(screen, "Ondermijnende criminaliteit")
    await press(screen, "Verder naar de partners")
    await pick(screen, "RIEC Oost-Nederland")
    await press(screen, "Verder naar wat ieder leest")
    await write(screen, "Toelichting voor RIEC", "Drie panden van dezelfde eigenaar.")
    await choose(screen, "de burgemeester", "het college")
    await write(screen, "Voor welke wettelijke taak?", "Toezicht op kamerverhuur.")
    for code, one in criteria("riec", today()).items():
        name = await page.locator(f"label[for={field('criterium', 'riec', code)}]").inner_text()
        await write(screen, name, "Zie de waarneming van 3 november.")
        if one.own_observation:
            await pick(screen, await page.locator(f"label[for={field('eigen', 'riec', code)}]").inner_text())
    await pick(screen, "Het slachtoffer stemde in")
    await press(screen, "Nakijken wat er uitgaat")
    await expect(page.get_by_text("Eerst kijkt een tweede persoon dit na")).to_be_visible()
    await press(screen, "Besluit vastleggen")
    await expect(page.get_by_text("U hebt dit zelf voorgesteld")).to_be_visible()


async def confirm(screen: Screen, signal_id: str) -> None:
    page = screen.page
    await page.goto("/")
    await press(screen, "te bevestigen")
    await follow(screen, f"/beslissen/{signal_id}")
    await press(screen, "Kijk na wat er uitgaat")
    await expect(page.get_by_text("Precies dit krijgt RIEC Oost-Nederland")).to_be_visible()
    assert "Slachtoffer Zeven" not in await page.content(), "no name of a victim goes to a RIEC"
    boxes = await page.get_by_role("checkbox").all()
    await tick_all(
        screen, [await page.locator(f"label[for={await one.get_attribute('id')}]").inner_text() for one in boxes]
    )
    await press(screen, "Bevestigen: dit gaat uit")
    await expect(page.get_by_text("De regie ligt bij RIEC Oost-Nederland.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
async def test_from_report_to_referral(chain: Chain, at_desk: At, *, scripts: bool) -> None:
    async with at_desk("melder-professional", HERE, scripts=scripts, subject="toezichthouder") as screen:
        signal_id = await report(screen)
    await linked(chain, signal_id)
    async with at_desk("analist", HERE, scripts=scripts) as screen:
        await assess(screen, signal_id)
    await chain.to_decide_on(signal_id)
    async with at_desk("aandachtfunctionaris", HERE, scripts=scripts, subject="eerste") as screen:
        await decide(screen, signal_id)
    async with at_desk("aandachtfunctionaris", HERE, scripts=scripts, subject="tweede") as screen:
        await confirm(screen, signal_id)
        sent = await chain.referred(signal_id, "riec")
        page = screen.page
        await press(screen, "Bekijk de verwijzingen")
        await press(screen, "RIEC Oost-Nederland")
        await expect(page.locator(".desk-head")).to_contain_text(re.compile("verzonden|ontvangen"))
    assert sent["director"] is True
    assert sent["personal"]["note"].startswith("Drie panden van dezelfde eigenaar.")
