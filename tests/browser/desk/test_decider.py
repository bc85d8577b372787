"""The aandachtfunctionaris reads a case, asks a partner, and is the second person for a colleague."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.desk.walk import HOSTILE, check
from tests.chain import ALONE, decision_body, until

if TYPE_CHECKING:
    from tests.browser.desk.conftest import At
    from tests.chain import ALONE, Chain

DECIDER = "aandachtfunctionaris"
HERE = ("GM1740",)
"""A municipality that no other test reports in."""


async def proposed(chain: Chain, **changes: object) -> tuple[str, str]:
    """A case with an order to the RIEC that waits for a second person, and that proposal."""
    signal_id = await chain.to_decide(**{"gemeente": HERE[0], **changes})
    made = await chain.api("triage", DECIDER, "eerste").post(
        f"/signalen/{signal_id}/besluiten", json=decision_body(["ondermijnende-criminaliteit"], "riec")
    )
    assert made.status_code == 201, made.text
    return signal_id, made.json()["id"]


async def test_from_the_list_to_a_question(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        await page.goto("/")
        await expect(page).to_have_url(f"{chain.addresses.desk}/beslissen")
        await check(screen)
        await page.goto(f"/beslissen/{signal_id}")
        await expect(page.get_by_text("Twaalf matrassen boven het restaurant.")).to_be_visible()
        await check(screen)
        await page.get_by_role("button", name="Verder").click()
        await expect(page.get_by_role("alert").get_by_role("link")).to_have_count(2)
        await check(screen)
        await page.get_by_label("Politie (AVIM/PCT)").check()
        await page.get_by_label("Wat wilt u weten?").fill("Kent u dit adres?")
        await page.get_by_role("button", name="Verder").click()
        goes_out = page.locator("section", has=page.get_by_role("heading", name="Precies dit krijgt Politie"))
        await expect(goes_out).to_contain_text("Kent u dit adres?")
        await check(screen)
        await page.get_by_role("button", name="Vastleggen").click()
        await expect(page.get_by_text("wacht op antwoord")).to_be_visible()
        await check(screen)
    (asked,) = (await chain.at("triage", DECIDER, f"/signalen/{signal_id}"))["consultaties"]
    assert (asked["partner"], asked["vraag"]) == ("politie", "Kent u dit adres?")


@pytest.mark.parametrize("scripts", [True, False])
async def test_the_second_person_sees_what_goes_out_and_it_does(chain: Chain, at_desk: At, *, scripts: bool) -> None:
    signal_id, _ = await proposed(chain)
    async with at_desk(DECIDER, HERE, scripts=scripts) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}")
        await screen.tab_to("Kijk na wat er uitgaat")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Precies dit krijgt RIEC Oost-Nederland")).to_be_visible()
        await expect(page.get_by_text("Verdachte Twee")).to_be_visible()
        assert "Slachtoffer Een" not in await page.content(), "no name of a victim goes to a RIEC"
        await screen.tab_to("Bevestigen: dit gaat uit")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("Kijk na wat elke partner krijgt")
        for box in await page.get_by_role("checkbox").all():  # from 29 November 2026 one for each note too
            await screen.tab_to(await page.locator(f"label[for={await box.get_attribute('id')}]").inner_text())
            await page.keyboard.press("Space")
        await screen.tab_to("Bevestigen: dit gaat uit")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("De regie ligt bij RIEC Oost-Nederland.")).to_be_visible()
    assert (await chain.referred(signal_id, "riec"))["director"] is True


async def test_or_it_does_not(chain: Chain, at_desk: At) -> None:
    signal_id, proposal_id = await proposed(chain)
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}/voorstellen/{proposal_id}")
        await check(screen)
        await page.get_by_role("button", name="Afwijzen").click()
        await expect(page.get_by_role("alert")).to_contain_text("waarom niet")
        await check(screen)
        await page.get_by_label("Of waarom niet?").fill("Er staat een naam in.")
        await page.get_by_role("button", name="Afwijzen").click()
        await expect(page.get_by_text("Er is nog geen besluit.")).to_be_visible()
        await page.goto(f"/beslissen/{signal_id}/voorstellen/{proposal_id}")
        await expect(page.get_by_role("heading", name="Deze bladzijde is er niet")).to_be_visible()


async def test_who_proposed_it_does_not_confirm_it(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    made = await chain.api("triage", DECIDER).post(
        f"/signalen/{signal_id}/besluiten", json=decision_body(["ondermijnende-criminaliteit"], "riec")
    )
    async with at_desk(DECIDER, HERE) as screen:
        await screen.page.goto(f"/beslissen/{signal_id}/voorstellen/{made.json()['id']}")
        await expect(screen.page.get_by_text("U hebt dit zelf voorgesteld")).to_be_visible()
        await expect(screen.page.get_by_role("button", name="Bevestigen")).to_have_count(0)
        await check(screen)


async def test_what_the_reporter_said_later_is_read(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(**ALONE, gemeente=HERE[0], omschrijving=HOSTILE)
    said = await chain.api("intake", "melder-professional").post(
        f"/signalen/{signal_id}/aanvullingen", json={"tekst": HOSTILE}
    )
    assert said.status_code == 201, said.text

    async def there() -> bool:
        return (await chain.at("triage", DECIDER, f"/signalen/{signal_id}"))["ongelezenAanvullingen"] == 1

    await until(there)
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        await page.goto("/beslissen")
        await expect(page.get_by_text("nieuw van de melder (1)").first).to_be_visible()
        await page.goto(f"/beslissen/{signal_id}")
        await expect(page.get_by_text("<script>alert(2)</script>").first).to_be_visible()
        await check(screen)
        await page.get_by_role("button", name="Gelezen").click()
        await expect(page.get_by_text("gelezen op")).to_be_visible()
        await check(screen)
