"""Looks addresses up beside the stream: a slow or absent register postpones a fact, never a signal."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import structlog

from services.enrichment import budget, budget_store, store
from services.enrichment.bag import LIMITS, Bag, PatienceAskedError, RegisterUnavailableError
from services.enrichment.domain import AddressState
from services.runtime import outbox, trail
from services.runtime.database import is_transient

if TYPE_CHECKING:
    from uuid import UUID

    from schemas.events.signal import SignalContent
    from services.runtime.config import Config, EnrichmentConfig
    from services.runtime.database import Connection, Pool

log = structlog.get_logger()

_REGISTER = "bag"
_AT_ONCE = 20
_LEASE = timedelta(seconds=30)
_POLL_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 900


def can_look_up(content: SignalContent) -> bool:
    location = content.personal.location
    return bool(location and location.postcode and location.house_number)


async def look_up_for_ever(config: Config, pool: Pool) -> None:
    """The worker's job: look up every pending address; workers share the work by leases."""
    settings = cast("EnrichmentConfig", config)
    bag = Bag(settings)
    try:
        while True:
            try:
                async with pool.acquire() as connection, connection.transaction():
                    leased = await lease(connection, datetime.now(UTC))
                await asyncio.gather(*(_look_up(pool, bag, *item) for item in leased))
            except Exception as error:
                log.log(30 if is_transient(error) else 40, "lookups interrupted", exc_info=error)
                leased = []
            if not leased:
                await asyncio.sleep(_POLL_SECONDS)
    finally:
        await bag.close()


async def lease(connection: Connection, now: datetime) -> list[tuple[UUID, SignalContent, int]]:
    """As many pending addresses as this worker may ask for now, paid from the budget of all workers."""
    used = await budget_store.find(connection, _REGISTER)
    left, used = budget.left(used, LIMITS, now)
    leased = await store.lease_lookups(connection, min(left, _AT_ONCE), _LEASE)
    if leased:
        await budget_store.save(connection, _REGISTER, budget.spend(used, len(leased)))
    return leased


async def _look_up(pool: Pool, bag: Bag, signal_id: UUID, content: SignalContent, earlier: int) -> None:
    location = content.personal.location
    if location is None:
        raise LookupError("only signals with a location are leased")
    try:
        address = await bag.find(location)
    except PatienceAskedError as asked:
        pause = timedelta(seconds=asked.seconds)
        log.warning("register asks for patience", seconds=asked.seconds)
        async with pool.acquire() as connection, connection.transaction():
            await budget_store.wait(connection, _REGISTER, datetime.now(UTC) + pause)
            await store.postpone_lookup(connection, signal_id, pause, earlier)
        return
    except RegisterUnavailableError:
        pause = timedelta(seconds=min(2**earlier, _LONGEST_PAUSE_SECONDS))
        log.warning("register unavailable", signal_id=str(signal_id), attempt=earlier + 1)
        async with pool.acquire() as connection:
            await store.postpone_lookup(connection, signal_id, pause, earlier + 1)
        return
    state = AddressState.KNOWN if address else AddressState.UNKNOWN
    line, identification = (address.line, address.identification) if address else (None, None)
    async with pool.acquire() as connection, connection.transaction():
        trace = await store.save_address(connection, signal_id, state, line, identification)
        await outbox.add(connection, [trail.looked_up("enrichment", signal_id, state, trace)])
