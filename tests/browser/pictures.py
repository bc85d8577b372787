"""Pictures of the desk's screens, of a chain that is up.

signaalketen up && python -m tests.browser.pictures    writes docs/screens again
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import ViewportSize, async_playwright

from deploy.local import stack
from services.desk.signed_on import COOKIE
from tests.browser.conftest import launched
from tests.chain import Chain, decision_body
from tests.desk.people import signed_on

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
HERE = ("GM1945",)
"""Where nothing else is reported on a chain that is used for other things too."""

ANALYST, DECIDER = "analist", "aandachtfunctionaris"
_SIZE = ViewportSize(width=1000, height=700)


async def _what_there_is(chain: Chain) -> dict[str, tuple[str, str]]:
    """Of each picture, who sees it and where."""
    reported: str = (await chain.report(gemeente=HERE[0]))["id"]
    await chain.at("enrichment", ANALYST, f"/signalen/{reported}")
    case = await chain.to_decide(gemeente=HERE[0])
    made = await chain.api("triage", DECIDER, "eerste").post(
        f"/signalen/{case}/besluiten", json=decision_body(["ondermijnende-criminaliteit"], "riec")
    )
    return {
        "beoordelen": (ANALYST, "/beoordelen"),
        "signaal": (ANALYST, f"/beoordelen/{reported}"),
        "beslissen": (DECIDER, "/beslissen"),
        "zaak": (DECIDER, f"/beslissen/{case}"),
        "nakijken-wat-er-uitgaat": (DECIDER, f"/beslissen/{case}/voorstellen/{made.json()['id']}"),
    }


async def main() -> None:
    root = stack.default_root()
    chain = Chain(root, stack.addresses(root))
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await launched(playwright)
        for name, (role, path) in (await _what_there_is(chain)).items():
            session = await signed_on(chain, role, HERE)
            context = await browser.new_context(locale="nl-NL", base_url=chain.addresses.desk, viewport=_SIZE)
            place = chain.addresses.desk.replace("http://", "https://")
            await context.add_cookies([{"name": COOKIE, "value": session.cookie, "url": place, "secure": True}])
            page = await context.new_page()
            await page.goto(path)
            await page.screenshot(path=FOLDER / f"{name}.png", full_page=True)
            await context.close()
        await browser.close()
    await chain.close()


if __name__ == "__main__":
    asyncio.run(main())
