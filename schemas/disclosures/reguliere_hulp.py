"""Regular municipal help: may never learn that trafficking was suspected (stroomschema, branch 'nee')."""

from __future__ import annotations

from pydantic import Field

from schemas.disclosures.parts import Client, Note, ReferralHeader
from schemas.events.case import Consent
from schemas.text import KeptText


class ReferralPersonal(Note):
    """Whom to help and with what; not why."""

    clients: tuple[Client, ...] = Field(description="Whom to help.")
    care_needs: KeptText | None = Field(default=None, description="What help was asked for.")


class Referral(ReferralHeader):
    """Help without a suspicion: it never says that there was one (stroomschema, nee)."""

    consent: Consent = Field(description="Whether this person knows help was asked for.")
    personal: ReferralPersonal
