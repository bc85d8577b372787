"""Earlier interventions, as they were recorded at this signal or at another that shares an object with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codes.flow import InterventionKind
from schemas.events.signal import Intervention
from services.enrichment.objects import store as link_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from schemas.events.acts.enrichment import InterventionRecorded
    from services.runtime.base.database import Connection


async def add(
    connection: Connection, act: InterventionRecorded, organisation: str | None, file_number: str | None
) -> None:
    """Who did it and its file number are not in the act: a replay has neither."""
    await connection.execute(
        "insert into intervention (signal_id, intervention_id, kind, took_place_on, organisation, file_number,"
        " recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        act.signal_id,
        act.intervention_id,
        act.kind,
        act.took_place_on,
        organisation,
        file_number,
        act.actor,
        act.at,
    )
    await link_store.set_intervened(connection, act.signal_id)


async def withdraw(connection: Connection, signal_id: UUID, intervention_id: UUID, at: datetime) -> bool:
    """False when this signal has no such intervention, or not any more."""
    row = await connection.fetchrow(
        "update intervention set withdrawn_at = $3 where signal_id = $1 and intervention_id = $2"
        " and withdrawn_at is null returning intervention_id",
        signal_id,
        intervention_id,
        at,
    )
    return row is not None


async def known_at(connection: Connection, signal_id: UUID) -> tuple[Intervention, ...]:
    """The latest first; the same one recorded twice is one."""
    rows = await connection.fetch(
        """
        select distinct kind, took_place_on, organisation, file_number from intervention
        where withdrawn_at is null and (signal_id = $1 or signal_id in (
            select other.signal_id from object_hash mine join object_hash other on other.hash = mine.hash
            where mine.signal_id = $1 and other.intervened and not (mine.numbered and other.numbered)
        ))
        order by took_place_on desc, kind, organisation, file_number
        """,
        signal_id,
    )
    return tuple(
        Intervention(
            kind=InterventionKind(row["kind"]),
            took_place_on=row["took_place_on"],
            organisation=row["organisation"],
            file_number=row["file_number"],
        )
        for row in rows
    )


async def forget(connection: Connection, signal_ids: Sequence[UUID]) -> None:
    """At once and without record of their own: they go with the content of their signals."""
    await connection.execute("delete from intervention where signal_id = any($1)", [*signal_ids])
