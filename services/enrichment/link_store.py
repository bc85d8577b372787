"""What signals have in common, as keyed hashes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.events.signal import SignalContent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from services.runtime.database import Connection


@dataclass(frozen=True, slots=True)
class Unlinked:
    signal_id: UUID
    content: SignalContent
    address_id: str | None


@dataclass(frozen=True, slots=True)
class ObjectHash:
    signal_id: UUID
    kind: str
    key_id: str
    hash: bytes


async def forget_other_keys(connection: Connection, keyring: str) -> None:
    """Everything hashed under other keys than these is to be hashed anew."""
    await connection.execute(
        "update signal set linked_with = null where linked_with <> $1 and content is not null", keyring
    )


async def lease_unlinked(connection: Connection, count: int) -> list[Unlinked]:
    """Locked until the end of the transaction; one worker links at a time, or two would not see each other's."""
    await connection.execute("select pg_advisory_xact_lock(hashtext(current_schema() || ' links'))")
    rows = await connection.fetch(
        "select signal_id, content, address_id from signal where linked_with is null and content is not null"
        " order by received_at limit $1 for update skip locked",
        count,
    )
    return [
        Unlinked(row["signal_id"], SignalContent.model_validate_json(row["content"]), row["address_id"]) for row in rows
    ]


async def save_links(
    connection: Connection, keyring: str, signal_ids: Sequence[UUID], hashes: Sequence[ObjectHash]
) -> None:
    """These hashes take the place of all these signals had."""
    await connection.execute("delete from object_hash where signal_id = any($1)", [*signal_ids])
    await connection.execute(
        "insert into object_hash (signal_id, kind, key_id, hash) select * from"
        " unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[])",
        [one.signal_id for one in hashes],
        [one.kind for one in hashes],
        [one.key_id for one in hashes],
        [one.hash for one in hashes],
    )
    await connection.execute("update signal set linked_with = $2 where signal_id = any($1)", [*signal_ids], keyring)
