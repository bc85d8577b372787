"""A question to a partner before the decision (plan 2.2: Politie (AVIM/PCT), NLA and/or zorgcoördinator). Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from schemas.disclosures import correction, disclosure, project
from schemas.envelope import Violation
from schemas.registry import partners
from services.casework.four_eyes.disclosed import NOT_YET, Disclosed
from services.casework.grounds.domain import usual, valid_basis
from services.casework.minority.domain import settled
from services.casework.terms.domain import Norm, day_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from schemas.codes.exploitation import Form
    from schemas.codes.flow import Conclusion
    from schemas.events.case import Company, Location, Person
    from schemas.events.ground import Ground
    from schemas.text import Contract
    from services.triage.cases.domain import Case


ANSWER = Norm("consultatie-antwoord", "partner")
"""Until when an answer is asked for, where nobody names a day."""


@dataclass(frozen=True, slots=True)
class Consultation:
    reference: UUID
    signal_id: UUID
    partner: str
    question: str
    asked_by: str
    asked_at: datetime
    answer_by: date
    conclusion: Conclusion | None = None
    explanation: str | None = None
    answered_at: datetime | None = None
    withdrawn_at: datetime | None = None
    escalated_at: datetime | None = None
    ground: Ground | None = None

    def overdue(self, today: date) -> bool:
        """From the day after ``answer_by``."""
        return self.open and today > self.answer_by

    @property
    def open(self) -> bool:
        """Neither answered, nor taken back with its case."""
        return self.answered_at is None and self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class _Personal:
    question: str
    people: Sequence[Person]
    location: Location | None
    company: Company | None


@dataclass(frozen=True, slots=True)
class DisclosureInput:
    """What the partner's disclosure model chooses from."""

    reference: UUID
    notice: UUID
    municipality: str
    forms: Sequence[Form]
    answer_by: date
    personal: _Personal


_DISCUSSED = "Voor bespreking aan tafel."


def consultable() -> list[str]:
    """Partners that can be asked."""
    return [name for name, partner in partners().items() if "consult" in partner.families]


def question(case: Case, consultation: Consultation) -> Contract:
    """The partner's part of the case with the question, as its disclosure model allows."""
    return project(disclosure(consultation.partner, "consult"), _input(case, consultation, consultation.reference))


def disclosure_of(case: Case, consultation: Consultation) -> Disclosed:
    """What the partner gets when it is asked this."""
    return _disclosed(consultation, question(case, replace(consultation, reference=NOT_YET)))


def to_discuss(case: Case, partner: str, today: date) -> Disclosed | None:
    """What this partner would get of the case with a question; None where no basis to ask it holds."""
    ground = usual(partner, "consult", today)
    if ground is None:
        return None
    at = case.facts.received_at
    asked = Consultation(NOT_YET, NOT_YET, partner, _DISCUSSED, "", at, today, ground=ground)
    return disclosure_of(case, asked)


def corrections(before: Case, after: Case, asked: Sequence[Consultation]) -> tuple[Disclosed, ...]:
    """What each partner gets whose part of the case changes."""
    questions = [replace(one, reference=NOT_YET) for one in asked]
    told = ((one, corrected(before, after, one, NOT_YET)) for one in questions)
    return tuple(_disclosed(one, data, _corrected_as(before, one, NOT_YET)) for one, data in told if data)


def _disclosed(consultation: Consultation, data: Contract, before: Contract | None = None) -> Disclosed:
    ground = consultation.ground
    basis, purpose = (ground.basis, ground.purpose) if ground else (None, None)
    return Disclosed(consultation.partner, "consult", basis, purpose, data, before)


def changes(before: Case, after: Case, consultation: Consultation) -> bool:
    """Whether the partner's part of the case does."""
    return question(before, consultation) != question(after, consultation)


def ground_rules(case: Case, partner: str, today: date) -> list[Violation]:
    """As for a referral: a legal basis that holds that day, and a partner that works for the municipality."""
    found: list[Violation] = []
    if not partners()[partner].serves(case.facts.municipality):
        found.append(Violation("partner", f"werkt niet voor gemeente {case.facts.municipality}"))
    if valid_basis(partner, "consult", today) is None:
        found.append(Violation("partner", f"geen grondslag om {partner} te vragen geldt op {today}"))
    return found


def corrected(before: Case, after: Case, consultation: Consultation, notice: UUID) -> Contract | None:
    """The question as it should have been asked; None where the partner's part of the case stays the same."""
    if not changes(before, after, consultation):
        return None
    return _corrected_as(after, consultation, notice)


def _corrected_as(case: Case, consultation: Consultation, notice: UUID) -> Contract:
    return project(correction(consultation.partner, "consult"), _input(case, consultation, notice))


def _input(case: Case, consultation: Consultation, notice: UUID) -> DisclosureInput:
    personal = case.personal
    return DisclosureInput(
        consultation.reference,
        notice,
        case.facts.municipality,
        case.facts.forms,
        consultation.answer_by,
        _Personal(
            consultation.question,
            settled(personal.people, day_of(case.facts.received_at)),
            personal.location,
            personal.company,
        ),
    )
