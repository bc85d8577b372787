"""A service that reads its topics again does nothing twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.chain import PATIENCE_SECONDS, until
from tests.command import signaalketen
from tests.workers import caught_up, metric

if TYPE_CHECKING:
    from tests.chain import Chain

pytestmark = pytest.mark.disturbs_the_chain

_STATE = {
    "enrichment": "signal",
    "triage": "signal_case, consultation, decision",
}


async def kept(chain: Chain, service: str) -> dict[str, list[Any]]:
    """Every row of this service's state, inbox, quarantine and outbox; not what the trail says of us."""
    tables = [*_STATE[service].split(", "), "inbox", "quarantine"]
    async with chain.database(service) as connection:
        rows = {name: await connection.fetch(f"select t::text from {name} t order by 1") for name in tables}
        rows["outbox"] = await connection.fetch(
            "select position, topic, key, event_id, value, sequence from outbox where topic <> $1 order by position",
            f"trail.{service}",
        )
    return {name: [tuple(row) for row in found] for name, found in rows.items()}


async def test_replay_reads_everything_again_and_changes_nothing(chain: Chain) -> None:
    signal_id: str = (await chain.report())["id"]
    await chain.assess(signal_id)
    await chain.to_decide_on(signal_id)
    closed: str = (await chain.report(locatie=None))["id"]
    await chain.assess(closed, "niet-versterkt")
    await chain.status(closed, "niet-versterkt")

    async def found_out() -> bool:
        async with chain.database("enrichment") as connection:
            return not await connection.fetchval(
                "select count(*) from signal where content is not null and"
                " ('wordt-opgezocht' in (address_state, company_state, residents_state) or linked_with is null)"
            )

    await until(found_out, 3 * PATIENCE_SECONDS)  # what a killed worker was looking up is leased for 90 s
    for service in _STATE:
        await caught_up(chain, service)
        before = await kept(chain, service)
        said = await signaalketen(chain.root, "replay", "--service", service, "--from", "beginning")
        assert said.code == 0, said.err
        found = re.search(r"^(\d+) events are read again$", said.out, re.MULTILINE)
        assert found
        assert int(found[1]) >= 2
        await caught_up(chain, service)
        assert await metric(chain, f"{service}-worker", "signaalketen_batch_seconds_count") > 0
        assert await kept(chain, service) == before


async def test_replay_never_skips(chain: Chain) -> None:
    said = await signaalketen(chain.root, "replay", "--service", "intake", "--from", "2999-01-01T00:00:00Z")
    assert (said.code, said.out) == (0, "0 events are read again\n")
    said = await signaalketen(chain.root, "replay", "--service", "intake", "--from", "gisteren")
    assert said.code == 2
