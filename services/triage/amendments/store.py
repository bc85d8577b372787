"""What triage keeps of corrections and withdrawals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.events.decision import RiecDecisionTaken, ZorgDecisionTaken
from services.casework.notice import Kind, read
from services.triage.decisions.domain import Decided

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from services.casework.notice import Notice
    from services.runtime.base.database import Connection
    from services.triage.cases.domain import Case


@dataclass(frozen=True, slots=True)
class Amendment:
    amendment_id: UUID
    signal_id: UUID
    kind: Kind
    reason: str
    amended_by: str
    amended_at: datetime


async def add(connection: Connection, amendment: Amendment) -> None:
    await connection.execute(
        "insert into amendment (amendment_id, signal_id, kind, reason, amended_by, amended_at)"
        " values ($1, $2, $3, $4, $5, $6)",
        amendment.amendment_id,
        amendment.signal_id,
        amendment.kind,
        amendment.reason,
        amendment.amended_by,
        amendment.amended_at,
    )


async def decided(connection: Connection, signal_id: UUID) -> list[Decided]:
    """Everything decided about this signal, as it went out."""
    rows = await connection.fetch(
        "select decision_id, zorg, riec from decision where signal_id = $1 order by decided_at", signal_id
    )
    return [
        Decided(
            row["decision_id"],
            ZorgDecisionTaken.model_validate_json(row["zorg"]) if row["zorg"] else None,
            RiecDecisionTaken.model_validate_json(row["riec"]) if row["riec"] else None,
        )
        for row in rows
    ]


async def save_case(connection: Connection, signal_id: UUID, case: Case) -> None:
    await connection.execute(
        "update signal_case set personal = $2 where signal_id = $1", signal_id, case.personal.model_dump_json()
    )


async def save_decided(connection: Connection, decided: Decided) -> None:
    await connection.execute(
        "update decision set zorg = $2, riec = $3 where decision_id = $1", decided.decision_id, *halves(decided)
    )


def halves(decided: Decided) -> tuple[str | None, str | None]:
    """As the table keeps them."""
    zorg, riec = decided.zorg, decided.riec
    return zorg.model_dump_json() if zorg else None, riec.model_dump_json() if riec else None


async def close_consultations(connection: Connection, signal_id: UUID, at: datetime) -> None:
    """Nothing is waited for any more."""
    await connection.execute(
        "update consultation set withdrawn_at = $2 where signal_id = $1 and withdrawn_at is null", signal_id, at
    )


async def confirm(connection: Connection, partner: str, reference: UUID, notice: UUID, at: datetime) -> bool:
    """The first confirmation counts; false when this partner has no such notice."""
    row = await connection.fetchrow(
        """
        update notice set confirmed_at = coalesce(confirmed_at, $4) from consultation
        where notice.notice = $3 and notice.reference = $2
            and consultation.reference = notice.reference and consultation.partner = $1
        returning notice.notice
        """,
        partner,
        reference,
        notice,
        at,
    )
    return row is not None


async def notices(connection: Connection, signal_id: UUID) -> list[Notice]:
    rows = await connection.fetch(
        "select notice.* from notice join consultation using (reference) where signal_id = $1 order by notice.sent_at",
        signal_id,
    )
    return [read(row) for row in rows]


async def amendments(connection: Connection, signal_id: UUID) -> list[Amendment]:
    rows = await connection.fetch("select * from amendment where signal_id = $1 order by amended_at", signal_id)
    return [
        Amendment(r["amendment_id"], r["signal_id"], Kind(r["kind"]), r["reason"], r["amended_by"], r["amended_at"])
        for r in rows
    ]
