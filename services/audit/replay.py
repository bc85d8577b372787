"""Audit's own state from its log: records, their places, and every tile of the tree, made again from the records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.audit import log_store, store
from services.runtime.operate.comparison import skip
from services.runtime.operate.replay import RUNTIME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.runtime.base.database import Connection
    from services.runtime.messaging.record import Record
    from services.runtime.operate.comparison import Exempt

_BATCH = 1000

EXEMPT: Mapping[str, Exempt] = {
    **RUNTIME,
    "inbox": skip("audit keeps records by their place on the topic, not by event"),
    "record.stored_at": skip("when a worker got to it"),
    "arrival": skip("records that have no place in the log yet"),
    "checkpoint": skip("signed with keys that are not in the log; `audit verify` checks them"),
    "bundle_read": skip("what was read today already; that it was read is on the trail"),
    "lines_given": skip("how far the logbooks have been filled, which confirm every line"),
}
COUNTED: Mapping[str, tuple[str, ...]] = {"record": ("topic",)}


async def rebuild(connection: Connection, records: Sequence[Record]) -> None:
    """Fill the current schema, which must be empty, with these records in the order of the log."""
    async with connection.transaction():
        for record in records:
            await store.add(connection, [record])
        while await log_store.append(connection, _BATCH):
            pass
