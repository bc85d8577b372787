"""What is done with an agenda: at once, and again from the log. Words are in no event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.triage.agenda import store
from services.triage.agenda.domain import Item, ItemState

if TYPE_CHECKING:
    from schemas.events.acts.triage import AdviceRecorded, PutOnAgenda, TakenOffAgenda
    from services.runtime.base.database import Connection


async def put_on(connection: Connection, act: PutOnAgenda) -> Item:
    item = Item(act.item_id, act.signal_id, act.table, act.on, act.participants, act.third_parties)
    await store.add(connection, item, act.actor)
    return item


async def advise(
    connection: Connection, act: AdviceRecorded, minutes: str | None = None, explanation: str | None = None
) -> None:
    """``minutes``: where they are."""
    settled = store.Settled(ItemState.ADVISED, act.advice, minutes, explanation)
    await store.settle(connection, act.item_id, settled, act.actor)


async def take_off(connection: Connection, act: TakenOffAgenda, reason: str | None = None) -> None:
    """Without advice; ``reason`` is in no event."""
    await store.settle(connection, act.item_id, store.Settled(ItemState.TAKEN_OFF, explanation=reason), act.actor)
