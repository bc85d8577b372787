"""How much lies on a desk, told without a case, and not again to who has it already."""

from __future__ import annotations

import json
from http import HTTPStatus

import pytest

from services.casework.stand import stand_of, unless_known

HERE, THERE = ("GM0268", 3, 17), ("GM0252", 2, 5)
MARKS = {"te-laat": (1, 9)}


def test_it_counts_in_all_by_municipality_and_by_what_there_is_to_do() -> None:
    told = json.loads(stand_of([HERE, THERE], MARKS).model_dump_json(by_alias=True))
    assert told == {
        "aantal": 5,
        "wijziging": told["wijziging"],
        "gemeenten": [{"gemeente": "GM0252", "aantal": 2}, {"gemeente": "GM0268", "aantal": 3}],
        "tellingen": [{"alleen": "te-laat", "aantal": 1}],
    }


@pytest.mark.parametrize(
    ("tenants", "marks", "same"),
    [
        ([THERE, HERE], MARKS, True),
        ([("GM0268", 3, 18), THERE], MARKS, False),
        ([HERE, THERE], {"te-laat": (1, 10)}, False),
    ],
)
def test_it_is_the_same_as_long_as_nothing_moves(
    tenants: list[tuple[str, int, int]], marks: dict[str, tuple[int, int]], *, same: bool
) -> None:
    assert (stand_of(tenants, marks).change == stand_of([HERE, THERE], MARKS).change) is same


@pytest.mark.parametrize(
    ("known", "status"),
    [
        (None, HTTPStatus.OK),
        ('"0123456789abcdef"', HTTPStatus.OK),
        ("{tag}", HTTPStatus.NOT_MODIFIED),
        ('"x", W/{tag}', HTTPStatus.NOT_MODIFIED),
    ],
)
def test_who_has_it_already_is_not_told_again(known: str | None, status: HTTPStatus) -> None:
    stand = stand_of([HERE], {})
    tag = f'"{stand.change}"'
    answer = unless_known(stand, known and known.replace("{tag}", tag))
    assert (answer.status_code, answer.headers["ETag"], bool(answer.body)) == (status, tag, status == HTTPStatus.OK)
