"""What else is done with a case: who has it, notes, consent, tables, hand-overs, referrals and taking back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from services.casework.days import today
from tests.browser.desk import keyboard
from tests.browser.desk.walk import HOSTILE, check
from tests.chain import until

if TYPE_CHECKING:
    from playwright.async_api import Page

    from tests.browser.desk.conftest import At
    from tests.browser.page import Screen
    from tests.chain import Chain

DECIDER = "aandachtfunctionaris"
HERE = ("GM0263",)
"""A municipality that no other test decides in."""


async def press(page: Page, name: str) -> None:
    """The first button that is called so, and the page after it."""
    async with page.expect_navigation():
        await page.get_by_role("button", name=name).first.click()


async def go(page: Page, name: str) -> None:
    """Along the link that is called so."""
    async with page.expect_navigation():
        await page.get_by_role("link", name=name).click()


async def follow(screen: Screen, name: str) -> None:
    """A link of the case, and the page behind it as it is at first."""
    await go(screen.page, name)
    await expect(screen.page.get_by_role("button", name="Verder").first).to_be_visible()
    await check(screen)


async def test_a_case_in_hand(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    taken = await chain.api("triage", DECIDER, "zieke-collega").post(f"/signalen/{signal_id}/behandelaars", json={})
    assert taken.status_code == 201
    colleague = f"collega-{signal_id[-6:]}"
    assert (await chain.api("triage", DECIDER, colleague, HERE).get("/werkvoorraad")).status_code == 200
    async with at_desk(DECIDER, HERE, scripts=False) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}")
        await expect(page.get_by_text("een collega (zieke-collega)")).to_be_visible()
        await page.goto("/beslissen")
        await press(page, "Neem alles over")
        await expect(page.get_by_role("alert")).to_contain_text("gebruikers-id")
        await page.get_by_label("Gebruikers-id van uw collega").fill("zieke-collega")
        await press(page, "Neem alles over")
        await page.goto(f"/beslissen/{signal_id}")
        await expect(page.get_by_text("u, sinds")).to_be_visible()
        await press(page, "Leg de zaak terug")
        await expect(page.get_by_text("niemand", exact=True)).to_be_visible()
        await press(page, "Neem de zaak in behandeling")
        await page.get_by_label("Gebruikers-id van uw collega").fill(f"niet-{colleague}")
        await press(page, "Geef de zaak")
        await expect(page.get_by_role("alert")).to_contain_text("niet aan dit bureau")
        await page.get_by_label("Gebruikers-id van uw collega").fill(colleague)
        await press(page, "Geef de zaak")
        await expect(page.get_by_text(f"een collega ({colleague})")).to_be_visible()


async def test_two_people_write_at_the_same_time(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}")
        await press(page, "Zet in het dossier")
        await expect(page.get_by_role("alert")).to_contain_text("Schrijf in hoogstens 4.000 tekens op")
        await page.get_by_label("Wat hoort in het dossier?").fill(HOSTILE)
        await chain.api("triage", DECIDER, "collega").post(
            f"/signalen/{signal_id}/notities", json={"tekst": "Ik sprak haar vanmorgen."}
        )
        await press(page, "Zet in het dossier")
        await expect(page.get_by_text("Ik sprak haar vanmorgen.")).to_be_visible()
        await expect(page.get_by_text("<script>alert(2)</script>")).to_be_visible()
        await check(screen)
        await press(page, "Toch versturen")
        await expect(page.get_by_text("<script>alert(2)</script>")).to_be_visible()
        await check(screen)
    notes = (await chain.at("triage", DECIDER, f"/signalen/{signal_id}"))["notities"]
    assert [one["tekst"] for one in notes] == ["Ik sprak haar vanmorgen.", HOSTILE.replace("\u202e", "")]


async def test_consent_is_recorded_and_withdrawn(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    await chain.referral(signal_id, "zorgcoordinator")
    async with at_desk(DECIDER, HERE, scripts=False) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}")
        await go(page, "Leg toestemming vast")
        await press(page, "Verder")
        await expect(page.get_by_role("alert")).to_contain_text("Kies wat het slachtoffer over delen zei")
        await page.get_by_label("Het slachtoffer stemde niet in").check()
        await press(page, "Verder")
        await expect(page.get_by_role("alert")).to_contain_text("Kies waarom er geen toestemming is")
        await page.get_by_label("er is gevaar voor anderen").check()
        await press(page, "Verder")
        await expect(page.get_by_text("De zaak is nu bij: Zorgcoördinator")).to_be_visible()
        await press(page, "Vastleggen")
        await expect(page.get_by_text("geweigerd", exact=True).first).to_be_visible()
        await go(page, "Leg toestemming vast")
        await page.get_by_label("Het slachtoffer stemde in").check()
        await press(page, "Verder")
        await press(page, "Vastleggen")
        await expect(page.get_by_role("alert")).to_contain_text("na een weigering")


async def test_a_table_and_its_advice(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}")
        await follow(screen, "Zet op een agenda")
        await press(page, "Verder")
        await expect(page.get_by_role("alert").get_by_role("link")).to_have_count(2)
        await check(screen)
        await page.get_by_label("MDO mensenhandel").check()
        await page.get_by_label("Op welke dag?").fill(today().isoformat())
        await page.get_by_label("arbeidsinspectie", exact=True).check()
        await press(page, "Verder")
        await expect(page.get_by_role("heading", name="Zet u de zaak op de agenda?")).to_be_visible()
        await check(screen)
        await press(page, "Vastleggen")
        await expect(page.get_by_role("alert")).to_contain_text("geen deelnemer van")
        await check(screen)
        await page.get_by_label("arbeidsinspectie", exact=True).uncheck()
        await page.get_by_label("politie", exact=True).check()
        await press(page, "Verder")
        await press(page, "Vastleggen")
        await page.goto("/beslissen/tafels")
        await check(screen)
        await page.goto(f"/beslissen/{signal_id}")
        await go(page, "Leg het advies vast")
        await check(screen)
        await go(page, "Stukken voor politie")
        await check(screen)
        assert "Onderdak en een arts." not in await page.content(), "nothing of care for the police"
        await page.emulate_media(media="print")
        await expect(page.get_by_role("button", name="Afmelden")).to_be_hidden()
        await page.emulate_media(media="screen")
        await page.go_back()
        await press(page, "Verder")
        await expect(page.get_by_role("alert")).to_contain_text("waar het verslag staat")
        await check(screen)
        await page.get_by_label("Waar staat het verslag?").fill("MDO, punt 2")
        await page.get_by_label("Zorg", exact=True).check()
        await press(page, "Verder")
        await check(screen)
        await press(page, "Vastleggen")
        await expect(page.get_by_text("Advies: zorg")).to_be_visible()
        await check(screen)


async def test_over_to_another_municipality_and_back(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    until_day = (today() + timedelta(days=30)).isoformat()
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}")
        await follow(screen, "Draag de zaak over")
        await press(page, "Verder")
        await expect(page.get_by_role("alert").get_by_role("link")).to_have_count(4)
        await check(screen)
        await page.get_by_label("Welke gemeente?").select_option("GM0297")
        await page.get_by_label("anders", exact=True).check()
        await page.get_by_label("Wmo 2015, artikel 5.1.1").first.check()
        await page.get_by_label("Tot en met welke dag?").fill(until_day)
        await press(page, "Verder")
        await expect(page.get_by_role("alert")).to_contain_text("wat de reden is")
        await page.get_by_label("slachtoffer verhuisd").check()
        await press(page, "Verder")
        await expect(page.get_by_text("De aandachtfunctionaris van Zaltbommel ziet het hele dossier")).to_be_visible()
        await check(screen)
        await press(page, "Overdragen")
        await expect(page.get_by_role("heading", name="Andere gemeenten")).to_be_visible()
        await check(screen)
        other = chain.api("triage", DECIDER, "elders", ("GM0297",))
        assert (await other.get(f"/signalen/{signal_id}")).status_code == 200
        await press(page, "Beëindig deze overdracht")
        await expect(page.get_by_text("geëindigd; liep tot")).to_be_visible()
        assert (await other.get(f"/signalen/{signal_id}")).status_code == 404


async def test_a_referrals_life_and_taking_it_back(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    await chain.referral(signal_id, "zorgcoordinator")
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}")
        await go(page, "Bekijk de verwijzingen")
        await expect(page.get_by_text("verzonden").first).to_be_visible()
        await check(screen)
        await go(page, "Zorgcoördinator mensenhandel")
        await check(screen)
        await press(page, "Verder")
        await expect(page.get_by_role("alert")).to_contain_text("op waarom")
        await check(screen)
        await page.get_by_label("Waarom trekt u deze verwijzing in?").fill("Het was een ander.")
        await press(page, "Verder")
        await expect(page.get_by_text("De zaak komt terug op uw lijst")).to_be_visible()
        await check(screen)
        await press(page, "Verwijzing intrekken")
        await expect(page.get_by_text("nog niet bevestigd")).to_be_visible()
        await check(screen)

    async def back() -> bool:
        return (await chain.at("triage", DECIDER, f"/signalen/{signal_id}"))["status"] == "te-beslissen"

    await until(back)


async def test_the_whole_case_is_taken_back(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}")
        await follow(screen, "Trek de zaak in")
        await page.get_by_label("Waarom had deze zaak nooit gedeeld mogen worden?").fill("Er is niets van bekend.")
        await press(page, "Verder")
        await expect(page.get_by_text("niemand kreeg er iets van")).to_be_visible()
        await check(screen)
        await press(page, "Zaak intrekken")
        await expect(page.get_by_text("ingetrokken", exact=True).first).to_be_visible()
        await expect(page.get_by_role("link", name="Neem een besluit")).to_have_count(0)
        await check(screen)


async def test_what_it_is_read_for_goes_on_the_trail(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}")
        await page.get_by_label("U leest voor").select_option("klacht")
        await press(page, "Wijzig")
        await expect(page.get_by_label("U leest voor")).to_have_value("klacht")
        await expect(page).to_have_url(f"{chain.addresses.desk}/beslissen/{signal_id}")
        await check(screen)
    async with chain.database("triage") as connection:
        newest = "select convert_from(value, 'utf8') from outbox order by position desc limit 20"
        said = [row[0] for row in await connection.fetch(newest)]
    assert any(signal_id in one and '"klacht"' in one for one in said)


async def test_a_correction_is_shown_as_the_difference_for_each_partner(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator", "comensha")
    reference = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}")
        await go(page, "Corrigeer de zaak")
        await check(screen)
        await go(page, "de mensen in de melding")
        await check(screen)
        name = page.get_by_label("Naam", exact=True).first
        before, phone = await name.input_value(), await page.get_by_label("Telefoon").first.input_value()
        await name.fill("Ioana Marinescu")
        await page.get_by_label("Telefoon").first.fill("geen nummer")
        await press(page, "Nakijken wie wat krijgt")
        await expect(page.get_by_role("alert")).to_contain_text("op waarom")
        await check(screen)
        await page.get_by_label("Waarom corrigeert u dit?").fill("De naam was verkeerd overgenomen.")
        await press(page, "Nakijken wie wat krijgt")
        await expect(page.get_by_role("alert").get_by_role("link")).to_have_count(1)
        await expect(page.get_by_label("Telefoon").first).to_have_value("geen nummer")
        await check(screen)
        await page.get_by_label("Telefoon").first.fill(phone)
        await press(page, "Nakijken wie wat krijgt")
        care = page.locator("section", has=page.get_by_role("heading", name="Precies dit krijgt Zorgcoördinator"))
        await expect(care.get_by_role("row")).to_have_count(2)
        await expect(care).to_contain_text(before)
        await expect(care).to_contain_text("Ioana Marinescu")
        await expect(page.get_by_role("heading", name="Precies dit krijgt CoMensha")).to_have_count(0)
        await check(screen)
        await press(page, "Correctie vastleggen")
        await expect(page.get_by_text("Ioana Marinescu").first).to_be_visible()
        await page.goto(f"/beslissen/{signal_id}/verwijzingen")
        await expect(page.get_by_text("nog niet bevestigd")).to_have_count(1)
        await check(screen)
    (notice,) = await chain.notices("zorgcoordinator", "referral", "zorgcoordinator-corrected", reference)
    assert "Ioana Marinescu" in str(notice)


async def test_each_part_can_be_corrected(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        for part, wanted, words in (
            ("locatie", "Straat", "Waalkade"),
            ("bedrijf", "Naam", "Bistro de Waal"),
            ("kentekens", "Kentekens", "12-ABC-3"),
            ("hulpvraag", "Hulpvraag", "Een veilige plek."),
        ):
            await page.goto(f"/beslissen/{signal_id}/correctie/{part}")
            await check(screen)
            await page.get_by_label(wanted, exact=True).fill(words)
            await page.get_by_label("Waarom corrigeert u dit?").fill("Verkeerd overgenomen.")
            await press(page, "Nakijken wie wat krijgt")
            await expect(page.get_by_text("Er gaat niets naar een partner.")).to_be_visible()
            await press(page, "Correctie vastleggen")
            await expect(page.get_by_text(words).first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
async def test_by_the_keyboard_alone(chain: Chain, at_desk: At, *, scripts: bool) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    async with at_desk(DECIDER, HERE, scripts=scripts) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}")
        await keyboard.press(screen, "Neem de zaak in behandeling")
        await keyboard.write(screen, "Wat hoort in het dossier?", "Zij belt maandag terug.")
        await keyboard.press(screen, "Zet in het dossier")
        await keyboard.press(screen, "Leg toestemming vast")
        await keyboard.choose(screen, "Het slachtoffer stemde in", "Het slachtoffer stemde niet in")
        await keyboard.choose(screen, "vragen is niet veilig", "er is gevaar voor anderen")
        await keyboard.press(screen, "Verder")
        await keyboard.press(screen, "Vastleggen")
        await keyboard.press(screen, "Zet op een agenda")
        await keyboard.pick(screen, "MDO mensenhandel")
        await keyboard.select(screen, "Op welke dag?", f"{today():%m%d%Y}")  # as an English browser orders it
        await keyboard.pick(screen, "politie")
        await keyboard.press(screen, "Verder")
        await keyboard.press(screen, "Vastleggen")
        await keyboard.press(screen, "Trek de zaak in")
        await keyboard.write(screen, "Waarom had deze zaak", "Er is niets van bekend.")
        await keyboard.press(screen, "Verder")
        await keyboard.press(screen, "Zaak intrekken")
        await expect(page.get_by_text("ingetrokken", exact=True).first).to_be_visible()
    found = await chain.at("triage", DECIDER, f"/signalen/{signal_id}")
    assert found["toestemming"]["gegeven"] is False
    assert [one["tekst"] for one in found["notities"]] == ["Zij belt maandag terug."]
    assert len(found["agenda"]) == 1
