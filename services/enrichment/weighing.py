"""How strong signals are, reckoned where something of it changes and kept: a worklist is read far more often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.enrichment import domain, store
from services.enrichment.objects import store as link_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from services.enrichment.objects.store import More
    from services.runtime.base.database import Connection


async def weigh(connection: Connection, signal_ids: Sequence[UUID]) -> list[More]:
    """What these share with others, and how strong they are by all that is known of them. Which of them share with more
    signals of other municipalities than was known.
    """
    more = await link_store.reckon(connection, signal_ids)
    await strengthen(connection, signal_ids)
    return more


async def strengthen(connection: Connection, signal_ids: Sequence[UUID]) -> None:
    """By what is known of them now."""
    found = await store.of(connection, signal_ids)
    points = {one.signal_id: domain.strength(one.content, one.findings).points for one in found}
    await store.save_strength(connection, points)


async def wipe(connection: Connection, signal_ids: Sequence[UUID]) -> None:
    """These are gone; who shared something with them shares it with fewer."""
    await weigh(connection, await store.wipe(connection, signal_ids))
