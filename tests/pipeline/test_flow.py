"""The ketenregisseur: numbers by municipality and state, and no case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.registry import SERVICES

if TYPE_CHECKING:
    from tests.chain import Chain

_WITH_CASES = [service for service in SERVICES if service not in ("audit", "administration")]


async def test_the_ketenregisseur_sees_numbers_and_nothing_else(chain: Chain) -> None:
    ids = [await chain.to_decide(gemeente="GM0297") for _ in range(5)]
    for service in _WITH_CASES:
        answer = await chain.api(service, "ketenregisseur").get("/doorstroom")
        assert answer.status_code == 200, answer.text
        assert all({*line} == {"gemeente", "status", "aantal", "teLaat"} for line in answer.json()["items"])
        assert all(signal_id not in answer.text for signal_id in ids)
        small = [line for line in answer.json()["items"] if line["aantal"] in (1, 2, 3, 4) or line["teLaat"] in (1, 2)]
        assert small == []
    lines = (await chain.api("triage", "ketenregisseur").get("/doorstroom")).json()["items"]
    (found,) = [line for line in lines if (line["gemeente"], line["status"]) == ("GM0297", "te-beslissen")]
    assert found["aantal"] >= 5
    assert found["teLaat"] == 0


async def test_no_case_is_open_to_the_ketenregisseur_and_no_number_to_others(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    for service in _WITH_CASES:
        assert (await chain.api(service, "ketenregisseur").get(f"/signalen/{signal_id}")).status_code in (403, 404)
        for role in ("analist", "aandachtfunctionaris", "melder-professional", "auditor", "beheerder"):
            assert (await chain.api(service, role).get("/doorstroom")).status_code == 403
