"""Every route of the desk, tried by everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from schemas.codes.flow import UserRole
from schemas.codes.municipality import NAMES
from services.desk.form import KEY, STEP, TOKEN
from tests.desk.permissions import DOCUMENT, cells, document

if TYPE_CHECKING:
    from tests.chain import Chain
    from tests.desk.conftest import At
    from tests.desk.permissions import Cell

CLOSED = [cell for cell in cells() if cell.functions is not None]
FORM = {"conclusie": "versterkt", "toelichting": "Zie eerder."}


def test_the_table_is_what_the_routes_say() -> None:
    assert DOCUMENT.read_text("utf-8") == document()


async def ask(at_desk: At, cell: Cell, role: str | None, signal_id: str, where: tuple[str, ...] = tuple(NAMES)) -> int:
    async with at_desk(role, where) as (client, session):
        path = cell.path.replace("{id}", signal_id)
        token = session.form_token if session else "none"
        act = FORM if path.endswith("beoordeling") else {"reden": "Een vergissing."}
        form = {TOKEN: token, KEY: str(uuid4()), STEP: "nakijken", **act} if cell.method == "POST" else None
        return (await client.request(cell.method, path, data=form)).status_code


@pytest.mark.parametrize("cell", CLOSED, ids=lambda cell: f"{cell.method} {cell.path}")
async def test_every_function_at_every_route(chain: Chain, at_desk: At, cell: Cell) -> None:
    signal_id = (await chain.report())["id"]
    await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
    for role in UserRole:
        wanted = 200 if cell.functions and role in cell.functions else 403
        assert await ask(at_desk, cell, role, signal_id) == wanted, role
    assert await ask(at_desk, cell, None, signal_id) == 303


async def test_a_signal_of_another_municipality_is_not_there(chain: Chain, at_desk: At) -> None:
    signal_id = (await chain.report(gemeente="GM0268"))["id"]
    await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
    page = next(cell for cell in CLOSED if cell.path == "/beoordelen/{id}")
    assert await ask(at_desk, page, "analist", signal_id, ("GM0268",)) == 200
    assert await ask(at_desk, page, "analist", signal_id, ("GM0281",)) == 404
    assert await ask(at_desk, page, "analist", str(uuid4())) == 404
    assert await ask(at_desk, page, "analist", "geen-kenmerk") == 404
