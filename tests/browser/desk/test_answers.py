"""A partner asks something about its referral, and is answered; it gets more time for what it was asked itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from services.casework.days import today
from services.screens.words import day
from tests.browser.desk.test_case import go, press
from tests.browser.desk.walk import HOSTILE, check
from tests.chain import until

if TYPE_CHECKING:
    from tests.browser.desk.conftest import At
    from tests.chain import Chain

DECIDER = "aandachtfunctionaris"
HERE = ("GM1960",)
"""A municipality that no other test decides in."""


async def asked(chain: Chain, partner: str, question: str) -> tuple[str, str]:
    """A case, and the reference of its referral that this partner asks something about."""
    signal_id = await chain.to_decide(gemeente=HERE[0])
    outcome = "ondermijnende-criminaliteit" if partner == "riec" else "zorg"
    await chain.decide(signal_id, [outcome], partner)
    reference = (await chain.referral(signal_id, partner))["kenmerk"]
    data = {"reference": reference, "personal": {"question": question}}
    await chain.reply(partner, "referral.more-information-asked", data)
    await chain.referral_in(signal_id, partner, "meer-informatie-gevraagd")
    return signal_id, reference


async def test_a_question_is_answered(chain: Chain, at_desk: At) -> None:
    signal_id, reference = await asked(chain, "zorgcoordinator", HOSTILE[:3000])
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}/verwijzingen")
        await check(screen)
        await go(page, "Beantwoord de vraag")
        await expect(page.get_by_role("heading", name="De partner vraagt iets")).to_be_visible()
        await expect(page.get_by_text("<script>alert(2)</script>").first).to_be_visible()
        await check(screen)
        await press(page, "Verder")
        await expect(page.locator("#antwoord-fout")).to_contain_text("Schrijf uw antwoord op")
        await check(screen)
        await page.get_by_label("Wat antwoordt u?").fill(f"Sinds maart. {HOSTILE[:2000]}")
        await press(page, "Verder")
        await expect(page.get_by_text("Precies dit leest Zorgcoördinator")).to_be_visible()
        await check(screen)
        await press(page, "Wijzigen")
        await expect(page.get_by_label("Wat antwoordt u?")).to_have_value(f"Sinds maart. {HOSTILE[:2000]}")
        await page.get_by_label("Wat antwoordt u?").fill("Sinds maart.")
        await press(page, "Verder")
        await press(page, "Antwoord versturen")
        await expect(page.locator(".desk-head")).to_contain_text("informatie gegeven")
        await expect(page.get_by_label("Wat antwoordt u?")).to_have_count(0)
        await check(screen)
    (told,) = await chain.notices("zorgcoordinator", "referral", "information-given", reference)
    assert told["personal"]["answer"] == "Sinds maart."


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_second_person_sees_the_answer_first(chain: Chain, at_desk: At, *, scripts: bool) -> None:
    signal_id, reference = await asked(chain, "riec", "Van wie is het pand?")
    place = f"/beslissen/{signal_id}/verwijzingen/{reference}"
    async with at_desk(DECIDER, HERE, scripts=scripts, subject="eerste") as screen:
        page = screen.page
        await page.goto(place)
        await screen.tab_to("Wat antwoordt u?")
        await page.keyboard.insert_text("Van dezelfde eigenaar.")
        await screen.tab_to("Verder")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await screen.tab_to("Antwoord versturen")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(page.get_by_text("Hier wacht een antwoord op een tweede persoon")).to_be_visible()
        await page.goto(f"/beslissen/{signal_id}/verwijzingen")
        await expect(page.get_by_text("antwoord te bevestigen")).to_be_visible()
        await page.goto(place)
        await go(page, "Bekijk wat er uitgaat")
        await expect(page.get_by_text("U hebt dit zelf voorgesteld")).to_be_visible()
        await expect(page.get_by_role("button", name="Bevestigen")).to_have_count(0)
        if scripts:
            await check(screen)
    async with at_desk(DECIDER, HERE, scripts=scripts, subject="tweede") as screen:
        page = screen.page
        await page.goto(place)
        await screen.tab_to("Bekijk wat er uitgaat")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(page.get_by_text("Precies dit krijgt RIEC")).to_be_visible()
        await expect(page.get_by_text("Van dezelfde eigenaar.")).to_be_visible()
        await screen.tab_to("Bevestigen: dit gaat uit")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(page.locator("#nagekeken-fout")).to_be_visible()
        if scripts:
            await check(screen)
        for box in await page.get_by_role("checkbox").all():  # from 29 November 2026 one for the answer's limits too
            await screen.tab_to(await page.locator(f"label[for={await box.get_attribute('id')}]").inner_text())
            await page.keyboard.press("Space")
        await screen.tab_to("Bevestigen: dit gaat uit")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(page.locator(".desk-head")).to_contain_text("informatie gegeven")
    (told,) = await chain.notices("riec", "referral", "information-given", reference)
    assert told["personal"]["answer"] == "Van dezelfde eigenaar."


async def test_who_proposed_an_answer_takes_it_back(chain: Chain, at_desk: At) -> None:
    signal_id, reference = await asked(chain, "riec", "Van wie is het pand?")
    proposed = await chain.api("riec-referral", DECIDER).post(
        f"/verwijzingen/{reference}/antwoorden", json={"antwoord": "Niet van hem."}
    )
    assert proposed.status_code == 201, proposed.text
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}/verwijzingen/{reference}")
        await go(page, "Bekijk wat er uitgaat")
        await press(page, "Neem uw antwoord terug")
        await expect(page.get_by_label("Wat antwoordt u?")).to_be_visible()
        await check(screen)
    assert "Niet van hem." not in str(await chain.read("riec", "referral.riec"))


async def test_a_partner_gets_more_time(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    made = await chain.api("triage", DECIDER).post(
        f"/signalen/{signal_id}/consultaties", json={"partner": "politie", "vraag": HOSTILE[:3000]}
    )
    assert made.status_code == 201, made.text
    until_day = today() + timedelta(days=30)
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}")
        await screen.tab_to("Geef Politie (AVIM/PCT) meer tijd")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(page.get_by_text("<script>alert(2)</script>").first).to_be_visible()
        await check(screen)
        await page.get_by_label("Voor welke dag wilt u antwoord?").fill((today() - timedelta(days=1)).isoformat())
        await press(page, "Verder")
        await expect(page.locator("#antwoord_voor-fout")).to_contain_text("Vul een dag in vanaf vandaag")
        await check(screen)
        await page.get_by_label("Voor welke dag wilt u antwoord?").fill(until_day.isoformat())
        await press(page, "Verder")
        await expect(page.get_by_text(day(until_day))).to_be_visible()
        await check(screen)
        await press(page, "Herinneren")
        await expect(page.get_by_text(f"uiterlijk {day(until_day)}")).to_be_visible()
    assert await chain.notices("politie", "consult", "reminded", made.json()["kenmerk"])


async def test_no_more_time_for_what_was_answered(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    made = await chain.api("triage", DECIDER).post(
        f"/signalen/{signal_id}/consultaties", json={"partner": "politie", "vraag": "Kent u dit adres?"}
    )
    reference = made.json()["kenmerk"]
    async with at_desk(DECIDER, HERE, scripts=False) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}/vragen/{reference}/termijn")
        data: dict[str, Any] = {"reference": reference, "conclusion": "niet-bekend", "personal": {}}
        await chain.reply("politie", "consult.answered", data)

        async def answered() -> bool:
            (one,) = (await chain.at("triage", DECIDER, f"/signalen/{signal_id}"))["consultaties"]
            return bool(one.get("conclusie"))

        await until(answered)
        await press(page, "Verder")
        await press(page, "Herinneren")
        await expect(page.get_by_role("alert")).to_contain_text("wordt niet meer gewacht")
