"""Veilig Thuis: reports under the meldcode and care-only cases (plan 2.2 and stroomschema)."""

from __future__ import annotations

from pydantic import Field

from schemas.disclosures.parts import Address, CaseKind, ClientPerson, NamedPerson, Note, ReferralHeader
from schemas.events.case import Consent
from schemas.text import KeptText


class ReferralPersonal(Note):
    """Whom to protect, against whom, and what is needed."""

    victims: tuple[ClientPerson, ...] = Field(description="Whom to protect.")
    suspects: tuple[NamedPerson, ...] = Field(description="From whom: in domestic exploitation often a relative.")
    location: Address | None = Field(default=None, description="Where the unsafe situation is.")
    care_needs: KeptText | None = Field(default=None, description="What help was asked for.")


class Referral(ReferralHeader, CaseKind):
    """A case for advice and protection, or a professional's own report (plan 2.2, Meldcode)."""

    consent: Consent = Field(description="Whether those involved know of the report.")
    personal: ReferralPersonal
