"""What was told, and how far was read: one transaction stores both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from services.partner_desk import domain
from services.partner_desk.database import kept, moment
from services.partner_desk.domain import Answer, Fact, State, Step

if TYPE_CHECKING:
    from collections.abc import Sequence
    from sqlite3 import Connection, Row

    from schemas.envelope import Violation
    from services.partner_desk.database import Store
    from services.partner_desk.reading import Told


@dataclass(frozen=True, slots=True)
class Place:
    """Of one record on its topic."""

    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """A record that could not be read, and which rules it broke."""

    number: int
    place: Place
    came_at: datetime
    rules: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Of an answer that is none of this program's, as far as it knows."""

    place: int
    came_at: datetime
    rules: str


def places(store: Store) -> dict[tuple[str, int], tuple[int, datetime]]:
    """By topic and partition: the record to read next, and when the last was stored."""
    rows = store.connection.execute("select * from place")
    return {(row["topic"], row["partition"]): (row["next"], moment(row["read_at"])) for row in rows}


def keep(store: Store, place: Place | None, told: Told, now: datetime) -> None:
    """Together with how far was read, where it comes from its topic now. What was stored before is known by its id."""
    with store.transaction() as connection:
        if place:
            _set_place(connection, place, now)
        if told.fact is Fact.REFUSED:
            _refuse(connection, told, now)
        else:
            _record(store, told)


def keep_aside(store: Store, place: Place, raw: bytes, rules: Sequence[Violation], now: datetime) -> None:
    """What can't be read, sealed as it came; the reader goes on behind it."""
    sealed = store.seal(_row(place), raw.hex())
    said = "; ".join(f"{one.field}: {one.rule}" if one.field else one.rule for one in rules)
    with store.transaction() as connection:
        _set_place(connection, place, now)
        connection.execute(
            """insert into set_aside (topic, partition, place, came_at, rules, key_number, content)
               values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""",
            (place.topic, place.partition, place.offset, kept(now), said, sealed.key_number, sealed.content),
        )


def set_aside(store: Store) -> list[SetAside]:
    """The newest first."""
    rows = store.connection.execute("select * from set_aside order by number desc")
    return [
        SetAside(
            row["number"],
            Place(row["topic"], row["partition"], row["place"]),
            moment(row["came_at"]),
            row["rules"],
        )
        for row in rows
    ]


def as_they_came(store: Store) -> list[tuple[SetAside, bytes]]:
    """What was set aside, as it came; a later version of this program may be able to read it."""
    found: list[tuple[SetAside, bytes]] = []
    for one in set_aside(store):
        row = store.connection.execute("select * from set_aside where number = ?", (one.number,)).fetchone()
        found.append((one, bytes.fromhex(store.unseal(_row(one.place), row["key_number"], row["content"]))))
    return found


def drop_set_aside(store: Store, number: int) -> bool:
    """Destroys it; whether it was there."""
    with store.transaction() as connection:
        done = connection.execute("delete from set_aside where number = ?", (number,)).rowcount
    store.wipe()
    return done > 0


def strange_refusals(store: Store) -> list[Refusal]:
    """Of answers that this program did not send, or sent just before it was killed."""
    rows = store.connection.execute(
        "select * from refusal where place not in (select place from answer where place is not null) order by place"
    )
    return [Refusal(row["place"], moment(row["came_at"]), row["rules"]) for row in rows]


def settle(connection: Connection, reference: str, now: datetime) -> State:
    """Where it stands by its whole life, kept for the lists."""
    state = domain.state_after(steps(connection, reference))
    connection.execute(
        "update item set state = ?, since = ? where reference = ? and state <> ?",
        (state.value, kept(now), reference, state.value),
    )
    return state


def steps(connection: Connection, reference: str) -> list[Step]:
    """All that happened, in the order in which it came here or was said here: two clocks need not agree."""
    rows = connection.execute(
        """select step, fact as what, 0 as refused, 0 as ours from record where reference = ?1
           union all select step, answer, refused, 1 from answer where reference = ?1 order by step""",
        (reference,),
    )
    return [Step(Answer(row["what"]) if row["ours"] else Fact(row["what"]), bool(row["refused"])) for row in rows]


def next_step(connection: Connection, reference: str) -> int:
    """How many there were, and one."""
    return len(steps(connection, reference)) + 1


def _record(store: Store, told: Told) -> None:
    connection, reference, event_id = store.connection, str(told.reference), str(told.event_id)
    if connection.execute("select 1 from record where event_id = ?", (event_id,)).fetchone():
        return
    connection.execute(
        "insert into item (reference, family, state, since, received_at) values (?, ?, ?, ?, ?) on conflict do nothing",
        (reference, told.family.value, State.NEW.value, kept(told.time), kept(told.time)),
    )
    if told.answer_by:
        connection.execute("update item set answer_by = ? where reference = ?", (told.answer_by.isoformat(), reference))
    sealed = store.seal(event_id, told.content)
    connection.execute(
        """insert into record (event_id, reference, step, fact, time, notice, key_number, content)
           values (?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            event_id,
            reference,
            next_step(connection, reference),
            told.fact.value,
            kept(told.time),
            str(told.notice) if told.fact in domain.CONFIRMED else None,
            sealed.key_number,
            sealed.content,
        ),
    )
    settle(connection, reference, told.time)


def _refuse(connection: Connection, told: Told, now: datetime) -> None:
    rules = "; ".join(str(rule) for rule in told.content["rules"])
    connection.execute(
        "insert into refusal (place, event_id, came_at, rules) values (?, ?, ?, ?) on conflict do nothing",
        (told.refused_at, str(told.event_id), kept(told.time), rules),
    )
    take_back(connection, told.refused_at, now)


def take_back(connection: Connection, place: int | None, now: datetime) -> None:
    """An answer that was refused changed nothing: where it is about stands as before, and may be answered again."""
    row: Row | None = connection.execute(
        """update answer set refused = 1 where place = ? and refused = 0 and place in (select place from refusal)
           returning reference, event_id""",
        (place,),
    ).fetchone()
    if row is None:
        return
    connection.execute("update record set confirmed_by = null where confirmed_by = ?", (row["event_id"],))
    settle(connection, row["reference"], now)


def _set_place(connection: Connection, place: Place, now: datetime) -> None:
    connection.execute(
        """insert into place (topic, partition, next, read_at) values (?, ?, ?, ?)
           on conflict (topic, partition) do update set next = excluded.next, read_at = excluded.read_at""",
        (place.topic, place.partition, place.offset + 1, kept(now)),
    )


def _row(place: Place) -> str:
    return f"{place.topic}/{place.partition}/{place.offset}"


def as_uuid(written: str | None) -> UUID | None:
    return UUID(written) if written else None


def as_day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
