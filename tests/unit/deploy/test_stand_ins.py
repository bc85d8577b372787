"""What a container of a stand-in is asked to see whether it is up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from deploy.local import bag, brp, kvk, logbook

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["bag", "brp", "kvk", "logbook"])
async def test_a_stand_in_says_that_it_is_ready(name: str, tmp_path: Path) -> None:
    made = {
        "bag": lambda: bag.application("sleutel"),
        "brp": lambda: brp.application("sleutel"),
        "kvk": lambda: kvk.application("sleutel"),
        "logbook": lambda: logbook.application(tmp_path),
    }
    async with httpx.AsyncClient(transport=httpx.ASGITransport(made[name]()), base_url="http://stand-in") as client:
        assert (await client.get("/readyz")).status_code == 200
