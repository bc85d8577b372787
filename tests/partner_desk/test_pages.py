"""Who may see the pages, and what two people at once can do with them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import pytest_asyncio

from services.partner_desk import items, store
from services.partner_desk.accounts.domain import MOST_FAILURES
from services.partner_desk.database import open_store
from services.partner_desk.domain import State
from tests.chain import until
from tests.paper.reading import read
from tests.partner_desk.program import Person, visiting
from tests.unit.partner_desk.example import NOW, record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from services.partner_desk.items import Life
    from tests.partner_desk.conftest import Broker
    from tests.partner_desk.program import Program

CARE, WRITER, SENT = "referral.zorgcoordinator", "zorg-referral", "referral.zorgcoordinator-sent"
FORMULA = '=HYPERLINK("http://kwaad.example","klik")'


@pytest_asyncio.fixture(loop_scope="session")
async def program(program_of: Callable[[str], Program]) -> Program:
    """Of the zorgcoördinator, connected."""
    started = program_of("zorgcoordinator")
    await started.start()
    await started.ready()
    return started


async def told(broker: Broker, program: Program, reference: UUID, **data: object) -> None:
    await broker.tell(CARE, WRITER, record(SENT, reference, **data))
    end = len(await broker.all(CARE))

    async def read() -> bool:
        known = open_store(*program.store)
        places = store.places(known)
        known.connection.close()
        return places.get((CARE, 0), (0, NOW))[0] >= end

    await until(read)


def life_of(program: Program, reference: UUID) -> Life:
    known = open_store(*program.store)
    found = items.life(known, reference)
    known.connection.close()
    assert found
    return found


async def test_nobody_sees_anything_who_is_not_signed_on(broker: Broker, program: Program) -> None:
    reference = uuid4()
    await told(broker, program, reference)
    async with visiting(program) as visitor:
        for path in ("/zaken", f"/zaken/{reference}", "/stand", "/opzij"):
            assert (await visitor.client.get(path)).headers["location"] == "/"
        for path in ("/uitvoer", f"/zaken/{reference}/antwoorden/accepted", "/opzij/1", "/afmelden"):
            assert (await visitor.client.post(path, data={"gezien": "1"})).headers["location"] == "/"
    assert life_of(program, reference).item.state is State.NEW


async def test_both_factors_and_a_wait_for_who_guesses(program: Program) -> None:
    anna, bob = await program.person("anna"), await program.person("bob")
    async with visiting(program) as visitor:
        code = await anna.code()
        right = {"naam": "anna", "wachtwoord": anna.password, "code": code}
        for wrong in ({"code": ""}, {"code": "één"}, {"wachtwoord": bob.password}, {"naam": "niemand"}):
            answer = await visitor.client.post("/aanmelden", data={**right, **wrong})
            assert answer.status_code == 401
            assert "Naam, wachtwoord of code klopt niet" in answer.text
        signed_on = await visitor.client.post("/aanmelden", data=right)
        cookie = signed_on.headers["set-cookie"]
        assert cookie.startswith("__Host-")
        assert {"HttpOnly", "Path=/", "SameSite=strict", "Secure"} <= {part.strip() for part in cookie.split(";")}
        assert (await visitor.client.post("/aanmelden", data=right)).status_code == 401, "a code is good once"
        for _ in range(MOST_FAILURES):
            await visitor.client.post("/aanmelden", data={**right, "code": "000000"})
        locked = {**right, "code": await anna.code()}
        assert (await visitor.client.post("/aanmelden", data=locked)).status_code == 401
        assert (await program.command("account", "lijst"))[1] == "anna (op slot)\nbob\n"
        assert (await program.command("account", "ontgrendel", "anna"))[0] == 0
        assert (await visitor.client.post("/aanmelden", data=locked)).status_code == 303
    async with visiting(program, bob) as visitor:
        assert (await program.command("account", "verwijder", "bob"))[0] == 0
        assert (await visitor.client.get("/zaken")).status_code == 303
        assert (await program.command("account", "verwijder", "bob"))[0] == 1


async def test_new_secrets_end_what_the_old_ones_began(program: Program) -> None:
    anna = await program.person("anna")
    async with visiting(program, anna) as visitor:
        renewed = await program.person("anna")
        assert (await visitor.client.get("/zaken")).status_code == 303
    assert (renewed.password, renewed.second_factor) != (anna.password, anna.second_factor)
    async with visiting(program, renewed) as visitor:
        page = await visitor.get("/zaken")
        answer = await visitor.post(page, "/afmelden")
        assert '"storage"' in answer.headers["clear-site-data"]
        assert (await visitor.client.get("/zaken")).status_code == 303


async def test_of_two_people_one_answers_and_nothing_of_the_other_is_lost(broker: Broker, program: Program) -> None:
    reference = uuid4()
    await told(broker, program, reference)
    anna, bob = await program.person("anna"), await program.person("bob")
    place = f"/zaken/{reference}"
    async with visiting(program, anna) as first, visiting(program, bob) as second:
        seen_by_anna, seen_by_bob = await first.get(place), await second.get(place)
        for _ in range(2):
            answer = await first.post(seen_by_anna, f"{place}/antwoorden/accepted")
            assert answer.headers["location"] == place
        late = await second.post(
            seen_by_bob, f"{place}/antwoorden/declined", reden="geen-capaciteit", toelichting="Wij zitten vol."
        )
        assert late.status_code == 409
        assert "een collega was u voor" in late.text
        assert "Wij zitten vol." in late.text
        assert "door anna" in late.text
    life = life_of(program, reference)
    assert [entry.what for entry in life.entries] == ["sent", "accepted"]


async def test_a_form_of_another_site_or_person_does_nothing(broker: Broker, program: Program) -> None:
    reference = uuid4()
    await told(broker, program, reference)
    anna, bob = await program.person("anna"), await program.person("bob")
    action = f"/zaken/{reference}/antwoorden/accepted"
    async with visiting(program, anna) as first, visiting(program, bob) as second:
        page = await first.get(f"/zaken/{reference}")
        assert (await second.post(page, action)).status_code == 403
        first.client.headers["Origin"] = "http://kwaad.example"
        assert (await first.post(page, action)).status_code == 403
        first.client.headers["Origin"] = program.address
        for more in ({"sleutel": ""}, {"gezien": "veel"}, {"erbij": "ja"}):
            assert (await first.post(page, action, **more)).status_code == 400
        confirmed = f"/zaken/{reference}/antwoorden/confirmed"
        assert (await first.client.post(confirmed, data={"formuliertoken": "x"})).status_code == 403
    assert life_of(program, reference).item.state is State.NEW


async def test_no_cell_of_the_export_is_a_formula(broker: Broker, program: Program) -> None:
    reference = uuid4()
    await told(broker, program, reference, personal={"victims": [], "note": FORMULA, "care_needs": "+31 bellen"})
    anna = await program.person("anna")
    async with visiting(program, anna) as visitor:
        page = await visitor.get("/zaken")
        answer = await visitor.post(page, "/uitvoer")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"] == 'attachment; filename="zaken.csv"'
        rows = [*csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";")]
        (row,) = [row for row in rows if row["kenmerk"] == str(reference)]
        assert f"'{FORMULA}" in row.values()
        assert "'+31 bellen" in row.values()
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


async def test_whether_a_name_is_known_is_not_told(program: Program) -> None:
    """Who is known can't be seen from what is said."""
    anna = await program.person("anna")
    nobody = Person("nobody", anna.password, anna.second_factor)
    async with visiting(program) as visitor:
        said: list[str] = []
        for person in (anna, nobody):
            filled = {"naam": person.name, "wachtwoord": "fout", "code": "000000"}
            said.append((await visitor.client.post("/aanmelden", data=filled)).text.replace(person.name, ""))
        assert said[0] == said[1]


@pytest.mark.usefixtures("press")
async def test_a_referral_is_a_file_that_can_be_kept(broker: Broker, program: Program, tmp_path: Path) -> None:
    anna, reference = await program.person("anna"), uuid4()
    await told(broker, program, reference)
    async with visiting(program, anna) as visitor:
        answer = await visitor.client.get(f"/zaken/{reference}/pdf")
        gone = await visitor.client.get(f"/zaken/{uuid4()}/pdf")
    assert answer.headers["content-type"] == "application/pdf"
    said = read(answer.content, tmp_path)
    assert str(reference) in said
    assert "Bevestig de ontvangst" not in said
    assert gone.status_code == 404
