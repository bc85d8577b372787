"""Which municipality has a case besides those that its own facts give it to (plan 2.4)."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime

from schemas.codes.municipality import Municipality
from schemas.text import Contract


class CaseShared(Contract):
    """This municipality reaches the case from now until that moment; a later one about the same takes its place."""

    hand_over_id: UUID
    municipality: Municipality
    until: AwareDatetime


class CaseShareEnded(Contract):
    """It does not any more."""

    hand_over_id: UUID
    municipality: Municipality
