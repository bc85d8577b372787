"""Who was refused is on the trail, bounded; and too much of the same is refused, but for acute danger."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

import httpx
import pytest

from deploy.local.tokens import AUDIENCE, sign_token
from services.intake.service import SERVICE
from services.runtime.base.caller import Caller
from services.runtime.base.database import migrate
from services.runtime.base.mandates import mandates_in
from services.runtime.base.scope import Scope
from services.runtime.http.refusals import NOBODY, Refusals
from services.runtime.service import api
from tests.chain import signal_body

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from fastapi import Request

    from services.runtime.base.config import Config
    from services.runtime.base.database import Pool
    from tests.chain import Chain

Json = dict[str, Any]
SOMEBODY = Caller("iemand", mandates_in([{"rol": "melder-professional"}]), Scope(frozenset(), "iemand"))


def asked(object_id: object) -> Request:
    route = SimpleNamespace(operation_id="toonStatus", name="show_status")
    return cast("Request", SimpleNamespace(scope={"route": route}, path_params={"id": str(object_id)}))


async def told(pool: Pool) -> list[Json]:
    rows = await pool.fetch("select value from outbox order by position")
    events = [json.loads(row["value"]) for row in rows]
    return [event["data"] for event in events if event["type"] == "nl.signaalketen.audit.access-refused.v1"]


async def test_the_first_of_an_hour_is_told_at_once_and_the_rest_as_a_number(pool: Pool) -> None:
    refusals, ids = Refusals("intake", pool), [uuid4() for _ in range(100)]
    for one in ids:
        await refusals.note(asked(one), SOMEBODY, HTTPStatus.NOT_FOUND)
    first = {"actor": "iemand", "roles": ["melder-professional"], "operation": "toonStatus", "status": 404}
    assert await told(pool) == [{**first, "objects": [str(ids[0])], "count": 1}]
    await refusals.settle(None)
    assert len(await told(pool)) == 1
    await refusals.settle(datetime.now(UTC) + timedelta(hours=1))
    _, rest = await told(pool)
    assert {name: rest[name] for name in first} == first
    assert (rest["count"], set(rest["objects"]) < {str(one) for one in ids}) == (99, True)
    assert await pool.fetchval("select count(*) from refusal") == 0


async def test_what_could_not_be_written_is_written_later(pool: Pool) -> None:
    refusals = Refusals("intake", pool)
    await pool.execute("alter table refusal rename to away")
    await refusals.note(asked(uuid4()), None, HTTPStatus.UNAUTHORIZED)
    await pool.execute("alter table away rename to refusal")
    await refusals.settle(None)
    assert [(one["actor"], one["count"]) for one in await told(pool)] == [(NOBODY, 1)]


@asynccontextmanager
async def intake(pool: Pool, config: Config, chain: Chain, per_minute: int) -> AsyncGenerator[httpx.AsyncClient]:
    """An intake of its own, and its reporter."""
    async with pool.acquire() as connection:
        await migrate(connection, SERVICE.migrations)
    given = {"requests_per_minute": per_minute, "token_audience": AUDIENCE}
    app = api(SERVICE, config.model_copy(update=given))
    headers = {"Authorization": f"Bearer {sign_token(chain.root / 'secrets', 'melder-professional', 'snel', 1)}"}
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://intake/v1", headers=headers) as client,
    ):
        yield client


async def test_too_often_is_told_with_how_long_to_wait(pool: Pool, config: Config, chain: Chain) -> None:
    async with intake(pool, config, chain, 2) as reporter:
        answers = [await reporter.get("/signalen") for _ in range(3)]
        assert [one.status_code for one in answers] == [200, 200, 429]
        assert answers[2].headers["content-type"] == "application/problem+json"
        assert 1 <= int(answers[2].headers["retry-after"]) <= 30
        assert answers[2].json()["detail"].startswith("U deed dit te vaak")
        assert (await reporter.get("/indicatoren")).status_code == 200
        assert [(one["actor"], one["status"]) for one in await told(pool)] == [("snel", 429)]


@pytest.mark.parametrize(
    ("path", "body"), [("/signalen", signal_body(acuteNood=True)), ("/alarmen", {"situatie": "Nu, hier."})]
)
async def test_acute_danger_goes_out_however_often(
    pool: Pool, config: Config, chain: Chain, path: str, body: Json
) -> None:
    async with intake(pool, config, chain, 1) as reporter:
        for number in range(3):
            words = {"omschrijving" if path == "/signalen" else "situatie": f"Gevaar {number}."}
            await reporter.post(path, json={**body, **words})
        assert await pool.fetchval("select count(*) from outbox where topic = 'alert.politie'") == 3
