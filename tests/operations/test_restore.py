"""After everything was lost, everything is there again. All drills: ``make drill``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.command import signaalketen
from tests.drill.drill import Drill

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chain import Chain

_SECONDS_OF_LOAD = 3.0


async def test_all_comes_back_after_all_was_killed_and_wiped_under_load() -> None:
    drill = Drill(print)
    try:
        await drill.start()
        assert await drill.strike("all", _SECONDS_OF_LOAD) == []
        kept = [drill.archive, *drill.archive.rglob("*")]
        assert {path.stat().st_mode & 0o777 for path in kept if path.is_dir()} == {0o700}
        assert {path.stat().st_mode & 0o777 for path in kept if path.is_file()} == {0o600}
    finally:
        await drill.close()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("all",), "holds no backup"),
        (("alles",), "alles: one of all, database, broker, intake"),
        (("triage", "--until", "gisteren"), "not a moment"),
        (("broker", "--until", "2026-03-01T12:00:00Z"), "topics follow the database"),
    ],
)
async def test_what_cannot_be_restored_stops_nothing(
    chain: Chain, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    found = await signaalketen(chain.root, "restore", str(tmp_path), *arguments)
    assert found.code == 2
    assert said in " ".join(found.err.split())
    assert (await signaalketen(chain.root, "status")).code == 0
