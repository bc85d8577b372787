"""What waits too long for its reporter, and what the police did not confirm about an alert."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from schemas.codes.flow import Awaited, ReporterStatus, UserRole
from services.casework import deadlines, notice
from services.casework.retention.clock import destroying
from services.casework.terms.escalation import Term, escalating
from services.intake import retention_store
from services.intake.signals.domain import NORMS

if TYPE_CHECKING:
    from services.runtime.base.config import Config
    from services.runtime.base.database import Pool

_ACTS = {
    ReporterStatus.MELDCODE: UserRole.AANDACHTFUNCTIONARIS,  # takes it over
    ReporterStatus.INFORMATION_ASKED: UserRole.ANALYST,  # assesses it without the answer
}

TERMS = (
    *(
        Term(Awaited.SIGNAL, "signal", "signal_id", "status_since", f"status = '{status}'", norm, _ACTS[status])
        for status, norm in NORMS.items()
    ),
    notice.TERM,
)


async def watch_for_ever(_: Config, pool: Pool) -> None:
    """The worker's job: what waits, and what must go."""
    async with asyncio.TaskGroup() as group:
        group.create_task(deadlines.watch_for_ever(pool, escalating("intake", TERMS)))
        group.create_task(
            deadlines.watch_for_ever(pool, destroying("intake", retention_store.kept, retention_store.wipe))
        )
