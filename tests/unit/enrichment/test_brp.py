"""The register of persons, by its stand-in: numbers alone are asked, and what its answers mean."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from deploy.local.brp import MAXIMUM, application, people_at
from services.enrichment.registers.brp import Brp
from services.enrichment.registers.domain import Residents
from services.enrichment.registers.register import (
    NotUnderstoodError,
    PatienceAskedError,
    Question,
    RefusedError,
    RegisterUnavailableError,
)
from tests.unit.cases import signal
from tests.unit.enrichment.register import answers, unreadable

KEY, PURPOSE = "sleutel", "Aanpak mensenhandel"
PATH = "/personen"
ADDRESS = "0268200000366054"
CROWDED = next(f"02682000{n:08}" for n in range(10**8) if len(people_at(f"02682000{n:08}")) > MAXIMUM)
NOBODY: dict[str, Any] = {"type": "ZoekMetNummeraanduidingIdentificatie", "personen": []}


async def ask(register: Starlette, tmp_path: Path, address: str | None = ADDRESS, **other: str) -> Residents | None:
    file = tmp_path / "key"
    file.write_text(other.get("key", KEY))
    settings = SimpleNamespace(brp_url="http://brp/api", brp_key_file=file, brp_purpose=other.get("purpose", PURPOSE))
    brp = Brp(cast("Any", settings), httpx.ASGITransport(Starlette(routes=[Mount("/api", register)])))
    try:
        return await brp.find(Question(signal(), address))
    finally:
        await brp.close()


async def test_of_those_registered_only_how_many_there_are_is_known(tmp_path: Path) -> None:
    ages = [person.get("leeftijd") for person in people_at(ADDRESS)]
    assert ages
    minors = sum(age < 18 for age in ages if age is not None)
    assert await ask(application(KEY), tmp_path) == Residents(len(ages), minors, ages.count(None))


async def test_more_people_than_the_register_gives_is_no_empty_address(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        await ask(application(KEY), tmp_path, CROWDED)
    told = refused.value
    assert (told.code, told.more_than, told.lasting) == ("tooManyResults", MAXIMUM, True)


async def test_the_question_names_an_address_a_purpose_and_one_field(tmp_path: Path) -> None:
    asked: list[tuple[dict[str, str], Any]] = []

    async def answer(request: Request) -> Response:
        asked.append((dict(request.headers), await request.json()))
        return JSONResponse({"type": "ZoekMetNummeraanduidingIdentificatie", "personen": []})

    register = Starlette(routes=[Route("/personen", answer, methods=["POST"])])
    assert await ask(register, tmp_path) == Residents(0, 0)
    ((headers, question),) = asked
    assert (headers["x-doelbinding"], headers["x-verwerking"]) == (PURPOSE, "signalen-veredelen")
    assert question == {
        "type": "ZoekMetNummeraanduidingIdentificatie",
        "nummeraanduidingIdentificatie": ADDRESS,
        "fields": ["leeftijd"],
    }


BY_AGE: list[tuple[list[Any], Residents]] = [
    ([{"leeftijd": 17}, {"leeftijd": 18}, {"geheimhoudingPersoonsgegevens": True}], Residents(3, 1, 1)),
    ([{"leeftijd": 40}, {}, {"leeftijd": None}], Residents(3, 0, 2)),
    ([{"geboorte": {"datum": {"type": "JaarDatum", "jaar": 1950, "langFormaat": "1950"}}}], Residents(1, 0)),
    ([{"geboorte": {"datum": {"type": "Datum", "datum": "1950-02-01"}}}], Residents(1, 0)),
    ([{"geboorte": {"datum": {"type": "DatumOnbekend", "onbekend": True}}}, {"geboorte": {}}], Residents(2, 0, 2)),
]


@pytest.mark.parametrize(("people", "found"), BY_AGE)
async def test_a_person_without_an_age_is_counted_apart(people: Any, found: Residents, tmp_path: Path) -> None:
    register = answers(PATH, HTTPStatus.OK, {**NOBODY, "personen": people})
    assert await ask(register, tmp_path) == found


@pytest.mark.parametrize("body", unreadable(NOBODY))
async def test_what_is_no_answer_is_not_that_nobody_lives_there(body: bytes, tmp_path: Path) -> None:
    with pytest.raises(NotUnderstoodError):
        await ask(answers(PATH, HTTPStatus.OK, body), tmp_path)


@pytest.mark.parametrize(
    "people", [None, {}, [None], [7], [{"leeftijd": "40"}], [{"leeftijd": True}], [{"leeftijd": -1}]]
)
async def test_people_of_another_type_are_not_understood(people: Any, tmp_path: Path) -> None:
    with pytest.raises(NotUnderstoodError):
        await ask(answers(PATH, HTTPStatus.OK, {**NOBODY, "personen": people}), tmp_path)


@pytest.mark.parametrize("status", [HTTPStatus.NO_CONTENT, HTTPStatus.FOUND, HTTPStatus.NOT_FOUND])
async def test_another_status_than_the_contract_has_is_not_understood(status: HTTPStatus, tmp_path: Path) -> None:
    with pytest.raises(NotUnderstoodError):
        await ask(answers(PATH, status, b"", Location="/inloggen"), tmp_path)


async def test_an_answer_packed_otherwise_than_it_says_is_not_understood(tmp_path: Path) -> None:
    with pytest.raises(NotUnderstoodError):
        await ask(answers(PATH, HTTPStatus.OK, b"geen gzip", Content_Encoding="gzip"), tmp_path)


@pytest.mark.parametrize(
    ("status", "body", "code", "lasting"),
    [
        (HTTPStatus.BAD_REQUEST, {"code": "paramsValidation"}, "paramsValidation", True),
        (HTTPStatus.BAD_REQUEST, b"<html>", "400", False),  # not the register's own words
        (HTTPStatus.FORBIDDEN, {"code": "unauthorizedField"}, "unauthorizedField", False),
        (HTTPStatus.NOT_ACCEPTABLE, {}, "406", False),
    ],
)
async def test_a_refusal_says_why_and_whether_it_lasts(
    status: HTTPStatus, body: Any, code: str, lasting: bool, tmp_path: Path
) -> None:
    with pytest.raises(RefusedError) as refused:
        await ask(answers(PATH, status, body), tmp_path)
    assert (refused.value.code, refused.value.lasting) == (code, lasting)


async def test_no_answer_is_not_that_nobody_lives_there(tmp_path: Path) -> None:
    for status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.REQUEST_TIMEOUT):
        with pytest.raises(RegisterUnavailableError):
            await ask(answers(PATH, status), tmp_path)


async def test_who_may_not_ask_is_refused(tmp_path: Path) -> None:
    for other, code in (({"key": "andere"}, "authentication"), ({"purpose": ""}, "unauthorized")):
        with pytest.raises(RefusedError) as refused:
            await ask(application(KEY), tmp_path, **other)
        assert (refused.value.code, refused.value.lasting) == (code, False)


async def test_when_it_wants_patience_it_says_how_long(tmp_path: Path) -> None:
    with pytest.raises(PatienceAskedError) as asked:
        await ask(answers(PATH, HTTPStatus.TOO_MANY_REQUESTS, Retry_After="17"), tmp_path)
    assert asked.value.seconds == 17


async def test_an_address_the_bag_does_not_know_is_not_asked_about(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        await ask(application(KEY), tmp_path, None)


GOOD = {**NOBODY, "nummeraanduidingIdentificatie": ADDRESS, "fields": ["leeftijd"]}
GOOD.pop("personen")


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ({}, {("type", "required")}),
        ({"type": "RaadpleegMetNaam"}, {("type", "value")}),
        (
            {"type": GOOD["type"], "naam": "x"},
            {("naam", "unknownParam"), ("nummeraanduidingIdentificatie", "required"), ("fields", "required")},
        ),
        ({**GOOD, "nummeraanduidingIdentificatie": "0" * 16}, {("nummeraanduidingIdentificatie", "pattern")}),
        ({**GOOD, "nummeraanduidingIdentificatie": 1}, {("nummeraanduidingIdentificatie", "pattern")}),
        ({**GOOD, "inclusiefOverledenPersonen": "ja"}, {("inclusiefOverledenPersonen", "boolean")}),
        ({**GOOD, "gemeenteVanInschrijving": "GM0268"}, {("gemeenteVanInschrijving", "pattern")}),
        ({**GOOD, "fields": "leeftijd"}, {("fields", "array")}),
        ({**GOOD, "fields": []}, {("fields", "minItems")}),
        ({**GOOD, "fields": ["leeftijd"] * 131}, {("fields", "maxItems")}),
        ({**GOOD, "fields": ["leeftijd", "geheim"]}, {("fields[1]", "fields")}),
    ],
)
async def test_the_stand_in_refuses_what_the_contract_refuses(question: Any, wrong: set[tuple[str, str]]) -> None:
    answer = await sent(json=question)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json()["code"] == "paramsValidation"
    assert {(one["name"], one["code"]) for one in answer.json()["invalidParams"]} == wrong


async def sent(**request: Any) -> httpx.Response:
    headers = {"X-API-KEY": KEY, "x-doelbinding": PURPOSE, **request.pop("headers", {})}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application(KEY)), base_url="http://brp") as client:
        return await client.post("/personen", headers=headers, **request)


async def test_the_stand_in_refuses_what_is_no_json_and_other_media_types() -> None:
    assert (await sent(content=b"{")).json()["code"] == "paramsValidation"
    refused = await sent(json=GOOD, headers={"Accept": "application/hal+json"})
    assert (refused.status_code, refused.json()["code"]) == (406, "notAcceptable")
    refused = await sent(content=b"<x/>", headers={"Content-Type": "application/xml"})
    assert (refused.status_code, refused.json()["code"]) == (415, "unsupportedMediaType")


async def test_the_stand_in_refuses_too_many_in_the_registers_words() -> None:
    answer = await sent(json={**GOOD, "nummeraanduidingIdentificatie": CROWDED})
    told = {name: answer.json()[name] for name in ("status", "title", "code", "detail")}
    assert told == {
        "status": 400,
        "title": "Teveel zoekresultaten.",
        "code": "tooManyResults",
        "detail": "Meer dan maximum van 30 zoekresultaten gevonden. Verfijn de zoekopdracht.",
    }


def test_the_stand_in_knows_people_without_an_age() -> None:
    people = [person for n in range(20) for person in people_at(f"02682000{n:08}")]
    without = [person["geboorte"]["datum"]["type"] for person in people if "leeftijd" not in person]
    assert {*without} == {"JaarDatum", "DatumOnbekend"}
