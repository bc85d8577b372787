"""Who reports does the whole of it at the desk: the report, the meldcode, the alarm, and what comes after."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.async_api import expect

from services.casework.days import today
from tests.browser.desk.walk import HOSTILE, check
from tests.chain import until

if TYPE_CHECKING:
    from playwright.async_api import Page

    from tests.browser.desk.conftest import At
    from tests.browser.page import Screen
    from tests.chain import Chain, Json

REPORTER = "melder-professional"
LEAVE = "Deze site direct verlaten"


async def press(page: Page, name: str) -> None:
    async with page.expect_navigation():
        await page.get_by_role("button", name=name, exact=True).first.click()


async def place(page: Page, municipality: str = "Tiel") -> None:
    await page.goto("/melden/nieuw")
    await page.get_by_label("In welke gemeente gebeurt het?").select_option(label=municipality)
    await page.get_by_label("Huisnummer").fill("12")
    await page.get_by_label("Postcode").fill("6511 pp")
    await press(page, "Verder")


async def what(page: Page, words: str = "Twaalf matrassen boven het restaurant.", urgent: str | None = None) -> None:
    if urgent:
        await page.get_by_label(urgent).check()
    await page.get_by_label("Wat gebeurt er?").fill(words)
    await page.get_by_label("Het slachtoffer vertelde het mij").check()
    await page.get_by_label("Arbeidsuitbuiting").check()
    await press(page, "Verder")


async def who(page: Page, age: str = "30-35") -> None:
    await page.get_by_label("Ja, er is een slachtoffer te herkennen").check()
    await page.get_by_label("Rol van persoon 1").select_option("slachtoffer")
    await page.get_by_label("Geschatte leeftijd van persoon 1").fill(age)
    await press(page, "Verder")


async def oneself(page: Page, sector: str) -> None:
    await page.get_by_label("Uw organisatie").fill("Toezicht")
    await page.get_by_label("In welke sector werkt u?").select_option(sector)
    await press(page, "Verder")


def signal_in(page: Page) -> str:
    return page.url.split("/melden/")[1].partition("/")[0]


async def reported(chain: Chain, signal_id: str) -> Json:
    return (await chain.at("enrichment", "analist", f"/signalen/{signal_id}"))["inhoud"]


async def walked(screen: Screen, *, scripts: bool) -> None:
    """What looks at a page is a script itself."""
    if scripts:
        await check(screen)


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_report_from_its_first_page_to_its_confirmation(chain: Chain, at_desk: At, *, scripts: bool) -> None:
    async with at_desk(REPORTER, scripts=scripts, subject=str(uuid4())) as screen:
        page = screen.page
        await page.goto("/")
        await expect(page).to_have_url(f"{chain.addresses.desk}/melden")
        await expect(page.get_by_text("U meldde nog niets.")).to_be_visible()
        await walked(screen, scripts=scripts)
        await place(page)
        await walked(screen, scripts=scripts)
        await what(page)
        await walked(screen, scripts=scripts)
        await page.get_by_label("slaapt op de plek waar gewerkt wordt").check()
        await press(page, "Verder")
        await walked(screen, scripts=scripts)
        await press(page, "Nog iemand toevoegen")
        await page.get_by_label("Rol van persoon 2").select_option("verdachte")
        await page.get_by_label("Naam van persoon 2").fill("Verdachte Twee")
        await who(page)
        await walked(screen, scripts=scripts)
        await oneself(page, "gemeente")
        await expect(page.get_by_role("heading", name="Klopt uw melding?")).to_be_visible()
        await expect(page.get_by_text("De analist van het Meldpunt Ondermijning")).to_be_visible()
        await expect(page.get_by_text("U meldde in deze gemeente eerder")).to_have_count(0)
        await walked(screen, scripts=scripts)
        await press(page, "Wijzig: wat gebeurt er?")
        await page.get_by_label("Wat gebeurt er?").fill("Tien matrassen boven het restaurant.")
        for _ in range(4):
            await press(page, "Verder")
        await press(page, "Versturen")
        await expect(page.get_by_role("heading", name="Uw melding is ontvangen")).to_be_visible()
        await walked(screen, scripts=scripts)
        content = await reported(chain, signal_in(page))
        await page.goto("/melden")
        await expect(page.get_by_text("Verder met wat u bewaarde")).to_have_count(0)
        await expect(page.locator("tbody tr")).to_have_count(1)
    assert content["omschrijving"].startswith("Tien matrassen boven het restaurant.\n\nHoe de melder dit weet")
    assert (content["locatie"]["postcode"], content["locatie"]["huisnummer"]) == ("6511PP", 12)
    assert content["indicatoren"] == ["woont-op-het-werk"]
    assert [one["rol"] for one in content["betrokkenen"]] == ["slachtoffer", "verdachte"]
    assert content["melder"]["organisatie"] == "Toezicht"


async def test_what_is_wrong_is_said_beside_its_field_all_at_once(at_desk: At) -> None:
    async with at_desk(REPORTER) as screen:
        page = screen.page
        await page.goto("/melden/nieuw")
        await page.get_by_label("Huisnummer").fill("twaalf")
        await page.get_by_label("KVK-nummer").fill("12")
        await press(page, "Verder")
        links = page.get_by_role("alert").get_by_role("link")
        await expect(links).to_have_count(4)
        for field in ("gemeente", "huisnummer", "kvk_nummer", "bedrijf"):
            await expect(page.locator(f"#{field}-fout")).to_be_visible()
        await expect(page.get_by_label("Huisnummer")).to_have_value("twaalf")
        await check(screen)


async def test_it_is_kept_at_every_page_and_taken_up_again(at_desk: At) -> None:
    subject = str(uuid4())
    async with at_desk(REPORTER, subject=subject) as screen:
        page = screen.page
        await place(page)
        await page.get_by_label("Wat gebeurt er?").fill(HOSTILE)
        await press(page, "Bewaren en stoppen")
        await expect(page.locator("#bewaard + ul li")).to_have_count(1)
        await check(screen)
    async with at_desk(REPORTER, subject=subject) as screen:
        page = screen.page
        await page.goto("/melden")
        await page.get_by_role("link", name="Melding van").click()
        await expect(page.get_by_text("<script>alert(2)</script>")).to_be_visible()
        await check(screen)
        await press(page, "Verder")
        await expect(page.get_by_role("heading", name="Melden: wat gebeurt er?")).to_be_visible()
        assert "<script>alert(2)</script>" in await page.get_by_label("Wat gebeurt er?").input_value()
        await press(page, "Vorige")
        await expect(page.get_by_label("Postcode")).to_have_value("6511 pp")
    async with at_desk(REPORTER, subject=str(uuid4())) as screen:
        await screen.page.goto("/melden")
        await expect(screen.page.get_by_text("Verder met wat u bewaarde")).to_have_count(0)


async def test_the_meldcode_of_an_adult_waits_for_its_steps(chain: Chain, at_desk: At) -> None:
    async with at_desk(REPORTER, subject=str(uuid4())) as screen:
        page = screen.page
        await place(page)
        await what(page)
        await press(page, "Verder")
        await page.get_by_label("Ja", exact=True).check()
        await who(page)
        await oneself(page, "onderwijs")
        await expect(page.get_by_text("De meldcode van uw eigen organisatie is leidend")).to_be_visible()
        await expect(page.get_by_text("Ik maak mij zorgen over u.")).to_be_visible()
        await expect(page.get_by_text("Het gaat om een minderjarige")).to_have_count(0)
        await check(screen)
        await page.get_by_label("Wanneer zette u stap 1?").fill(str(today()))
        await press(page, "Verder")
        await press(page, "Verder")
        await expect(page.locator("#stap_1_bevinding-fout")).to_be_visible()
        await page.get_by_label("Wat kwam er uit stap 1?").fill("Zij slaapt op haar werk.")
        await press(page, "Verder")
        await check(screen)
        await press(page, "Verder")
        await expect(page.get_by_text("Nog niet gezet: stap 2, stap 3, stap 4, stap 5.")).to_be_visible()
        await press(page, "Versturen")
        signal_id = signal_in(page)
        await page.goto(f"/melden/{signal_id}")
        await check(screen)
        for step in (2, 3, 4, 5):
            await page.get_by_label(f"Wanneer zette u stap {step}?").fill(str(today()))
            await page.get_by_label(f"Wat kwam er uit stap {step}?").fill(f"Dit kwam uit {step}.")
        await page.get_by_label("Dit gesprek vervalt, omdat het niet veilig is").check()
        await page.get_by_label("Ja, melden bij Veilig Thuis").check()
        await page.get_by_label("Ja, ik bied of organiseer hulp").check()
        await press(page, "Verder met de stappen")
        await expect(page.get_by_text("Ja, melden bij Veilig Thuis")).to_be_visible()
        await check(screen)
        await press(page, "Stappen toevoegen")
        await expect(page.get_by_text("doorgeleid", exact=True)).to_be_visible()
        await check(screen)
    steps = (await chain.to_decide_on(signal_id))["inhoud"]["meldcode"]
    assert [one["stap"] for one in steps["stappen"] if one["overgeslagenVoorVeiligheid"]] == [3]
    assert (steps["meldenBijVeiligThuis"], steps["hulpBieden"]) == (True, True)


async def test_a_minor_has_a_way_of_its_own(at_desk: At) -> None:
    async with at_desk(REPORTER) as screen:
        page = screen.page
        await place(page)
        await what(page)
        await press(page, "Verder")
        await who(page, "14-16")
        await oneself(page, "onderwijs")
        await expect(page.get_by_text("Het gaat om een minderjarige: dan gaat het anders")).to_be_visible()
        await expect(page.get_by_text("Jeugdwet").first).to_be_visible()
        await expect(page.get_by_text("Het is niet jouw schuld.")).to_be_visible()
        await check(screen)


async def acknowledge(chain: Chain, alert: str) -> None:
    """The police say that they have it."""
    record = await chain.received("politie", "alert", alert)
    event = json.loads(record.value)
    await chain.reply("politie", "alert.acknowledged", {"reference": event["data"]["reference"]})


async def test_an_alarm_is_held_up_by_nothing(chain: Chain, at_desk: At) -> None:
    async with at_desk(REPORTER) as screen:
        page = screen.page
        await page.goto("/melden/alarm")
        await check(screen)
        await screen.tab_to("Huisnummer")
        await page.keyboard.type("naast de kerk")
        await screen.tab_to("Geef alarm aan de politie")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(page.get_by_text("nog niet bevestigd door de politie")).to_be_visible()
        await check(screen)
        alert = page.url.rpartition("/")[2]
        told = json.loads((await chain.received("politie", "alert", alert)).value)
        assert "naast de kerk" in json.dumps(told["data"])
        await acknowledge(chain, alert)

        async def heard() -> bool:
            await page.reload()
            return await page.get_by_text("ontvangen door politie op").count() == 1

        await until(heard)
        await check(screen)
        await page.get_by_label("Wat is er aan de hand?").fill("Het is de overkant.")
        await press(page, "Zeg het de politie")
        await expect(page.get_by_text("Correctie van")).to_be_visible()
        await press(page, "Trek het alarm in")
        await expect(page.get_by_role("alert")).to_contain_text("Reden")
        await page.get_by_label("Waarom?").select_option("gevaar-geweken")
        await press(page, "Trek het alarm in")
        await expect(page.get_by_text("Ingetrokken", exact=True)).to_be_visible()
        await check(screen)


async def test_danger_in_a_report_goes_first_and_once(chain: Chain, at_desk: At) -> None:
    """Before anything else of it is judged; and it belongs to the report."""
    async with at_desk(REPORTER) as screen:
        page = screen.page
        await place(page)
        await page.get_by_label("Er is nu direct gevaar").check()
        await page.get_by_label("Waaraan merkt u dat het dringend is?").fill("Hij heeft een mes.")
        await press(page, "Verder")
        await expect(page.get_by_text("Er is alarm gegeven")).to_be_visible()
        await expect(page.get_by_role("alert")).to_contain_text("Wat er gebeurt")
        await check(screen)
        href = await page.get_by_role("link", name="Kijk of de politie het ontving").get_attribute("href")
        alert = str(href).rpartition("/")[2]
        told = json.loads((await chain.received("politie", "alert", alert)).value)
        assert "Hij heeft een mes." in json.dumps(told["data"])
        await what(page)
        await press(page, "Verder")
        await who(page)
        await oneself(page, "gemeente")
        await press(page, "Versturen")
        await expect(page.get_by_role("link", name="Kijk of de politie het ontving")).to_have_attribute(
            "href", f"/melden/alarm/{alert}"
        )
        assert (await reported(chain, signal_in(page)))["alarmGegeven"]


async def test_an_alarm_that_did_not_go_says_to_call(at_desk: At, desk_without_services: str) -> None:
    async with at_desk(REPORTER, address=desk_without_services) as screen:
        page = screen.page
        await page.goto("/melden/alarm")
        await page.get_by_label("Wat is er aan de hand?").fill("Hij houdt haar vast.")
        await press(page, "Geef alarm aan de politie")
        await expect(page.get_by_role("alert")).to_contain_text("Bel nu 112")
        await expect(page.get_by_label("Wat is er aan de hand?")).to_have_value("Hij houdt haar vast.")
        await check(screen)
        await page.goto("/melden/nieuw")
        await page.get_by_label("Straat").fill("Molenstraat")
        await press(page, "Verder")
        await expect(page.get_by_role("heading", name="Dit onderdeel antwoordt nu niet")).to_be_visible()
        await page.get_by_role("link", name="Verder met wat u invulde").click()
        await expect(page.get_by_text("Molenstraat")).to_be_visible()


async def test_what_was_reported_before_is_said_of_the_own_alone(chain: Chain, at_desk: At) -> None:
    subject = str(uuid4())
    await chain.report(gemeente="GM0296")
    for earlier in (0, 1):
        async with at_desk(REPORTER, subject=subject) as screen:
            page = screen.page
            await place(page, "Wijchen")
            await what(page)
            await press(page, "Verder")
            await who(page)
            await oneself(page, "gemeente")
            await expect(page.get_by_text("U meldde in deze gemeente eerder")).to_have_count(earlier)
            await check(screen)
            await press(page, "Versturen")


async def test_a_question_is_answered_and_a_report_taken_back(chain: Chain, at_desk: At) -> None:
    signal_id: str = (await chain.report())["id"]
    await chain.assess(signal_id, "meer-informatie-nodig")
    await chain.status(signal_id, "meer-informatie-gevraagd")
    async with at_desk(REPORTER) as screen:
        page = screen.page
        await page.goto(f"/melden/{signal_id}")
        await expect(page.get_by_role("heading", name="Antwoorden op de vraag")).to_be_visible()
        await expect(page.get_by_text("nog 5 werkdagen")).to_be_visible()
        await check(screen)
        await press(page, "Verder met aanvullen")
        await expect(page.get_by_role("alert")).to_contain_text("Schrijf in hoogstens 4.000 tekens op")
        await page.get_by_label("Wat weet u nog?").fill("Het busje is wit.")
        await press(page, "Verder met aanvullen")
        await check(screen)
        await press(page, "Versturen")
        await expect(page.locator(".desk-head").get_by_text("ontvangen")).to_be_visible()
        await page.get_by_label("Waarom trekt u uw melding in?").fill("Een vergissing.")
        await press(page, "Verder met intrekken")
        await press(page, "Intrekken")
        await page.goto("/melden")
        row = page.locator("tr", has=page.locator(f'a[href="/melden/{signal_id}"]'))
        await expect(row.get_by_text("door u ingetrokken")).to_be_visible()
    async with at_desk(REPORTER, subject=str(uuid4())) as screen:
        await screen.page.goto(f"/melden/{signal_id}")
        await expect(screen.page.get_by_role("heading", name="Deze bladzijde is er niet")).to_be_visible()


async def printed(screen: Screen, path: str) -> str:
    """What is on paper."""
    await screen.page.goto(path)
    await check(screen)
    await screen.page.emulate_media(media="print")
    await expect(screen.page.get_by_role("link", name=re.compile("Naar .* meldingen"))).to_have_count(0)
    words = await screen.page.locator("main").inner_text()
    await screen.page.emulate_media(media="screen")
    return words


async def test_the_questions_and_the_confirmation_can_be_printed(chain: Chain, at_desk: At) -> None:
    signal_id: str = (await chain.report())["id"]
    async with at_desk(REPORTER) as screen:
        words = await printed(screen, "/melden/vragen")
        assert "Hoe dringend het is" in words
        assert "Slaapt op de plek waar gewerkt wordt" in words
        confirmed = await printed(screen, f"/melden/{signal_id}/bevestiging")
        assert signal_id in confirmed
        assert "matrassen" not in confirmed


async def test_residents_are_told_where_to_go_and_leave_no_trace(at_desk: At) -> None:
    for scripts in (True, False):
        async with at_desk(None, scripts=scripts) as screen:
            page = screen.page
            answer = await page.goto("/meldroutes")
            assert answer
            headers = await answer.all_headers()
            assert (headers["cache-control"], "set-cookie" in headers) == ("no-store", False)
            await expect(page.locator("main section[aria-labelledby^=route]")).to_have_count(4)
            await expect(page.locator("form, input, textarea")).to_have_count(0)
            assert "mensenhandel" not in await page.title()
            leave = page.get_by_role("link", name=LEAVE)
            await expect(leave).to_have_attribute("rel", "noreferrer")
            assert str(await leave.get_attribute("href")).startswith("https://")
            assert await page.context.cookies() == []
            await screen.tab_to(LEAVE)
            await walked(screen, scripts=scripts)
