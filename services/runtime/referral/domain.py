"""Referrals: the partner's part of a decision, and the life of a referral (DESIGN 6.5 and 6.6). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from schemas.codes.flow import PersonRole
from schemas.disclosures import disclosure, project
from schemas.events import reply
from schemas.events.decision import RiecDecisionTaken, ZorgDecisionTaken

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from schemas.codes.exploitation import Form
    from schemas.codes.flow import Outcome
    from schemas.events.case import Company, Consent, Location, Person
    from schemas.events.decision import ReferralOrder
    from schemas.text import Contract

Decision = ZorgDecisionTaken | RiecDecisionTaken


class State(StrEnum):
    SENT = "verzonden"
    RECEIVED = "ontvangen"
    ACCEPTED = "aanvaard"
    DECLINED = "afgewezen"
    INFORMATION_ASKED = "meer-informatie-gevraagd"
    IN_PROGRESS = "in-behandeling"
    DONE = "afgerond"


LEADS_TO: dict[type[Contract], State] = {
    reply.ReferralReceived: State.RECEIVED,
    reply.ReferralAccepted: State.ACCEPTED,
    reply.ReferralDeclined: State.DECLINED,
    reply.ReferralMoreInformationAsked: State.INFORMATION_ASKED,
    reply.ReferralStarted: State.IN_PROGRESS,
    reply.ReferralDone: State.DONE,
}

ALLOWED: dict[State, frozenset[State]] = {
    State.SENT: frozenset({State.RECEIVED, State.ACCEPTED, State.DECLINED, State.INFORMATION_ASKED}),
    State.RECEIVED: frozenset({State.ACCEPTED, State.DECLINED, State.INFORMATION_ASKED}),
    State.INFORMATION_ASKED: frozenset({State.ACCEPTED, State.DECLINED}),
    State.ACCEPTED: frozenset({State.IN_PROGRESS, State.DONE}),
    State.IN_PROGRESS: frozenset({State.DONE}),
    State.DECLINED: frozenset(),
    State.DONE: frozenset(),
}


class IllegalStepError(ValueError):
    """This step cannot follow; holds those that can."""

    def __init__(self, allowed: frozenset[State]) -> None:
        super().__init__(len(allowed))
        self.allowed = allowed


def advance(state: State, fact: Contract) -> State:
    """Where a referral stands after what its partner reports. Raises IllegalStepError."""
    following = LEADS_TO[type(fact)]
    if following not in ALLOWED[state]:
        raise IllegalStepError(ALLOWED[state])
    return following


@dataclass(frozen=True, slots=True)
class _Personal:
    victims: Sequence[Person]
    clients: Sequence[Person]
    suspects: Sequence[Person]
    location: Location | None
    company: Company | None
    care_needs: str | None
    note: str


@dataclass(frozen=True, slots=True)
class _Whole:
    """Everything this service holds about a referral; a partner's model takes its own part of it."""

    reference: UUID
    director: bool
    municipality: str
    basis: str
    purpose: str
    decider_role: str
    rule_version: str
    decided_on: date
    forms: Sequence[Form]
    outcomes: Sequence[Outcome]
    consent: Consent | None
    victims: Sequence[Person]
    personal: _Personal


def refer(decision: Decision, order: ReferralOrder, reference: UUID) -> Contract:
    """The partner's referral: what its disclosure model lets through of the decision."""
    people = decision.personal.people
    victims = [person for person in people if person.role is PersonRole.VICTIM]
    care = decision if isinstance(decision, ZorgDecisionTaken) else None
    riec = decision if isinstance(decision, RiecDecisionTaken) else None
    whole = _Whole(
        reference=reference,
        director=order.director,
        municipality=decision.municipality,
        basis=order.basis,
        purpose=order.purpose,
        decider_role=decision.decider_role,
        rule_version=decision.rule_version,
        decided_on=decision.decided_on,
        forms=decision.forms,
        outcomes=decision.outcomes,
        consent=care.consent if care else None,
        victims=victims,
        personal=_Personal(
            victims=victims,
            clients=victims,
            suspects=[person for person in people if person.role is PersonRole.SUSPECT],
            location=decision.personal.location,
            company=riec.personal.company if riec else None,
            care_needs=care.personal.care_needs if care else None,
            note=decision.personal.notes[order.partner],
        ),
    )
    return project(disclosure(order.partner, "referral"), whole)
