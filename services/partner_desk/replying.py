"""An answer, as the published contracts have it: the bytes that go to the reply topic."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from schemas.catalogue import models
from schemas.envelope import Event, encode, source_of

if TYPE_CHECKING:
    from schemas.registry import Oin
    from services.partner_desk.domain import Answer, Family

SYSTEM = "partnerwerkplek"


def content_of(reference: UUID, family: Family, answer: Answer, data: dict[str, Any]) -> dict[str, Any]:
    """As the contract has it; the reference is in it. Raises pydantic.ValidationError."""
    model = models()[type_of(family, answer)]
    return model.model_validate({"reference": reference, **data}).model_dump(mode="json", exclude_none=True)


def event_of(
    oin: Oin, event_id: UUID, family: Family, answer: Answer, time: datetime, content: dict[str, Any]
) -> bytes:
    """The same bytes each time it is sent. Raises ContractError above 64 KB."""
    event_type = type_of(family, answer)
    data = models()[event_type].model_validate(content)
    return encode(Event(event_id, source_of(oin, SYSTEM), event_type, content["reference"], time, None, data))


def type_of(family: Family, answer: Answer) -> str:
    return f"nl.signaalketen.{family.value}.{answer.value}.v1"
