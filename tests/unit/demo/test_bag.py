"""The BAG stand-in answers as the Kadaster's contract says, and enrichment's client reads it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from http import HTTPStatus

import httpx
import pytest

from deploy.local.bag import REQUESTS_PER_SECOND, RateLimit, addresses_at, application, as_hal

KEY = "sleutel"


@pytest.fixture
async def bag() -> AsyncGenerator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(application(KEY))
    async with httpx.AsyncClient(transport=transport, base_url="http://bag", headers={"X-Api-Key": KEY}) as client:
        yield client


async def _found(bag: httpx.AsyncClient, **query: str | int) -> list[tuple[str | None, str | None]]:
    answer = await bag.get("/adressen", params={"postcode": "6511FF", **query})
    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["content-type"] == "application/hal+json"
    found = answer.json().get("_embedded", {"adressen": []})["adressen"]
    return [(address.get("huisletter"), address.get("huisnummertoevoeging")) for address in found]


async def test_one_address_the_same_each_time(bag: httpx.AsyncClient) -> None:
    query: dict[str, str | int] = {"postcode": "6511FF", "huisnummer": 7, "exacteMatch": "true"}
    first = (await bag.get("/adressen", params=query)).json()
    assert first == (await bag.get("/adressen", params=query)).json()
    address = first["_embedded"]["adressen"][0]
    assert address["nummeraanduidingIdentificatie"].startswith("026820")
    assert len(address["nummeraanduidingIdentificatie"]) == 16
    assert address["adresregel5"] == f"{address['korteNaam']} 7"
    assert address["adresregel6"] == "6511 FF  NIJMEGEN"


async def test_exact_match(bag: httpx.AsyncClient) -> None:
    assert await _found(bag, huisnummer=10) == [(None, None), ("A", None), ("B", None), ("A", "bis")]
    assert await _found(bag, huisnummer=10, exacteMatch="true") == [(None, None)]
    assert await _found(bag, huisnummer=10, huisletter="a") == [("A", None), ("A", "bis")]
    assert await _found(bag, huisnummer=10, huisletter="A", exacteMatch="true") == [("A", None)]
    assert await _found(bag, huisnummer=10, huisnummertoevoeging="bis", exacteMatch="true") == []


async def test_nothing_found_has_no_embedded(bag: httpx.AsyncClient) -> None:
    answer = await bag.get("/adressen", params={"postcode": "6511FF", "huisnummer": 999})
    assert answer.status_code == HTTPStatus.OK
    assert "_embedded" not in answer.json()


@pytest.mark.parametrize(
    ("query", "code", "name"),
    [
        ({}, "paramsRequired", None),
        ({"postcode": "6511FF"}, "paramsCombination", None),
        ({"postcode": "123aa", "huisnummer": "1"}, "paramsValidation", "postcode"),
        ({"postcode": "6511FF", "huisnummer": "1a"}, "paramsValidation", "huisnummer"),
        ({"postcode": "6511FF", "huisnummer": "123456"}, "paramsValidation", "huisnummer"),
        ({"postcode": "6511FF", "huisnummer": "1", "huisletter": "bis"}, "paramsValidation", "huisletter"),
        ({"postcode": "6511FF", "huisnummer": "1", "onbekend": "0"}, "paramsValidation", "onbekend"),
    ],
)
async def test_wrong_questions(bag: httpx.AsyncClient, query: dict[str, str], code: str, name: str | None) -> None:
    answer = await bag.get("/adressen", params=query)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code
    assert [wrong["name"] for wrong in answer.json().get("invalidParams", [])] == ([name] if name else [])


@pytest.mark.parametrize("key", ["", "andere"])
async def test_key_is_required(bag: httpx.AsyncClient, key: str) -> None:
    answer = await bag.get("/adressen", params={"postcode": "6511FF", "huisnummer": 1}, headers={"X-Api-Key": key})
    assert answer.status_code == HTTPStatus.UNAUTHORIZED


def test_rate_limit() -> None:
    limit = RateLimit()
    passed = [limit.headers(5.5)[0] for _ in range(REQUESTS_PER_SECOND + 1)]
    assert passed == [True] * REQUESTS_PER_SECOND + [False]
    passes, headers = limit.headers(6.0)
    assert passes
    assert headers["RateLimit-Remaining"] == str(REQUESTS_PER_SECOND - 1)


def test_addition_follows_the_address_lines_of_nen_5825() -> None:
    whole = addresses_at("6511FF", 10)[-1]
    assert as_hal(whole)["adresregel5"].endswith(" 10 Abis")
