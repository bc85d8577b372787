"""Every part of a page in each of its states, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.browser.desk.conftest import At


@pytest.mark.parametrize("media", [{}, {"forced_colors": "active"}, {"reduced_motion": "reduce"}, {"media": "print"}])
async def test_the_parts_hold_in_every_state(at_desk: At, media: dict[str, Any]) -> None:
    async with at_desk(None) as screen:
        await screen.page.emulate_media(**media)
        await screen.page.goto("/componenten")
        assert await screen.barriers() == []
        assert await screen.fits()


async def test_they_hold_with_text_of_twice_the_size(at_desk: At) -> None:
    async with at_desk(None) as screen:
        await screen.page.goto("/componenten")
        await screen.page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert await screen.fits(640)
