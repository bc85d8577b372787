"""What the screens show of what was told: lists, and one thing with its whole life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.casework.terms.domain import day_of
from services.partner_desk import domain, store
from services.partner_desk.database import moment
from services.partner_desk.domain import Answer, Fact, Family, Pile, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from sqlite3 import Row

    from services.partner_desk.database import Store


@dataclass(frozen=True, slots=True)
class Item:
    """``due``: until when it may stay so; ``open_notices``: what is still to be confirmed."""

    reference: UUID
    family: Family
    state: State
    received_at: datetime
    due: date | None
    destroyed_at: datetime | None
    open_notices: int

    @property
    def pile(self) -> Pile:
        return domain.pile(self.state, to_confirm=self.open_notices > 0)

    def overdue(self, today: date) -> bool:
        return self.due is not None and self.due < today


@dataclass(frozen=True, slots=True)
class Entry:
    """One step in its life. ``content`` is None once it was destroyed; ``by``: who of ours said it."""

    event_id: UUID
    what: Fact | Answer
    time: datetime
    content: Mapping[str, Any] | None
    notice: UUID | None = None
    confirmed: bool = False
    by: str | None = None
    sent_at: datetime | None = None
    refused: str | None = None

    @property
    def to_confirm(self) -> bool:
        return self.notice is not None and not self.confirmed


@dataclass(frozen=True, slots=True)
class Life:
    """One thing, all of it."""

    item: Item
    entries: Sequence[Entry]

    @property
    def wholes(self) -> list[Mapping[str, Any]]:
        """It, as it was told each time; the last counts. What was destroyed is not there."""
        wholes = (Fact.SENT, Fact.CORRECTED)
        return [entry.content for entry in self.entries if entry.what in wholes and entry.content is not None]

    @property
    def content(self) -> Mapping[str, Any] | None:
        """As it counts now."""
        return self.wholes[-1] if self.wholes else None

    @property
    def before(self) -> Mapping[str, Any] | None:
        """What a correction that is not confirmed yet takes the place of."""
        return self.wholes[-2] if len(self.wholes) > 1 else None

    @property
    def notice(self) -> Entry | None:
        """What is to be confirmed first."""
        return next((entry for entry in self.entries if entry.to_confirm), None)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What can be said now."""
        return domain.answers(self.item.family, self.item.state)


_ITEMS = """select item.*, (select count(*) from record where record.reference = item.reference
                            and notice is not null and confirmed_by is null) as open_notices from item"""


def every(store_: Store) -> list[Item]:
    """The newest first."""
    return [_item(row) for row in store_.connection.execute(f"{_ITEMS} order by received_at desc, reference")]


def life(store_: Store, reference: UUID) -> Life | None:
    """None where nothing was told under this reference. Raises UnknownKeyError where it is sealed with a lost key."""
    row = store_.connection.execute(f"{_ITEMS} where reference = ?", (str(reference),)).fetchone()
    if row is None:
        return None
    records = store_.connection.execute("select * from record where reference = ?", (str(reference),))
    answers = store_.connection.execute(
        """select answer.*, rules from answer left join refusal on refusal.place = answer.place and refused
           where reference = ?""",
        (str(reference),),
    )
    steps = {
        **{told["step"]: _told(store_, told) for told in records},
        **{said["step"]: _said(store_, said) for said in answers},
    }
    return Life(_item(row), [steps[step] for step in sorted(steps)])


def _item(row: Row) -> Item:
    family, state = Family(row["family"]), State(row["state"])
    since = day_of(moment(row["since"]))
    return Item(
        UUID(row["reference"]),
        family,
        state,
        moment(row["received_at"]),
        domain.due(family, state, since, store.as_day(row["answer_by"])),
        moment(row["destroyed_at"]) if row["destroyed_at"] else None,
        row["open_notices"],
    )


def _told(store_: Store, row: Row) -> Entry:
    return Entry(
        UUID(row["event_id"]),
        Fact(row["fact"]),
        moment(row["time"]),
        _content(store_, row),
        store.as_uuid(row["notice"]),
        row["confirmed_by"] is not None,
    )


def _said(store_: Store, row: Row) -> Entry:
    return Entry(
        UUID(row["event_id"]),
        Answer(row["answer"]),
        moment(row["time"]),
        _content(store_, row),
        by=row["answered_by"],
        sent_at=moment(row["sent_at"]) if row["sent_at"] else None,
        refused=row["rules"] if row["refused"] else None,
    )


def _content(store_: Store, row: Row) -> Mapping[str, Any] | None:
    return None if row["content"] is None else store_.unseal(row["event_id"], row["key_number"], row["content"])
