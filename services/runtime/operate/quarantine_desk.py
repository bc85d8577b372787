"""What people do with events in quarantine: look, handle again, discard; each act on the trail, in its transaction."""

from __future__ import annotations

import base64
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from schemas.events.acts import By
from schemas.events.acts.quarantine import OutOfQuarantine, QuarantineDiscarded, QuarantineRedriven
from schemas.events.audit import ContentRead
from services.runtime.base import telemetry
from services.runtime.base.database import is_transient
from services.runtime.base.key_ring import NOTHING, Sealed
from services.runtime.messaging import breaker, outbox, trail
from services.runtime.messaging.dispatch import Handled
from services.runtime.messaging.inbox import claim, read
from services.runtime.messaging.quarantine import AFTER_CLAIM, Refusal
from services.runtime.messaging.record import Cut, Record

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from uuid import UUID

    import asyncpg

    from schemas.events.motive import Motive
    from services.runtime.base.database import Connection
    from services.runtime.messaging.inbox import Decide
    from services.runtime.messaging.quarantine import Vault


class Redriving(Protocol):
    """What of a service it takes to handle an event again."""

    @property
    def name(self) -> str: ...
    @property
    def handle(self) -> Decide | None: ...
    @property
    def store_raw(self) -> Callable[[Connection, Sequence[Record]], Awaitable[None]] | None: ...


@dataclass(frozen=True, slots=True)
class Held:
    """An event in quarantine, by metadata only; ``closed_*`` say how it left, if it did."""

    quarantine_id: UUID
    topic: str
    partition: int
    offset: int
    reason: str
    rules: tuple[str, ...]
    quarantined_at: datetime
    closed_at: datetime | None
    closed_as: str | None
    closed_by: str | None
    closed_because: str | None


class NotHeldError(LookupError):
    """No such event in this service's quarantine, or it has left it."""

    def __init__(self, quarantine_id: UUID) -> None:
        super().__init__(f"{quarantine_id} is not in quarantine here, or has left it")


class EmptiedError(LookupError):
    """What it was is gone: it left quarantine too long ago."""

    def __init__(self, quarantine_id: UUID) -> None:
        super().__init__(f"{quarantine_id} left quarantine too long ago: what it was is gone")


_COLUMNS = (
    "quarantine_id, topic, partition, record_offset as offset, reason, rules, quarantined_at,"
    " closed_at, closed_as, closed_by, closed_because"
)


def _held(row: asyncpg.Record) -> Held:
    values = dict(row)
    values["rules"] = tuple(row["rules"])
    return Held(**values)


async def waiting(connection: Connection) -> list[Held]:
    """Those nobody dealt with yet, oldest first."""
    rows = await connection.fetch(
        f"select {_COLUMNS} from quarantine where closed_at is null order by quarantined_at, quarantine_id"  # noqa: S608 - a constant of this module
    )
    return [_held(row) for row in rows]


async def find(connection: Connection, service: str, quarantine_id: UUID, by: str) -> Held:
    """One of them, also one that has left. Raises NotHeldError."""
    async with connection.transaction():
        held = await _find(connection, quarantine_id)
        await _record(connection, service, quarantine_id, by, "quarantine show", _place(held))
    return held


async def reveal(
    connection: Connection, service: str, vault: Vault, quarantine_id: UUID, by: str
) -> tuple[Held, dict[str, Any]]:
    """With what `Vault.unseal` returns; that it was read is stored before it is given.

    Raises NotHeldError, or EmptiedError.
    """
    operation = "quarantine show --content"
    async with connection.transaction():
        held = await _find(connection, quarantine_id)
        row = await connection.fetchrow(
            "select key_number, sealed from quarantine where quarantine_id = $1", quarantine_id
        )
        if row is None or not row["sealed"]:
            raise EmptiedError(quarantine_id)
        await _record(connection, service, quarantine_id, by, operation, _place(held))
        seen = ContentRead(actor=by, roles=(), operation=operation, objects=(quarantine_id,))
        with telemetry.span("quarantine", None):
            await outbox.add(connection, [trail.event(service, seen, quarantine_id)])
    return held, vault.unseal(quarantine_id, Sealed(*row))


async def discard(connection: Connection, service: str, quarantine_id: UUID, by: str, motive: Motive) -> None:
    """Close it without effect; it can be opened for some time. Raises NotHeldError."""
    async with connection.transaction():
        held, _, _ = await _lock(connection, quarantine_id)
        act = QuarantineDiscarded(**_by(by), **_which(held), because=motive["reason"], ticket=motive["ticket"])
        await apply_discarded(connection, act)
        await outbox.add(connection, [trail.unasked(service, act)])


async def redrive(
    connection: Connection, service: Redriving, vault: Vault, quarantine_id: UUID, by: str
) -> tuple[str, ...]:
    """Handle it as if it came off its topic now, under its own id; returns the rules it breaks now, or none.

    One transaction: effect, outgoing events, inbox, the act. What still breaks a rule stays, with the new one. Raises
    NotHeldError, and what `is_transient` knows when nothing was done and it can be tried again.
    """
    async with connection.transaction():
        held, sealed, claimed = await _lock(connection, quarantine_id)
        record = _record_of(held, vault.unseal(quarantine_id, sealed))
        handled = await _again(connection, service, record, claimed=claimed)
        await outbox.add(connection, handled.outgoing)
        refusal = next(iter(handled.refusals), None)
        act = QuarantineRedriven(**_by(by), **_which(held), refused=refusal.reason if refusal else None)
        again = (refusal.rules, vault.seal(quarantine_id, refusal)) if refusal else None
        await apply_redriven(connection, act, again)
        await outbox.add(connection, [trail.unasked(service.name, act)])
    return refusal.rules if refusal else ()


async def apply_discarded(connection: Connection, act: QuarantineDiscarded) -> None:
    """Closed with its reason; the sealed content stays until housekeeping takes it."""
    await _close(connection, act, "discarded", act.because)


async def apply_redriven(
    connection: Connection, act: QuarantineRedriven, again: tuple[Sequence[str], Sealed] | None = None
) -> None:
    """``again``: the rules it still breaks and what is sealed with them, which no event says."""
    if act.refused is None:
        await _close(connection, act, "redriven", None)
        return
    rules, sealed = again or (None, NOTHING)
    await connection.execute(
        "update quarantine set reason = $2, rules = $3, sealed = $4, claimed = claimed or $5, key_number = $6"
        " where quarantine_id = $1",
        act.quarantine_id,
        act.refused,
        rules,
        sealed.content,
        act.refused in AFTER_CLAIM,
        sealed.key_number,
    )


def _by(operator: str) -> By:
    return By(actor=operator, roles=(), at=datetime.now(UTC))


def _which(held: Held) -> dict[str, Any]:
    return {name: getattr(held, name) for name in ("quarantine_id", "topic", "partition", "offset")}


async def _again(connection: Connection, service: Redriving, record: Record, *, claimed: bool) -> Handled:
    """A defect undoes what it did and becomes a refusal, as in the inbox."""
    try:
        async with connection.transaction():
            if service.store_raw:
                await service.store_raw(connection, [record])
            if not service.handle:
                return Handled()
            deliveries, refusals = read([record])
            if refusals:
                return Handled(refusals=refusals)
            fresh = deliveries if claimed else await claim(connection, deliveries)
            return await service.handle(connection, fresh) if fresh else Handled()
    except Exception as error:
        if is_transient(error):
            raise
        detail = "".join(traceback.format_exception(error))
        return Handled(refusals=[Refusal(record, "defect", (type(error).__qualname__,), detail)])


def _record_of(held: Held, content: dict[str, Any]) -> Record:
    """As it was on its topic; rows sealed by earlier versions hold no headers and no timestamp."""
    headers: Sequence[tuple[str, str]] = content.get("headers", ())
    return Record(
        held.topic,
        held.partition,
        held.offset,
        content.get("timestamp_ms", 0),
        _bytes(content["key"]),
        _bytes(content["value"]),
        tuple((name, _bytes(value)) for name, value in headers),
        Cut(**content["cut"]) if content.get("cut") else None,
    )


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)


async def _find(connection: Connection, quarantine_id: UUID) -> Held:
    row = await connection.fetchrow(
        f"select {_COLUMNS} from quarantine where quarantine_id = $1",  # noqa: S608 - a constant of this module
        quarantine_id,
    )
    if row is None:
        raise NotHeldError(quarantine_id)
    return _held(row)


async def _lock(connection: Connection, quarantine_id: UUID) -> tuple[Held, Sealed, bool]:
    """Until the end of the transaction: what is held, its seal, whether it is claimed. Raises NotHeldError."""
    row = await connection.fetchrow(
        "select key_number, sealed, claimed from quarantine where quarantine_id = $1 and closed_at is null for update",
        quarantine_id,
    )
    if row is None:
        raise NotHeldError(quarantine_id)
    return await _find(connection, quarantine_id), Sealed(row["key_number"], row["sealed"]), row["claimed"]


async def _close(connection: Connection, act: OutOfQuarantine, how: str, because: str | None) -> None:
    await connection.execute(
        "update quarantine set closed_at = $2, closed_as = $3, closed_by = $4, closed_because = $5"
        " where quarantine_id = $1",
        act.quarantine_id,
        act.at,
        how,
        act.actor,
        because,
    )


async def reseal(connection: Connection, service: str, vault: Vault, by: str) -> int:
    """Seal everything that is still sealed with the newest key; how many rows that were. Raises as `Vault.unseal`."""
    async with connection.transaction():
        rows = await connection.fetch(
            "select quarantine_id, key_number, sealed from quarantine"
            " where sealed <> '' and key_number <> $1 for update",
            vault.newest,
        )
        for row in rows:
            new = vault.reseal(row["quarantine_id"], Sealed(row["key_number"], row["sealed"]))
            await connection.execute(
                "update quarantine set sealed = $2, key_number = $3 where quarantine_id = $1",
                row["quarantine_id"],
                new.content,
                new.key_number,
            )
        if rows:
            detail = f"{len(rows)} with key {vault.newest}"
            await outbox.add(connection, [trail.administered(service, by, "quarantine reseal", (), detail)])
    return len(rows)


async def read_on(connection: Connection, service: str, topic: str, by: str, motive: Motive) -> bool:
    """Read a topic again that was stopped; false when it was not."""
    async with connection.transaction():
        again = await breaker.read_on(connection, topic)
        if again:
            detail = " ".join(filter(None, (topic, motive["reason"], motive["ticket"])))
            act = trail.administered(service, by, "quarantine read-on", (), detail)
            await outbox.add(connection, [act])
    return again


def _place(held: Held) -> str:
    return f"{held.topic}/{held.partition}/{held.offset}"


async def _record(
    connection: Connection, service: str, quarantine_id: UUID, by: str, operation: str, detail: str
) -> None:
    await outbox.add(connection, [trail.administered(service, by, operation, (quarantine_id,), detail)])
