"""What holds of every page of the desk, in every state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.async_api import expect

if TYPE_CHECKING:
    from tests.browser.page import Screen

HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script> {{ 7 * 7 }} \u202ednetkeoz ' + "x" * 3000


async def check(screen: Screen) -> None:
    assert await screen.barriers() == []
    assert await screen.fits()
    await expect(screen.page.get_by_text("Acute nood? Bel 112")).to_be_visible()
    await expect(screen.page.get_by_role("heading", level=1)).to_have_count(1)
