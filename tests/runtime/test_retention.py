"""Destruction on the real tables: on record each time, never while something has to be done or sent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.casework.retention.clock import destroying
from services.casework.terms.domain import day_of
from services.referral import retention_store, store
from services.referral.domain import State
from services.runtime.base.database import migrate
from services.zorg_referral.service import SERVICE

if TYPE_CHECKING:
    from services.runtime.base.database import Connection, Pool
    from services.runtime.messaging.outbox import Outgoing

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SIGNAL = UUID(int=1)


async def referred(connection: Connection, partner: str, state: State, since: datetime) -> UUID:
    """A referral with words about it."""
    reference = uuid4()
    made = store.Referral(
        reference,
        SIGNAL,
        UUID(int=2),
        partner,
        director=False,
        basis="wmo-2015-opvang",
        municipality="GM0268",
        state=State.SENT,
        sent_at=since,
        state_since=since,
    )
    await store.add(connection, made)
    await store.take_step(connection, reference, store.Step(state, since, explanation="Woorden."))
    return reference


async def destroy(connection: Connection) -> list[Outgoing]:
    act = destroying("zorg-referral", retention_store.kept, retention_store.wipe)
    async with connection.transaction():
        return await act(connection, NOW, day_of(NOW))


async def words(connection: Connection, reference: UUID) -> list[str | None]:
    return [step.explanation for step in await store.steps(connection, reference)]


async def test_a_referral_that_is_withdrawn_after_it_went_goes_again(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await migrate(connection, SERVICE.migrations)
        reference = await referred(connection, "veilig-thuis", State.DONE, datetime(2026, 8, 26, 12, tzinfo=UTC))
        last_day = await referred(connection, "reguliere-hulp", State.DECLINED, datetime(2026, 8, 27, 12, tzinfo=UTC))
        assert await destroy(connection) == []
        await connection.execute("update referral set state_since = '2026-08-26T21:59Z' where reference = $1", last_day)
        assert len(await destroy(connection)) == 1
        assert await words(connection, reference) == await words(connection, last_day) == [None]
        assert await destroy(connection) == []
        again = store.Step(State.REVOKED, datetime(2026, 10, 1, tzinfo=UTC), explanation="Toch niet.")
        await store.take_step(connection, reference, again)
        assert len(await destroy(connection)) == 1
        assert await words(connection, reference) == [None, None]
        register = await connection.fetch("select turn, destroy_after from destruction order by turn")
    assert [tuple(row) for row in register] == [(1, date(2026, 11, 24)), (2, date(2026, 11, 24))]


async def test_nothing_goes_while_an_old_event_waits_to_be_sent(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await migrate(connection, SERVICE.migrations)
        await referred(connection, "veilig-thuis", State.DONE, datetime(2026, 1, 5, tzinfo=UTC))
        await connection.execute(
            "insert into outbox (urgent, topic, key, event_id, value, created_at)"
            " values (false, 'referral.veilig-thuis', '', $1, 'x', '2026-01-05')",
            uuid4(),
        )
        assert await destroy(connection) == []
        await connection.execute("update outbox set value = '', digest = sha256(value), sent_at = $1", NOW)
        assert len(await destroy(connection)) == 1
