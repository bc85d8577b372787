"""Asks the base registers beside the stream: a slow or absent register postpones a fact, never a signal."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import structlog

from schemas.events.acts import itself
from schemas.events.acts.enrichment import AddressLookedUp, CompanyLookedUp, LookedUp, ResidentsLookedUp
from services.enrichment import store
from services.enrichment.budget import domain as budget
from services.enrichment.budget import store as budget_store
from services.enrichment.domain import AddressState, CompanyState
from services.enrichment.registers import acts
from services.enrichment.registers.bag import Bag
from services.enrichment.registers.brp import Brp
from services.enrichment.registers.kvk import Kvk
from services.enrichment.registers.register import PatienceAskedError, RegisterUnavailableError
from services.runtime.base import periodic, telemetry
from services.runtime.messaging import outbox, trail

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from uuid import UUID

    from schemas.events.signal import SignalContent
    from services.enrichment.budget.domain import Limits
    from services.enrichment.config import EnrichmentConfig
    from services.enrichment.registers.register import Question, Register
    from services.runtime.base.config import Config
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
    """What of a signal is looked up: its ``part`` in the table, the act on the trail, and how that is done."""

    part: store.Part
    act: type[LookedUp]
    apply: Callable[[Connection, Any, Answer | None], Awaitable[str | None]]


ADDRESS = Subject("address", AddressLookedUp, acts.look_up_address)
COMPANY = Subject("company", CompanyLookedUp, acts.look_up_company)
RESIDENTS = Subject("residents", ResidentsLookedUp, acts.look_up_residents)


async def look_up_for_ever(config: Config, pool: Pool) -> None:
    """The worker's job. Each register on its own: one that is away holds up no other."""
    settings = cast("EnrichmentConfig", config)
    async with asyncio.TaskGroup() as group:
        group.create_task(_ask_for_ever(pool, Bag(settings), ADDRESS))
        group.create_task(_ask_for_ever(pool, Kvk(settings), COMPANY))
        group.create_task(_ask_for_ever(pool, Brp(settings), RESIDENTS))


async def _ask_for_ever(pool: Pool, register: Register[Answer], subject: Subject[Answer]) -> None:
    """Workers share the work by leases."""

    async def look() -> bool:
        async with pool.acquire() as connection, connection.transaction():
            leased = await lease(connection, register.name, register.limits, subject.part, datetime.now(UTC))
        await asyncio.gather(*(_look_up(pool, register, subject, *item) for item in leased))
        return bool(leased)

    try:
        await periodic.for_ever(look, _POLL_SECONDS, "lookups interrupted")
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
        by = itself("enrichment", datetime.now(UTC))
        act = subject.act(**by, signal_id=signal_id, known=found is not None)
        trace = await subject.apply(connection, act, found)
        await outbox.add(connection, [trail.done("enrichment", act, telemetry.continued("lookup", trace))])
