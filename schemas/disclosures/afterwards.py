"""What any partner can get after a referral or question, under the reference it has.

Nothing here tells it about anybody else.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from schemas.disclosures.parts import Reference
from schemas.text import Contract, KeptText


class InformationPersonal(Contract):
    answer: KeptText = Field(description="What the partner asked, answered for this partner alone.")


class ReferralInformationGiven(Reference):
    """The aandachtfunctionaris answers the partner's question; the partner takes the case, declines, or asks on."""

    personal: InformationPersonal


class Notice(Contract):
    """Something to confirm."""

    notice: UUID = Field(description="Which message is confirmed; this partner's own.")


class ReferralRevoked(Notice, Reference):
    """The referral is withdrawn: stop, remove what was received, and confirm that under ``notice``."""


class ReferralRemovalAsked(Notice, Reference):
    """You did not take the case: remove what was received, and confirm that under ``notice`` (BGS 1.16)."""

    article: str = Field(description="By which article it is removed; as the register of legal bases has it.")


class ConsultReminded(Reference):
    """The question still waits for an answer, until a later day."""

    answer_by: date = Field(description="New deadline of the answer.")


class ConsultWithdrawn(Notice, Reference):
    """The question is withdrawn: answer no more, remove what was received, and confirm that under ``notice``."""


class AlertWithdrawn(Notice, Reference):
    """The danger is not there: nobody needs to go. Remove what was received, and confirm that under ``notice``."""
