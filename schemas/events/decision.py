"""The aandachtfunctionaris' decision, split over two topics so that neither table holds what is the other's.

Source: plan 2.3, Van signaal naar casuistiek. Why two halves: docs/decisions/0003-two-locks-between-care-and-riec.md.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from schemas.codes.exploitation import Form
from schemas.codes.flow import Outcome, ReportingBody, SensitiveData, UserRole
from schemas.codes.municipality import Municipality
from schemas.codes.purpose import Purpose
from schemas.declaration import Code
from schemas.events.case import Company, Consent, Location, Person
from schemas.registry import PartnerName
from schemas.text import Contract, KeptLine, KeptText


class ReferralOrder(Contract):
    """One partner to inform: director of the case, or beside the director."""

    partner: str
    director: bool
    basis: str
    purpose: Purpose


class ExplainedCriterion(Contract):
    """How far a criterion is met, and whether that rests on what the municipality observed itself. ``criterion``: its
    code in the register of law.
    """

    criterion: Code
    explanation: KeptText
    own_observation: bool = False


OfItsOwn = Annotated[KeptText | None, Field(exclude_if=lambda text: text is None)]
"""Left out when empty: what was written before it existed stays the same."""


class PartnershipReport(Contract):
    """What is reported to a partnership says as which body, for which task, and how far its criteria are met (BGS
    2.16(2) and 2.20(3)); and apart, what it is told of each kind of data with a rule of its own.
    """

    partner: str
    body: ReportingBody
    task: KeptLine
    criteria: tuple[ExplainedCriterion, ...]
    nationality: OfItsOwn = Field(default=None, description="Why nobody can be identified without it (BGS 1.9).")
    health: OfItsOwn = None
    sexual_conduct: OfItsOwn = None
    criminal: OfItsOwn = None

    def said_of(self, kind: SensitiveData) -> str | None:
        """What is written under that kind."""
        return {
            SensitiveData.NATIONALITY: self.nationality,
            SensitiveData.HEALTH: self.health,
            SensitiveData.SEXUAL_CONDUCT: self.sexual_conduct,
            SensitiveData.CRIMINAL: self.criminal,
        }[kind]


Reports = Annotated[tuple[PartnershipReport, ...] | None, Field(exclude_if=lambda reports: reports is None)]
"""One per partnership; none in decisions that have no partnership. Those of before criteria were explained are written
as they were.
"""


def report_to(partner: str, reports: Reports) -> PartnershipReport | None:
    """What is reported to this one."""
    return next((report for report in reports or () if report.partner == partner), None)


class Decision(Contract):
    """What both halves of a decision have: who decided, under which rules, and who is to be informed."""

    decision_id: UUID
    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    decided_on: date
    decider_role: Literal[UserRole.AANDACHTFUNCTIONARIS, UserRole.PROFESSIONAL]
    rule_version: str
    municipality: Municipality = Field(description="Which one is responsible (plan 2.4).")
    found_in: Municipality | None = Field(
        default=None,
        exclude_if=lambda found_in: found_in is None,
        description="Where the case was reported, when another municipality is responsible.",
    )
    forms: tuple[Form, ...] = Field(min_length=1)
    orders: tuple[ReferralOrder, ...] = Field(min_length=1)


class ZorgPersonal(Contract):
    """The people and needs of the care half; witnesses and the reporter are in neither."""

    people: tuple[Person, ...] = ()
    location: Location | None = None
    care_needs: KeptText | None = None
    notes: dict[PartnerName, KeptText] = Field(
        description="Per partner, what the aandachtfunctionaris wrote for it alone."
    )
    reports: Reports = None


class ZorgDecisionTaken(Decision):
    """The care half of a decision: reguliere hulp, zorgcoördinator, Veilig Thuis, ZVH, CoMensha."""

    consent: Consent
    personal: ZorgPersonal


class RiecPersonal(Contract):
    """Suspects, places and companies."""

    people: tuple[Person, ...] = Field(default=(), description="Suspects only.")
    location: Location | None = None
    company: Company | None = None
    notes: dict[PartnerName, KeptText]
    reports: Reports = None


class RiecDecisionTaken(Decision):
    """The RIEC half of a decision; it has no care content to leave out."""

    personal: RiecPersonal


class ZorgDecisionCorrected(ZorgDecisionTaken):
    """What the care half should have held; ``orders`` are those whose partner's own part of it changes."""

    correction_id: UUID


class RiecDecisionCorrected(RiecDecisionTaken):
    """What the RIEC half should have held; ``orders`` are those whose partner's own part of it changes."""

    correction_id: UUID


class ZorgDecisionReconsidered(ZorgDecisionTaken):
    """The victim refuses what it agreed to, or the other way round: the care half as it now should have been (AVG 7).

    ``orders`` are those that rest on consent, which end where it is refused, and those whose partner's part changes.
    """

    orders: tuple[ReferralOrder, ...]


class DecisionWithdrawn(Contract):
    """The whole case is withdrawn: everyone who ever received it must stop and remove it."""

    decision_id: UUID


class ZorgDecisionWithdrawn(DecisionWithdrawn):
    """The care half of a decision is withdrawn."""


class RiecDecisionWithdrawn(DecisionWithdrawn):
    """The RIEC half of a decision is withdrawn."""
