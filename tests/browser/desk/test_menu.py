"""The menu names what this instance has, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.desk.walk import check

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from tests.browser.desk.conftest import At

    Only = Callable[..., AbstractContextManager[str]]

HERE = ("GM0668",)


@pytest.mark.parametrize(
    ("services", "role", "named", "others"),
    [
        (("ENRICHMENT_URL",), "aandachtfunctionaris", ["Vernietiging"], ["/beslissen", "/meldroutes"]),
        (("AUDIT_URL",), "auditor", ["Toezicht"], ["/doorstroom", "/beheer"]),
    ],
)
async def test_only_what_is_there(
    at_desk: At, only: Only, services: tuple[str, ...], role: str, named: list[str], others: list[str]
) -> None:
    with only(*services) as address:
        async with at_desk(role, HERE, address) as screen:
            page = screen.page
            await page.goto("/")
            links = page.get_by_role("navigation", name="Schermen").get_by_role("link")
            await expect(links).to_have_text(named)
            for place in others:
                await page.goto(place)
                await expect(page.get_by_role("heading", name="Deze bladzijde is er niet")).to_be_visible()
                await check(screen)


async def test_who_has_no_screens_here_is_told(at_desk: At, only: Only) -> None:
    with only("AUDIT_URL") as address:
        async with at_desk("analist", HERE, address) as screen:
            await screen.page.goto("/")
            await expect(screen.page.get_by_text("Voor uw functie zijn hier geen schermen")).to_be_visible()
            await expect(screen.page.get_by_role("navigation", name="Schermen")).to_have_count(0)
            await check(screen)
