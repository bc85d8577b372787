"""Asks the base registers beside the stream: a slow or absent register postpones a fact, never a signal."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

import structlog

from schemas.codes.register import LookupState
from schemas.events.acts import itself
from schemas.events.acts.enrichment import AddressLookedUp, CompanyLookedUp, LookedUp, ResidentsLookedUp
from services.enrichment import store
from services.enrichment.budget import domain as budget
from services.enrichment.budget import store as budget_store
from services.enrichment.registers import acts
from services.enrichment.registers.bag import Bag
from services.enrichment.registers.brp import Brp
from services.enrichment.registers.domain import Addresses, address_question, pause
from services.enrichment.registers.kvk import Kvk
from services.enrichment.registers.register import PatienceAskedError, RefusedError, RegisterUnavailableError
from services.runtime.base import metrics, periodic, telemetry
from services.runtime.base.database import is_transient
from services.runtime.messaging import outbox, trail

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from uuid import UUID

    from schemas.events.signal import SignalContent
    from services.enrichment.budget.domain import Limits
    from services.enrichment.config import EnrichmentConfig
    from services.enrichment.registers.register import Question, Register
    from services.runtime.base.config import Config
    from services.runtime.base.database import Connection, Pool
    from services.runtime.messaging.outbox import Outgoing

log = structlog.get_logger()

_AT_ONCE = 20
_LEASE = timedelta(seconds=90)
"""Longer than the requests of one lookup can take together."""
_POLL_SECONDS = 0.5
_COMPANY_SECONDS = 0.02
_LONGEST_PAUSE_SECONDS = 900


def of_address(content: SignalContent) -> LookupState:
    """Whether there is an address to look up."""
    return LookupState.BUSY if address_question(content.personal.location) else LookupState.NOT_ASKED


def of_company(content: SignalContent) -> LookupState:
    """Whether there is a firm to look up."""
    company = content.personal.company
    return LookupState.BUSY if company and company.kvk_number else LookupState.NOT_ASKED


Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Subject(Generic[Answer]):
    """What of a signal is looked up: its ``part`` in the table, the act on the trail, and how that is done."""

    part: store.Part
    act: type[LookedUp]
    apply: Callable[[Connection, Any, Answer | None, timedelta | None], Awaitable[str | None]]


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Answer]):
    """What came of a question. ``again``: after how long it is put again; None is never."""

    state: LookupState
    found: Answer | None = None
    refusal: str | None = None
    more_than: int | None = None
    again: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Postponed:
    """It did not answer, or ``told`` everybody to wait so long."""

    until: timedelta
    told: bool
    state: ClassVar = LookupState.BUSY


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
        if not await store.is_due(pool, subject.part):
            return False
        async with pool.acquire() as connection, connection.transaction():
            leased = await lease(connection, register.name, register.limits, subject.part, datetime.now(UTC))
        await look_up(pool, register, subject, leased)
        return len(leased) == _AT_ONCE

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
    leased = await store.lease_lookups(connection, part, min(left // limits.per_lookup, _AT_ONCE), _LEASE)
    if leased:
        await budget_store.save(connection, register, budget.spend(used, len(leased) * limits.per_lookup))
    return leased


async def look_up(
    pool: Pool, register: Register[Answer], subject: Subject[Answer], leased: Sequence[tuple[UUID, Question, int]]
) -> None:
    """Put leased questions, each with the number of earlier attempts that led to nothing, and keep what comes of them:
    what is answered at about the same time in one transaction, so that no slow answer holds up the others.
    """
    asked = {
        asyncio.create_task(_asked(register, signal_id, question, earlier)): (signal_id, earlier)
        for signal_id, question, earlier in leased
    }
    try:
        while asked:
            await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(_COMPANY_SECONDS)
            answered = [(*asked.pop(task), task.result()) for task in [*asked] if task.done()]
            for *_, came in answered:
                metrics.REGISTER_ANSWERS.labels(register.name, came.state).inc()
            await _keep(pool, register, subject, answered)
    finally:
        for task in asked:
            task.cancel()


async def _keep(
    pool: Pool,
    register: Register[Answer],
    subject: Subject[Answer],
    answered: Sequence[tuple[UUID, int, Outcome[Answer] | Postponed]],
) -> None:
    """One that can't be kept takes no other with it. Raises what kept it from that."""
    try:
        async with pool.acquire() as connection, connection.transaction():
            acts = [await _came(connection, register, subject, *one) for one in answered]
            await outbox.add(connection, [act for act in acts if act])
    except Exception as error:
        if len(answered) == 1 or is_transient(error):
            raise
        middle = len(answered) // 2
        try:
            await _keep(pool, register, subject, answered[:middle])
        finally:
            await _keep(pool, register, subject, answered[middle:])


async def _came(
    connection: Connection,
    register: Register[Answer],
    subject: Subject[Answer],
    signal_id: UUID,
    earlier: int,
    came: Outcome[Answer] | Postponed,
) -> Outgoing | None:
    """In the transaction under way; the line on the trail of what was answered."""
    if isinstance(came, Postponed):
        if came.told:
            await budget_store.wait(connection, register.name, datetime.now(UTC) + came.until)
        await store.postpone_lookup(connection, subject.part, signal_id, came.until, earlier + (not came.told))
        return None
    act = _act(subject, signal_id, came)
    trace = await subject.apply(connection, act, came.found, came.again)
    return trail.done("enrichment", act, telemetry.continued("lookup", trace))


async def _asked(
    register: Register[Answer], signal_id: UUID, question: Question, earlier: int
) -> Outcome[Answer] | Postponed:
    """Whatever it answers is a state; only silence is none."""
    try:
        found = await register.find(question)
    except PatienceAskedError as asked:
        log.warning("register asks for patience", reason=register.name, seconds=asked.seconds)
        return Postponed(timedelta(seconds=asked.seconds), told=True)
    except RegisterUnavailableError:
        log.warning("register unavailable", reason=register.name, signal_id=str(signal_id), attempt=earlier + 1)
        return Postponed(timedelta(seconds=min(2 ** min(earlier, 10), _LONGEST_PAUSE_SECONDS)), told=False)
    except RefusedError as refused:
        log.warning("register refused", reason=f"{register.name} {refused.code}", status=refused.status)
        again = None if refused.lasting else pause(earlier)
        return Outcome(LookupState.REFUSED, None, refused.code, refused.more_than, again)
    except Exception as error:  # also what nobody foresaw: or it would be asked again at every lease, for ever
        log.warning("register not understood", reason=register.name, attempt=earlier + 1, exc_info=error)
        return Outcome(LookupState.NOT_UNDERSTOOD, again=pause(earlier))
    return Outcome(LookupState.NOT_FOUND if found is None else LookupState.FOUND, found)


def _act(subject: Subject[Answer], signal_id: UUID, outcome: Outcome[Answer]) -> LookedUp:
    found = outcome.found
    several = {"identified": False} if isinstance(found, Addresses) and found.identification is None else {}
    return subject.act(
        **itself("enrichment", datetime.now(UTC)),
        signal_id=signal_id,
        known=found is not None,
        state=outcome.state,
        refusal=outcome.refusal,
        more_than=outcome.more_than,
        **several,
    )
