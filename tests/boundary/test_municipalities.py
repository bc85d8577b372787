"""Two histories that differ only in other municipalities' cases: the same answers, counts and orders, to the byte."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests.boundary.municipalities import HERE, run, told
from tests.chain import until

if TYPE_CHECKING:
    import pytest

    from tests.chain import Chain


async def test_a_thousand_cases_of_others_change_no_answer(chain: Chain, capsys: pytest.CaptureFixture[str]) -> None:
    began = time.monotonic()
    ran = await run(chain, 1_000, 200)
    with capsys.disabled():
        print(f"\n{told(ran, time.monotonic() - began)}")  # noqa: T201 - what this shows
    assert ran.seen == ()
    assert ran.answers > 60
    assert ran.rows > 10 * ran.differences


OF_SHARING = {"sterkte", "redenen", "elders", "verbanden", "andereSignalenMetTelefoon"}
"""What may change by a case elsewhere: that there is one about the same, and how strong that makes this one."""


async def test_what_is_shared_with_a_case_elsewhere_changes_a_number_and_nothing_else(chain: Chain) -> None:
    phone = [{"rol": "verdachte", "telefoon": f"06 {uuid4().int % 10**8:08}"}]
    report = {"locatie": None, "betrokkenen": phone}
    own: str = (await chain.report(gemeente=HERE, omschrijving="Van hier.", **report))["id"]
    analyst = chain.api("enrichment", "analist", "analist", [HERE])

    async def seen() -> tuple[dict[str, Any], dict[str, dict[str, Any]], int]:
        one = (await analyst.get(f"/signalen/{own}")).json()
        listed = (await analyst.get("/werkvoorraad", params={"limit": 500})).json()
        return one, {item["id"]: item for item in listed["items"]}, listed["aantal"]

    async def linked() -> bool:
        one = await analyst.get(f"/signalen/{own}")
        return one.status_code == 200 and one.json()["verbandenGezocht"]

    await until(linked)
    before, on_list, count = await seen()
    for others in (1, 2):
        await chain.report(gemeente="GM0252", omschrijving=f"Van elders {others}.", **report)

        async def counted(others: int = others) -> bool:
            return (await analyst.get(f"/signalen/{own}")).json()["elders"] == others

        await until(counted)
        after, now_on_list, now_count = await seen()
        assert changed(before, after) <= OF_SHARING
        assert {"elders", "sterkte"} <= changed(before, after)
        assert {one: item for one, item in now_on_list.items() if one != own} == {
            one: item for one, item in on_list.items() if one != own
        }
        assert changed(on_list[own], now_on_list[own]) <= OF_SHARING
        assert now_count == count
        assert "GM0252" not in str(after)


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}
