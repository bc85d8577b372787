"""Pictures of the desk's screens, of a chain that is up.

signaalketen up && python -m tests.browser.pictures    writes docs/screens again
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import Page, ViewportSize, async_playwright

from deploy.local import stack
from schemas.codes.municipality import NAMES
from services.casework.days import today
from services.desk.signed_on import COOKIE
from tests.browser.conftest import launched
from tests.chain import Chain, decision_body
from tests.desk.people import signed_on

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
HERE = ("GM1945",)
"""Where nothing else is reported on a chain that is used for other things too."""

ANALYST, DECIDER, REPORTER, AUDITOR = "analist", "aandachtfunctionaris", "melder-professional", "auditor"
DIRECTOR, ADMINISTRATOR = "ketenregisseur", "beheerder"
_SIZE = ViewportSize(width=1000, height=700)


async def what_there_is(chain: Chain) -> dict[str, tuple[str, str]]:
    """Of each picture, who sees it and where."""
    reported: str = (await chain.report(gemeente=HERE[0]))["id"]
    await chain.at("enrichment", ANALYST, f"/signalen/{reported}")
    case = await chain.to_decide(gemeente=HERE[0])
    made = await chain.api("triage", DECIDER, "eerste").post(
        f"/signalen/{case}/besluiten", json=decision_body(["ondermijnende-criminaliteit"], "riec")
    )
    deciding = await chain.to_decide(gemeente=HERE[0])
    decided = await chain.to_decide(gemeente=HERE[0])
    await chain.decide(decided, ["zorg"], "zorgcoordinator", "comensha")
    reference = (await chain.referral(decided, "comensha"))["kenmerk"]
    put_on = await chain.api("triage", DECIDER).post(
        f"/signalen/{await chain.to_decide(gemeente=HERE[0])}/casustafels",
        json={
            "tafel": "mdo-mensenhandel",
            "op": today().isoformat(),
            "deelnemers": ["aandachtfunctionaris", "politie", "zorgcoordinator"],
        },
    )
    return {
        "beoordelen": (ANALYST, "/beoordelen"),
        "signaal": (ANALYST, f"/beoordelen/{reported}"),
        "melden": (REPORTER, "/melden"),
        "melden-begin": (REPORTER, "/melden/nieuw"),
        "melden-vragen": (REPORTER, "/melden/vragen"),
        "alarm": (REPORTER, "/melden/alarm"),
        "toezicht": (AUDITOR, "/toezicht"),
        "meldroutes": (AUDITOR, "/meldroutes"),
        "doorstroom": (DIRECTOR, "/doorstroom"),
        "beheer": (ADMINISTRATOR, "/beheer"),
        "normtijd": (ADMINISTRATOR, "/beheer/normtijd/zaak-beslissen"),
        "vernietiging": (DECIDER, "/vernietiging"),
        "verwijzing": (DECIDER, f"/beslissen/{decided}/verwijzingen/{reference}"),
        "beslissen": (DECIDER, "/beslissen"),
        "zaak": (DECIDER, f"/beslissen/{case}"),
        "besluit-uitkomst": (DECIDER, f"/beslissen/{deciding}/besluit"),
        "toestemming": (DECIDER, f"/beslissen/{decided}/toestemming"),
        "verwijzingen": (DECIDER, f"/beslissen/{decided}/verwijzingen"),
        "correctie": (DECIDER, f"/beslissen/{decided}/correctie/betrokkenen"),
        "overdracht": (DECIDER, f"/beslissen/{decided}/overdracht"),
        "tafels": (DECIDER, "/beslissen/tafels"),
        "advies": (DECIDER, f"/beslissen/tafels/{put_on.json()['id']}"),
        "stukken": (DECIDER, f"/beslissen/tafels/{put_on.json()['id']}/stukken/zorgcoordinator"),
        "nakijken-wat-er-uitgaat": (DECIDER, f"/beslissen/{case}/voorstellen/{made.json()['id']}"),
    }


async def _further(page: Page) -> None:
    """The pages of a decision after its first."""
    await page.get_by_label("Zorg", exact=True).check()
    await _press(page, "Verder naar de partners")
    await _keep(page, "besluit-partners")
    await page.locator("#regie-zorgcoordinator").check()
    await _press(page, "Verder naar wat ieder leest")
    await page.get_by_label("Toelichting voor Zorgcoördinator").fill("Zij vraagt om een veilige plek.")
    await page.get_by_label("Het slachtoffer stemde in").check()
    await _keep(page, "besluit-inhoud")
    await _press(page, "Nakijken wat er uitgaat")
    await _keep(page, "besluit-nakijken")


async def _press(page: Page, name: str) -> None:
    async with page.expect_navigation():
        await page.get_by_role("button", name=name).click()


async def _keep(page: Page, name: str) -> None:
    """From its top on: what stands still while a page moves would be halfway."""
    await page.evaluate("scrollTo(0, 0)")
    await page.screenshot(path=FOLDER / f"{name}.png", full_page=True)


async def main() -> None:
    root = stack.default_root()
    chain = Chain(root, stack.addresses(root))
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await launched(playwright)
        for name, (role, path) in (await what_there_is(chain)).items():
            session = await signed_on(chain, role, tuple(NAMES) if role == DIRECTOR else HERE)
            context = await browser.new_context(locale="nl-NL", base_url=chain.addresses.desk, viewport=_SIZE)
            place = chain.addresses.desk.replace("http://", "https://")
            await context.add_cookies([{"name": COOKIE, "value": session.cookie, "url": place, "secure": True}])
            page = await context.new_page()
            await page.goto(path)
            await _keep(page, name)
            if name == "besluit-uitkomst":
                await _further(page)
            await context.close()
        await browser.close()
    await chain.close()


if __name__ == "__main__":
    asyncio.run(main())
