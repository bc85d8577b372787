"""Who has a case in hand, and what a desk notes of it; in codes and ids."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from schemas.events.acts import Act
from schemas.text import Actor


class CaseTaken(Act):
    """Somebody has it in hand from now on: who took it, or whom it was given to."""

    operation: ClassVar[str] = "neemInBehandeling"

    signal_id: UUID
    handler: Actor = Field(description="The identity provider's opaque user id.")


class CasePutBack(Act):
    """Nobody in particular has it in hand."""

    operation: ClassVar[str] = "legTerug"

    signal_id: UUID


class NoteWritten(Act):
    """Something was noted in the file; the words are in no event."""

    operation: ClassVar[str] = "noteer"

    signal_id: UUID
    note_id: UUID
