"""Terms that pass: what waits too long is put on record once, whatever it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from schemas.events.acts import itself
from schemas.events.acts.terms import TermPassed
from schemas.settings import ALWAYS
from services.casework.settings import store as settings_store
from services.casework.terms.domain import day_of, start_of
from services.runtime.messaging import trail

if TYPE_CHECKING:
    from collections.abc import Sequence

    import asyncpg

    from schemas.codes.flow import Awaited
    from services.casework.clock import AtTheTime
    from services.casework.settings.domain import Settings
    from services.casework.terms.domain import Norm
    from services.runtime.base.database import Connection

AT_ONCE = 1000
"""What is overdue after a long weekend goes on record in so many at a time."""


@dataclass(frozen=True, slots=True)
class Term:
    """What may wait how long: the rows that meet ``while_``, since ``since``, which is a moment or a day.

    ``key`` is the table's, ``about`` the column of what a row belongs to; ``owner`` has to act once the term passed.
    Without a ``norm``, ``since`` is the day it is due itself.
    """

    awaited: Awaited
    table: str
    key: str
    since: str
    while_: str
    norm: Norm | None
    owner: str
    about: str | None = None
    by_day: bool = False

    def passed(self, service: str, row: asyncpg.Record, at: datetime, settings: Settings) -> TermPassed:
        """The act for this row of ``table``; ``at`` is the moment it goes on record, not the day it was due."""
        since: date = row[self.since] if self.by_day else day_of(row[self.since])
        return TermPassed(
            **itself(service, at),
            waiting=row[self.key],
            about=row[self.about] if self.about else None,
            awaited=self.awaited,
            owner=self.owner,
            due_on=self.norm.due(since, settings) if self.norm else since,
        )

    def too_long(self, today: date, settings: Settings) -> list[date | datetime]:
        """What waits since one of these, and before the one after it, is overdue today."""
        spans = self.norm.too_long(today, settings) if self.norm else [(ALWAYS, today)]
        edges = [day for span in spans for day in span]
        return [day if self.by_day else start_of(day) for day in edges]


async def overdue(connection: Connection, term: Term, today: date, settings: Settings) -> list[asyncpg.Record]:
    """What waited too long and is not on record yet, so many at a time; locked, and without another worker's."""
    edges = term.too_long(today, settings)
    spans = [f"{term.since} >= ${first} and {term.since} < ${first + 1}" for first in range(1, len(edges), 2)]
    return await connection.fetch(
        f"select * from {term.table} where {term.while_} and ({' or '.join(spans) or 'false'})"  # noqa: S608
        f" and escalated_at is null order by {term.since} limit {AT_ONCE} for update skip locked",
        *edges,
    )


async def apply_passed(connection: Connection, act: TermPassed, terms: Sequence[Term]) -> None:
    """Note it on its row, so that it is escalated once; one of ``terms`` awaits it."""
    term = next((term for term in terms if term.awaited is act.awaited), None)
    if term is None:
        raise LookupError(f"nothing here waits for {act.awaited}")
    await connection.execute(
        f"update {term.table} set escalated_at = $2 where {term.key} = $1",  # noqa: S608 - a service's own words
        act.waiting,
        act.at,
    )


def escalating(service: str, terms: Sequence[Term]) -> AtTheTime:
    """What the clock asks for."""

    async def escalate(connection: Connection, now: datetime, today: date) -> list[trail.Outgoing]:
        settings = await settings_store.read(connection)
        late = [
            term.passed(service, row, now, settings)
            for term in terms
            for row in await overdue(connection, term, today, settings)
        ]
        for act in late:
            await apply_passed(connection, act, terms)
        return [trail.unasked(service, act) for act in late]

    return escalate
