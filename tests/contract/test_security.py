"""docs/security.md speaks of every boundary and every threat; docs/asvs.md of every requirement of levels 1 and 2."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SECURITY = (ROOT / "docs" / "security.md").read_text("utf-8")

_BOUNDARIES = (
    "User to API",
    "Partner to broker",
    "Partner to our readers",
    "Service to PostgreSQL",
    "Service to broker",
    "Audit to the outside",
    "Operator",
    "Registers",
)
_TEST = re.compile(r"`(tests/[\w./]+)`")


def rows(text: str) -> list[list[str]]:
    """The cells of each line of each table, without their heads."""
    lines = [line.strip().strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line] for line in lines]


def shows(cell: str) -> bool:
    """Whether a cell holds nothing but tests that are there, one at least."""
    tests = _TEST.findall(cell)
    return bool(tests) and not _TEST.sub("", cell).strip() and all((ROOT / test).is_file() for test in tests)


@pytest.mark.parametrize("boundary", _BOUNDARIES)
def test_a_boundary_says_what_holds_it_what_shows_it_and_what_is_open(boundary: str) -> None:
    part = SECURITY.partition(f"\n## {boundary}\n")[2].partition("\n## ")[0]
    (_, *threats) = rows(part)
    assert [row[0] for row in threats] == ["S", "T", "R", "I", "D", "E"]
    assert [row for row in threats if not (shows(row[2]) or row[2] == "open")] == []
    assert "\nOpen: " in part


def test_there_are_no_other_boundaries() -> None:
    assert tuple(re.findall(r"^## (.+)$", SECURITY, re.MULTILINE)) == _BOUNDARIES


ASVS = (ROOT / "docs" / "asvs.md").read_text("utf-8")
REQUIREMENTS: dict[str, list[int]] = yaml.safe_load(Path(__file__).with_name("asvs_5.0.0.yaml").read_text("utf-8"))


def _answers() -> list[tuple[str, str, str]]:
    """Number, what it asks for, and the answer."""
    return [(row[0], row[1], row[2]) for row in rows(ASVS) if row[0] != "number"]


def _kind(answer: str) -> str:
    for kind in ("not applicable", "open"):
        if answer.startswith(f"{kind}: ") and len(answer) > len(f"{kind}: "):
            return kind
    return "tested" if shows(answer) else "nothing"


def test_every_requirement_of_levels_1_and_2_has_one_answer() -> None:
    wanted = [f"{section}.{number}" for section, numbers in REQUIREMENTS.items() for number in numbers]
    assert [number for number, _, _ in _answers()] == wanted
    assert len(wanted) == 253


def test_an_answer_is_tests_that_are_there_a_reason_or_what_is_open() -> None:
    assert [row for row in _answers() if _kind(row[2]) == "nothing"] == []
    assert [test for test in _TEST.findall(ASVS) if not (ROOT / test).is_file()] == []


def test_it_says_how_many_of_each() -> None:
    found = Counter(_kind(answer) for _, _, answer in _answers())
    said = (
        f"{found.total()} requirements: {found['tested']} tested, "
        f"{found['not applicable']} not applicable, {found['open']} open."
    )
    assert ASVS.splitlines()[2] == said


def test_a_row_that_points_back_leads_somewhere() -> None:
    numbers = {number for number, _, _ in _answers()}
    assert {
        one for _, _, answer in _answers() for one in re.findall(r"(?:as|see|follows) (\d[\d.]+)", answer)
    } <= numbers
