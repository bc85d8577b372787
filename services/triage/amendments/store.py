"""What triage keeps of corrections and withdrawals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.casework.notice import Kind

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from schemas.events.acts.triage import CaseCorrectionRecorded, CaseWithdrawn
    from services.runtime.base.database import Connection


@dataclass(frozen=True, slots=True)
class Amendment:
    amendment_id: UUID
    signal_id: UUID
    kind: Kind
    reason: str
    amended_by: str
    amended_at: datetime


async def add(
    connection: Connection,
    act: CaseCorrectionRecorded | CaseWithdrawn,
    amendment_id: UUID,
    kind: Kind,
    reason: str | None,
) -> None:
    """``amendment_id`` is the correction's or withdrawal's own; ``reason`` is in no event."""
    await connection.execute(
        "insert into amendment (amendment_id, signal_id, kind, reason, amended_by, amended_at)"
        " values ($1, $2, $3, $4, $5, $6)",
        amendment_id,
        act.signal_id,
        kind,
        reason,
        getattr(act, "proposed_by", None) or act.actor,
        act.at,
    )


async def of_signal(connection: Connection, signal_id: UUID) -> list[Amendment]:
    """Oldest first."""
    rows = await connection.fetch("select * from amendment where signal_id = $1 order by amended_at", signal_id)
    return [
        Amendment(r["amendment_id"], r["signal_id"], Kind(r["kind"]), r["reason"], r["amended_by"], r["amended_at"])
        for r in rows
    ]
