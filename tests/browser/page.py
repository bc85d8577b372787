"""A page as somebody sees it, and what the browser itself has against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.async_api import ConsoleMessage, Page, Response

    from tests.browser.checks import Checks

_MOST_STOPS = 60
_RUN_AXE = """async () => {
  const { violations } = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}"""


class Screen:
    """``complaints`` are errors in its scripts and everything its content policy kept out."""

    def __init__(self, page: Page, checks: Checks) -> None:
        self.page = page
        self.complaints: list[str] = []
        self._checks = checks
        self._served: Response | None = None
        page.on("response", self._keep)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._note)

    def _note(self, said: ConsoleMessage) -> None:
        # An answer of 4xx is said here too; the page has to show it, which is tested there.
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self.complaints.append(said.text)

    def _keep(self, answer: Response) -> None:
        """The page itself, as it came."""
        if answer.request.is_navigation_request() and answer.frame == self.page.main_frame:
            self._served = answer

    async def barriers(self) -> list[str]:
        """What axe finds against WCAG 2.2 AA, and html-validate in what was served."""
        await self.page.evaluate(self._checks.axe)
        found: list[Any] = await self.page.evaluate(_RUN_AXE)
        assert self._served
        return [*found, *await self._checks.mistakes(await self._served.text())]

    async def tab_to(self, name: str) -> None:
        """By the keyboard alone, to the link, button or field that is called so."""
        for _ in range(_MOST_STOPS):
            await self.page.keyboard.press("Tab")
            focused = self.page.locator("*:focus")  # none while the focus is on its way round
            if await focused.count() and name in await focused.aria_snapshot():
                return
        raise AssertionError(f"the keyboard does not reach {name}")

    async def fits(self, width: int = 320) -> bool:
        """Whether nothing has to be scrolled sideways at this width (WCAG 1.4.10)."""
        before = self.page.viewport_size
        await self.page.set_viewport_size({"width": width, "height": 800})
        scrolled: int = await self.page.evaluate("document.documentElement.scrollWidth")
        if before:
            await self.page.set_viewport_size(before)
        return scrolled <= width
