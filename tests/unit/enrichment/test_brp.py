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

from deploy.local.brp import application, people_at
from services.enrichment.domain import Residents
from services.enrichment.registers.brp import Brp
from services.enrichment.registers.register import PatienceAskedError, Question, RegisterUnavailableError
from tests.unit.cases import signal
from tests.unit.enrichment.register import answers

KEY, PURPOSE = "sleutel", "Aanpak mensenhandel"
PATH = "/personen"
ADDRESS = "0268200000366054"


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
    ages = [person["leeftijd"] for person in people_at(ADDRESS)]
    assert ages
    assert await ask(application(KEY), tmp_path) == Residents(len(ages), sum(age < 18 for age in ages))


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


async def test_a_person_without_an_age_is_counted_and_no_minor(tmp_path: Path) -> None:
    people = [{"leeftijd": 17}, {"leeftijd": 18}, {"geheimhoudingPersoonsgegevens": True}]
    assert await ask(answers(PATH, HTTPStatus.OK, {"type": "x", "personen": people}), tmp_path) == Residents(3, 1)


async def test_no_answer_is_not_that_nobody_lives_there(tmp_path: Path) -> None:
    for register, other in (
        (application(KEY), {"key": "andere"}),
        (application(KEY), {"purpose": ""}),
        (answers(PATH, HTTPStatus.SERVICE_UNAVAILABLE), {}),
    ):
        with pytest.raises(RegisterUnavailableError):
            await ask(register, tmp_path, **other)


async def test_when_it_wants_patience_it_says_how_long(tmp_path: Path) -> None:
    with pytest.raises(PatienceAskedError) as asked:
        await ask(answers(PATH, HTTPStatus.TOO_MANY_REQUESTS, Retry_After="17"), tmp_path)
    assert asked.value.seconds == 17


async def test_an_address_the_bag_does_not_know_is_not_asked_about(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        await ask(application(KEY), tmp_path, None)


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ({}, {("type", "required")}),
        ({"type": "RaadpleegMetNaam"}, {("type", "value")}),
        (
            {"type": "ZoekMetNummeraanduidingIdentificatie", "naam": "x"},
            {("naam", "unknownParam"), ("nummeraanduidingIdentificatie", "pattern"), ("fields", "required")},
        ),
        (
            {
                "type": "ZoekMetNummeraanduidingIdentificatie",
                "nummeraanduidingIdentificatie": ADDRESS,
                "fields": ["leeftijd", "geheim"],
            },
            {("fields[1]", "fields")},
        ),
    ],
)
async def test_the_stand_in_refuses_what_the_contract_refuses(question: Any, wrong: set[tuple[str, str]]) -> None:
    headers = {"X-API-KEY": KEY, "x-doelbinding": PURPOSE}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application(KEY)), base_url="http://brp") as client:
        answer = await client.post("/personen", json=question, headers=headers)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert {(one["name"], one["code"]) for one in answer.json()["invalidParams"]} == wrong
