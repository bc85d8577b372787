"""The trade register, by its stand-in: what is asked, and what its answers mean."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from deploy.local.kvk import application
from schemas.events.case import Company
from services.enrichment.registers.domain import Found
from services.enrichment.registers.kvk import Kvk
from services.enrichment.registers.register import (
    NotUnderstoodError,
    PatienceAskedError,
    Question,
    RefusedError,
    RegisterUnavailableError,
)
from tests.unit.cases import signal
from tests.unit.enrichment.register import answers, unreadable

PATH = "/v1/basisprofielen/{number}"
KEY = "sleutel"


async def ask(register: Starlette, tmp_path: Path, number: str | None, key: str = KEY) -> Found | None:
    file = tmp_path / "key"
    file.write_text(key)
    settings = cast("Any", SimpleNamespace(kvk_url="http://kvk/api", kvk_key_file=file))
    kvk = Kvk(settings, httpx.ASGITransport(Starlette(routes=[Mount("/api", register)])))
    try:
        return await kvk.find(Question(signal(company=Company(name="Zonnig", kvk_number=number))))
    finally:
        await kvk.close()


async def test_a_firm_is_named_with_what_it_does_and_since_when(tmp_path: Path) -> None:
    found = await ask(application(KEY), tmp_path, "00001234")
    words = "Onderneming 1234 te Nergenshuizen; Uitzendbureaus; sinds 2009-02"
    assert found == Found("00001234", words)


async def test_a_firm_that_has_ended_is_said_to_have(tmp_path: Path) -> None:
    found = await ask(application(KEY), tmp_path, "00001238")
    assert found
    assert found.line.endswith("; beëindigd 2025-12-31")


@pytest.mark.parametrize(
    ("profile", "line"),
    [
        ({"statutaireNaam": "Zonnig B.V."}, "Zonnig B.V."),
        ({"naam": None, "handelsnamen": [{}, {"naam": "Zonnig", "volgorde": 1}]}, "Zonnig"),
        ({}, "naam niet vermeld"),
        (
            {"naam": "Zonnig", "materieleRegistratie": {"datumAanvang": "20090200", "datumEinde": None}},
            "Zonnig; sinds 2009-02",
        ),
        ({"naam": "Zonnig", "materieleRegistratie": None, "sbiActiviteiten": None}, "Zonnig"),
        ({"naam": "Zonnig", "materieleRegistratie": {"datumEinde": "2025"}}, "Zonnig; beëindigd 2025"),
        ({"naam": "Zonnig", "sbiActiviteiten": [{"sbiOmschrijving": None, "indHoofdactiviteit": "Ja"}]}, "Zonnig"),
    ],
)
async def test_what_the_contract_lets_be_absent_may_be(profile: dict[str, Any], line: str, tmp_path: Path) -> None:
    register = answers(PATH, HTTPStatus.OK, {"kvkNummer": "00001234", **profile})
    assert await ask(register, tmp_path, "00001234") == Found("00001234", line)


async def test_the_stand_in_leaves_names_out(tmp_path: Path) -> None:
    lines = [found.line for end in "76" if (found := await ask(application(KEY), tmp_path, f"0000123{end}"))]
    assert [line.split(";")[0] for line in lines] == ["Onderneming 1237 te Nergenshuizen", "naam niet vermeld"]


@pytest.mark.parametrize("body", unreadable({"naam": "Zonnig"}))
async def test_what_is_no_answer_is_not_understood(body: bytes, tmp_path: Path) -> None:
    with pytest.raises(NotUnderstoodError):
        await ask(answers(PATH, HTTPStatus.OK, body), tmp_path, "00001234")


@pytest.mark.parametrize(
    "wrong",
    [
        {"kvkNummer": "00001235"},  # another firm
        {"kvkNummer": 1234},
        {"naam": 7},
        {"naam": "Zon\x00nig"},
        {"sbiActiviteiten": {}},
        {"materieleRegistratie": {"datumEinde": 20251231}},
    ],
)
async def test_a_profile_of_another_type_is_not_understood(wrong: dict[str, Any], tmp_path: Path) -> None:
    register = answers(PATH, HTTPStatus.OK, {"kvkNummer": "00001234", "naam": "Zonnig", **wrong})
    with pytest.raises(NotUnderstoodError):
        await ask(register, tmp_path, "00001234")


async def test_not_found_by_somebody_on_the_way_is_not_understood(tmp_path: Path) -> None:
    with pytest.raises(NotUnderstoodError):
        await ask(answers(PATH, HTTPStatus.NOT_FOUND, b"<html>404</html>"), tmp_path, "00001234")


async def test_a_question_that_is_refused_says_why(tmp_path: Path) -> None:
    body = {"fout": [{"code": "IPD0004", "omschrijving": "Het KVK-nummer 00001234 is niet valide."}]}
    with pytest.raises(RefusedError) as refused:
        await ask(answers(PATH, HTTPStatus.BAD_REQUEST, body), tmp_path, "00001234")
    assert (refused.value.code, refused.value.lasting) == ("IPD0004", True)


async def test_a_number_that_is_not_registered_is_an_answer(tmp_path: Path) -> None:
    assert await ask(application(KEY), tmp_path, "00001239") is None


async def test_of_a_long_answer_as_much_is_kept_as_a_line_holds(tmp_path: Path) -> None:
    whole = {
        "kvkNummer": "00001234",
        "naam": "N" * 150,
        "sbiActiviteiten": [
            {"sbiCode": "1", "sbiOmschrijving": "Bijzaak", "indHoofdactiviteit": "Nee"},
            {"sbiCode": "2", "sbiOmschrijving": "H" * 100, "indHoofdactiviteit": "Ja"},
        ],
        "_embedded": {"eigenaar": {"rsin": "123456789"}},
    }
    found = await ask(answers(PATH, HTTPStatus.OK, whole), tmp_path, "00001234")
    assert found == Found("00001234", f"{'N' * 150}; {'H' * 48}")


async def test_a_firm_without_a_number_is_not_asked_for(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        await ask(application(KEY), tmp_path, None)


async def test_no_answer_is_not_that_there_is_no_firm(tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        await ask(application(KEY), tmp_path, "00001234", "andere")
    with pytest.raises(RegisterUnavailableError):
        await ask(answers(PATH, HTTPStatus.BAD_GATEWAY), tmp_path, "00001234")


async def test_when_it_wants_patience_it_says_how_long(tmp_path: Path) -> None:
    with pytest.raises(PatienceAskedError) as asked:
        await ask(answers(PATH, HTTPStatus.TOO_MANY_REQUESTS, Retry_After="17"), tmp_path, "00001234")
    assert asked.value.seconds == 17


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        ("12", {}, 400, "IPD0004"),
        ("00001234?vestiging=1", {}, 400, "IPD0003"),
        ("00001234?geoData=misschien", {}, 400, "IPD0003"),
        ("00001234", {"Accept": "text/html"}, 406, "IPD0002"),
        ("00001234", {"apikey": "andere"}, 401, "IPD0001"),
        ("00001239", {}, 404, "IPD0005"),
    ],
)
async def test_the_stand_in_refuses_what_the_contract_refuses(
    path: str, headers: dict[str, str], status: int, code: str
) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application(KEY)), base_url="http://kvk") as client:
        answer = await client.get(f"/v1/basisprofielen/{path}", headers={"apikey": KEY, **headers})
    assert (answer.status_code, answer.json()["fout"][0]["code"]) == (status, code)
