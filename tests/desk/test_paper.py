"""What a desk has on paper: the same as on the screen, and only that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from services.screens.form import TOKEN
from tests.chain import until
from tests.paper.reading import read

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chain import Chain
    from tests.desk.conftest import At

pytestmark = pytest.mark.usefixtures("press")

DECIDER = "aandachtfunctionaris"
HOSTILE = '<img src="file:///etc/hostname"> \u202eedeerk ' + "x" * 3000
PEOPLE = [{"rol": "slachtoffer", "naam": "Slachtoffer Een"}, {"rol": "verdachte", "naam": "Verdachte Twee"}]


async def pressed(at_desk: At, role: str, path: str, folder: Path) -> str:
    """What the PDF there says."""
    async with at_desk(role) as (client, _):
        answer = await client.get(f"{path}/pdf")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    said = read(answer.content, folder)
    for button in ("Afmelden", "als PDF", "Verder", "Acute nood"):
        assert button not in said
    return said


async def test_the_analysts_file(chain: Chain, at_desk: At, tmp_path: Path) -> None:
    signal_id: str = (await chain.report(omschrijving=f"Slaapt op het werk. {HOSTILE}"))["id"]
    await chain.at("enrichment", "analist", f"/signalen/{signal_id}")
    said = await pressed(at_desk, "analist", f"/beoordelen/{signal_id}", tmp_path)
    assert signal_id in said
    assert 'Slaapt op het werk. <img src="file:///etc/hostname">' in said


async def test_the_deciders_file_and_a_referral(chain: Chain, at_desk: At, tmp_path: Path) -> None:
    signal_id = await chain.to_decide(omschrijving="Het busje is wit.", betrokkenen=PEOPLE)
    assert "Het busje is wit." in await pressed(at_desk, DECIDER, f"/beslissen/{signal_id}", tmp_path)
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    reference = (await chain.referral(signal_id, "zorgcoordinator"))["kenmerk"]
    said = await pressed(at_desk, DECIDER, f"/beslissen/{signal_id}/verwijzingen/{reference}", tmp_path)
    assert "Verwijzing aan" in said
    assert "verzonden" in said


async def test_the_papers_of_one_participant(chain: Chain, at_desk: At, tmp_path: Path) -> None:
    signal_id = await chain.to_decide(betrokkenen=PEOPLE)
    triage = chain.api("triage", DECIDER)
    agreed = {"gevraagd": True, "gegeven": True}
    assert (await triage.post(f"/signalen/{signal_id}/toestemmingen", json=agreed)).status_code == 201
    seated = {"tafel": "mdo-mensenhandel", "op": "2027-01-12", "deelnemers": [DECIDER, "zorgcoordinator"]}
    item = await triage.post(f"/signalen/{signal_id}/casustafels", json=seated)
    assert item.status_code == 201, item.text
    path = f"/beslissen/tafels/{item.json()['id']}/stukken/zorgcoordinator"
    said = await pressed(at_desk, DECIDER, path, tmp_path)
    assert "Slachtoffer Een" in said
    assert "Verdachte Twee" not in said


async def test_a_reporters_confirmation(chain: Chain, at_desk: At, tmp_path: Path) -> None:
    signal_id: str = (await chain.report(omschrijving="Het busje is wit."))["id"]
    said = await pressed(at_desk, "melder-professional", f"/melden/{signal_id}/bevestiging", tmp_path)
    assert signal_id in said
    assert "busje" not in said


async def test_what_is_held_about_somebody(chain: Chain, at_desk: At, tmp_path: Path) -> None:
    name = "Ilinca van Papier"
    signal_id: str = (await chain.report(betrokkenen=[{"rol": "slachtoffer", "naam": name}]))["id"]
    async with at_desk("auditor") as (client, session):
        assert session

        async def made() -> Any:
            form = {TOKEN: session.form_token, "zoekwoorden": name}
            answer = await client.post("/toezicht/inzage/pdf", data=form)
            assert answer.status_code == 200, answer.text
            said = read(answer.content, tmp_path)
            return said if signal_id in said else None

        assert name in await until(made)
        wrong = await client.post("/toezicht/inzage/pdf", data={TOKEN: session.form_token, "zoekwoorden": "x"})
    assert wrong.status_code == 400
    assert "minstens 3 tekens" in wrong.text
