"""Who may holds up that a signal is destroyed, everywhere it lies, and lifts that."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.async_api import expect

from tests.browser.desk.test_analyst import known
from tests.browser.desk.test_case import go, press
from tests.browser.desk.walk import HOSTILE, check

if TYPE_CHECKING:
    from tests.browser.desk.conftest import At
    from tests.chain import Chain

ANALYST, DECIDER = "analist", "aandachtfunctionaris"
HERE = ("GM0668",)
"""A municipality that no other test holds anything up in."""


async def held(chain: Chain, service: str, signal_id: str, *, lifted: bool = False) -> dict[str, str] | None:
    answer = await chain.api(service, DECIDER, municipalities=HERE).get(
        "/vernietigingsstops", params={"opgeheven": lifted}
    )
    return next((one for one in answer.json()["items"] if one["id"] == signal_id), None)


async def test_from_the_case_everywhere_it_lies_and_lifted_again(chain: Chain, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente=HERE[0])
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    await chain.referral(signal_id, "zorgcoordinator")
    async with at_desk(DECIDER, HERE) as screen:
        page = screen.page
        await page.goto(f"/beslissen/{signal_id}")
        await go(page, "Houd de vernietiging tegen")
        await check(screen)
        await press(page, "Verder")
        await expect(page.locator("#reden-fout")).to_contain_text("Kies waarom er niets vernietigd mag worden")
        await check(screen)
        await page.get_by_label("anders", exact=True).check()
        await press(page, "Verder")
        await expect(page.locator("#toelichting-fout")).to_contain_text("op wat de reden is")
        await page.get_by_label("rechtszaak", exact=True).check()
        await page.get_by_label("Toelichting").fill(HOSTILE[:3000])
        await press(page, "Verder")
        await expect(page.get_by_role("heading", name="Houdt u de vernietiging tegen?")).to_be_visible()
        await check(screen)
        await press(page, "Tegenhouden")
        row = page.get_by_role("row", name=signal_id)
        await expect(row).to_contain_text("rechtszaak: <img src=x")
        await check(screen)
        for service in ("triage", "intake", "zorg-referral"):
            found = await held(chain, service, signal_id)
            assert found is not None, service
            assert found["reden"] == "rechtszaak"
        assert await held(chain, "riec-referral", signal_id) is None
        await page.goto(f"/vernietiging/{signal_id}/stop")
        await page.get_by_label("klacht", exact=True).check()
        await press(page, "Verder")
        await press(page, "Tegenhouden")
        await expect(page.get_by_role("alert")).to_contain_text("wordt al tegengehouden")
        await check(screen)
        await page.goto("/vernietiging")
        await row.get_by_role("link", name="Hef deze stop op").click()
        await check(screen)
        await page.get_by_label("afgehandeld", exact=True).check()
        await page.get_by_label("Toelichting").fill("De rechter deed uitspraak.")
        await press(page, "Verder")
        await check(screen)
        await press(page, "Opheffen")
        await expect(page.get_by_role("row", name=signal_id)).to_contain_text("De rechter deed uitspraak.")
        await check(screen)
    for service in ("triage", "intake", "zorg-referral"):
        assert await held(chain, service, signal_id) is None, service
        assert await held(chain, service, signal_id, lifted=True), service


@pytest.mark.parametrize("scripts", [True, False])
async def test_the_analyst_by_the_keyboard_alone(chain: Chain, at_desk: At, *, scripts: bool) -> None:
    signal_id = await known(chain, gemeente=HERE[0])
    async with at_desk(ANALYST, HERE, scripts=scripts) as screen:
        page = screen.page
        await page.goto("/vernietiging")
        await screen.tab_to("Kenmerk van het signaal")
        await page.keyboard.type("geen kenmerk")
        await screen.tab_to("Verder")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(page.locator("#kenmerk-fout")).to_contain_text("Plak het kenmerk")
        await screen.tab_to("Kenmerk van het signaal")
        await page.keyboard.press("ControlOrMeta+A")
        await page.keyboard.type(signal_id)
        await screen.tab_to("Verder")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await screen.tab_to("klacht")
        await page.keyboard.press("Space")
        for name in ("Verder", "Tegenhouden"):
            await screen.tab_to(name)
            async with page.expect_navigation():
                await page.keyboard.press("Enter")
        await expect(page.get_by_role("row", name=signal_id)).to_contain_text("klacht")
        await expect(page.get_by_role("link", name="de zaak")).to_have_count(0)
    assert await held(chain, "enrichment", signal_id)


async def test_of_a_higher_desk_it_stays(chain: Chain, at_desk: At) -> None:
    signal_id = await known(chain, gemeente=HERE[0])
    for service in ("intake", "enrichment"):
        placed = await chain.api(service, DECIDER).post(
            f"/signalen/{signal_id}/vernietigingsstops", json={"reden": "rechtszaak"}
        )
        assert placed.status_code == 201, placed.text
    async with at_desk(ANALYST, HERE) as screen:
        page = screen.page
        await page.goto(f"/vernietiging/{signal_id}/opheffing")
        await page.get_by_label("vergissing", exact=True).check()
        await press(page, "Verder")
        await press(page, "Opheffen")
        await expect(page.get_by_role("alert")).to_contain_text("Niet bij de beoordeling: Deze stop is van een hoger")
        await check(screen)
    assert await held(chain, "enrichment", signal_id)


async def test_what_is_nobodys_or_anothers_is_not_there(chain: Chain, at_desk: At) -> None:
    elsewhere = await chain.to_decide(gemeente="GM0268")
    async with at_desk(DECIDER, HERE, subject="iemand") as screen:
        page = screen.page
        for signal_id in (elsewhere, str(uuid4())):
            await page.goto(f"/vernietiging/{signal_id}/stop")
            await page.get_by_label("klacht", exact=True).check()
            await press(page, "Verder")
            await press(page, "Tegenhouden")
            await expect(page.get_by_role("heading", name="Deze bladzijde is er niet")).to_be_visible()
        await page.goto("/vernietiging?onderdeel=riec")
        await expect(page.get_by_text("wordt nu niets tegengehouden")).to_be_visible()
        await check(screen)
        await page.goto("/vernietiging?onderdeel=riec&opgeheven=ja")
        await expect(page.get_by_text("nog geen stop opgeheven")).to_be_visible()
        await check(screen)
        await page.goto("/vernietiging?onderdeel=niets")
        await expect(page.get_by_role("heading", name="Deze bladzijde is er niet")).to_be_visible()
