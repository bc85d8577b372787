"""Who was refused is on the trail of the service that refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import pytest

from schemas.catalogue import type_of
from schemas.events.audit import AccessRefused
from services.runtime.http.refusals import NOBODY
from tests.chain import until

if TYPE_CHECKING:
    from tests.chain import Chain

Json = dict[str, Any]


async def _refused(chain: Chain, service: str, actor: str) -> list[Json]:
    events = [json.loads(record.value) for record in await chain.all_records(f"trail.{service}")]
    return [e["data"] for e in events if e["type"] == type_of(AccessRefused) and e["data"]["actor"] == actor]


async def test_somebody_elses_report_and_alert(chain: Chain) -> None:
    signal_id: str = (await chain.report())["id"]
    alarm = {"situatie": "Er is iets mis."}
    alert: str = (await chain.api("intake", "melder-professional").post("/alarmen", json=alarm)).json()["id"]
    curious = f"nieuwsgierig {uuid4().hex[:8]}"
    other = chain.api("intake", "melder-professional", curious)
    assert (await other.get(f"/signalen/{signal_id}")).status_code == 404
    assert (await other.get(f"/alarmen/{alert}")).status_code == 404
    assert (await other.post(f"/signalen/{signal_id}/aanvullingen", json={"tekst": "Van mij."})).status_code == 404
    assert (await other.post(f"/alarmen/{alert}/correcties", json=alarm)).status_code == 404
    assert (await other.get(f"/signalen/{uuid4()}")).status_code == 404  # nobody's

    async def all_told() -> list[Json]:
        found = await _refused(chain, "intake", curious)
        return found if len(found) >= 4 else []

    found = {(one["operation"], *one["objects"]): one["status"] for one in await until(all_told)}
    assert found == {
        ("toonStatus", signal_id): 404,
        ("toonAlarm", alert): 404,
        ("vulSignaalAan", signal_id): 404,
        ("corrigeerAlarm", alert): 404,
    }


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer geen.token.hier"}])
async def test_without_a_valid_token(chain: Chain, headers: dict[str, str]) -> None:
    async with httpx.AsyncClient(base_url=chain.addresses.urls["triage"], headers=headers, trust_env=False) as nobody:
        assert (await nobody.get("/v1/casustafels")).status_code == 401

    async def told() -> list[Json]:
        found = await _refused(chain, "triage", NOBODY)
        return [one for one in found if one["operation"] == "toonAgenda"]

    assert {one["status"] for one in await until(told)} == {401}
