"""What triage keeps of a case that ended, and how it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.casework.handling import store as handling
from services.casework.retention.domain import Kept
from services.casework.settings import store as settings_store
from services.casework.terms.domain import day_of, start_of
from services.triage.cases.domain import CLOSED, WITHDRAWN, State, kept_until
from services.triage.referrals import store as referral_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from services.runtime.base.database import Connection


async def knows(connection: Connection, signal_id: UUID) -> bool:
    """Also once its content is gone."""
    return await connection.fetchval("select exists (select from signal_case where signal_id = $1)", signal_id)


async def kept(connection: Connection, today: date) -> list[Kept]:
    """Cases that ended and came longer ago than their term, locked until the end of the transaction."""
    settings = await settings_store.read(connection)
    rows = await connection.fetch(
        """
        select signal_id, state, greatest(
            arrived_at,
            (select max(moved_at) from referral where referral.signal_id = signal_case.signal_id),
            (select max(amended_at) from amendment where amendment.signal_id = signal_case.signal_id)
        ) as last_moved
        from signal_case where personal is not null
            and ((state = $1 and arrived_at < $2) or (state = $3 and arrived_at < $4)) for update skip locked
        """,
        State.WITHDRAWN,
        start_of(today - settings.shortest(WITHDRAWN)),
        State.DECIDED,
        start_of(today - settings.shortest(CLOSED)),
    )
    followed = await referral_store.followed(connection, [row["signal_id"] for row in rows])
    found: list[Kept] = []
    for row in rows:
        referrals = [one.standing for one in followed if one.signal_id == row["signal_id"]]
        until = kept_until(State(row["state"]), referrals, day_of(row["last_moved"]), settings)
        if until:
            found.append(Kept(row["signal_id"], row["state"], until))
    return found


async def wipe(connection: Connection, signal_ids: Sequence[UUID]) -> None:
    """What was known, asked, answered and written is gone; that it was decided, by whom and for whom stays."""
    ids = [*signal_ids]
    for statement in (
        "update signal_case set facts = null, personal = null, analyst_note = null where signal_id = any($1)",
        "update consultation set question = '', explanation = null where signal_id = any($1)",
        "update decision set zorg = null, riec = null, motivation = null where signal_id = any($1)",
        "update referral set explanation = null where signal_id = any($1)",
        "delete from report_digest where signal_id = any($1)",
        "update addition set words = '' where signal_id = any($1)",
        "update amendment set reason = '' where signal_id = any($1)",
        "update consent set explanation = null where signal_id = any($1)",
        "update agenda_item set explanation = null where signal_id = any($1)",
        "update hand_over set explanation = null where signal_id = any($1)",
        "update proposal set body = '{}', shown = '{}', explanation = null where signal_id = any($1)",
    ):
        await connection.execute(statement, ids)
    await handling.forget(connection, ids)
