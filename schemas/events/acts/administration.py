"""What administrators did: propose another value, and as another agree to it or not."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from schemas.codes.setting import ChangeReason, ChangeRefusalReason, SettingKind
from schemas.events.acts import Act
from schemas.events.setting import SettingName, SettingValue
from schemas.text import Actor


class ChangeProposed(Act):
    """Nothing changes by it yet."""

    operation: ClassVar[str] = "stelInstellingVoor"

    change_id: UUID
    kind: SettingKind
    setting: SettingName
    effective_on: date
    value: SettingValue | None = Field(default=None, description="Absent where it says who somebody is.")
    reason: ChangeReason
    instead_of: UUID | None = Field(default=None, description="The change that made the value which this one replaces.")


class ChangeConfirmed(Act):
    """By another person than proposed it."""

    operation: ClassVar[str] = "bevestigInstelling"

    change_id: UUID
    proposed_by: Actor


class ChangeRejected(Act):
    """By another person, or by who proposed it."""

    operation: ClassVar[str] = "wijsInstellingAf"

    change_id: UUID
    reason: ChangeRefusalReason
