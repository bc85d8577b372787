"""Asks the base registers beside the stream: a slow or absent register postpones a fact, never a signal."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Generic, TypeVar, cast

import structlog

from services.enrichment import store
from services.enrichment.budget import domain as budget
from services.enrichment.budget import store as budget_store
from services.enrichment.domain import AddressState, CompanyState, ResidentsState
from services.enrichment.registers.bag import Bag
from services.enrichment.registers.brp import Brp
from services.enrichment.registers.kvk import Kvk
from services.enrichment.registers.register import PatienceAskedError, RegisterUnavailableError
from services.runtime.base.database import is_transient
from services.runtime.messaging import outbox, trail

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from uuid import UUID

    from schemas.events.signal import SignalContent
    from services.enrichment.budget.domain import Limits
    from services.enrichment.domain import Residents
    from services.enrichment.registers.register import Found, Question, Register
    from services.runtime.base.config import Config, EnrichmentConfig
    from services.runtime.base.database import Connection, Pool

log = structlog.get_logger()

_AT_ONCE = 20
_LEASE = timedelta(seconds=30)
_POLL_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 900


def of_address(content: SignalContent) -> AddressState:
    """Whether there is an address to look up."""
    location = content.personal.location
    return AddressState.PENDING if location and location.postcode and location.house_number else AddressState.NONE


def of_company(content: SignalContent) -> CompanyState:
    """Whether there is a firm to look up."""
    company = content.personal.company
    return CompanyState.PENDING if company and company.kvk_number else CompanyState.NONE


Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Subject(Generic[Answer]):
    """What of a signal is looked up: its ``part`` in the table, the act on the trail, how the answer is kept."""

    part: store.Part
    act: str
    save: Callable[[Connection, UUID, Answer | None], Awaitable[tuple[str, str | None]]]


async def _save_address(connection: Connection, signal_id: UUID, found: Found | None) -> tuple[str, str | None]:
    state = AddressState.KNOWN if found else AddressState.UNKNOWN
    line, identification = (found.line, found.identification) if found else (None, None)
    trace = await store.save_address(connection, signal_id, state, line, identification)
    await store.seek_residents(connection, signal_id, state)
    return state, trace


async def _save_company(connection: Connection, signal_id: UUID, found: Found | None) -> tuple[str, str | None]:
    state = CompanyState.KNOWN if found else CompanyState.UNKNOWN
    return state, await store.save_company(connection, signal_id, state, found.line if found else None)


async def _save_residents(connection: Connection, signal_id: UUID, found: Residents | None) -> tuple[str, str | None]:
    state = ResidentsState.KNOWN if found else ResidentsState.UNKNOWN
    return state, await store.save_residents(connection, signal_id, state, found)


ADDRESS = Subject("address", "zoekAdresOp", _save_address)
COMPANY = Subject("company", "zoekBedrijfOp", _save_company)
RESIDENTS = Subject("residents", "zoekBewonersOp", _save_residents)


async def look_up_for_ever(config: Config, pool: Pool) -> None:
    """The worker's job. Each register on its own: one that is away holds up no other."""
    settings = cast("EnrichmentConfig", config)
    async with asyncio.TaskGroup() as group:
        group.create_task(_ask_for_ever(pool, Bag(settings), ADDRESS))
        group.create_task(_ask_for_ever(pool, Kvk(settings), COMPANY))
        group.create_task(_ask_for_ever(pool, Brp(settings), RESIDENTS))


async def _ask_for_ever(pool: Pool, register: Register[Answer], subject: Subject[Answer]) -> None:
    """Workers share the work by leases."""
    try:
        while True:
            try:
                async with pool.acquire() as connection, connection.transaction():
                    leased = await lease(connection, register.name, register.limits, subject.part, datetime.now(UTC))
                await asyncio.gather(*(_look_up(pool, register, subject, *item) for item in leased))
            except Exception as error:
                log.log(30 if is_transient(error) else 40, "lookups interrupted", exc_info=error)
                leased = []
            if not leased:
                await asyncio.sleep(_POLL_SECONDS)
    finally:
        await register.close()


async def lease(
    connection: Connection, register: str, limits: Limits, part: store.Part, now: datetime
) -> list[tuple[UUID, Question, int]]:
    """As many pending questions as this worker may ask now, paid from the budget of all workers."""
    used = await budget_store.find(connection, register)
    left, used = budget.left(used, limits, now)
    leased = await store.lease_lookups(connection, part, min(left, _AT_ONCE), _LEASE)
    if leased:
        await budget_store.save(connection, register, budget.spend(used, len(leased)))
    return leased


async def _look_up(
    pool: Pool, register: Register[Answer], subject: Subject[Answer], signal_id: UUID, question: Question, earlier: int
) -> None:
    try:
        found = await register.find(question)
    except PatienceAskedError as asked:
        pause = timedelta(seconds=asked.seconds)
        log.warning("register asks for patience", reason=register.name, seconds=asked.seconds)
        async with pool.acquire() as connection, connection.transaction():
            await budget_store.wait(connection, register.name, datetime.now(UTC) + pause)
            await store.postpone_lookup(connection, subject.part, signal_id, pause, earlier)
        return
    except RegisterUnavailableError:
        pause = timedelta(seconds=min(2**earlier, _LONGEST_PAUSE_SECONDS))
        log.warning("register unavailable", reason=register.name, signal_id=str(signal_id), attempt=earlier + 1)
        async with pool.acquire() as connection:
            await store.postpone_lookup(connection, subject.part, signal_id, pause, earlier + 1)
        return
    async with pool.acquire() as connection, connection.transaction():
        state, trace = await subject.save(connection, signal_id, found)
        told = trail.looked_up("enrichment", signal_id, subject.act, {f"{subject.part}_state": state}, trace)
        await outbox.add(connection, [told])
