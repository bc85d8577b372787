"""RIEC: suspects, places and companies of organised crime. Never care content, never victims (plan 2.3)."""

from __future__ import annotations

from pydantic import Field

from schemas.disclosures.parts import Address, CaseKind, NamedPerson, Note, ReferralHeader, Workplace


class ReferralPersonal(Note):
    """Whom and what to act against; no victim, no care."""

    suspects: tuple[NamedPerson, ...] = Field(description="Against whom the partners act.")
    location: Address | None = Field(default=None, description="Where barriers can be raised.")
    company: Workplace | None = Field(default=None, description="Against which company barriers can be raised.")


class Referral(ReferralHeader, CaseKind):
    """A case of organised crime for the partners of the RIEC (plan 2.3)."""

    personal: ReferralPersonal
