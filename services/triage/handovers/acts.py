"""What a hand-over does: at once, and again from the log."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from services.casework.tenancy import store as tenancy
from services.casework.terms.domain import start_of
from services.triage.handovers import store
from services.triage.handovers.domain import HandOver

if TYPE_CHECKING:
    from datetime import date, datetime

    from schemas.events.acts.triage import CaseHandedOver, CaseTakenBack
    from services.runtime.base.database import Connection


def end_of(day: date) -> datetime:
    """The moment from which a share until this day is over."""
    return start_of(day + timedelta(days=1))


async def hand_over(connection: Connection, act: CaseHandedOver, explanation: str | None = None) -> HandOver:
    """``explanation`` is in no event."""
    made = HandOver(
        hand_over_id=act.hand_over_id,
        signal_id=act.signal_id,
        municipality=act.municipality,
        reason=act.reason,
        explanation=explanation,
        basis=act.basis,
        until=act.until,
        handed_over_by=act.actor,
        handed_over_at=act.at,
    )
    await store.add(connection, made)
    await tenancy.share(connection, act.signal_id, act.municipality, act.at, end_of(act.until))
    return made


async def take_back(connection: Connection, act: CaseTakenBack) -> None:
    """That it was handed over stays."""
    await store.end(connection, act)
    await tenancy.end_share(connection, act.signal_id, act.municipality, act.at)
