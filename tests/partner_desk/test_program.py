"""The program as a process: killed at the worst moments, and told what nobody can read."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from services.partner_desk import items, outbox, store
from services.partner_desk.database import Store, open_store
from services.partner_desk.domain import Answer, State
from services.partner_desk.outbox import Said
from tests.chain import until
from tests.partner_desk.program import visiting
from tests.unit.partner_desk.example import NOW, OIN, record

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.partner_desk.items import Life
    from tests.partner_desk.conftest import Broker
    from tests.partner_desk.program import Program

CARE, WRITER = "referral.zorgcoordinator", "zorg-referral"
SENT, CORRECTED, REVOKED = (
    f"referral.{name}" for name in ("zorgcoordinator-sent", "zorgcoordinator-corrected", "revoked")
)


def life_in(known: Store, reference: UUID) -> Life:
    found = items.life(known, reference)
    assert found
    return found


def stored(program: Program, look: Callable[[Store], Any]) -> Any:
    """What its store holds."""
    known = open_store(*program.store)
    try:
        return look(known)
    finally:
        known.connection.close()


async def read_so_far(program: Program, topic: str, count: int) -> None:
    """Until it has stored so many."""

    async def done() -> bool:
        places = stored(program, store.places)
        return places.get((topic, 0), (0, NOW))[0] >= count

    await until(done)


@pytest.mark.parametrize("moment", ["storing", "committing"])
async def test_killed_while_it_stores_nothing_is_lost_or_doubled(
    broker: Broker, program_of: Callable[[str], Program], moment: str
) -> None:
    reference = uuid4()
    program = program_of("zorgcoordinator")
    await broker.tell(CARE, WRITER, record(SENT, reference), record(CORRECTED, reference), record(SENT, uuid4()))
    end = await _end(broker, CARE)
    await program.start("tests.partner_desk.dying", moment)
    assert await program.ended() == -signal.SIGKILL
    await program.start()
    await program.ready()
    await read_so_far(program, CARE, end)
    await program.stop()
    steps = [entry.what for entry in stored(program, lambda known: life_in(known, reference)).entries]
    assert steps == ["sent", "corrected"]


async def test_an_answer_that_is_sent_twice_keeps_its_id(broker: Broker, program_of: Callable[[str], Program]) -> None:
    reference = uuid4()
    program = program_of("zorgcoordinator")
    await broker.tell(CARE, WRITER, record(SENT, reference))
    end = await _end(broker, CARE)
    await program.start()
    await read_so_far(program, CARE, end)
    await program.stop()
    said = Said(reference, Answer.ACCEPTED, {}, "anna", "een", 1)
    stored(program, lambda known: outbox.say(known, OIN, said, NOW))
    await program.start("tests.partner_desk.dying", "sent")
    assert await program.ended() == -signal.SIGKILL
    await program.start()

    async def sent() -> bool:
        return stored(program, outbox.count) == 0

    await until(sent)
    await program.stop()
    about = [one.value for one in await broker.replies("zorgcoordinator") if one.key == str(reference).encode()]
    assert len(about) == 2
    assert about[0] == about[1]
    assert stored(program, lambda known: life_in(known, reference)).item.state is State.ACCEPTED


async def test_what_nobody_can_read_is_set_aside_and_the_rest_is_read(
    broker: Broker, program_of: Callable[[str], Program]
) -> None:
    before, after, secret = uuid4(), uuid4(), "Geheime Naam"
    program = program_of("zorgcoordinator")
    anna = await program.person("anna")
    poison = record(SENT, before, personal={"victims": [{"name": secret, "gender": 7}], "note": "Kort."})
    await broker.tell(CARE, WRITER, record(SENT, before), b"\xff\xfe", poison, record(SENT, after))
    end = await _end(broker, CARE)
    await program.start()
    await program.ready()
    await read_so_far(program, CARE, end)
    async with visiting(program, anna) as visitor:
        page = await visitor.get("/opzij")
        assert f"plaats {end - 2}" in page
        assert "data.personal.victims.0.gender" in page
        assert secret not in page
        await visitor.get(f"/zaken/{after}")
        numbers = [one.number for one in stored(program, store.set_aside) if one.place.offset >= end - 3]
        for number in numbers:
            assert (await visitor.post(await visitor.get("/opzij"), f"/opzij/{number}")).status_code == 303
        assert f"plaats {end - 2}" not in await visitor.get("/opzij")


async def test_the_desk_of_a_riec_has_nothing_of_care(broker: Broker, program_of: Callable[[str], Program]) -> None:
    marker, care, crime = "Zorgmerk", uuid4(), uuid4()
    program = program_of("riec")
    anna = await program.person("anna")
    personal = {"victims": [{"name": marker, "gender": "vrouw", "role": "slachtoffer"}], "note": marker}
    await broker.tell(CARE, WRITER, record(SENT, care, personal=personal))
    await broker.tell("referral.riec", "riec-referral", record("referral.riec-sent", crime))
    await program.start()
    await program.ready()
    await read_so_far(program, "referral.riec", await _end(broker, "referral.riec"))
    async with visiting(program, anna) as visitor:
        places = ("/zaken", "/stand", "/opzij", f"/zaken/{crime}")
        seen = [await visitor.get(place) for place in places]
        csv = await visitor.post(seen[0], "/uitvoer")
        assert all(marker not in page and str(care) not in page for page in (*seen, csv.text))
        assert (await visitor.client.get(f"/zaken/{care}")).status_code == 404
        assert "zorg" not in seen[1].lower()


async def test_it_starts_with_its_own_certificate_alone(broker: Broker, program_of: Callable[[str], Program]) -> None:
    program = program_of("zorgcoordinator")
    program.settings["CERTIFICATE"] = str(broker.partner("riec").certificate)
    code, _, said = await program.command()
    assert code == 2
    assert "is niet van Zorgcoördinator mensenhandel (Moviera)" in said
    program.settings["CERTIFICATE"] = str(broker.partner("riec").ca)
    program.settings.pop("PARTNER")
    code, _, said = await program.command()
    assert (code, said.partition("\n")[0].partition(":")[0]) == (2, "PARTNER ontbreekt of klopt niet")


async def _end(broker: Broker, topic: str) -> int:
    """How many records it holds."""
    return len(await broker.all(topic))
