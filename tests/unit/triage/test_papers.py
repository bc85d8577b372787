"""Nobody at a table gets more on paper than its own part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from schemas.codes.flow import CaseTable, Participant
from schemas.events.case import Consent
from services.triage.agenda.domain import Item
from services.triage.cases.domain import Case
from services.triage.consultations import domain as consultations
from services.triage.papers.domain import Paper, papers
from tests.unit.triage.test_consultations import case

TODAY = date(2026, 11, 28)
ITEM = Item(UUID(int=1), UUID(int=2), CaseTable.MDO, TODAY, (Participant.AANDACHTFUNCTIONARIS,))
AGREED = Consent(asked=True, given=True)


def paper_of(participant: Participant, consent: Consent | None = AGREED, about: Case | None = None) -> Paper:
    seated = (Participant.AANDACHTFUNCTIONARIS, participant)
    (only,) = papers(about or case(), replace(ITEM, participants=seated), consent, TODAY)
    assert only.participant is participant
    return only


def names(part: Any) -> set[str]:
    """Every name in it."""
    inner: Any = part
    if isinstance(part, dict):
        return {str(v) for k, v in inner.items() if k == "name"} | {n for one in inner.values() for n in names(one)}
    return {n for one in inner for n in names(one)} if isinstance(part, list) else set()


def test_each_gets_its_own_part_and_nothing_else() -> None:
    victims = {one.name for one in case().personal.people if one.role == "slachtoffer"}
    suspects = {one.name for one in case().personal.people if one.role == "verdachte"}
    assert names(paper_of(Participant.RIEC).content) & victims == set()
    assert names(paper_of(Participant.ZORGCOORDINATOR).content) & suspects == set()
    assert names(paper_of(Participant.COMENSHA).content) == set()
    care = paper_of(Participant.ZORGCOORDINATOR)
    assert care.partner == "zorgcoordinator"
    assert care.basis
    assert care.content


@pytest.mark.parametrize("participant", [Participant.RIEC, Participant.POLICE, Participant.VEILIG_THUIS])
def test_nothing_says_that_something_was_decided_or_asked(participant: Participant) -> None:
    content = paper_of(participant).content
    assert content
    assert {*content} <= {"municipality", "forms", "personal"}
    assert not {"note", "question"} & {*content["personal"]}


def test_without_a_basis_there_is_nothing_on_paper() -> None:
    refused = Consent(asked=True, given=False)
    grown = tuple(one.model_copy(update={"minor": False, "birth_date": None}) for one in case().personal.people)
    about = Case(case().facts, case().personal.model_copy(update={"people": grown}))
    assert paper_of(Participant.ZORGCOORDINATOR, refused, about) == Paper(
        Participant.ZORGCOORDINATOR, "zorgcoordinator"
    )
    assert paper_of(Participant.PROSECUTION) == Paper(Participant.PROSECUTION)


def test_nobody_asks_a_partner_without_a_basis() -> None:
    assert consultations.to_discuss(case(), "politie", date(2001, 1, 1)) is None


def test_who_brings_the_case_needs_no_paper() -> None:
    assert papers(case(), ITEM, AGREED, TODAY) == ()
