"""Why an operator did something, for the record: a code and the number of a ticket; words stay with the ticket."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from pydantic import StringConstraints, WithJsonSchema

from schemas.codes.in_words import IN_WORDS, once_in_words, or_words
from schemas.codes.reason import OperatorReason

_REASONS = (*OperatorReason, IN_WORDS)

KeptOperatorReason = Annotated[
    OperatorReason | Literal["in-woorden"], once_in_words(_REASONS), WithJsonSchema(or_words(_REASONS))
]
Ticket = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{2,29}$")]
"""Of the municipality's own system, such as ``ZAAK-2026-0117``."""


class Motive(TypedDict):
    """What every act that needs a reason takes."""

    reason: OperatorReason
    ticket: Ticket | None
