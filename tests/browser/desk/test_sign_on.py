"""Signing on and off at the real provider, through the pages of both."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
from playwright.async_api import expect

from deploy.identity.totp import code
from services.desk.sessions import store
from services.desk.sessions.store import SignedOn
from services.desk.signed_on import COOKIE
from services.screens import sealing
from tests.chain import decision_body, until
from tests.identity.test_administration import administrator, user

if TYPE_CHECKING:
    from playwright.async_api import Page

    from deploy.local.identity import Identity
    from tests.browser.desk.conftest import At
    from tests.browser.page import Screen
    from tests.chain import Chain
    from tests.identity.person import Provider

PATIENCE_MS = 30_000


async def sign_on(screen: Screen, provider: Provider, name: str, start: str = "/") -> None:
    page = screen.page
    await page.goto(start)
    await page.get_by_role("button", name="Aanmelden").click()
    await page.locator("#username").fill(name)
    await page.locator("#password").fill(provider.secrets.password)
    await page.keyboard.press("Enter")


async def cookie_of(screen: Screen) -> str:
    (cookie,) = (one for one in await screen.page.context.cookies() if one.get("name") == COOKIE)
    assert (cookie.get("secure"), cookie.get("httpOnly"), cookie.get("sameSite")) == (True, True, "Lax")
    return cookie.get("value", "")


async def test_on_and_off(chain: Chain, provider: Provider, at_desk: At) -> None:
    async with at_desk(None) as screen:
        page = screen.page
        await page.goto("/beoordelen")
        assert await screen.barriers() == []
        await sign_on(screen, provider, "analist.druten", "/beoordelen")
        await expect(page).to_have_url(f"{chain.addresses.desk}/beoordelen", timeout=PATIENCE_MS)
        await expect(page.get_by_text("Analist Druten")).to_be_visible()
        before = await cookie_of(screen)
        assert await page.evaluate("localStorage.length + sessionStorage.length") == 0
        await page.get_by_role("button", name="Afmelden").click()
        await expect(page.get_by_role("heading", name="U bent afgemeld")).to_be_visible(timeout=PATIENCE_MS)
        assert await screen.barriers() == []
        assert [one for one in await page.context.cookies() if one.get("name") == COOKIE] == []
        async with httpx.AsyncClient(base_url=chain.addresses.desk, trust_env=False) as client:
            late = await client.get("/beoordelen", headers={"Cookie": f"{COOKIE}={before}"})
        assert late.status_code == 303, "the session is gone, not only the cookie"
        await page.goto("/")  # and the provider's session too
        await page.get_by_role("button", name="Aanmelden").click()
        await expect(page.locator("#password")).to_be_visible()


async def test_tokens_are_renewed_once_however_many_ask(chain: Chain, provider: Provider, at_desk: At) -> None:
    async with at_desk(None) as screen:
        await sign_on(screen, provider, "analist.buren")
        await expect(screen.page.get_by_role("heading", name="Te beoordelen signalen")).to_be_visible(
            timeout=PATIENCE_MS
        )
        cookie = await cookie_of(screen)
        async with chain.database("desk") as connection, connection.transaction():
            session = await store.find(connection, cookie)
            assert session
            stale = session.who.model_copy(update={"expires_at": datetime.now(UTC) - timedelta(seconds=1)})
            await store.renew(connection, session, stale)
        async with httpx.AsyncClient(base_url=chain.addresses.desk, trust_env=False, timeout=30) as client:
            headers = {"Cookie": f"{COOKIE}={cookie}"}
            answers = await asyncio.gather(*(client.get("/beoordelen", headers=headers) for _ in range(6)))
        assert [answer.status_code for answer in answers] == [200] * 6
        async with chain.database("desk") as connection:
            sealed = await connection.fetchval("select sealed from session where id_hash = $1", sealing.id_hash(cookie))
        renewed = SignedOn.model_validate_json(sealing.unseal(cookie, sealed))
        assert renewed.refresh_token != stale.refresh_token
        assert renewed.access_token != stale.access_token


async def test_who_is_sent_away_there_is_out_here(
    chain: Chain, identity: Identity, provider: Provider, at_desk: At
) -> None:
    async with at_desk(None) as screen:
        await sign_on(screen, provider, "analist.heumen")
        await expect(screen.page.get_by_role("heading", name="Te beoordelen signalen")).to_be_visible(
            timeout=PATIENCE_MS
        )
        cookie = await cookie_of(screen)
        async with administrator(identity, provider) as client:
            ended = await client.post(f"/users/{(await user(client, 'analist.heumen'))['id']}/logout")
            assert ended.status_code == 204

        async def gone() -> bool:
            async with chain.database("desk") as connection:
                kept = "select count(*) from session where id_hash = $1"
                return await connection.fetchval(kept, sealing.id_hash(cookie)) == 0

        await until(gone)
        await screen.page.goto("/beoordelen")
        await expect(screen.page.get_by_role("button", name="Aanmelden")).to_be_visible()


async def test_an_answer_counts_once_and_in_its_own_browser(chain: Chain, provider: Provider, at_desk: At) -> None:
    async with at_desk(None) as screen:
        answers: list[str] = []
        screen.page.on("request", lambda request: answers.append(request.url))
        await sign_on(screen, provider, "analist.maasdriel")
        await expect(screen.page.get_by_role("heading", name="Te beoordelen signalen")).to_be_visible(
            timeout=PATIENCE_MS
        )
        (answer,) = (url for url in answers if "/aanmelden/terug" in url)
    async with at_desk(None) as other:
        await other.page.goto(answer)
        await expect(other.page.get_by_role("heading", name="Aanmelden is niet gelukt")).to_be_visible()
        assert await other.barriers() == []


async def tick_all(page: Page) -> None:
    """From 29 November 2026 there is one for each note too."""
    await expect(page.get_by_label("Ik heb nagekeken")).to_be_visible(timeout=PATIENCE_MS)
    for box in await page.get_by_role("checkbox").all():
        await box.check()


async def test_what_cannot_be_undone_wants_a_second_factor(chain: Chain, provider: Provider, at_desk: At) -> None:
    signal_id = await chain.to_decide(gemeente="GM0209")
    made = await chain.api("triage", "aandachtfunctionaris").post(
        f"/signalen/{signal_id}/besluiten", json=decision_body(["ondermijnende-criminaliteit"], "riec")
    )
    place = f"/beslissen/{signal_id}/voorstellen/{made.json()['id']}"
    async with at_desk(None) as screen:
        page = screen.page
        await sign_on(screen, provider, "waarnemer.beuningen", place)
        confirm = page.get_by_role("button", name="Bevestigen: dit gaat uit")
        await tick_all(page)
        await confirm.click()
        await expect(page.get_by_role("heading", name="Extra controle nodig")).to_be_visible()
        assert await screen.barriers() == []
        before = await cookie_of(screen)
        await page.get_by_role("button", name="Naar de extra controle").click()
        await page.locator("#otp").fill(code(provider.secrets.totp, time.time()))
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Wat u invulde is bewaard")).to_be_visible(timeout=PATIENCE_MS)
        assert await cookie_of(screen) != before, "a new session for who is surer (ASVS 7.2.4)"
        assert await screen.barriers() == []
        await page.get_by_role("button", name="Verder").click()
        await expect(page.get_by_text("De regie ligt bij RIEC Oost-Nederland.")).to_be_visible()
