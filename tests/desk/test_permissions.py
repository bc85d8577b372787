"""Every route of the desk, tried by everybody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from schemas.codes.flow import UserRole
from schemas.codes.municipality import NAMES
from services.desk.live.places import PLACE
from services.desk.may import ANALYST, DECIDER
from services.screens.form import KEY, STEP, TOKEN
from tests.desk.permissions import DOCUMENT, cells, document

if TYPE_CHECKING:
    from services.desk.may import Area
    from tests.chain import Chain
    from tests.desk.conftest import At
    from tests.desk.permissions import Cell

pytestmark = pytest.mark.usefixtures("press")

CLOSED = [cell for cell in cells() if cell.functions is not None]
ACTS = {
    "beoordeling": {"conclusie": "versterkt", "toelichting": "Zie eerder."},
    "ongedaan": {"reden": "Een vergissing."},
    "besluit": {STEP: "uitkomst"},
    "behandelaar": {},
    "teruggave": {},
    "notitie": {"notitie": "Belt maandag terug."},
    "toestemming": {"toestemming": "gegeven"},
    "intrekking": {"reden": "Een vergissing."},
    "overdracht": {"gemeente": "GM0268", "reden": "waarneming", "grondslag": "wmo-2015-5-1-1", "tot": "2027-01-31"},
    "einde": {},
    "tafel": {"tafel": "mdo-mensenhandel", "op": "2027-01-12", "bij_politie": "ja"},
    "advies": {"advies_zorg": "ja", "verslag": "MDO, punt 2"},
    "afmelding": {"reden": "Al in veiligheid."},
    "overname": {"van": "b7d2e1"},
    "log": {"ambtenaar": "niemand"},
    "verstrekkingen": {"verstrekt_aan": "comensha"},
    "inzage": {"zoekwoorden": "Nergens Bekend"},
    "pdf": {"zoekwoorden": "Nergens Bekend"},
    "waarom": {"kenmerk": str(uuid4())},
    "nieuw": {STEP: "wat"},
    "alarm": {STEP: ""},
    "aanvulling": {"aanvulling": "Het busje is wit."},
    "meldcode": {"stap_1_op": "2026-11-16", "stap_1_bevinding": "Slaapt op het werk."},
    "zaak-beslissen": {"werkdagen": "3", "ingangsdatum": "2027-01-04", "reden": "evaluatie"},
    "beheer": {"gemeente": "GM0268", "afdeling": "burgerzaken"},
    "vernietiging": {"kenmerk": str(uuid4())},
    "stop": {"reden": "klacht"},
    "opheffing": {"reden": "vergissing"},
    "antwoord": {"antwoord": "Sinds maart."},
    "termijn": {},
    "vraag": {"partner": "politie", "vraag": "Kent u dit adres?"},
    "bevestiging": {"digest": "0" * 64, "nagekeken": "ja"},
    "afwijzing": {"reden": "Er staat een naam in."},
}


def test_the_table_is_what_the_routes_say() -> None:
    assert DOCUMENT.read_text("utf-8") == document()


async def ask(at_desk: At, cell: Cell, role: str | None, signal_id: str, where: tuple[str, ...] = tuple(NAMES)) -> int:
    async with at_desk(role, where) as (client, session):
        path = cell.path.replace("{id}", signal_id).replace("{soort}/{naam}", "normtijd/zaak-beslissen")
        for other in (
            "{aanvulling}",
            "{voorstel}",
            "{kenmerk}",
            "{overdracht}",
            "{punt}",
            "{alarm}",
            "{antwoord}",
            "{vraag}",
        ):  # nothing there: who may is told that
            path = path.replace(other, str(uuid4()))
        token = session.form_token if session else "none"
        form = {TOKEN: token, KEY: str(uuid4()), STEP: "nakijken", **ACTS.get(path.rpartition("/")[2], {})}
        data = form if cell.method == "POST" else None
        async with client.stream(cell.method, path, data=data) as answer:  # some go on for as long as a page is open
            return answer.status_code


async def known(chain: Chain, cell: Cell, **changes: str) -> str:
    """A signal that is where this route is about."""
    if cell.path.startswith("/beslissen"):
        return await chain.to_decide(**changes)
    signal_id: str = (await chain.report(**changes))["id"]
    await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
    return signal_id


@pytest.mark.parametrize("cell", CLOSED, ids=lambda cell: f"{cell.method} {cell.path}")
async def test_every_function_at_every_route(chain: Chain, at_desk: At, cell: Cell) -> None:
    signal_id = await known(chain, cell)
    nothing_there = re.search(r"{(?!id}|soort}|naam})", cell.path) or cell.path.endswith("/waarom")
    found = {404} if nothing_there else {200, 303, 409}
    for role in UserRole:
        wanted = found if cell.functions and role in cell.functions else {403}
        assert await ask(at_desk, cell, role, signal_id) in wanted, role
    assert await ask(at_desk, cell, None, signal_id) == (401 if cell.path.startswith(PLACE) else 303)


@pytest.mark.parametrize("area", [ANALYST, DECIDER], ids=lambda area: area.name)
async def test_a_signal_of_another_municipality_is_not_there(chain: Chain, at_desk: At, area: Area) -> None:
    page = next(cell for cell in CLOSED if cell.path == f"{area.path}/{{id}}")
    signal_id = await known(chain, page, gemeente="GM0268")
    (role,) = area.functions
    assert await ask(at_desk, page, role, signal_id, ("GM0268",)) == 200
    assert await ask(at_desk, page, role, signal_id, ("GM0281",)) == 404
    assert await ask(at_desk, page, role, str(uuid4())) == 404
    assert await ask(at_desk, page, role, "geen-kenmerk") == 404
