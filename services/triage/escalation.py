"""What nobody answered, confirmed or recorded in time: on record once, for the aandachtfunctionaris.

Questions, decisions that wait for a second person, advice of a table, and corrections and withdrawals.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from schemas.codes.flow import Awaited
from services.casework import deadlines, notice
from services.casework.retention.clock import destroying
from services.casework.terms.escalation import Term, escalating
from services.triage import retention_store
from services.triage.agenda import domain as agenda
from services.triage.consultations import domain as consultations
from services.triage.proposals import domain as proposals

if TYPE_CHECKING:
    from services.runtime.base.config import Config
    from services.runtime.base.database import Pool

TERMS = (
    Term(
        Awaited.ANSWER,
        "consultation",
        "reference",
        "answer_by",
        "answered_at is null and withdrawn_at is null",
        consultations.NORM,
        consultations.NORM.owner,
        about="signal_id",
        by_day=True,
    ),
    Term(
        Awaited.SECOND_PERSON,
        "proposal",
        "proposal_id",
        "proposed_at",
        "settled_at is null",
        proposals.NORM,
        proposals.NORM.owner,
        about="signal_id",
    ),
    Term(
        Awaited.ADVICE,
        "agenda_item",
        "item_id",
        "held_on",
        f"state = '{agenda.ItemState.OPEN}'",
        agenda.NORM,
        agenda.NORM.owner,
        about="signal_id",
        by_day=True,
    ),
    notice.TERM,
)


async def watch_for_ever(_: Config, pool: Pool) -> None:
    """The worker's job: what waits, and what must go."""
    async with asyncio.TaskGroup() as group:
        group.create_task(deadlines.watch_for_ever(pool, escalating("triage", TERMS)))
        group.create_task(
            deadlines.watch_for_ever(pool, destroying("triage", retention_store.kept, retention_store.wipe))
        )
