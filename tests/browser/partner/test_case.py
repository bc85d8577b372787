"""The zorgcoördinator does a whole case at her own desk: from the referral to what she destroys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from playwright.async_api import expect

from tests.browser.desk.walk import HOSTILE, check
from tests.chain import until

if TYPE_CHECKING:
    from playwright.async_api import Page

    from tests.browser.page import Screen
    from tests.browser.partner.conftest import At
    from tests.chain import Chain
    from tests.partner_desk.program import Person

PARTNER, DECIDER = "zorgcoordinator", "aandachtfunctionaris"
HERE = "GM0225"
"""A municipality that no other test decides in."""


async def press(page: Page, name: str) -> None:
    async with page.expect_navigation():
        await page.get_by_role("button", name=name).click()


async def to_see(page: Page, words: str) -> None:
    """What the chain said is on the page once it came."""

    async def there() -> bool:
        await page.reload()
        return await page.get_by_text(words).count() > 0

    await until(there)


async def opened(page: Page, reference: str) -> None:
    """The page of this one, once it came."""

    async def there() -> bool:
        answer = await page.goto(f"/zaken/{reference}")
        return answer is not None and answer.ok

    await until(there)


async def no_traps(screen: Screen) -> None:
    """And on paper nothing but what it says."""
    await check(screen)
    await screen.page.emulate_media(media="print")
    await expect(screen.page.get_by_role("button")).to_have_count(0)
    await screen.page.emulate_media(media="screen")


async def test_a_whole_case(chain: Chain, anna: Person, at_partner: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE)
    await chain.decide(signal_id, ["zorg"], PARTNER)
    reference: str = (await chain.referral(signal_id, PARTNER))["kenmerk"]
    async with at_partner(anna) as screen:
        page = screen.page
        await opened(page, reference)
        await expect(page.get_by_text("Slachtoffer Een")).to_be_visible()
        await expect(page.get_by_text("Verdachte Twee")).to_have_count(0)
        await no_traps(screen)
        await press(page, "Bevestig de ontvangst")
        await chain.referral_in(signal_id, PARTNER, "ontvangen")
        await _ask_and_hear(chain, screen, signal_id, reference)
        await press(page, "Neem de zaak aan")
        await chain.referral_in(signal_id, PARTNER, "aanvaard")
        await press(page, "Wij zijn begonnen")
        await _take_over_a_correction(chain, screen, signal_id)
        await page.get_by_label("De hulp is begonnen").check()
        await press(page, "Rond de zaak af")
        await chain.referral_in(signal_id, PARTNER, "afgerond")
        await page.goto("/zaken?stand=afgerond")
        await check(screen)
        await expect(page.get_by_role("link", name=reference[:8])).to_be_visible()
        await page.goto(f"/zaken/{reference}")
        await _destroy_what_is_withdrawn(chain, screen, signal_id)
    replies = [json.loads(one.value) for one in await chain.all_records(f"reply.{PARTNER}")]
    facts = [one["type"].split(".")[3] for one in replies if one["subject"] == reference]
    steps = ["received", "more-information-asked", "accepted", "started", "confirmed", "done", "confirmed"]
    assert facts == steps


async def _ask_and_hear(chain: Chain, screen: Screen, signal_id: str, reference: str) -> None:
    page, zorg = screen.page, chain.api("zorg-referral", DECIDER)
    await press(page, "Vraag meer informatie")
    await expect(page.get_by_role("alert")).to_contain_text("welke taal spreekt zij?")
    await check(screen)
    await page.get_by_label("Wat wilt u eerst weten?").fill(f"Welke taal spreekt zij? {HOSTILE}")
    await press(page, "Vraag meer informatie")
    await expect(page.get_by_text("<script>alert(2)</script>")).to_be_visible()
    await check(screen)
    await chain.referral_in(signal_id, PARTNER, "meer-informatie-gevraagd")
    steps = (await zorg.get(f"/verwijzingen/{reference}")).json()["stappen"]
    assert steps[-1]["toelichting"].startswith("Welke taal spreekt zij? <img src=x")
    given = await zorg.post(f"/verwijzingen/{reference}/antwoorden", json={"antwoord": "Zij spreekt Roemeens."})
    assert given.status_code == 201, given.text
    await to_see(page, "Zij spreekt Roemeens.")


async def _take_over_a_correction(chain: Chain, screen: Screen, signal_id: str) -> None:
    page, triage = screen.page, chain.api("triage", DECIDER)
    people = [{"rol": "slachtoffer", "naam": "Slachtoffer Anders"}, {"rol": "verdachte", "naam": "Verdachte Twee"}]
    body = {"reden": "Verkeerde naam.", "betrokkenen": people}
    corrected = await triage.post(f"/signalen/{signal_id}/correcties", json=body)
    assert corrected.status_code == 201, corrected.text
    if corrected.json()["wachtOpTweede"]:
        await chain.confirm("triage", f"/voorstellen/{corrected.json()['voorstel']}")
    await to_see(page, "Slachtoffer Anders")
    await expect(page.get_by_role("cell", name="Slachtoffer Een")).to_be_visible()
    await no_traps(screen)
    await press(page, "Bevestig de verbetering")
    await expect(page.get_by_role("alert")).to_contain_text("Zet het vinkje")
    await check(screen)
    await page.get_by_label("Ook in ons eigen dossier staat het nu goed").check()
    await press(page, "Bevestig de verbetering")
    await expect(page.get_by_text("Slachtoffer Een")).to_have_count(0)
    assert await until(lambda: _confirmed(chain, signal_id))


async def _destroy_what_is_withdrawn(chain: Chain, screen: Screen, signal_id: str) -> None:
    page, triage = screen.page, chain.api("triage", DECIDER)
    withdrawn = await triage.post(f"/signalen/{signal_id}/intrekkingen", json={"reden": "Het was een ander pand."})
    assert withdrawn.status_code == 201, withdrawn.text
    await to_see(page, "Stop met deze zaak")
    await no_traps(screen)
    await page.get_by_label("Ook afdrukken, bestanden en ons eigen dossier zijn vernietigd").check()
    await press(page, "Vernietig en bevestig")
    await expect(page.get_by_text("De inhoud is hier vernietigd")).to_be_visible()
    await expect(page.get_by_text("Slachtoffer Anders")).to_have_count(0)
    await check(screen)
    assert await until(lambda: _confirmed(chain, signal_id))


async def _confirmed(chain: Chain, signal_id: str) -> bool:
    """Whether the municipality waits for nothing more."""
    return not (await chain.referral(signal_id, PARTNER))["nietBevestigd"]


async def test_a_question_is_answered_by_the_keyboard_without_scripts(
    chain: Chain, anna: Person, at_partner: At
) -> None:
    signal_id = await chain.to_decide(gemeente=HERE)
    triage = chain.api("triage", DECIDER)
    question = {"partner": PARTNER, "vraag": "Is er plaats in de opvang?"}
    asked = await triage.post(f"/signalen/{signal_id}/consultaties", json=question)
    assert asked.status_code == 201, asked.text
    async with at_partner(anna, scripts=False) as screen:
        page = screen.page
        await opened(page, asked.json()["kenmerk"])
        await check_without_scripts(screen)
        await screen.tab_to("Wat wij weten ondersteunt het vermoeden")
        await page.keyboard.press("Space")
        await screen.tab_to("Toelichting (mag leeg blijven)")
        await page.keyboard.insert_text("Er is plaats.")
        await screen.tab_to("Beantwoord de vraag")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(page.get_by_text("vraag beantwoord")).to_be_visible()

    async def answered() -> bool:
        case = (await triage.get(f"/signalen/{signal_id}")).json()
        return case["consultaties"][0].get("conclusie") == "ondersteunt-vermoeden"

    await until(answered)


async def check_without_scripts(screen: Screen) -> None:
    await expect(screen.page.get_by_text("Acute nood? Bel 112")).to_be_visible()
    await expect(screen.page.get_by_role("heading", level=1)).to_have_count(1)


async def test_every_other_page(anna: Person, at_partner: At) -> None:
    async with at_partner(None) as screen:
        await screen.page.goto("/")
        await check(screen)
        await press(screen.page, "Aanmelden")
        await expect(screen.page.get_by_role("alert")).to_contain_text("klopt niet")
        await check(screen)
    async with at_partner(anna) as screen:
        page = screen.page
        for name in ("Zaken", "Niet te lezen", "Verbinding"):
            async with page.expect_navigation():
                await page.get_by_role("link", name=name, exact=True).click()
            await check(screen)
        await expect(page.get_by_text("De verbinding is goed")).to_be_visible()
        await page.goto("/zaken/onzin")
        await expect(page.get_by_role("heading", name="Deze bladzijde is er niet")).to_be_visible()
        await check(screen)
        await press(page, "Afmelden")
        await page.goto("/zaken")
        await expect(page.get_by_role("heading", name="Aanmelden")).to_be_visible()
