"""The BAG stand-in answers as the Kadaster's contract says, and enrichment's client reads it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from http import HTTPStatus

import httpx
import pytest

from deploy.local.bag import REQUESTS_PER_SECOND, RateLimit, addresses_at, application, as_hal, street_of

KEY = "sleutel"
_ADDITION = "huisnummertoevoeging"


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
        ({"postcode": "6511FF", "huisnummer": "0"}, "paramsValidation", "huisnummer"),
        ({"postcode": "6511FF", "huisnummer": "1", "huisnummertoevoeging": "boven"}, "paramsValidation", _ADDITION),
        ({"postcode": "6511FF", "huisnummer": "1", "huisnummertoevoeging": "a-2"}, "paramsValidation", _ADDITION),
        ({"postcode": "6511FF", "huisnummer": "1", "exacteMatch": "ja"}, "paramsValidation", "exacteMatch"),
        ({"postcode": "6511FF", "huisnummer": "1", "pageSize": "9"}, "paramsValidation", "pageSize"),
        ({"postcode": "6511FF", "huisnummer": "1", "pageSize": "101"}, "paramsValidation", "pageSize"),
        ({"postcode": "6511FF", "huisnummer": "1", "page": "2"}, "paramsValidation", "page"),
        # a value of another type is told alone
        ({"postcode": "6511FF", "huisnummer": "a", "huisletter": "3"}, "paramsValidation", "huisnummer"),
        ({"woonplaatsNaam": "Nijmegen", "huisnummer": "1"}, "paramsCombination", None),
        ({"woonplaatsNaam": "", "openbareRuimteNaam": "A", "huisnummer": "1"}, "paramsValidation", "woonplaatsNaam"),
        (
            {"woonplaatsNaam": "N" * 81, "openbareRuimteNaam": "A", "huisnummer": "1"},
            "paramsValidation",
            "woonplaatsNaam",
        ),
        ({"woonplaatsNaam": "Ниж", "openbareRuimteNaam": "A", "huisnummer": "1"}, "paramsValidation", "woonplaatsNaam"),
        ({"postcode": "6511FF", "woonplaatsNaam": "Nijmegen", "huisnummer": "1"}, "unsupportedCombination", None),
    ],
)
async def test_wrong_questions(bag: httpx.AsyncClient, query: dict[str, str], code: str, name: str | None) -> None:
    answer = await bag.get("/adressen", params=query)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code
    assert {"type", "title", "status", "detail", "instance"} <= answer.json().keys()
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


async def test_pages(bag: httpx.AsyncClient) -> None:
    query: dict[str, str | int] = {"postcode": "6511FF", "huisnummer": 199}
    first = (await bag.get("/adressen", params=query)).json()
    second = (await bag.get("/adressen", params={**query, "page": 2})).json()
    assert [len(page["_embedded"]["adressen"]) for page in (first, second)] == [20, 11]
    assert first["_links"].keys() == {"self", "next", "last"}
    assert second["_links"].keys() == {"self", "first", "previous"}
    assert "page=2" in first["_links"]["next"]["href"]
    assert len((await bag.get("/adressen", params={**query, "pageSize": 100})).json()["_embedded"]["adressen"]) == 31


async def test_by_street_and_town(bag: httpx.AsyncClient) -> None:
    street = street_of("6511FF")
    found = (
        await bag.get(
            "/adressen", params={"woonplaatsNaam": "NIJMEGEN", "openbareRuimteNaam": street.lower(), "huisnummer": 7}
        )
    ).json()
    (address,) = found["_embedded"]["adressen"]
    assert (address["openbareRuimteNaam"], address["woonplaatsNaam"]) == (street, "Nijmegen")


async def test_an_address_can_have_two_identifications(bag: httpx.AsyncClient) -> None:
    query: dict[str, str | int] = {"postcode": "6511FF", "huisnummer": 250, "exacteMatch": "true"}
    found = (await bag.get("/adressen", params=query)).json()["_embedded"]["adressen"]
    assert len({address["nummeraanduidingIdentificatie"] for address in found}) == len(found) == 2


async def test_other_media_types_are_refused(bag: httpx.AsyncClient) -> None:
    query: dict[str, str | int] = {"postcode": "6511FF", "huisnummer": 1}
    refused = await bag.get("/adressen", params=query, headers={"Accept": "application/xml"})
    assert (refused.status_code, refused.json()["code"]) == (406, "notAcceptable")


def test_addition_follows_the_address_lines_of_nen_5825() -> None:
    whole = addresses_at("6511FF", 10)[-1]
    assert as_hal(whole)["adresregel5"].endswith(" 10 Abis")
    assert as_hal(addresses_at("6511FF", 199)[-1])["adresregel5"].endswith(" 199-30")
