"""CoMensha: registration of possible victims, no names (plan 2.4)."""

from __future__ import annotations

from pydantic import Field

from schemas.codes.flow import Gender
from schemas.disclosures.parts import KnownCountry, KnownForms, ReferralHeader
from schemas.text import Contract


class RegisteredVictim(Contract):
    """What is counted of one possible victim; nothing that identifies."""

    gender: Gender = Field(description="Registered by CoMensha.")
    nationality: KnownCountry = Field(default=None, description="Registered by CoMensha.")
    minor: bool | None = Field(default=None, description="Registered by CoMensha as minor or adult.")


class Referral(ReferralHeader):
    """A registration: numbers, no people (plan 2.4)."""

    forms: KnownForms = Field(description="Sector of exploitation, registered by CoMensha.")
    victims: tuple[RegisteredVictim, ...] = Field(description="One registration each.")
