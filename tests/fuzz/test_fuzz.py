"""A small helping of what ``make fuzz`` does at length."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from deploy.secrets import WITNESSES
from services.runtime.http.connections import HEAD_SECONDS, MOST_WAITING
from tests.fuzz import generated, hostile, mutated
from tests.fuzz.verdict import CANARY, Tally, fault, unhandled

if TYPE_CHECKING:
    from tests.chain import Chain


async def test_mutated_requests_are_answered_properly(chain: Chain) -> None:
    tally = Tally()
    before = len(chain.log_text())
    await mutated.fuzz(chain, tally, 2_000, seed=1)
    assert sorted(set(tally.wrong)) == []
    assert tally.requests == 2_000
    assert {status for _, status in tally.answers} >= {200, 201, 400, 401, 403, 404}
    assert unhandled(chain.log_text()[before:]) == []


async def test_requests_made_from_the_documents_are_answered_properly(chain: Chain) -> None:
    tally = Tally()
    await asyncio.to_thread(generated.fuzz, chain, tally, 600, 1)
    assert sorted(set(tally.wrong)) == []
    assert tally.requests > 200


async def test_a_head_that_does_not_come_ends_the_connection(chain: Chain) -> None:
    assert await hostile.slow_head(chain) >= HEAD_SECONDS - 1


@pytest.mark.parametrize("process", ["intake-api", WITNESSES[0]])
async def test_a_head_of_100_mb_is_refused_before_it_is_read(chain: Chain, process: str) -> None:
    assert await hostile.endless_head(chain, process) < 20 * 1024 * 1024


async def test_a_body_that_does_not_come_is_408(chain: Chain) -> None:
    assert await hostile.slow_body(chain) == 408


async def test_a_body_of_100_mb_is_refused_before_it_is_read(chain: Chain) -> None:
    status, sent = await hostile.huge_body(chain)
    assert status == 413
    assert sent < 20 * 1024 * 1024


async def test_an_alert_gets_through_a_flood_of_connections(chain: Chain) -> None:
    assert await hostile.flooded_alarm(chain, 2 * MOST_WAITING) == 201


@pytest.mark.parametrize(
    ("status", "media_type", "body", "said"),
    [
        (500, "application/problem+json", {}, "is our failure"),
        (404, "text/html", {}, "not problem details"),
        (404, "application/problem+json", {"status": 404}, "not a whole problem"),
        (400, "application/problem+json", {CANARY: 1}, "repeats what was sent"),
    ],
)
def test_the_verdict_knows_a_wrong_answer(status: int, media_type: str, body: dict[str, object], said: str) -> None:
    whole: dict[str, object] = {"type": "", "title": "", "status": status, "detail": "", "errors": []}
    content = json.dumps({**whole, **body} if CANARY in body else body).encode()
    found = fault(status, media_type, content)
    assert found
    assert said in found


def test_the_verdict_knows_an_unhandled_line() -> None:
    calm = '{"level": "warning"}'
    assert unhandled(f'{calm}\nTraceback (most recent call last):\n{{"level": "error"}}') == [
        "Traceback (most recent call last):",
        '{"level": "error"}',
    ]
