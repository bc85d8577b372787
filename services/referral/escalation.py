"""Referrals whose norm time passed, and what a partner did not confirm in time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from schemas.codes.flow import Awaited
from services.casework import deadlines, notice
from services.casework.retention.clock import destroying
from services.casework.terms.escalation import Term, escalating
from services.referral import retention_store
from services.referral.domain import NORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from services.runtime.base.config import Config
    from services.runtime.base.database import Pool

TERMS = (
    *(
        Term(
            Awaited.REFERRAL,
            "referral",
            "reference",
            "state_since",
            f"state = '{state}'",
            norm,
            norm.owner,
            about="signal_id",
        )
        for state, norm in NORMS.items()
    ),
    notice.TERM,
)


def job(service: str) -> Callable[[Config, Pool], Coroutine[Any, Any, None]]:
    """The worker's job of one referral service: what waits, and what must go."""

    async def watch(_: Config, pool: Pool) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(deadlines.watch_for_ever(pool, escalating(service, TERMS)))
            group.create_task(
                deadlines.watch_for_ever(pool, destroying(service, retention_store.kept, retention_store.wipe))
            )

    return watch
