"""What nobody answered, confirmed or recorded in time: on record once, for the aandachtfunctionaris.

Questions, decisions that wait for a second person, advice of a table, and corrections and withdrawals.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from schemas.codes.flow import UserRole
from services.casework import deadlines, notice
from services.casework.retention.clock import destroying
from services.runtime.messaging import trail
from services.triage import retention_store
from services.triage.agenda import store as agenda_store
from services.triage.consultations import store as consultation_store
from services.triage.proposals import store as proposal_store

if TYPE_CHECKING:
    from datetime import date, datetime

    from services.runtime.base.config import Config
    from services.runtime.base.database import Connection, Pool
    from services.runtime.messaging.outbox import Outgoing


async def escalate(connection: Connection, now: datetime, today: date) -> list[Outgoing]:
    late = [asked for asked in await consultation_store.not_escalated(connection, today) if asked.overdue(today)]
    await consultation_store.escalate(connection, [asked.reference for asked in late], now)
    owner = UserRole.AANDACHTFUNCTIONARIS
    proposed = [one for one in await proposal_store.not_escalated(connection, today) if today > one.due_on]
    await proposal_store.escalate(connection, [one.proposal_id for one in proposed], now)
    unadvised = [item for item in await agenda_store.not_escalated(connection, today) if item.overdue(today)]
    await agenda_store.escalate(connection, [item.item_id for item in unadvised], now)
    return [
        *(trail.escalated("triage", owner, asked.answer_by, asked.reference, asked.signal_id) for asked in late),
        *(trail.escalated("triage", owner, one.due_on, one.proposal_id, one.signal_id) for one in proposed),
        *(trail.escalated("triage", owner, item.due_on, item.item_id, item.signal_id) for item in unadvised),
        *await notice.escalate_late(connection, "triage", now, today),
    ]


async def watch_for_ever(_: Config, pool: Pool) -> None:
    """The worker's job: what waits, and what must go."""
    async with asyncio.TaskGroup() as group:
        group.create_task(deadlines.watch_for_ever(pool, escalate))
        group.create_task(
            deadlines.watch_for_ever(pool, destroying("triage", retention_store.kept, retention_store.wipe))
        )
