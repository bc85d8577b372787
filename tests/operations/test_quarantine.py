"""What was set aside is looked at, handled again or discarded, by hand and on record."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from deploy.operator import operator
from tests.chain import until
from tests.command import Said, signaalketen
from tests.workers import end, metric, up

if TYPE_CHECKING:
    from tests.chain import Chain, Json

pytestmark = pytest.mark.disturbs_the_chain

CANARY = "Kanarievogel"


async def held(chain: Chain, service: str) -> dict[str, Json]:
    said = await signaalketen(chain.root, "quarantine", "list", service, "--json")
    assert said.code == 0, said.err
    assert CANARY not in said.out
    return {one["quarantine_id"]: one for one in said.json()}


async def newest(chain: Chain, reason: str) -> str:
    """The event set aside at riec-referral since this test began, once it is there."""

    async def there() -> str | None:
        async with chain.database("riec-referral") as connection:
            found = await connection.fetchval(
                "select quarantine_id from quarantine where reason = $1 and closed_at is null"
                " and quarantined_at > now() - interval '1 minute' order by quarantined_at desc limit 1",
                reason,
            )
        return str(found) if found else None

    return await until(there)


async def on_trail(chain: Chain, quarantine_id: str) -> list[tuple[str, str]]:
    """Who did what to it, as audit holds it."""
    async with chain.database("audit") as connection:
        rows = await connection.fetch(
            "select coalesce(convert_from(value, 'utf-8')::jsonb->'data' ->> 'operation',"
            " convert_from(value, 'utf-8')::jsonb ->> 'type') as operation,"
            " convert_from(value, 'utf-8')::jsonb->'data' ->> 'actor' as actor"
            " from record where topic = 'trail.riec-referral' and key = $1 order by record_offset",
            quarantine_id.encode(),
        )
    return [(row["operation"], row["actor"]) for row in rows]


async def test_quarantine_from_list_to_discard(chain: Chain) -> None:
    await chain.send("riec", f'{{"naam": "{CANARY}"'.encode())
    one = await newest(chain, "contract")
    described = (await held(chain, "riec-referral"))[one]
    assert (described["topic"], described["reason"]) == ("reply.riec", "contract")
    waiting = await metric(chain, "riec-referral-worker", "signaalketen_quarantine_waiting")

    async def run(*arguments: str) -> Said:
        return await signaalketen(chain.root, "quarantine", *arguments)

    shown = await run("show", "riec-referral", one)
    assert (shown.code, CANARY in shown.out) == (0, False)
    opened = await run("show", "riec-referral", one, "--content")
    assert "value: eyJuYWFtIjog" in opened.out
    again = await run("redrive", "riec-referral", one)
    assert (again.code, "refused again" in again.out) == (1, True)
    elsewhere = await run("discard", "triage", one, "--reason", "vergissing")
    assert (elsewhere.code, "not in quarantine here" in elsewhere.err) == (2, True)
    assert (await run("discard", "riec-referral", one)).code == 2
    gone = await run("discard", "riec-referral", one, "--reason", "proefbericht")
    assert gone.code == 0, gone.err
    assert one not in await held(chain, "riec-referral")
    assert await metric(chain, "riec-referral-worker", "signaalketen_quarantine_waiting") == waiting - 1
    wanted = [
        "quarantine show",
        "quarantine show --content",
        "quarantine show --content",
        "nl.signaalketen.act.quarantine-redriven.v1",
        "nl.signaalketen.act.quarantine-discarded.v1",
    ]

    async def recorded() -> bool:
        return await on_trail(chain, one) == [(name, operator()) for name in wanted]

    await until(recorded)


async def test_an_early_answer_has_its_effect_when_redriven(chain: Chain) -> None:
    """Refused because the referral was not there; then it is."""
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["ondermijnende-criminaliteit"], "riec")
    reference: str = (await chain.referral(signal_id, "riec"))["kenmerk"]
    await end(chain, "riec-referral-worker", signal.SIGTERM)
    async with chain.owner("riec-referral") as connection:
        row = await connection.fetchrow("delete from referral where reference = $1 returning *", reference)
        assert row
    await up(chain)
    await chain.reply("riec", "referral.received", {"reference": reference})
    one = await newest(chain, "reference")
    async with chain.database("riec-referral") as connection:
        places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
        await connection.execute(f"insert into referral ({', '.join(row.keys())}) values ({places})", *row.values())
    said = await signaalketen(chain.root, "quarantine", "redrive", "riec-referral", one)
    assert (said.code, said.out) == (0, f"{one}: handled\n")
    assert (await chain.referral(signal_id, "riec"))["status"] == "ontvangen"
