"""Triage's view of referrals: where the services that follow them say they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.codes.flow import ReferralState
from services.triage.referrals.domain import Standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    import asyncpg

    from schemas.events.acts.triage import Decision
    from schemas.events.decision import ReferralOrder
    from schemas.events.progress import ReferralMoved
    from services.runtime.base.database import Connection


@dataclass(frozen=True, slots=True)
class Followed:
    """``returned``: it brought the case back, and no decision was taken since."""

    signal_id: UUID
    decision_id: UUID
    partner: str
    director: bool
    state: ReferralState
    reference: UUID | None
    reason: str | None
    explanation: str | None
    moved_at: datetime
    returned: bool

    @property
    def standing(self) -> Standing:
        """What the rules look at."""
        return Standing(self.partner, self.director, self.state)


async def order(connection: Connection, act: Decision, orders: Sequence[ReferralOrder]) -> None:
    """Referrals just decided, on their way; whatever came back is settled by it."""
    await connection.execute("update referral set returned = false where signal_id = $1", act.signal_id)
    await connection.execute(
        """
        insert into referral (signal_id, decision_id, partner, director, state, moved_at)
        select $1, $2, partner, director, $3, $6 from unnest($4::text[], $5::boolean[]) as new (partner, director)
        """,
        act.signal_id,
        act.decision_id,
        ReferralState.SENT,
        [order.partner for order in orders],
        [order.director for order in orders],
        act.at,
    )


async def move(connection: Connection, signal_id: UUID, moved: ReferralMoved, at: datetime) -> None:
    """A move may be the first that is heard of a referral; ``returned`` is left as it is."""
    await connection.execute(
        """
        insert into referral
            (signal_id, decision_id, partner, director, state, reference, reason, explanation, moved_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (decision_id, partner) do update set state = excluded.state, reference = excluded.reference,
            reason = excluded.reason, explanation = excluded.explanation, moved_at = excluded.moved_at
        """,
        signal_id,
        moved.decision_id,
        moved.partner,
        moved.director,
        moved.state,
        moved.reference,
        moved.reason,
        moved.personal.explanation,
        at,
    )


async def bring_back(connection: Connection, decision_id: UUID, partner: str) -> None:
    """Marked until the next decision of its signal."""
    await connection.execute(
        "update referral set returned = true where decision_id = $1 and partner = $2", decision_id, partner
    )


def _followed(row: asyncpg.Record) -> Followed:
    values = dict(row)
    values["state"] = ReferralState(row["state"])
    return Followed(**values)


async def followed(connection: Connection, signal_ids: Sequence[UUID]) -> list[Followed]:
    """In the order of their last move."""
    rows = await connection.fetch(
        "select * from referral where signal_id = any($1) order by moved_at, partner", [*signal_ids]
    )
    return [_followed(row) for row in rows]
