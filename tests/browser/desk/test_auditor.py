"""The auditor sees at the desk what was shared, why, with whom, and who read it; what he looks for is in no address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from playwright.async_api import expect

from tests.browser.desk.walk import HOSTILE, check
from tests.browser.test_why_screen import PATIENCE_MS, referred
from tests.chain import until

if TYPE_CHECKING:
    from playwright.async_api import Page, Route

    from tests.browser.desk.conftest import At
    from tests.browser.desk.test_menu import Only
    from tests.browser.page import Screen
    from tests.chain import Chain

AUDITOR = "auditor"


async def press(page: Page, name: str) -> None:
    async with page.expect_navigation():
        await page.get_by_role("button", name=name, exact=True).click()


async def shared(chain: Chain) -> tuple[str, str, str]:
    """A case that was decided, its referral, and somebody who read it for a purpose."""
    name = f"Slachtoffer {uuid4().hex[:8]}"
    signal_id = await chain.to_decide(
        omschrijving=HOSTILE, betrokkenen=[{"rol": "slachtoffer", "naam": name, "telefoon": "06 12345678"}]
    )
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    reference = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
    desk = chain.api("triage", "aandachtfunctionaris", f"lezer-{reference[:8]}")
    assert (await desk.get(f"/signalen/{signal_id}", headers={"Doel": "klacht"})).status_code == 200

    async def logged() -> bool:
        answer = await chain.api("audit", AUDITOR).post("/logzoekopdrachten", json={"zaak": signal_id})
        return f"lezer-{reference[:8]}" in answer.text and "zorgcoordinator-sent" in answer.text

    await until(logged)
    return signal_id, reference, name


async def test_what_was_shared_why_with_whom_and_who_read_it(chain: Chain, at_desk: At) -> None:
    signal_id, reference, name = await shared(chain)
    async with at_desk(AUDITOR) as screen:
        page = screen.page
        await page.goto("/")
        await expect(page).to_have_url(f"{chain.addresses.desk}/toezicht")
        await expect(page.get_by_text("ondertekende mee").first).to_be_visible()
        await check(screen)
        await press(page, "Zoek in het log")
        await expect(page.get_by_role("alert")).to_contain_text("minstens een van deze drie")
        await page.get_by_label("Zaak: id van het signaal of een kenmerk").fill(signal_id)
        await press(page, "Zoek in het log")
        assert page.url == f"{chain.addresses.desk}/toezicht/log"
        row = page.locator("tr", has_text=f"lezer-{reference[:8]}")
        await expect(row.get_by_text("klacht")).to_be_visible()
        await page.locator("summary", has_text="referral.zorgcoordinator-sent").click()
        await expect(page.get_by_text(name).first).to_be_visible()
        await check(screen)
        await page.goto("/toezicht")
        await page.get_by_label("Kenmerk van de verwijzing").fill(str(uuid4()))
        await press(page, "Toon waarom")
        await expect(page.get_by_role("alert")).to_contain_text("Het log kent geen verwijzing")
        await page.get_by_label("Kenmerk van de verwijzing").fill(reference)
        await press(page, "Toon waarom")
        await expect(page.get_by_text("gold op die dag")).to_be_visible()
        await check(screen)
        await page.goto("/toezicht")
        await page.get_by_label("Welke partner?").select_option("zorgcoordinator")
        await press(page, "Toon alles wat deze partner kreeg")
        await expect(page.locator("summary", has_text=reference).first).to_be_visible()
        await check(screen)
        await page.goto("/toezicht")
        await page.get_by_label("Naam, nummer of adres").fill("x")
        await press(page, "Zoek wat er over deze persoon is")
        await expect(page.locator("#zoekwoorden-fout")).to_be_visible()
        await page.get_by_label("Naam, nummer of adres").fill(name.upper())
        await press(page, "Zoek wat er over deze persoon is")
        await expect(page.locator("summary").first).to_be_visible()
        assert name.partition(" ")[2] not in page.url
        await check(screen)


async def test_a_long_search_says_that_it_goes_on(at_desk: At) -> None:
    async with at_desk(AUDITOR) as screen:
        page = screen.page
        await page.goto("/toezicht")
        busy = page.get_by_text("Het hele log wordt doorzocht")
        await expect(busy).to_be_hidden()
        held = "document.querySelector('[action=\"/toezicht/inzage\"]').onsubmit = () => false"
        await page.evaluate(held)  # its answer takes for ever
        await page.get_by_label("Naam, nummer of adres").fill(f"Niemand {uuid4().hex}")
        await page.get_by_role("button", name="Zoek wat er over deze persoon is").click()
        await expect(busy).to_be_visible()
        await expect(page.get_by_role("progressbar")).to_be_visible()
        await check(screen)
        await page.goto("/toezicht")
        await page.get_by_label("Naam, nummer of adres").fill(f"Niemand {uuid4().hex}")
        await press(page, "Zoek wat er over deze persoon is")
        await page.go_back()
        await expect(busy).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
async def test_by_the_keyboard_alone(chain: Chain, at_desk: At, *, scripts: bool) -> None:
    async with at_desk(AUDITOR, scripts=scripts) as screen:
        page = screen.page
        await page.goto("/toezicht")
        await screen.tab_to("Ambtenaar: gebruikers-id")
        await page.keyboard.type(f"niemand-{uuid4().hex[:8]}")
        await screen.tab_to("Zoek in het log")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await expect(page.get_by_text("Het log heeft hierover niets")).to_be_visible()


async def explained_at(screen: Screen, reference: str) -> None:
    await screen.page.goto("/toezicht")
    await screen.page.get_by_label("Kenmerk van de verwijzing").fill(reference)
    await press(screen.page, "Toon waarom")


async def test_the_proofs_are_reckoned_in_the_browser(chain: Chain, at_desk: At, only: Only) -> None:
    reference = await referred(chain)
    with only("AUDIT_URL") as address:
        async with at_desk(AUDITOR, address=address) as screen:
            page = screen.page
            await explained_at(screen, reference)
            lines = page.locator("[data-regel]")
            many = await lines.count()
            assert many >= 3
            await expect(page.locator("[data-nagerekend]")).to_have_text(
                f"{many} van {many} regels staan in het log, nagerekend in uw browser.", timeout=PATIENCE_MS
            )
            await expect(page.get_by_text("NIET BEWEZEN")).to_have_count(0)
            await check(screen)


async def test_an_entry_that_was_changed_on_its_way_is_not_proven(chain: Chain, at_desk: At) -> None:
    reference = await referred(chain)

    async def changed(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, body=(await answer.body()).replace(b"urn:nld", b"urn:nlx"))

    async with at_desk(AUDITOR) as screen:
        page = screen.page
        await page.route("**/log/tile/entries/**", changed)
        await explained_at(screen, reference)
        await expect(page.get_by_text("NIET BEWEZEN").first).to_be_visible(timeout=PATIENCE_MS)
        await expect(page.locator("[data-nagerekend]")).to_contain_text(re.compile(r"^0 van \d"), timeout=PATIENCE_MS)
        await check(screen)


async def test_a_log_that_does_not_answer_proves_nothing_and_accuses_nobody(chain: Chain, at_desk: At) -> None:
    reference = await referred(chain)
    async with at_desk(AUDITOR) as screen:
        page = screen.page
        await page.route("**/log/proof/**", lambda route: route.fulfill(status=503, body=""))
        await explained_at(screen, reference)
        await expect(page.get_by_text("niet nagerekend, het log antwoordt niet (503)").first).to_be_visible()
        await expect(page.get_by_text("NIET BEWEZEN")).to_have_count(0)
        await check(screen)


async def test_without_scripts_it_says_what_to_do_instead(chain: Chain, at_desk: At) -> None:
    reference = await referred(chain)
    async with at_desk(AUDITOR, scripts=False) as screen:
        await explained_at(screen, reference)
        await expect(screen.page.get_by_text("nog niet nagerekend").first).to_be_visible()
        await expect(screen.page.get_by_text("signaalketen audit why")).to_be_visible()


async def test_of_the_log_only_what_a_proof_takes(chain: Chain, at_desk: At) -> None:
    async with at_desk(AUDITOR) as screen:
        for place in ("policy", "tile/0/000", "proof/inclusion/1/..", "checkpoint"):
            answer = await screen.page.request.get(f"/toezicht/log/{place}")
            assert answer.status == 404, place
