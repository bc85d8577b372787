"""Every list says how many there are in all, and can be read to its end, whatever comes in meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from services.casework.tenancy.store import belongs
from tests.chain import until

if TYPE_CHECKING:
    from httpx import AsyncClient

    from tests.chain import Chain, Json

_PAGE = 2
LISTS = [
    ("enrichment", "analist", "/werkvoorraad"),
    ("triage", "aandachtfunctionaris", "/werkvoorraad"),
    ("intake", "analist", "/wachtend"),
    ("intake", "analist", "/wachtend?alleen=te-laat"),
    ("intake", "melder-professional", "/signalen"),
    ("zorg-referral", "aandachtfunctionaris", "/verwijzingen"),
    ("riec-referral", "aandachtfunctionaris", "/verwijzingen"),
    ("triage", "aandachtfunctionaris", "/casustafels"),
    ("triage", "aandachtfunctionaris", "/casustafels?tafel=mdo-mensenhandel"),
    ("triage", "aandachtfunctionaris", "/vernietigingen"),
    ("triage", "aandachtfunctionaris", "/vernietigingsstops"),
    ("triage", "aandachtfunctionaris", "/vernietigingsstops?opgeheven=true"),
    ("audit", "auditor", "/gebeurtenissen?topic=signal.received"),
]


async def to_its_end(api: AsyncClient, path: str, limit: int) -> tuple[list[Json], list[int]]:
    """Its items, by the link that each page gives to the next, and the totals that the pages gave."""
    address, items, totals = path + ("&" if "?" in path else "?") + f"limit={limit}", list[Any](), list[int]()
    while True:
        response = await api.get(address)
        assert response.status_code == 200, response.text
        body = response.json()
        items += body["items"]
        totals.append(body["aantal"])
        following = response.links.get("next")
        assert bool(following) is bool(body["volgende"])
        if following is None:
            return items, totals
        assert len(body["items"]) == limit
        address = path.partition("?")[0] + following["url"]


async def fill(chain: Chain) -> None:
    """More than a page on every desk."""
    for _ in range(_PAGE + 1):
        await chain.report()
        signal_id = await chain.to_decide()
        hold = await chain.api("triage", "aandachtfunctionaris").post(
            f"/signalen/{signal_id}/vernietigingsstops", json={"reden": "klacht"}
        )
        assert hold.status_code == 201, hold.text


@pytest.mark.parametrize(("service", "role", "path"), LISTS)
async def test_a_list_is_read_to_its_end(chain: Chain, service: str, role: str, path: str) -> None:
    """Once nothing changes any more: what is looked up meanwhile gives a signal another place."""
    api = chain.api(service, role)
    if path in ("/werkvoorraad", "/vernietigingsstops"):
        await fill(chain)

    async def the_same() -> bool:
        whole, _ = await to_its_end(api, path, 500)
        paged, totals = await to_its_end(api, path, _PAGE)
        enough = len(whole) > _PAGE or path not in ("/werkvoorraad", "/vernietigingsstops")
        return enough and paged == whole and {*totals} == {len(whole)}

    await until(the_same)


async def test_more_than_a_page_of_referrals_and_what_comes_in_meanwhile(chain: Chain) -> None:
    """Of one signal, so that nothing else is in the way; many sent in the same moment."""
    signal_id, moment = uuid4(), datetime.now(UTC) - timedelta(days=1)
    old = [await _sent(chain, signal_id, moment - timedelta(minutes=number // 3)) for number in range(7)]
    try:
        api, query = chain.api("riec-referral", "aandachtfunctionaris"), {"signaalId": str(signal_id), "limit": "3"}
        first = (await api.get("/verwijzingen", params=query)).json()
        new = await _sent(chain, signal_id, moment + timedelta(minutes=1))
        second = (await api.get("/verwijzingen", params={**query, "na": first["volgende"]})).json()
        third = (await api.get("/verwijzingen", params={**query, "na": second["volgende"]})).json()
    finally:
        async with chain.owner("riec-referral") as connection:
            for table in ("referral", "case_tenant"):
                await connection.execute(f"delete from {table} where signal_id = $1", signal_id)
    seen = [UUID(item["kenmerk"]) for page in (first, second, third) for item in page["items"]]
    assert sorted(seen) == sorted(old)
    assert new not in seen
    assert [page["aantal"] for page in (first, second, third)] == [7, 8, 8]
    assert third["volgende"] is None


async def _sent(chain: Chain, signal_id: UUID, at: datetime) -> UUID:
    reference = uuid4()
    async with chain.database("riec-referral") as connection:
        await connection.execute(
            "insert into referral (reference, signal_id, decision_id, partner, director, basis, municipality, state,"
            " sent_at, state_since) values ($1, $2, $3, 'riec', true, 'wgs-riec', 'GM0268', 'afgerond', $4, $4)",
            *(reference, signal_id, uuid4(), at),
        )
        await belongs(connection, signal_id, "GM0268", at)
    return reference


async def test_a_cursor_keeps_what_else_was_asked(chain: Chain) -> None:
    api = chain.api("audit", "auditor")
    first = await api.get("/gebeurtenissen", params={"topic": "signal.received", "partitie": 0, "limit": 1})
    if following := first.links.get("next"):
        assert {"topic=signal.received", "partitie=0", "limit=1"} < {*following["url"].removeprefix("?").split("&")}


@pytest.mark.parametrize("cursor", ["", "x", "W10", "bnVsbA", "é", "WzFd", "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5XQ", "=" * 400])
@pytest.mark.parametrize(("service", "role", "path"), LISTS)
async def test_what_is_no_cursor_is_refused_and_says_what_is_wanted(
    chain: Chain, service: str, role: str, path: str, cursor: str
) -> None:
    path, _, query = path.partition("?")
    params = {**dict(pair.split("=") for pair in query.split("&") if pair), "na": cursor}
    response = await chain.api(service, role).get(path, params=params)
    if service == "audit" and cursor == "WzFd":
        assert response.status_code == 200  # [1], which is where that list goes on
        return
    assert response.status_code == 400, response.text
    (broken,) = response.json()["errors"]
    assert broken["field"] == "na"
    assert "`volgende`" in broken["rule"]
