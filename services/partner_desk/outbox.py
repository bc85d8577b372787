"""Answers: what somebody said, the state it leads to and what is to be sent, in one transaction; then on their way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from uuid_utils.compat import uuid7

from services.partner_desk import domain, replying, store
from services.partner_desk.database import kept
from services.partner_desk.domain import Answer, Family, State

if TYPE_CHECKING:
    from datetime import datetime
    from sqlite3 import Connection, Row

    from schemas.registry import Oin
    from services.partner_desk.database import Store


class NotNowError(Exception):
    """This can't be answered in the state that it is in (any more)."""


class ChangedError(Exception):
    """Something happened since the page was made that this was filled in on."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as it was filled in. ``form_key``: sent twice, it is said once; ``seen``: how many steps there were on
    the page.
    """

    reference: UUID
    answer: Answer
    data: dict[str, Any]
    by: str
    form_key: str
    seen: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer on its way: the same bytes under the same id, however often it is sent."""

    event_id: str
    reference: str
    value: bytes


def say(store_: Store, oin: Oin, said: Said, now: datetime) -> None:
    """Raises NotNowError, ChangedError, and pydantic.ValidationError where it breaks the contract."""
    with store_.transaction() as connection:
        item = _item(connection, said)
        if item is not None:
            if said.answer not in domain.answers(Family(item["family"]), State(item["state"])):
                raise NotNowError
            _write(store_, oin, said, Family(item["family"]), now)
            store.settle(connection, str(said.reference), now)


def confirm(store_: Store, oin: Oin, said: Said, now: datetime) -> None:
    """What a correction, withdrawal or removal asks. What it asks to destroy is destroyed in the transaction that makes
    the confirmation, so no confirmation leaves before. Raises NotNowError and ChangedError.
    """
    with store_.transaction() as connection:
        item = _item(connection, said)
        if item is not None:
            row: Row | None = connection.execute(
                "select event_id, step, fact from record where reference = ? and notice = ? and confirmed_by is null",
                (str(said.reference), said.data["notice"]),
            ).fetchone()
            if row is None:
                raise NotNowError
            if domain.Fact(row["fact"]) in domain.DESTROYS:
                _destroy(connection, str(said.reference), now)
            else:
                _destroy_before(connection, str(said.reference), row["step"])
            event_id = _write(store_, oin, said, Family(item["family"]), now)
            connection.execute(
                "update record set confirmed_by = ? where event_id = ?", (str(event_id), row["event_id"])
            )
    store_.wipe()


def waiting(store_: Store) -> Waiting | None:
    """The oldest that is not sent."""
    row: Row | None = store_.connection.execute(
        "select outbox.*, reference from outbox join answer using (event_id) order by number limit 1"
    ).fetchone()
    if row is None:
        return None
    value: str = store_.unseal(row["event_id"], row["key_number"], row["content"])
    return Waiting(row["event_id"], row["reference"], value.encode())


def count(store_: Store) -> int:
    """How many are on their way."""
    return store_.connection.execute("select count(*) from outbox").fetchone()[0]


def sent(store_: Store, event_id: str, place: int, now: datetime) -> None:
    """The broker has it, at this place; it may have been refused by then."""
    with store_.transaction() as connection:
        connection.execute("delete from outbox where event_id = ?", (event_id,))
        connection.execute("update answer set sent_at = ?, place = ? where event_id = ?", (kept(now), place, event_id))
        store.take_back(connection, place, now)


def _item(connection: Connection, said: Said) -> Row | None:
    """None where this form was sent before. Raises NotNowError and ChangedError."""
    if connection.execute("select 1 from answer where form_key = ?", (said.form_key,)).fetchone():
        return None
    reference = str(said.reference)
    row: Row | None = connection.execute("select * from item where reference = ?", (reference,)).fetchone()
    if row is None:
        raise NotNowError
    if said.seen != len(store.steps(connection, reference)):
        raise ChangedError
    return row


def _write(store_: Store, oin: Oin, said: Said, family: Family, now: datetime) -> UUID:
    event_id, connection = uuid7(), store_.connection
    content = replying.content_of(said.reference, family, said.answer, said.data)
    value = replying.event_of(oin, event_id, family, said.answer, now, content)
    words = store_.seal(str(event_id), {name: one for name, one in content.items() if name != "reference"})
    connection.execute(
        """insert into answer (event_id, reference, step, answer, time, answered_by, form_key, key_number, content)
           values (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            str(event_id),
            str(said.reference),
            store.next_step(connection, str(said.reference)),
            said.answer.value,
            kept(now),
            said.by,
            said.form_key,
            words.key_number,
            words.content,
        ),
    )
    sealed = store_.seal(str(event_id), value.decode())
    connection.execute(
        "insert into outbox (event_id, key_number, content) values (?, ?, ?)",
        (str(event_id), sealed.key_number, sealed.content),
    )
    return event_id


def _destroy(connection: Connection, reference: str, now: datetime) -> None:
    """All that was received and said, also what was not sent yet; a confirmation says nothing, and goes."""
    connection.execute("update record set content = null where reference = ?", (reference,))
    connection.execute("update answer set content = null where reference = ?", (reference,))
    connection.execute(
        "delete from outbox where event_id in (select event_id from answer where reference = ? and answer <> ?)",
        (reference, Answer.CONFIRMED.value),
    )
    connection.execute("update item set destroyed_at = ? where reference = ?", (kept(now), reference))


def _destroy_before(connection: Connection, reference: str, step: int) -> None:
    """What a correction takes the place of: the whole referral as it was."""
    connection.execute(
        "update record set content = null where reference = ? and step < ? and fact in ('sent', 'corrected')",
        (reference, step),
    )
