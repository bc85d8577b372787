"""What was set, from which day: norm times, retention terms, closed days, tables, texts of codes, and who is who."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from schemas.codes.flow import Participant
from schemas.codes.setting import SettingKind
from schemas.events.case import Email
from schemas.text import Contract, KeptLine

SettingName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,60}(\.[a-z0-9-]{1,60})?$")]
"""Of one setting among those of its kind; with a full stop where it is one of a list: `GM0268.burgerzaken`."""


class NormTime(Contract):
    """How long something may wait."""

    working_days: Annotated[int, Field(strict=True, ge=0, le=260)]


class RetentionTerm(Contract):
    """How long content is kept after what starts its term."""

    days: Annotated[int, Field(strict=True, ge=1)]


class ClosedDays(Contract):
    """Days on which nobody works, beside those of the Algemene termijnenwet."""

    closed: tuple[date, ...]


class Seats(Contract):
    """Who sits at a table, of those that may."""

    participants: tuple[Participant, ...]


class Label(Contract):
    """What a code is called."""

    label: KeptLine


SettingValue = NormTime | RetentionTerm | ClosedDays | Seats | Label


class Official(Contract):
    """Who has a function, or stands in for who has it, on these days; both ends are days of it."""

    official_name: KeptLine
    official_email: Email
    stands_in: Annotated[bool, Field(strict=True)] = False
    serves_from: date
    serves_until: date | None = None

    def serves(self, day: date) -> bool:
        """Whether it is this one's function that day."""
        return self.serves_from <= day and (self.serves_until is None or day <= self.serves_until)


class Officials(Contract):
    """All who have one function in one place."""

    officials: tuple[Official, ...]


class SettingChanged(Contract):
    """Two administrators agreed on it. It holds from that day on; one of ``value`` and ``personal`` says what."""

    change_id: UUID
    kind: SettingKind
    setting: SettingName
    effective_on: date
    value: SettingValue | None = None
    personal: Officials | None = None
