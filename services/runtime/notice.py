"""What a partner has to confirm: a correction it read, or that it stopped and wiped what was withdrawn.

Every service that tells partners so keeps them in a table ``notice`` of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import BaseModel

from services.runtime import working_days
from services.runtime.dutch import DUTCH

if TYPE_CHECKING:
    import asyncpg

    from services.runtime.database import Connection

CONFIRM_WORKING_DAYS = 2
"""How long a partner has to confirm: our choice, the plan gives no terms."""


class Kind(StrEnum):
    CORRECTION = "correctie"
    WITHDRAWAL = "intrekking"


@dataclass(frozen=True, slots=True)
class Notice:
    notice: UUID
    reference: UUID
    kind: Kind
    sent_at: datetime
    confirmed_at: datetime | None = None

    @property
    def due_on(self) -> date:
        return working_days.after(working_days.day_of(self.sent_at), CONFIRM_WORKING_DAYS)

    def overdue(self, today: date) -> bool:
        return self.confirmed_at is None and today > self.due_on


class NoticeBody(BaseModel):
    """Wat de partner te bevestigen heeft, en of dat gebeurd is."""

    model_config = DUTCH

    notice: UUID
    kind: Kind
    sent_at: datetime
    due_on: date
    overdue: bool
    confirmed_at: datetime | None


def shown(notice: Notice, today: date) -> dict[str, object]:
    """The fields of a ``NoticeBody``."""
    return {
        "notice": notice.notice,
        "kind": notice.kind,
        "sent_at": notice.sent_at,
        "due_on": notice.due_on,
        "overdue": notice.overdue(today),
        "confirmed_at": notice.confirmed_at,
    }


def read(row: asyncpg.Record) -> Notice:
    return Notice(row["notice"], row["reference"], Kind(row["kind"]), row["sent_at"], row["confirmed_at"])


async def add(connection: Connection, notice: Notice) -> None:
    await connection.execute(
        "insert into notice (notice, reference, kind, sent_at) values ($1, $2, $3, $4)",
        notice.notice,
        notice.reference,
        notice.kind,
        notice.sent_at,
    )
