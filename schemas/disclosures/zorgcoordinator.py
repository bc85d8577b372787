"""Zorgcoördinator mensenhandel (Moviera): leads a victim to the right care (plan 2.4). No suspects."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from schemas.codes.municipality import Municipality
from schemas.disclosures.parts import CaseKind, ClientPerson, KnownForms, Note, Reference, ReferralHeader
from schemas.events.case import Consent
from schemas.text import Contract, KeptText


class ConsultPersonal(Contract):
    """The question alone: not yet who it is about."""

    question: KeptText = Field(description="What the aandachtfunctionaris asks.")


class Consult(Reference):
    """Whether and how care could be arranged (plan 2.2)."""

    municipality: Municipality = Field(description="Which region's offer of help to look at.")
    forms: KnownForms = Field(description="Which help fits.")
    answer_by: date = Field(description="Deadline of the answer.")
    personal: ConsultPersonal


class ReferralPersonal(Note):
    """Whom to help and what is needed; nothing of suspects."""

    victims: tuple[ClientPerson, ...] = Field(description="Whom to help.")
    care_needs: KeptText | None = Field(default=None, description="What help was asked for.")


class Referral(ReferralHeader, CaseKind):
    """A victim to find care for (plan 2.4)."""

    consent: Consent = Field(description="Arranging shelter needs the victim's consent.")
    personal: ReferralPersonal
