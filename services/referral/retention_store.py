"""What a referral service keeps of referrals that ended, and how it goes."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from services.casework.retention.domain import Kept
from services.casework.settings import store as settings_store
from services.casework.terms.domain import day_of, start_of
from services.referral.domain import RETENTION, State, kept_until

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from services.runtime.base.database import Connection


_ENDED = " union all ".join(
    f"select signal_id from referral where has_words and state = '{state}' and state_since < ${number}"  # noqa: S608
    for number, state in enumerate(RETENTION, 1)
)


async def knows(connection: Connection, signal_id: UUID) -> bool:
    """Also once its content is gone."""
    return await connection.fetchval("select exists (select from referral where signal_id = $1)", signal_id)


async def kept(connection: Connection, today: date) -> list[Kept]:
    """Signals with words about a referral that ended longer ago than its term; every referral of theirs is locked until
    the end of the transaction.
    """
    settings = await settings_store.read(connection)
    rows = await connection.fetch(
        f"""
        select signal_id, state, state_since from referral where signal_id in ({_ENDED})
        order by signal_id, reference for update
        """,  # noqa: S608 - states of our own
        *(start_of(today - settings.shortest(term)) for term in RETENTION.values()),
    )
    found: list[Kept] = []
    for signal_id, referrals in groupby(rows, key=lambda row: row["signal_id"]):
        until = kept_until(((State(row["state"]), day_of(row["state_since"])) for row in referrals), settings)
        if until:
            state, day = until
            found.append(Kept(signal_id, state.value, day))
    return found


async def wipe(connection: Connection, signal_ids: Sequence[UUID]) -> None:
    """What partners and the aandachtfunctionaris wrote is gone. The steps stay, and what was corrected, withdrawn and
    confirmed: they hold no content.
    """
    await connection.execute(
        """
        with gone as (update referral set has_words = false where signal_id = any($1) returning reference),
            unsent as (update answer_proposal set answer = '' where signal_id = any($1))
        update referral_step set explanation = null where reference in (select reference from gone)
        """,
        [*signal_ids],
    )
