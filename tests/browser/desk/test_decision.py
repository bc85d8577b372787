"""The stroomschema as the form of a decision: what is shown before is what each partner gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from services.casework.days import today
from services.desk.decision.filled import field
from services.desk.decision.offered import criteria
from services.screens.words import label
from tests.browser.desk.keyboard import choose, pick, press, write
from tests.browser.desk.walk import HOSTILE, check
from tests.chain import until

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

    from tests.browser.desk.conftest import At
    from tests.chain import Chain

DECIDER = "aandachtfunctionaris"
HERE = ("GM0214",)
"""A municipality that no other test decides in."""


async def click(page: Page, name: str) -> None:
    """And the page after it."""
    async with page.expect_navigation():
        await page.get_by_role("button", name=name).click()


def told(page: Page, partner: str) -> Locator:
    return page.locator(
        "section", has=page.get_by_role("heading", name=f"Precies dit krijgt {label(partner, 'partner')}")
    )


async def to_content(page: Page, signal_id: str, outcome: str, director: str, *beside: str) -> None:
    await page.goto(f"/beslissen/{signal_id}/besluit")
    await page.get_by_label(label(outcome, "uitkomst").capitalize(), exact=True).check()
    await click(page, "Verder naar de partners")
    await page.locator(f"#regie-{director}").check()
    for one in beside:
        await page.locator(f"#{field('naast', one)}").check()
    await click(page, "Verder naar wat ieder leest")


@pytest.mark.parametrize("scripts", [True, False])
async def test_by_the_keyboard_alone_and_what_was_shown_is_sent(chain: Chain, at_desk: At, *, scripts: bool) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    note = "Zij vraagt om opvang."
    async with at_desk(DECIDER, HERE, scripts=scripts) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}")
        await press(screen, "Neem een besluit")
        await pick(screen, "Zorg")
        await press(screen, "Verder naar de partners")
        await choose(screen, "Reguliere hulp", "Zorgcoördinator")
        await pick(screen, "CoMensha")
        await press(screen, "Verder naar wat ieder leest")
        await write(screen, "Toelichting voor Zorgcoördinator", note)
        await write(screen, "Toelichting voor CoMensha", "Ter registratie.")
        await pick(screen, "Het slachtoffer stemde in")
        await press(screen, "Nakijken wat er uitgaat")
        await expect(told(page, "zorgcoordinator")).to_contain_text(note)
        shown = await told(page, "zorgcoordinator").inner_text()
        assert note not in await told(page, "comensha").inner_text()
        await press(screen, "Besluit vastleggen")
        await expect(page.get_by_text("De regie ligt bij Zorgcoördinator mensenhandel (Moviera).")).to_be_visible()
    sent = await chain.referred(signal_id, "zorgcoordinator")
    assert sent["director"] is True
    assert sent["personal"]["note"] == note
    for person in sent["personal"]["victims"]:
        assert person["name"] in shown, "what the partner got is what was shown"
    assert (await chain.referred(signal_id, "comensha"))["director"] is False


async def test_the_first_pages_in_every_state(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}/besluit")
        await check(screen)
        await click(page, "Verder naar de partners")
        await expect(page.get_by_role("alert")).to_contain_text("Kies minstens een uitkomst")
        await check(screen)
        await page.get_by_label("Geen vermoeden van mensenhandel", exact=True).check()
        await page.get_by_label("Zorg", exact=True).check()
        await click(page, "Verder naar de partners")
        await expect(page.get_by_role("alert")).to_contain_text("gaat niet samen")
        await page.get_by_label("Zorg", exact=True).uncheck()
        await page.get_by_label("Geen vermoeden van mensenhandel", exact=True).uncheck()
        await page.get_by_label("Zorg en strafrechtelijk onderzoek", exact=True).check()
        await click(page, "Verder naar de partners")
        await check(screen)
        await expect(page.locator("#regie-riec")).to_have_count(0)
        await expect(page.locator("#regie-zvh-rijk-van-nijmegen")).to_have_count(0)  # of another region
        await click(page, "Verder naar wat ieder leest")
        await expect(page.get_by_role("alert")).to_contain_text("Kies wie de regie krijgt")
        await check(screen)


async def test_what_each_reads_in_every_state(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        await to_content(page, signal_id, "zorg-en-strafrechtelijk", "zvh-rivierenland")
        await check(screen)
        await page.get_by_label("Toelichting voor Zorg- en Veiligheidshuis Rivierenland").fill(HOSTILE[:3000])
        await click(page, "Nakijken wat er uitgaat")
        wrong = page.get_by_role("alert").get_by_role("link")
        await expect(wrong).to_have_count(2 + len(criteria("zvh-rivierenland", today())) + 1)
        await expect(page.get_by_label("Toelichting voor Zorg- en Veiligheidshuis Rivierenland")).to_have_value(
            HOSTILE[:3000]
        )
        await check(screen)
        for number in range(len(criteria("zvh-rivierenland", today()))):
            await page.locator("textarea[id^=criterium_]").nth(number).fill(f"Aan criterium {number} is voldaan.")
        await page.get_by_label("de burgemeester").check()
        await page.get_by_label("Voor welke wettelijke taak?").fill("Openbare orde.")
        await page.get_by_label("Het is niet gevraagd").check()
        await page.get_by_label("het slachtoffer is niet bereikbaar").check()
        await click(page, "Nakijken wat er uitgaat")
        await expect(page.get_by_role("alert")).to_contain_text("zorgcoordinator voor de zorg")
        await expect(page.get_by_role("heading", level=1)).to_contain_text("wie krijgt de regie")
        await check(screen)
        await page.locator(f"#{field('naast', 'zorgcoordinator')}").check()
        await click(page, "Verder naar wat ieder leest")
        await expect(page.get_by_label("Voor welke wettelijke taak?")).to_have_value("Openbare orde.")
        await page.get_by_label("Toelichting voor Zorgcoördinator").fill("Opvang nodig.")
        await click(page, "Nakijken wat er uitgaat")
        await expect(page.get_by_role("alert").get_by_role("link")).to_contain_text("noem de grondslag die wel geldt")
        await check(screen)
        await page.locator("[name=grond_zorgcoordinator][value^=wmo-2015-5-2-1]").check()
        await click(page, "Nakijken wat er uitgaat")
        await expect(told(page, "zvh-rivierenland")).to_contain_text("Aan criterium 0 is voldaan.")
        await check(screen)
        await click(page, "Tekst wijzigen")
        await expect(page.get_by_label("Toelichting voor Zorgcoördinator")).to_have_value("Opvang nodig.")
        await check(screen)


async def test_to_the_riec_waits_for_a_second_person(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        await to_content(page, signal_id, "ondermijnende-criminaliteit", "riec")
        await page.get_by_label("Toelichting voor RIEC").fill("Drie panden van dezelfde eigenaar.")
        await page.get_by_label("het college").check()
        await page.get_by_label("Voor welke wettelijke taak?").fill("Toezicht op kamerverhuur.")
        for code, one in criteria("riec", today()).items():
            await page.locator(f"#{field('criterium', 'riec', code)}").fill("Zie de waarneming van 3 november.")
            if one.own_observation:
                await page.locator(f"#{field('eigen', 'riec', code)}").check()
        await page.get_by_label("Het slachtoffer stemde in").check()
        await click(page, "Nakijken wat er uitgaat")
        await expect(page.get_by_text("Eerst kijkt een tweede persoon dit na")).to_be_visible()
        await expect(told(page, "riec")).to_contain_text("Toezicht op kamerverhuur.")
        assert "Slachtoffer Een" not in await page.content(), "no name of a victim goes to a RIEC"
        await check(screen)
        await click(page, "Besluit vastleggen")
        await expect(page.get_by_text("U hebt dit zelf voorgesteld")).to_be_visible()
        await expect(page.get_by_text("Neem een besluit")).to_have_count(0)
        await check(screen)

    async def waits() -> bool:
        (one,) = (await chain.at("triage", DECIDER, f"/signalen/{signal_id}"))["voorstellen"]
        return one["partners"] == ["riec"]

    await until(waits)


async def test_who_was_quicker_is_not_overwritten(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        await to_content(page, signal_id, "zorg", "reguliere-hulp")
        await page.get_by_label("Toelichting voor Reguliere hulp").fill("Mijn tekst.")
        await page.get_by_label("Het slachtoffer stemde in").check()
        await click(page, "Nakijken wat er uitgaat")
        noted = await chain.api("triage", DECIDER, "collega").post(
            f"/signalen/{signal_id}/notities", json={"tekst": "Wacht: zij belt morgen."}
        )
        assert noted.status_code == 201
        await click(page, "Besluit vastleggen")
        await expect(page.get_by_role("heading", name="Dit is veranderd terwijl u schreef")).to_be_visible()
        await expect(page.get_by_text("Wacht: zij belt morgen.")).to_be_visible()
        await expect(page.get_by_text("reguliere hulp", exact=False).first).to_be_visible()
        await check(screen)
        await click(page, "Opnieuw nakijken")
        await expect(told(page, "reguliere-hulp")).to_contain_text("Mijn tekst.")
        await click(page, "Besluit vastleggen")
        await expect(page.get_by_text("De regie ligt bij Reguliere hulp")).to_be_visible()
