"""Referrals: the partner's part of a decision, and the life of a referral (plan 2.3). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from schemas.codes.exploitation import Form
from schemas.codes.flow import PersonRole, SensitiveData
from schemas.codes.flow import ReferralState as State
from schemas.disclosures import correction, disclosure, project
from schemas.events import reply
from schemas.events.decision import RiecDecisionTaken, ZorgDecisionTaken, report_to
from schemas.legal import Told
from schemas.registry import bases
from services.casework.grounds.domain import rests_on_consent
from services.casework.limits.domain import limits, withheld_forms
from services.casework.sentence import sentence
from services.casework.terms.domain import Norm

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from schemas.codes.flow import Outcome
    from schemas.events.case import Company, Consent, Location, Person
    from schemas.events.decision import PartnershipReport, ReferralOrder
    from schemas.text import Contract
    from services.casework.settings.domain import Settings

Decision = ZorgDecisionTaken | RiecDecisionTaken


class Act(StrEnum):
    """What the aandachtfunctionaris does with a referral."""

    ANSWER = "beantwoorden"
    REVOKE = "intrekken"


class Owner(StrEnum):
    """Who a referral waits for."""

    PARTNER = "partner"
    AANDACHTFUNCTIONARIS = "aandachtfunctionaris"


LEADS_TO: dict[type[Contract], State] = {
    reply.ReferralReceived: State.RECEIVED,
    reply.ReferralAccepted: State.ACCEPTED,
    reply.ReferralDeclined: State.DECLINED,
    reply.ReferralMoreInformationAsked: State.INFORMATION_ASKED,
    reply.ReferralStarted: State.IN_PROGRESS,
    reply.ReferralDone: State.DONE,
}
"""What a partner's reply makes of its referral."""

_ANSWERS = frozenset({State.ACCEPTED, State.DECLINED, State.INFORMATION_ASKED})

ALLOWED: dict[State, frozenset[State]] = {
    State.SENT: _ANSWERS | {State.RECEIVED},
    State.RECEIVED: _ANSWERS,
    State.INFORMATION_ASKED: _ANSWERS - {State.INFORMATION_ASKED},
    State.INFORMATION_GIVEN: _ANSWERS,
    State.ACCEPTED: frozenset({State.IN_PROGRESS, State.DONE}),
    State.IN_PROGRESS: frozenset({State.DONE}),
    State.DECLINED: frozenset(),
    State.DONE: frozenset(),
    State.REVOKED: frozenset(),
}
"""What a partner may report next."""

ACTS: dict[State, dict[Act, State]] = {
    state: {
        **({Act.ANSWER: State.INFORMATION_GIVEN} if state is State.INFORMATION_ASKED else {}),
        **({Act.REVOKE: State.REVOKED} if state is not State.REVOKED else {}),
    }
    for state in State
}
"""What the aandachtfunctionaris may do next. A partner that declined or finished holds the case too: revoking reaches
everyone who ever received it.
"""

NORMS: dict[State, Norm] = {
    State.SENT: Norm("verwijzing-verzonden", Owner.PARTNER),
    State.RECEIVED: Norm("verwijzing-ontvangen", Owner.PARTNER),
    State.INFORMATION_ASKED: Norm("verwijzing-informatie-gevraagd", Owner.AANDACHTFUNCTIONARIS),
    State.INFORMATION_GIVEN: Norm("verwijzing-informatie-gegeven", Owner.PARTNER),
    State.ACCEPTED: Norm("verwijzing-geaccepteerd", Owner.PARTNER),
    State.IN_PROGRESS: Norm("verwijzing-in-behandeling", Owner.PARTNER),
}
"""Every state that waits has one; the others are ends."""


RETENTION: dict[State, str] = {
    State.DECLINED: "verwijzing-afgewezen",
    State.DONE: "verwijzing-afgerond",
    State.REVOKED: "verwijzing-ingetrokken",
}
"""The term for which what was written about a referral is kept after its end. Triage has it as long as the case."""


class IllegalStepError(ValueError):
    """This step cannot follow; holds those that can."""

    def __init__(self, allowed: Iterable[State | Act]) -> None:
        self.allowed: frozenset[State | Act] = frozenset(allowed)
        super().__init__(len(self.allowed))

    def names(self) -> str:
        """What can follow, in words."""
        return ", ".join(sorted(self.allowed)) or "niets"


def advance(state: State, fact: Contract) -> State:
    """Where a referral stands after what its partner reports. Raises IllegalStepError."""
    following = LEADS_TO[type(fact)]
    if following not in ALLOWED[state]:
        raise IllegalStepError(ALLOWED[state])
    return following


def act(state: State, done: Act) -> State:
    """Where a referral stands after what the aandachtfunctionaris does. Raises IllegalStepError."""
    if done not in ACTS[state]:
        raise IllegalStepError(ACTS[state])
    return ACTS[state][done]


def due(state: State, since: date, settings: Settings) -> date | None:
    """Until when this state may last; None for an end."""
    norm = NORMS.get(state)
    return norm.due(since, settings) if norm else None


def kept_until(ends: Iterable[tuple[State, date]], settings: Settings) -> tuple[State, date] | None:
    """Of all referrals of one signal, where each stands and since when: the end that keeps it longest, and until when.

    None as long as one is under way.
    """
    terms = [
        (state, since + settings.kept_for(RETENTION[state], since)) if state in RETENTION else None
        for state, since in ends
    ]
    ended = [term for term in terms if term]
    return max(ended, key=lambda term: term[1]) if ended and len(ended) == len(terms) else None


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
class DisclosureInput:
    """Everything this service holds about a referral; a partner's model takes its own part of it."""

    reference: UUID
    notice: UUID
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


def against_will(decision: Decision) -> bool:
    """Whether the victim refused that it is shared."""
    return isinstance(decision, ZorgDecisionTaken) and decision.consent.refused


def removal_after_decline(basis: str, day: date) -> str | None:
    """BGS 1.16(1): a RIEC or ZVH destroys what it got of a case it does not take in. By which article a partner that
    declines on this day has to; None where nothing says so.
    """
    record = bases()[basis].on(day) if basis in bases() else None
    return record.after_decline if record else None


def keeps(state: State, since: date, basis: str) -> bool:
    """Whether its partner still has what it got: not who had to destroy it after declining."""
    return not (state is State.DECLINED and removal_after_decline(basis, since))


def ends_with_consent(basis: str, decision: ZorgDecisionTaken) -> bool:
    """AVG 7(3): whether a referral of this decision, on this basis, ends because the victim now refuses."""
    return decision.consent.refused and rests_on_consent(basis, decision.decided_on)


def refer(decision: Decision, order: ReferralOrder, reference: UUID) -> Contract:
    """The partner's referral: what its disclosure model lets through of the decision."""
    return project(disclosure(order.partner, "referral"), _input(decision, order, reference, reference))


def correct(decision: Decision, order: ReferralOrder, reference: UUID, notice: UUID) -> Contract:
    """The partner's referral as it should have been."""
    return project(correction(order.partner, "referral"), _input(decision, order, reference, notice))


def written(note: str, report: str) -> str:
    """What a partner reads of it: its note, and under that what is reported to it as a partnership."""
    return f"{note}\n\n{report}" if report else note


def reported(decision: Decision, order: ReferralOrder) -> str:
    """BGS 2.16(2) and 2.20(3): whoever reports explains how far each criterion is met. Empty where nothing is reported;
    else in words, because partners' contracts have no other field for it than the note.
    """
    report = report_to(order.partner, decision.personal.reports)
    return in_words(report, order.basis, decision.decided_on) if report else ""


def in_words(report: PartnershipReport, basis: str, day: date) -> str:
    """As which body and for which task, each criterion by its article, each kind of data that has a rule of its own,
    and how long it is kept and who answers for it (Wgs 1.8(7); BGS 1.1). Raises KeyError for a criterion that was none.
    """
    record = bases()[basis].on(day)
    criteria = record.criteria if record else {}
    lines = [sentence(f"Aangemeld door: {report.body}, voor: {report.task}")]
    for said in report.criteria:
        own = ", eigen waarneming" if said.own_observation else ""
        lines.append(f"{criteria[said.criterion].article} ({said.criterion}{own}): {said.explanation}")
    for kind, limit in limits(basis, day).items():
        if limit.told is not Told.NEVER and (words := report.said_of(kind)):
            lines.append(f"{limit.article} ({kind}): {words}")
    if record and record.partner_reads:
        lines.append(sentence(f"Bewaren: {record.kept}"))
        lines.append(sentence(f"Verzoeken van betrokkenen: aan {record.contact_point}"))
    return "\n".join(lines)


def _identified(decision: Decision, order: ReferralOrder) -> Sequence[Person]:
    """BGS 1.9: a partnership gets no nationality, unless the report explains that nobody is identified without it."""
    people = decision.personal.people
    limit = limits(order.basis, decision.decided_on).get(SensitiveData.NATIONALITY)
    report = report_to(order.partner, decision.personal.reports)
    if limit is None or (report and report.nationality):
        return people
    return [person.model_copy(update={"nationality": None}) for person in people]


def _forms(decision: Decision, order: ReferralOrder) -> Sequence[Form]:
    """Those the partner may know of (Wgs 2.29 and 2.30): where it may know of none, that one is not known."""
    withheld = withheld_forms(order.basis, decision.decided_on)
    return [form for form in decision.forms if form not in withheld] or [Form.UNKNOWN]


def _input(decision: Decision, order: ReferralOrder, reference: UUID, notice: UUID) -> DisclosureInput:
    people = _identified(decision, order)
    victims = [person for person in people if person.role is PersonRole.VICTIM]
    care = decision if isinstance(decision, ZorgDecisionTaken) else None
    riec = decision if isinstance(decision, RiecDecisionTaken) else None
    return DisclosureInput(
        reference=reference,
        notice=notice,
        director=order.director,
        municipality=decision.municipality,
        basis=order.basis,
        purpose=order.purpose,
        decider_role=decision.decider_role,
        rule_version=decision.rule_version,
        decided_on=decision.decided_on,
        forms=_forms(decision, order),
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
            note=written(decision.personal.notes[order.partner], reported(decision, order)),
        ),
    )
