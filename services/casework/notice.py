"""What a partner has to confirm: a correction it read, or that it wiped what was withdrawn or what it did not take.

Every service that tells partners so keeps them in a table ``notice`` of its own; here is all that is done with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import BaseModel, Field

from schemas.codes.flow import Awaited
from schemas.disclosures import afterwards
from services.casework.terms.domain import Norm, day_of
from services.casework.terms.escalation import Term
from services.casework.words import DUTCH

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import asyncpg

    from schemas.envelope import Event
    from schemas.text import Contract
    from services.casework.settings.domain import Settings
    from services.runtime.base.database import Connection

NORM = Norm("partner-bevestigt", "partner")

TERM = Term(
    Awaited.CONFIRMATION, "notice", "notice", "sent_at", "confirmed_at is null", NORM, NORM.owner, about="reference"
)


class Kind(StrEnum):
    CORRECTION = "correctie"
    WITHDRAWAL = "intrekking"
    REMOVAL = "verwijdering"


_KINDS: Mapping[type[afterwards.Notice], Kind] = {
    afterwards.AlertWithdrawn: Kind.WITHDRAWAL,
    afterwards.ConsultWithdrawn: Kind.WITHDRAWAL,
    afterwards.ReferralRevoked: Kind.WITHDRAWAL,
    afterwards.ReferralRemovalAsked: Kind.REMOVAL,
}
"""Everything else that is to be confirmed corrects a partner's own part."""


@dataclass(frozen=True, slots=True)
class Notice:
    notice: UUID
    reference: UUID
    kind: Kind
    sent_at: datetime
    confirmed_at: datetime | None = None
    escalated_at: datetime | None = None

    def due_on(self, settings: Settings) -> date:
        """The last day on which it is in time."""
        return NORM.due(day_of(self.sent_at), settings)

    def overdue(self, today: date, settings: Settings) -> bool:
        """From the day after ``due_on``; never once it was confirmed."""
        return self.confirmed_at is None and today > self.due_on(settings)


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


def shown(notice: Notice, today: date, settings: Settings) -> dict[str, object]:
    """The fields of a ``NoticeBody``."""
    return {
        "notice": notice.notice,
        "kind": notice.kind,
        "sent_at": notice.sent_at,
        "due_on": notice.due_on(settings),
        "overdue": notice.overdue(today, settings),
        "confirmed_at": notice.confirmed_at,
        "escalated_at": notice.escalated_at,
    }


def _notice(row: asyncpg.Record) -> Notice:
    return Notice(
        row["notice"], row["reference"], Kind(row["kind"]), row["sent_at"], row["confirmed_at"], row["escalated_at"]
    )


async def tell(connection: Connection, event: Event[Contract]) -> None:
    """What was sent to a partner, and is to be confirmed. Raises TypeError for an event that asks for nothing."""
    told = event.data
    if not isinstance(told, afterwards.Notice):
        raise TypeError(event.type)
    await connection.execute(
        "insert into notice (notice, reference, kind, sent_at) values ($1, $2, $3, $4)",
        told.notice,
        UUID(event.subject),
        _KINDS.get(type(told), Kind.CORRECTION),
        event.time,
    )


async def about(connection: Connection, references: Collection[UUID]) -> list[Notice]:
    """Both corrections and withdrawals, the first sent first."""
    rows = await connection.fetch("select * from notice where reference = any($1) order by sent_at", [*references])
    return [_notice(row) for row in rows]


async def confirm(connection: Connection, reference: UUID, notice: UUID, at: datetime) -> bool:
    """The first confirmation counts; false when there is no such notice about this."""
    row = await connection.fetchrow(
        "update notice set confirmed_at = coalesce(confirmed_at, $3) where notice = $2 and reference = $1"
        " returning notice",
        reference,
        notice,
        at,
    )
    return row is not None
