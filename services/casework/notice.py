"""What a partner has to confirm: a correction it read, or that it stopped and wiped what was withdrawn.

Every service that tells partners so keeps them in a table ``notice`` of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import BaseModel, Field

from services.casework.terms.domain import Norm, day_of
from services.runtime.http.dutch import DUTCH
from services.runtime.messaging import trail

if TYPE_CHECKING:
    import asyncpg

    from services.runtime.base.database import Connection
    from services.runtime.messaging.outbox import Outgoing

NORM = Norm(2, "partner")
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
    escalated_at: datetime | None = None

    @property
    def due_on(self) -> date:
        return NORM.due(day_of(self.sent_at))

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
    escalated_at: datetime | None = Field(default=None, description="Wanneer is vastgelegd dat zij uitbleef.")


def shown(notice: Notice, today: date) -> dict[str, object]:
    """The fields of a ``NoticeBody``."""
    return {
        "notice": notice.notice,
        "kind": notice.kind,
        "sent_at": notice.sent_at,
        "due_on": notice.due_on,
        "overdue": notice.overdue(today),
        "confirmed_at": notice.confirmed_at,
        "escalated_at": notice.escalated_at,
    }


def read(row: asyncpg.Record) -> Notice:
    return Notice(
        row["notice"], row["reference"], Kind(row["kind"]), row["sent_at"], row["confirmed_at"], row["escalated_at"]
    )


async def add(connection: Connection, notice: Notice) -> None:
    await connection.execute(
        "insert into notice (notice, reference, kind, sent_at) values ($1, $2, $3, $4)",
        notice.notice,
        notice.reference,
        notice.kind,
        notice.sent_at,
    )


async def _not_escalated(connection: Connection, today: date) -> list[Notice]:
    """What was not confirmed in time and is not on record yet, locked until the end of the transaction; without another
    worker's.
    """
    rows = await connection.fetch(
        "select * from notice where sent_at < $1 and confirmed_at is null and escalated_at is null"
        " for update skip locked",
        NORM.overdue_before(today),
    )
    return [read(row) for row in rows]


async def escalate(connection: Connection, notices: list[UUID], at: datetime) -> None:
    await connection.execute("update notice set escalated_at = $2 where notice = any($1)", notices, at)


async def escalate_late(connection: Connection, service: str, now: datetime, today: date) -> list[Outgoing]:
    """Put on record, once, what a partner did not confirm in time."""
    late = [one for one in await _not_escalated(connection, today) if one.overdue(today)]
    await escalate(connection, [one.notice for one in late], now)
    return [trail.escalated(service, NORM.owner, one.due_on, one.notice, one.reference) for one in late]
