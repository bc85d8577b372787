"""What codes, days and terms are called on a page."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from schemas.codes.exploitation import Form
from schemas.codes.flow import Assessment, ObjectKind
from schemas.codes.register import BaseRegister, LookupState
from services.desk import words
from services.enrichment.domain import State
from services.enrichment.objects.domain import KnownBy

FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2026, 11, 27), "vandaag"),
        (date(2026, 11, 28), "vandaag"),
        (date(2026, 11, 30), "nog 1 werkdag"),
        (date(2026, 12, 1), "nog 2 werkdagen"),
        (date(2026, 11, 26), "1 werkdag te laat"),
        (date(2026, 11, 24), "3 werkdagen te laat"),
    ],
)
def test_a_term_is_told_in_working_days(due: date, said: str) -> None:
    assert words.term(due, FRIDAY) == said


def test_what_was_due_on_a_weekend_day_is_late_all_the_same() -> None:
    assert words.term(date(2026, 11, 28), date(2026, 11, 29)) == "te laat"


def test_days_are_written_out_as_they_are_here() -> None:
    assert words.day(FRIDAY) == "27 november 2026"
    assert words.moment(datetime(2026, 11, 26, 23, 30, tzinfo=UTC)) == "27 november 2026"


@pytest.mark.parametrize(
    ("codes", "known"),
    [
        (Form, words.FORMS),
        (Assessment, words.CONCLUSIONS),
        (State, words.STATES),
        (BaseRegister, words.REGISTERS),
        (LookupState, words.LOOKUPS),
        (ObjectKind, words.OBJECTS),
        (KnownBy, words.KNOWN_BY),
    ],
)
def test_every_code_has_words(codes: type, known: dict[str, object]) -> None:
    assert {*codes} == {*known}  # pyright: ignore[reportGeneralTypeIssues] - each is an enumeration


def test_a_code_of_later_is_shown_as_it_is() -> None:
    assert words.label("iets-nieuws", "vorm") == "iets-nieuws"
