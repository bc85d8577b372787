"""On the running chain nothing differs between outboxes, topics and log, also when delivered content is gone from the
outbox; what is taken from the log does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.chain import until
from tests.command import signaalketen

if TYPE_CHECKING:
    from tests.chain import Chain


async def test_outbox_topic_and_log_are_the_same_until_somebody_changes_one(chain: Chain) -> None:
    signal_id = await chain.to_decide()

    async def logged() -> Any:
        async with chain.database("audit") as connection:
            return await connection.fetchrow(
                "select partition, record_offset from log_entry join record using (topic, partition, record_offset)"
                " where topic = 'signal.direct' limit 1"
            )

    partition, offset = await until(logged)
    async with chain.database("intake") as connection:
        await connection.execute(
            "update outbox set created_at = now() - interval '8 days', sent_at = now() - interval '8 days'"
            " where topic = 'signal.direct' and sent_at is not null"
        )

        async def emptied() -> bool:
            return await connection.fetchval(
                "select bool_and(value = '') from outbox where sent_at < now() - interval '7 days'"
            )

        await until(emptied)
    whole = await signaalketen(chain.root, "audit", "reconcile", "--json")
    assert whole.code == 0, whole.out + whole.err
    assert whole.json()["findings"] == []
    assert whole.json()["events"] > 0
    place = f"topic = 'signal.direct' and partition = {partition} and record_offset = {offset}"
    async with chain.owner("audit") as connection:
        kept = await connection.fetchval(f"select value from record where {place}")
        await connection.execute(f"update record set value = value || ' ' where {place}")
        try:
            changed = await signaalketen(chain.root, "audit", "reconcile")
        finally:
            await connection.execute(f"update record set value = $1 where {place}", kept)
    assert changed.code == 1
    assert (
        f"signal.direct partition {partition} offset {offset}: is not the same on the topic and in the log"
        in changed.out
    )
    assert signal_id not in changed.out
