"""The auditor asks at the screen why something was shared, and computes the proof in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from playwright.async_api import expect

from deploy.local.tokens import sign_token
from tests.pipeline.test_audit import explained

if TYPE_CHECKING:
    from playwright.async_api import Route

    from tests.browser.page import Screen
    from tests.chain import Chain

PATIENCE_MS = 20_000


async def ask(screen: Screen, chain: Chain, reference: str, role: str = "auditor") -> None:
    page = screen.page
    await page.goto(f"{chain.addresses.urls['audit']}/verantwoording")
    await page.get_by_label("Kenmerk van de verwijzing").fill(reference)
    await page.get_by_label("Toegangstoken").fill(sign_token(chain.root / "secrets", role, "auditor", 1))
    await page.keyboard.press("Enter")


async def referred(chain: Chain) -> str:
    """A referral of which every step is in the witnessed log."""
    signal_id: str = (await chain.report())["id"]
    await chain.assess(signal_id)
    await chain.to_decide_on(signal_id)
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    reference: str = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
    await chain.reply("zorgcoordinator", "referral.received", {"reference": reference})
    await explained(chain, reference)
    return reference


async def test_the_answer_with_its_proof(screen: Screen, chain: Chain) -> None:
    reference = await referred(chain)
    await ask(screen, chain, reference)
    page = screen.page
    await expect(page.get_by_role("status")).to_have_text("Gevonden: verwijzing naar zorgcoordinator.")
    decided = page.locator("section", has=page.get_by_role("heading", name="Besluit", exact=True))
    await expect(decided).to_contain_text("tester (aandachtfunctionaris)")
    shared = page.locator("section", has=page.get_by_role("heading", name="Gedeelde velden"))
    await expect(shared.get_by_text("purpose", exact=True)).to_be_visible()
    proofs = page.locator("section", has=page.get_by_role("heading", name="Bewijs in het log"))
    await expect(proofs.get_by_text("wordt nagerekend")).to_have_count(0, timeout=PATIENCE_MS)
    await expect(proofs.get_by_role("listitem").nth(3)).to_be_visible(timeout=PATIENCE_MS)
    await expect(proofs.get_by_text("NIET BEWEZEN")).to_have_count(0)
    assert await screen.barriers() == []


async def test_an_entry_that_was_changed_is_not_proven(screen: Screen, chain: Chain) -> None:
    reference = await referred(chain)

    async def changed(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, body=(await answer.body()).replace(b"urn:nld", b"urn:nlx"))

    await screen.page.route("**/log/tile/entries/**", changed)
    await ask(screen, chain, reference)
    await expect(screen.page.get_by_text("NIET BEWEZEN").first).to_be_visible(timeout=PATIENCE_MS)
    await expect(screen.page.get_by_text("wordt nagerekend")).to_have_count(0, timeout=PATIENCE_MS)


async def test_what_is_wrong_is_said(screen: Screen, chain: Chain) -> None:
    said = screen.page.get_by_role("status")
    await ask(screen, chain, str(uuid4()))
    await expect(said).to_have_text("Het log kent geen verwijzing, vraag of alarm met dit kenmerk.")
    await ask(screen, chain, "geen kenmerk")
    await expect(said).to_contain_text("kenmerk:")
    await ask(screen, chain, str(uuid4()), role="analist")
    await expect(said).to_contain_text("rol")
    assert await screen.barriers() == []


async def test_nothing_stays_behind(screen: Screen, chain: Chain) -> None:
    """No token or reference in the address, in the browser's storage or in a cookie."""
    reference = str(uuid4())
    await ask(screen, chain, reference)
    await expect(screen.page.get_by_role("status")).to_have_text(
        "Het log kent geen verwijzing, vraag of alarm met dit kenmerk."
    )
    assert reference not in screen.page.url
    assert await screen.page.context.cookies() == []
    assert await screen.page.evaluate("localStorage.length + sessionStorage.length") == 0
    answer = await screen.page.request.get(f"{chain.addresses.urls['audit']}/verantwoording")
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
