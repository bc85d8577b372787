"""What the running services hold follows from the log."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from schemas.registry import SERVICES
from tests.chain import until
from tests.command import signaalketen

if TYPE_CHECKING:
    from tests.chain import Chain

pytestmark = pytest.mark.judges_the_chain


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def used(chain: Chain) -> None:
    """Every service has seen something, also when these tests run alone."""
    for outcome, partner in (("zorg", "zorgcoordinator"), ("ondermijnende-criminaliteit", "riec")):
        signal_id = await chain.to_decide()
        await chain.decide(signal_id, [outcome], partner)
        await chain.referral(signal_id, partner)


@pytest.mark.parametrize("service", SERVICES)
async def test_the_live_state_is_what_the_log_makes_it(chain: Chain, service: str) -> None:
    said = await signaalketen(chain.root, "audit", "replay", service, "--json")
    assert said.code in (0, 1), said.err
    (found,) = said.json()
    assert (found["differences"], found["findings"]) == ([], [])
    assert said.code == 0
    assert found["events"]
    async with chain.database(service) as connection:
        left = await connection.fetch("select nspname from pg_namespace where nspname like 'scratch%'")
    assert not left


async def test_a_row_changed_by_hand_is_found_at_its_place(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    reference = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
    async with chain.database("zorg-referral") as connection:
        await connection.execute("update referral set basis = 'verzonnen' where reference = $1", reference)
        said = await signaalketen(chain.root, "audit", "replay", "zorg-referral")
        await connection.execute("update referral set basis = 'wmo-2015-opvang' where reference = $1", reference)
    assert said.code == 1, said.err
    first, last = said.out.splitlines()
    assert first == f"zorg-referral: referral {reference} basis: differs from the log"
    assert last.endswith(" events, 1 differences")


async def test_as_it_was_at_a_moment(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    reference = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]

    async def logged() -> list[datetime]:
        async with chain.database("audit") as connection:
            rows = await connection.fetch(
                "select r.value from record r join log_entry using (topic, partition, record_offset)"
                " where r.key = convert_to($1, 'UTF8') and r.topic in ('signal.direct', 'decision.zorg')",
                signal_id,
            )
        times = sorted(datetime.fromisoformat(json.loads(row["value"])["time"]) for row in rows)
        return times if len(times) == 2 else []

    _, decided_at = await until(logged)
    before, after = (decided_at + timedelta(milliseconds=shift) for shift in (-1, 1000))
    counts: list[int] = []
    for moment in (before, after):
        said = await signaalketen(chain.root, "audit", "replay", "triage", "--at", moment.isoformat(), "--json")
        assert said.code == 0, (said.out, said.err)
        (found,) = said.json()
        assert found["differences"] == []
        counts.append(sum(found["statistics"]["decision by outcomes, decider_role, rule_version"].values()))
    assert counts[1] == counts[0] + 1
    assert reference


async def test_what_cannot_be_tried_says_so(chain: Chain) -> None:
    said = await signaalketen(chain.root, "audit", "replay", "keuken")
    assert (said.code, "no service keuken" in said.err) == (2, True)
    said = await signaalketen(chain.root, "audit", "replay", "--at", "gisteren")
    assert said.code == 2
