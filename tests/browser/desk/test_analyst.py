"""The analyst does the whole of his work at the desk: by keyboard and without scripts as well."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from playwright.async_api import expect

from schemas.codes.municipality import NAMES
from tests.browser.desk.walk import HOSTILE, check
from tests.chain import until
from tests.desk.people import NAME

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.browser.desk.conftest import At
    from tests.browser.page import Screen
    from tests.chain import Chain

ANALYST = "analist"
HERE = ("GM0225",)
"""A municipality that no other test reports in."""


async def known(chain: Chain, **changes: object) -> str:
    """A signal that the analyst has, looked up and linked: what is found out later brings back what was closed."""
    signal_id: str = (await chain.report(**{"gemeente": HERE[0], **changes}))["id"]
    await linked(chain, signal_id)
    return signal_id


async def linked(chain: Chain, signal_id: str) -> None:
    """Nothing of it is being looked up any more."""

    async def settled() -> bool:
        found = await chain.at("enrichment", ANALYST, f"/signalen/{signal_id}")
        busy = [one for one in found["opzoekingen"] if one["status"] == "wordt-opgezocht"]
        return found["verbandenGezocht"] and not busy

    await until(settled)


async def fill(screen: Screen, conclusion: str, note: str) -> None:
    await screen.page.get_by_label(conclusion).check()
    await screen.page.get_by_label("Waarom?").fill(note)
    await screen.page.get_by_role("button", name="Verder").click()


async def test_from_the_list_to_the_end_and_back(chain: Chain, at_desk: At) -> None:
    signal_id = await known(chain)
    async with at_desk(ANALYST, HERE) as screen:
        page = screen.page
        await page.goto("/")
        await expect(page).to_have_url(f"{chain.addresses.desk}/beoordelen")
        await expect(page.get_by_text(NAME)).to_be_visible()
        await check(screen)
        await page.locator(f'a[href="/beoordelen/{signal_id}"]').click()
        await expect(page.get_by_text("Twaalf matrassen boven het restaurant.")).to_be_visible()
        await check(screen)
        await page.get_by_role("button", name="Verder").click()
        await expect(page.get_by_role("alert")).to_contain_text("Er is nog niets opgeslagen")
        await expect(page.get_by_role("alert").get_by_role("link")).to_have_count(2)
        await check(screen)
        await fill(screen, "Het vermoeden is niet versterkt", "Gewone verhuizing.")
        await expect(page.get_by_role("heading", name="Klopt uw beoordeling?")).to_be_visible()
        await check(screen)
        await page.get_by_role("button", name="Wijzigen").click()
        await expect(page.get_by_label("Waarom?")).to_have_value("Gewone verhuizing.")
        await expect(page.get_by_label("Het vermoeden is niet versterkt")).to_be_checked()
        await page.get_by_role("button", name="Verder").click()
        await page.get_by_role("button", name="Vastleggen").click()
        await expect(page.get_by_text("afgesloten: niet versterkt")).to_be_visible()
        await check(screen)
        await page.get_by_label("Waarom was het een vergissing?").fill("Ander signaal.")
        await page.get_by_role("button", name="Verder").click()
        await check(screen)
        await page.get_by_role("button", name="Vastleggen").click()
        await expect(page.locator(".desk-head").get_by_text("te beoordelen")).to_be_visible()
        await expect(page.get_by_text("Ander signaal.")).to_be_visible()
    assert (await chain.at("enrichment", ANALYST, f"/signalen/{signal_id}"))["vergissingOmdat"] == "Ander signaal."


@asynccontextmanager
async def too_late(chain: Chain, signal_id: str) -> AsyncGenerator[None]:
    """As if nobody had come to it in time, and afterwards as the log has it."""
    escalated = "update signal set escalated_at = {} where signal_id = $1"
    async with chain.owner("enrichment") as owner:
        await owner.execute(escalated.format("now()"), UUID(signal_id))
        try:
            yield
        finally:
            await owner.execute(escalated.format("null"), UUID(signal_id))


async def test_what_a_tile_counts_is_what_its_link_shows(chain: Chain, at_desk: At) -> None:
    here = ("GM0296",)
    late, _ = [await known(chain, gemeente=here[0]) for _ in range(2)]
    async with too_late(chain, late), at_desk(ANALYST, here) as screen:
        page = screen.page
        await page.goto("/beoordelen")
        part = page.get_by_role("navigation", name="Deel van de werkvoorraad")
        await expect(part.get_by_role("link", name="1 te laat")).to_be_visible()
        await expect(part.get_by_role("link", name="0 heropend")).to_be_visible()
        await check(screen)
        await part.get_by_role("link", name="1 te laat").click()
        await expect(page.locator("tbody tr")).to_have_count(1)
        await expect(page.locator(f'a[href="/beoordelen/{late}"]')).to_be_visible()
        await expect(part.get_by_role("link", name="1 te laat")).to_have_attribute("aria-current", "true")
        await part.get_by_role("link", name="die niemand in behandeling heeft").click()
        await expect(page).to_have_url(f"{chain.addresses.desk}/beoordelen?alleen=te-laat&behandelaar=niemand")
        await expect(page.locator("tbody tr")).to_have_count(1)
        await page.get_by_role("link", name="die u in behandeling hebt").click()
        await expect(page.get_by_text("In dit deel van de werkvoorraad staat nu niets.")).to_be_visible()
        await check(screen)
        await page.goto("/beoordelen?alleen=onzin")
        await expect(page.get_by_role("heading", name="Dit formulier klopt niet")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
async def test_by_the_keyboard_alone(chain: Chain, at_desk: At, *, scripts: bool) -> None:
    signal_id = await known(chain)
    async with at_desk(ANALYST, HERE, scripts=scripts) as screen:
        page = screen.page
        await page.goto(f"/beoordelen/{signal_id}")
        await screen.tab_to("Het vermoeden is versterkt")
        await page.keyboard.press("Space")
        await screen.tab_to("Waarom?")
        await page.keyboard.type("Zelfde adres als eerder.")
        await screen.tab_to("Verder")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Klopt uw beoordeling?")).to_be_visible()
        await screen.tab_to("Vastleggen")
        await page.keyboard.press("Enter")
        await expect(page.locator(".desk-head")).to_contain_text("bij de aandachtfunctionaris")
    await chain.to_decide_on(signal_id)


async def test_a_form_that_is_sent_twice_does_it_once(chain: Chain, at_desk: At) -> None:
    signal_id = await known(chain)
    async with at_desk(ANALYST, HERE) as screen:
        page = screen.page
        await page.goto(f"/beoordelen/{signal_id}")
        await fill(screen, "Er is meer informatie nodig", "Hoe laat was dat?")
        async with page.expect_request("**/beoordeling") as sent:
            await page.get_by_role("button", name="Vastleggen").click()
        await expect(page.locator(".desk-head")).to_contain_text("wacht op de melder")
        request = await sent.value
        again = await page.request.post(
            request.url,
            data=request.post_data or "",
            headers={
                "Sec-Fetch-Site": "same-origin",
                "Content-Type": "application/x-www-form-urlencoded",
            },
            max_redirects=0,
        )
        assert again.status == 303
        another = (request.post_data or "").replace("sleutel=", "sleutel=1")
        late = await page.request.post(
            request.url,
            data=another,
            headers={
                "Sec-Fetch-Site": "same-origin",
                "Content-Type": "application/x-www-form-urlencoded",
            },
            max_redirects=0,
        )
        assert late.status == 409
        assert "Dit is veranderd terwijl u schreef" in await late.text()


async def test_who_was_quicker_is_not_overwritten(chain: Chain, at_desk: At) -> None:
    """What each wrote is shown, and nothing is sent before he saw both."""
    signal_id = await known(chain)
    colleague = chain.api("enrichment", ANALYST, "collega")
    async with at_desk(ANALYST, HERE) as screen:
        page = screen.page
        await page.goto(f"/beoordelen/{signal_id}")
        await fill(screen, "Het vermoeden is niet versterkt", f"Gewone verhuizing. {HOSTILE[:3000]}")
        asked = {"conclusie": "meer-informatie-nodig", "toelichting": "Hoe laat was dat?"}
        assert (await colleague.post(f"/signalen/{signal_id}/beoordelingen", json=asked)).status_code == 201
        async with page.expect_navigation():
            await page.get_by_role("button", name="Vastleggen").click()
        await expect(page.get_by_role("heading", name="Dit is veranderd terwijl u schreef")).to_be_visible()
        await expect(page.get_by_text("wacht op de melder")).to_be_visible()
        await expect(page.get_by_text("Hoe laat was dat?")).to_be_visible()
        await expect(page.get_by_text("Gewone verhuizing.")).to_be_visible()
        await check(screen)
    found = await chain.at("enrichment", ANALYST, f"/signalen/{signal_id}")
    assert found["status"] == "bij-melder"
    assert found["eerdereToelichting"] == "Hoe laat was dat?"


async def test_taking_back_what_a_colleague_took_back_is_told(chain: Chain, at_desk: At) -> None:
    signal_id = await known(chain)
    await chain.assess(signal_id, "niet-versterkt")
    async with at_desk(ANALYST, HERE) as screen:
        page = screen.page
        await page.goto(f"/beoordelen/{signal_id}")
        await page.get_by_label("Waarom was het een vergissing?").fill("Ander signaal.")
        await page.get_by_role("button", name="Verder").click()
        undone = await chain.api("enrichment", ANALYST, "collega").post(
            f"/signalen/{signal_id}/beoordelingen/ongedaan", json={"reden": "Zelfde adres."}
        )
        assert undone.status_code == 201, undone.text
        async with page.expect_navigation():
            await page.get_by_role("button", name="Vastleggen").click()
        await expect(page.get_by_role("heading", name="Dit is veranderd terwijl u schreef")).to_be_visible()
        await expect(page.get_by_text("Zelfde adres.")).to_be_visible()
        await expect(page.get_by_text("Ander signaal.")).to_be_visible()
        await check(screen)


async def test_what_is_written_stays_words(chain: Chain, at_desk: At) -> None:
    signal_id = await known(chain, omschrijving=HOSTILE, hulpvraag=HOSTILE)
    async with at_desk(ANALYST, HERE) as screen:
        page = screen.page
        await page.goto(f"/beoordelen/{signal_id}")
        assert "{{ 7 * 7 }}" in await page.locator("#inhoud").inner_text()
        await expect(page.get_by_text("<script>alert(2)</script>").first).to_be_visible()
        await check(screen)
        await fill(screen, "Het vermoeden is versterkt", HOSTILE)
        await expect(page.get_by_text("<script>alert(2)</script>").first).to_be_visible()
        await check(screen)


async def test_not_found_is_neither_found_nor_not_asked(chain: Chain, at_desk: At) -> None:
    signal_id = await known(chain, locatie={"postcode": "6511PP", "huisnummer": 99999})

    async def answered() -> bool:
        found = await chain.at("enrichment", ANALYST, f"/signalen/{signal_id}")
        return found["adresStatus"] == "niet-gevonden"

    await until(answered)
    async with at_desk(ANALYST, HERE) as screen:
        page = screen.page
        await page.goto(f"/beoordelen/{signal_id}")
        for register, state in (("Adres (BAG)", "niet gevonden"), ("Bedrijf (handelsregister)", "niet gevraagd")):
            row = page.locator("tr", has=page.get_by_role("rowheader", name=register))
            await expect(row.locator(".desk-status")).to_have_text(state)
        await check(screen)


async def count(chain: Chain, municipality: str) -> int:
    answer = await chain.api("enrichment", ANALYST, municipalities=(municipality,)).get("/werkvoorraad")
    return answer.json()["aantal"]


async def test_the_list_says_when_there_is_nothing(chain: Chain, at_desk: At) -> None:
    (nobodys, *_) = [code for code in NAMES if await count(chain, code) == 0]
    async with at_desk(ANALYST, (nobodys,)) as screen:
        await screen.page.goto("/beoordelen")
        await expect(screen.page.get_by_text("Er is nu niets te beoordelen.")).to_be_visible()
        await check(screen)


async def test_the_list_goes_by_pages(chain: Chain, at_desk: At) -> None:
    for _ in range(26 - await count(chain, "GM0216")):
        await known(chain, gemeente="GM0216")

    async def settled() -> bool:
        """What is looked up or linked meanwhile gives a signal another place."""
        answer = await chain.api("enrichment", ANALYST, municipalities=("GM0216",)).get("/werkvoorraad")
        items = answer.json()["items"]
        return all(item["verbandenGezocht"] and item["adresStatus"] != "wordt-opgezocht" for item in items)

    await until(settled)
    async with at_desk(ANALYST, ("GM0216",)) as screen:
        page = screen.page
        await page.goto("/beoordelen")
        await expect(page.get_by_text(f"{await count(chain, 'GM0216')} te beoordelen")).to_be_visible()
        await expect(page.locator("tbody tr")).to_have_count(25)
        await expect(page.get_by_text("nog 2 werkdagen").first).to_be_visible()
        first = await page.locator("tbody a").first.get_attribute("href")
        await page.get_by_role("link", name="Volgende bladzijde").click()
        await expect(page.locator(f'tbody a[href="{first}"]')).to_have_count(0)
        await expect(page.locator("tbody tr").first).to_be_visible()
        await check(screen)
        await page.get_by_role("link", name="Naar de eerste bladzijde").click()
        await expect(page.locator("tbody tr")).to_have_count(25)


async def test_what_is_not_there_or_not_his_is_said(at_desk: At) -> None:
    async with at_desk(ANALYST, HERE) as screen:
        for path in (f"/beoordelen/{uuid4()}", "/nergens"):
            await screen.page.goto(path)
            await expect(screen.page.get_by_role("heading", name="Deze bladzijde is er niet")).to_be_visible()
            await check(screen)
    async with at_desk("aandachtfunctionaris") as screen:
        await screen.page.goto("/beoordelen")
        await expect(screen.page.get_by_role("heading", name="U mag dit niet zien of doen")).to_be_visible()
        await check(screen)


async def test_a_service_that_is_away_is_said(at_desk: At, desk_without_services: str) -> None:
    async with at_desk(ANALYST, HERE, desk_without_services) as screen:
        await screen.page.goto("/beoordelen")
        await expect(screen.page.get_by_role("heading", name="Dit onderdeel antwoordt nu niet")).to_be_visible()
        await check(screen)
    async with at_desk(None, address=desk_without_services) as screen:
        await screen.page.goto("/")
        await screen.page.get_by_role("button", name="Aanmelden").click()
        await expect(screen.page.get_by_text("Aanmelden kan nu niet")).to_be_visible()
        await check(screen)
