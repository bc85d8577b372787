"""What victims said about sharing, each time somebody asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.events.case import Consent
from services.triage.consent.domain import Recorded
from services.triage.decisions import store as decision_store

if TYPE_CHECKING:
    from uuid import UUID

    from schemas.events.acts.triage import ConsentRecorded
    from services.runtime.base.database import Connection


async def add(connection: Connection, act: ConsentRecorded, explanation: str | None) -> None:
    await connection.execute(
        "insert into consent (consent_id, signal_id, asked, given, reason, explanation, recorded_by, recorded_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        act.consent_id,
        act.signal_id,
        act.consent.asked,
        act.consent.given,
        act.consent.reason,
        explanation,
        act.actor,
        act.at,
    )


async def latest(connection: Connection, signal_id: UUID) -> Recorded | None:
    """What holds now. Until 2026-11 only decisions said it."""
    row = await connection.fetchrow(
        "select asked, given, reason, recorded_at from consent where signal_id = $1"
        " order by recorded_at desc, consent_id desc limit 1",
        signal_id,
    )
    if row:
        consent = Consent.model_validate({name: row[name] for name in Consent.model_fields})
        return Recorded(consent, row["recorded_at"])
    return await decision_store.latest_consent(connection, signal_id)
