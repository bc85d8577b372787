"""Zorg- en Veiligheidshuis Rijk van Nijmegen: directs cases of care and criminal law together (plan 2.3)."""

from __future__ import annotations

from pydantic import Field

from schemas.disclosures.parts import Address, CaseKind, ClientPerson, NamedPerson, Note, ReferralHeader
from schemas.events.case import Consent
from schemas.text import KeptText


class ReferralPersonal(Note):
    """Both sides of the case: the Zorg- en Veiligheidshuis directs care and criminal law together."""

    victims: tuple[ClientPerson, ...] = Field(description="For whom the care side is arranged.")
    suspects: tuple[NamedPerson, ...] = Field(description="Against whom the criminal side is directed.")
    location: Address | None = Field(default=None, description="Where it happens.")
    care_needs: KeptText | None = Field(default=None, description="More than one life area is its criterion.")


class Referral(ReferralHeader, CaseKind):
    """A case to direct, or a signal without suspicion to take up (plan 2.3, stroomschema)."""

    consent: Consent = Field(description="Whether those involved know of the case.")
    personal: ReferralPersonal
