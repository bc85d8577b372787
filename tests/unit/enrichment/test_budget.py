"""How often the BAG is asked, and what its answers mean; the register itself is the stand-in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from deploy.local.bag import REQUESTS_PER_SECOND, application
from schemas.events.case import Location
from services.enrichment.budget.domain import Limits, Use, left, spend
from services.enrichment.registers.bag import Bag
from services.enrichment.registers.register import PatienceAskedError, Question, RegisterUnavailableError
from tests.unit.cases import signal

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FRESH = Use(EPOCH, 0, EPOCH.date(), 0, EPOCH)
NOW = datetime(2026, 11, 24, 12, 0, 0, 500_000, tzinfo=UTC)
FEW = Limits(per_second=3, per_day=5)
PLACE = signal(location=Location(postcode="6511FF", house_number=7))
NOWHERE = signal(location=Location(postcode="6511FF", house_number=999))


def test_the_limits_are_those_of_the_kadaster() -> None:
    assert (Bag.limits.per_second, Bag.limits.per_day) == (50, 50_000)
    assert Bag.limits.per_second == REQUESTS_PER_SECOND


def test_a_second_is_full_and_the_next_is_empty() -> None:
    allowed, use = left(FRESH, FEW, NOW)
    assert allowed == 3
    use = spend(use, 3)
    assert left(use, FEW, NOW + timedelta(milliseconds=499))[0] == 0
    assert left(use, FEW, NOW + timedelta(milliseconds=500))[0] == 2  # of the five of today


def test_a_day_is_full_until_midnight_here() -> None:
    _, use = left(FRESH, FEW, NOW)
    midnight = datetime(2026, 11, 24, 23, tzinfo=UTC)
    assert left(spend(use, 5), FEW, midnight - timedelta(seconds=1))[0] == 0
    allowed, use = left(spend(use, 5), FEW, midnight)
    assert (allowed, use.day) == (3, date(2026, 11, 25))


def test_another_workers_clock_that_runs_ahead_opens_no_second_twice() -> None:
    _, ahead = left(FRESH, FEW, NOW + timedelta(seconds=1))
    assert left(spend(ahead, 3), FEW, NOW)[0] == 0


def test_nobody_asks_while_the_register_wants_patience() -> None:
    waiting = Use(EPOCH, 0, EPOCH.date(), 0, NOW)
    assert left(waiting, FEW, NOW - timedelta(microseconds=1))[0] == 0
    assert left(waiting, FEW, NOW)[0] == 3


def _bag(register: Starlette, tmp_path: Path, key: str = "sleutel") -> Bag:
    file = tmp_path / "key"
    file.write_text(key)
    settings = SimpleNamespace(bag_url="http://bag", bag_key_file=file)
    return Bag(cast("Any", settings), httpx.ASGITransport(register))


async def test_an_address_is_read_as_the_register_writes_it(tmp_path: Path) -> None:
    bag = _bag(application("sleutel"), tmp_path)
    found = await bag.find(Question(PLACE))
    assert found
    assert (found.identification or "").startswith("026820")
    assert found.lines[0].endswith(" 7, 6511 FF  NIJMEGEN")
    assert await bag.find(Question(NOWHERE)) is None
    await bag.close()


async def test_who_asks_too_often_is_told_how_long_to_wait(tmp_path: Path) -> None:
    bag = _bag(application("sleutel"), tmp_path)
    with pytest.raises(PatienceAskedError) as asked:
        for _ in range(2 * REQUESTS_PER_SECOND + 1):
            await bag.find(Question(PLACE))
    assert asked.value.seconds == 1
    await bag.close()


def _answers(status: HTTPStatus, headers: dict[str, str] | None = None) -> Starlette:
    def answer(_: Request) -> Response:
        return Response(status_code=status, headers=headers)

    return Starlette(routes=[Route("/adressen", answer)])


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("30", 30), ("0", 1), ("", 1), ("Wed, 25 Nov 2026", 1), ("-5", 1), ("999999", 3600), ("9" * 5000, 1)],
)
async def test_what_it_tells_is_kept_within_reason(told: str, seconds: int, tmp_path: Path) -> None:
    register = _answers(HTTPStatus.TOO_MANY_REQUESTS, {"RateLimit-Reset": told})
    bag = _bag(register, tmp_path)
    with pytest.raises(PatienceAskedError) as asked:
        await bag.find(Question(PLACE))
    assert asked.value.seconds == seconds
    await bag.close()


async def test_no_answer_is_not_that_there_is_no_address(tmp_path: Path) -> None:
    bag = _bag(_answers(HTTPStatus.SERVICE_UNAVAILABLE), tmp_path)
    with pytest.raises(RegisterUnavailableError):
        await bag.find(Question(PLACE))
    await bag.close()
