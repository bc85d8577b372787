"""Pages used by the keyboard alone: Tab, Enter, Space, the arrows, and what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.browser.page import Screen

_MOST_STOPS = 120


async def press(screen: Screen, name: str) -> None:
    """A button or link, and the page after it."""
    await screen.tab_to(name)
    await enter(screen)


async def enter(screen: Screen) -> None:
    """What has the focus, and the page after it."""
    async with screen.page.expect_navigation():
        await screen.page.keyboard.press("Enter")


async def follow(screen: Screen, place: str) -> None:
    """The link to this address."""
    for _ in range(_MOST_STOPS):
        await screen.page.keyboard.press("Tab")
        focused = screen.page.locator("a:focus")
        if await focused.count() and await focused.get_attribute("href") == place:
            return await enter(screen)
    raise AssertionError(f"the keyboard does not reach {place}")


async def pick(screen: Screen, name: str) -> None:
    await screen.tab_to(name)
    await screen.page.keyboard.press("Space")


async def choose(screen: Screen, first: str, name: str) -> None:
    """One of a group: Tab comes to the first of it, the arrows go through it."""
    await screen.tab_to(first)
    await screen.page.keyboard.press("Space")
    while name not in await screen.page.locator("*:focus").aria_snapshot():
        await screen.page.keyboard.press("ArrowDown")


async def select(screen: Screen, name: str, option: str) -> None:
    """Of a list: what is typed goes to the option that begins so."""
    await screen.tab_to(name)
    await screen.page.keyboard.type(option)


async def write(screen: Screen, name: str, words: str) -> None:
    await screen.tab_to(name)
    await screen.page.keyboard.insert_text(words)


async def tick_all(screen: Screen, names: Sequence[str]) -> None:
    for name in names:
        await pick(screen, name)
