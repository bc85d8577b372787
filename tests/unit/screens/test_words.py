"""What codes, days and terms are called on a page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib import import_module
from pkgutil import walk_packages

import pytest
from pydantic import BaseModel

from schemas import disclosures
from schemas.codes.exploitation import Form
from schemas.codes.flow import AdditionKind, Assessment, ObjectKind, Outcome, SecondPersonReason
from schemas.codes.register import BaseRegister, LookupState
from services.enrichment.domain import State
from services.enrichment.objects.domain import KnownBy
from services.screens import words
from services.triage.cases.domain import State as CaseState
from services.triage.proposals.prepared import Waiting

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
        (AdditionKind, words.ADDITIONS),
        (Outcome, words.OUTCOMES),
        (SecondPersonReason, words.SECOND_PERSON),
        (CaseState, words.CASES),
        (Waiting, words.WAITING),
    ],
)
def test_every_code_has_words(codes: type, known: dict[str, object]) -> None:
    assert {*codes} == {*known}  # pyright: ignore[reportGeneralTypeIssues] - each is an enumeration


def test_a_code_of_later_is_shown_as_it_is() -> None:
    assert words.label("iets-nieuws", "vorm") == "iets-nieuws"


def test_every_field_that_a_partner_can_get_has_a_word() -> None:
    found = {
        name
        for module in walk_packages(disclosures.__path__, "schemas.disclosures.")
        for model in vars(import_module(module.name)).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name in model.model_fields
    }
    assert "suspects" in found
    # Of an alert and of a notice, which no screen shows yet; an age, whose fields have their words in the report.
    assert found - {*words.FIELDS} <= {"article", "notice", "raised_at"}


@pytest.mark.parametrize(("value", "said"), [(True, "ja"), (False, "nee"), (None, "niet bekend"), ("arbeid", "arbeid")])
def test_what_a_partner_gets_is_shown_as_it_is(value: object, said: str) -> None:
    assert words.shown(value) == said
    assert words.shown("GM0268") == "Nijmegen (GM0268)"
