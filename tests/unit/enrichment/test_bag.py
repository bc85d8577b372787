"""Addresses, by the register's stand-in: what is asked, and what its answers mean."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from deploy.local.bag import addresses_at, application, as_hal, street_of
from schemas.events.case import Location
from services.enrichment.registers.bag import Bag
from services.enrichment.registers.domain import Addresses
from services.enrichment.registers.register import NotUnderstoodError, PatienceAskedError, Question, RefusedError
from tests.unit.cases import signal
from tests.unit.enrichment.register import answers, unreadable

PATH, KEY = "/adressen", "sleutel"
STREET = street_of("6511FF")
HERE = {"postcode": "6511FF", "house_number": 20}
ONE = {
    "nummeraanduidingIdentificatie": "0268200000366054",
    "openbareRuimteNaam": "Molenstraat",
    "huisnummer": 20,
    "woonplaatsNaam": "Nijmegen",
}


async def ask(register: Starlette, tmp_path: Path, **location: Any) -> Addresses | None:
    file = tmp_path / "key"
    file.write_text(KEY)
    bag = Bag(cast("Any", SimpleNamespace(bag_url="http://bag", bag_key_file=file)), httpx.ASGITransport(register))
    where = Location.model_construct(**{name: location.get(name) for name in Location.model_fields})
    content = signal()
    content = content.model_copy(update={"personal": content.personal.model_copy(update={"location": where})})
    try:
        return await bag.find(Question(content))
    finally:
        await bag.close()


def collection(*found: Any) -> dict[str, Any]:
    return {"_links": {"self": {"href": "/adressen"}}, "_embedded": {"adressen": [*found]}}


@pytest.mark.parametrize("suffix", ["Abis", "A bis", "a-bis", "A-bis", "ABIS"])
async def test_a_letter_with_an_addition_is_found_however_it_is_written(suffix: str, tmp_path: Path) -> None:
    found = await ask(application(KEY), tmp_path, **HERE, house_number_suffix=suffix)
    assert found
    assert found.lines == (f"{STREET} 20 Abis, 6511 FF  NIJMEGEN",)
    assert found.identification
    assert not found.without_suffix


@pytest.mark.parametrize(
    ("number", "suffix", "shown"), [(20, "B", "20 B"), (20, None, "20"), (20, " - ", "20"), (199, "12", "199-12")]
)
async def test_a_suffix_is_found_as_the_register_holds_it(
    number: int, suffix: str | None, shown: str, tmp_path: Path
) -> None:
    found = await ask(application(KEY), tmp_path, postcode="6511FF", house_number=number, house_number_suffix=suffix)
    assert found
    assert found.lines == (f"{STREET} {shown}, 6511 FF  NIJMEGEN",)


async def test_what_the_register_could_hold_and_does_not_is_not_there(tmp_path: Path) -> None:
    assert await ask(application(KEY), tmp_path, **HERE, house_number_suffix="C") is None


async def test_a_suffix_no_address_has_is_left_out_and_all_that_is_at_the_number_is_shown(tmp_path: Path) -> None:
    found = await ask(application(KEY), tmp_path, **HERE, house_number_suffix="boven")
    assert found
    numbers = [line.split(",")[0].removeprefix(f"{STREET} ") for line in found.lines]
    assert (numbers, found.identification, found.without_suffix) == (["20", "20 A", "20 B", "20 Abis"], None, True)
    alone = await ask(application(KEY), tmp_path, postcode="6511FF", house_number=7, house_number_suffix="beneden")
    assert alone
    assert alone.identification
    assert alone.without_suffix
    many = await ask(application(KEY), tmp_path, postcode="6511FF", house_number=199, house_number_suffix="achterhuis")
    assert many
    assert (len(many.lines), many.lines[-1]) == (11, "en nog 21")
    assert (
        await ask(application(KEY), tmp_path, postcode="6511FF", house_number=901, house_number_suffix="boven") is None
    )


async def test_the_only_address_at_a_number_is_not_it_when_it_has_another_suffix(tmp_path: Path) -> None:
    register = answers(PATH, HTTPStatus.OK, collection({**ONE, "huisletter": "A"}))
    found = await ask(register, tmp_path, **HERE, house_number_suffix="beneden")
    assert found == Addresses(("Molenstraat 20 A, NIJMEGEN",), None, without_suffix=True)


async def test_two_exact_addresses_are_both_shown_and_neither_is_it(tmp_path: Path) -> None:
    found = await ask(application(KEY), tmp_path, postcode="6511FF", house_number=250)
    assert found
    ids = [as_hal(address)["nummeraanduidingIdentificatie"] for address in addresses_at("6511FF", 250)[:2]]
    lines = tuple(f"{STREET} 250, 6511 FF  NIJMEGEN (BAG {one})" for one in ids)
    assert found == Addresses(lines, None)


async def test_who_used_up_the_day_is_told_to_wait_longer_than_a_second(tmp_path: Path) -> None:
    with pytest.raises(PatienceAskedError) as asked:
        await ask(application(KEY, quota=0), tmp_path, **HERE)
    assert asked.value.seconds > 1


async def test_without_a_postcode_an_address_is_found_by_street_and_town(tmp_path: Path) -> None:
    found = await ask(application(KEY), tmp_path, street=STREET.upper(), city="nijmegen", house_number=20)
    assert found
    assert found.lines[0].startswith(f"{STREET} 20, 65")
    assert await ask(application(KEY), tmp_path, street="Bestaatnietlaan", city="Nijmegen", house_number=20) is None


async def test_address_lines_that_are_absent_are_put_together(tmp_path: Path) -> None:
    found = await ask(answers(PATH, HTTPStatus.OK, collection({**ONE, "postcode": "6511PP"})), tmp_path, **HERE)
    assert found == Addresses(("Molenstraat 20, 6511PP  NIJMEGEN",), "0268200000366054")


async def test_nothing_found_has_links_alone(tmp_path: Path) -> None:
    empty: list[dict[str, Any]] = [{"_links": {}}, {"_links": {}, "_embedded": {}}, collection()]
    for nothing in empty:
        assert await ask(answers(PATH, HTTPStatus.OK, nothing), tmp_path, **HERE) is None


@pytest.mark.parametrize("body", unreadable(collection(ONE)))
async def test_what_is_no_answer_is_not_that_there_is_no_address(body: bytes, tmp_path: Path) -> None:
    with pytest.raises(NotUnderstoodError):
        await ask(answers(PATH, HTTPStatus.OK, body), tmp_path, **HERE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"nummeraanduidingIdentificatie": None},
        {"nummeraanduidingIdentificatie": 268200000366054},
        {"nummeraanduidingIdentificatie": "12"},
        {"woonplaatsNaam": None},
        {"adresregel5": "Molen\x00straat 20"},
        {"huisnummer": "20"},
    ],
)
async def test_an_address_of_another_type_is_not_understood(wrong: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(NotUnderstoodError):
        await ask(answers(PATH, HTTPStatus.OK, collection({**ONE, **wrong})), tmp_path, **HERE)


async def test_a_question_that_is_refused_is_not_that_there_is_no_address(tmp_path: Path) -> None:
    for location, code in (
        ({**HERE, "house_number": 100000}, "paramsValidation"),
        ({"street": "S" * 81, "city": "Nijmegen", "house_number": 1}, "paramsValidation"),
    ):
        with pytest.raises(RefusedError) as refused:
            await ask(application(KEY), tmp_path, **location)
        assert (refused.value.code, refused.value.lasting) == (code, True)


async def test_only_a_location_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        await ask(application(KEY), tmp_path, house_number=20)


async def test_no_register_sends_us_elsewhere(tmp_path: Path) -> None:
    """The key would go along."""
    asked: list[str] = []

    async def elsewhere(request: Request) -> Response:
        asked.append(request.url.path)
        return RedirectResponse("http://elders.example.nl/adressen")

    register = Starlette(routes=[Route("/{path:path}", elsewhere)])
    with pytest.raises(NotUnderstoodError):
        await ask(register, tmp_path, **HERE)
    assert asked == [PATH]
