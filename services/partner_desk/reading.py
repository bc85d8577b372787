"""What the chain told, out of the bytes of one record. A field that came after this program is kept and shown: what a
reader does not know is no reason to refuse it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from schemas.catalogue import models_on
from schemas.envelope import ContractError, Violation, decode, each_once
from schemas.events.reply import ReplyRefused
from schemas.registry import correction_type, disclosure_type
from services.partner_desk.domain import Fact, Family

if TYPE_CHECKING:
    from datetime import date, datetime

_AFTERWARDS = {
    "information-given": Fact.INFORMATION_GIVEN,
    "reminded": Fact.REMINDED,
    "revoked": Fact.WITHDRAWN,
    "withdrawn": Fact.WITHDRAWN,
    "removal-asked": Fact.REMOVAL_ASKED,
    "refused": Fact.REFUSED,
}


@dataclass(frozen=True, slots=True)
class Told:
    """``content`` as it came, without what is said beside it. ``notice``: under what it is confirmed, where it has to
    be. ``answer_by``: the day an answer is asked for. ``refused_at``: where on the reply topic the answer is that broke
    a rule.
    """

    event_id: UUID
    reference: UUID
    family: Family
    fact: Fact
    time: datetime
    content: dict[str, Any]
    notice: UUID | None = None
    answer_by: date | None = None
    refused_at: int | None = None


def read(topic: str, raw: bytes | None) -> Told:
    """Raises ContractError: by field and rule, never by value."""
    if raw is None:
        raise ContractError([Violation("", "is leeg")])
    each_once(raw)
    event = decode(raw, models_on(topic), extra="ignore")
    content: dict[str, Any] = json.loads(raw)["data"]
    try:
        reference = UUID(event.subject)
    except ValueError:
        raise ContractError([Violation("subject", "is uw kenmerk, een UUID")]) from None
    data = event.data
    if getattr(data, "reference", reference) != reference:
        raise ContractError([Violation("data.reference", "is hetzelfde kenmerk als subject")])
    return Told(
        event.id,
        reference,
        Family(topic.partition(".")[0]),
        _fact(topic, event.type),
        event.time,
        {name: value for name, value in content.items() if name not in ("reference", "notice")},
        getattr(data, "notice", None),
        getattr(data, "answer_by", None),
        data.offset if isinstance(data, ReplyRefused) else None,
    )


def _fact(topic: str, event_type: str) -> Fact:
    family, _, partner = topic.partition(".")
    of_family = Family(family).value
    known = {disclosure_type(partner, of_family): Fact.SENT, correction_type(partner, of_family): Fact.CORRECTED}
    return known.get(event_type) or _AFTERWARDS[event_type.removesuffix(".v1").rpartition(".")[2]]
