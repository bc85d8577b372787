"""Administrative acts on the broker: who changed what access, and why. Nothing in them is about a case."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.events.motive import KeptOperatorReason, Ticket
from schemas.registry import PartnerName
from schemas.text import Contract, Line

Sha256 = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{64}$"),
    Field(description="SHA-256 of the certificate (DER), hexadecimal, lower case."),
]


class Act(Contract):
    """Something an administrator did."""

    by: Line = Field(description="The administrator's account.")


class Motivated(Act):
    """Something that needs a reason; more than a code is with the ticket."""

    reason: KeptOperatorReason
    ticket: Ticket | None = Field(default=None, exclude_if=lambda ticket: ticket is None)


class PartnerSuspended(Motivated):
    """A partner's access was cut; what is for it waits on its topics, for as long as those keep it."""

    partner: PartnerName


class PartnerResumed(Motivated):
    """A suspended partner has its declared access again."""

    partner: PartnerName


class CertificateSuspended(Motivated):
    """One certificate opens no door any more, whoever has its key; the party's other certificates do."""

    sha256: Sha256


class CertificateResumed(Motivated):
    """A suspended certificate counts again for as long as it is pinned."""

    sha256: Sha256


class AccessChanged(Act):
    """Topics, access rules and certificates were made as declared."""

    changes: tuple[str, ...] = Field(min_length=1, description="Each change with its reason.")
