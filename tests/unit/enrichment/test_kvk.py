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
from services.enrichment.registers.kvk import Kvk
from services.enrichment.registers.register import Found, PatienceAskedError, Question, RegisterUnavailableError
from tests.unit.cases import signal
from tests.unit.enrichment.register import answers

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
    with pytest.raises(RegisterUnavailableError):
        await ask(application(KEY), tmp_path, "00001234", "andere")
    with pytest.raises(RegisterUnavailableError):
        await ask(answers(PATH, HTTPStatus.BAD_GATEWAY), tmp_path, "00001234")


async def test_when_it_wants_patience_it_says_how_long(tmp_path: Path) -> None:
    with pytest.raises(PatienceAskedError) as asked:
        await ask(answers(PATH, HTTPStatus.TOO_MANY_REQUESTS, Retry_After="17"), tmp_path, "00001234")
    assert asked.value.seconds == 17


async def test_the_stand_in_refuses_what_is_no_number(tmp_path: Path) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application(KEY)), base_url="http://kvk") as client:
        answer = await client.get("/v1/basisprofielen/12", headers={"apikey": KEY})
    assert (answer.status_code, answer.json()["fout"][0]["code"]) == (400, "IPD0004")
