"""Who has a case in hand, and notes in its file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from fastapi import APIRouter, Depends
from starlette.responses import Response

from schemas.text import Actor, Text
from services.desk.may import DECIDER
from services.desk.screens import steps
from services.desk.screens.case import Before, now
from services.desk.screens.decider import file, worklist_page
from services.desk.screens.listed import Asked
from services.desk.signed_on import Posted, Signed, in_area
from services.desk.upstream import Triage
from services.screens.form import Filled, NothingFilled, Typed

router = APIRouter(prefix=DECIDER.path, dependencies=[Depends(in_area(DECIDER))])


class TakeForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "aan": "Vul het gebruikers-id van uw collega in, zoals het bij een zaak staat, bijvoorbeeld: b7d2e1."
    }

    aan: Actor | None = None
    overnemen: Literal["ja"] | None = None


class NoteForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "notitie": "Schrijf in hoogstens 4.000 tekens op wat u wilt bewaren, bijvoorbeeld: zij belt maandag terug."
    }

    notitie: Text


class TakeAllForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {"van": "Vul het gebruikers-id van uw collega in, bijvoorbeeld: b7d2e1."}

    van: Actor


@router.post("/{id}/behandelaar")
async def take(before: Before, form: Posted) -> Response:
    def answers(filled: TakeForm) -> steps.Lines:
        return [("In behandeling bij", filled.aan or "u")]

    def request(filled: TakeForm) -> tuple[str, Mapping[str, Any]]:
        to = {"aan": filled.aan} if filled.aan else {}
        return f"{before.at_api}/behandelaars", {**to, "overnemen": filled.overnemen == "ja"}

    act = steps.Act("Neemt u deze zaak?", TakeForm, answers, request, at_once=True)
    return await before.act(act, form, "behandelaar", lambda typed: file(before, typed))


@router.post("/{id}/teruggave")
async def put_back(before: Before, form: Posted) -> Response:
    act = steps.Act(
        "Legt u deze zaak terug?",
        NothingFilled,
        lambda _: [("In behandeling bij", "niemand")],
        lambda _: (f"{before.at_api}/teruggaven", {}),
        at_once=True,
    )
    return await before.act(act, form, "teruggave", lambda typed: file(before, typed))


@router.post("/{id}/notitie")
async def note(before: Before, form: Posted) -> Response:
    act = steps.Act(
        "Zet u dit in het dossier?",
        NoteForm,
        lambda filled: [("Notitie", filled.notitie)],
        lambda filled: (f"{before.at_api}/notities", {"tekst": filled.notitie}),
        at_once=True,
    )
    return await before.act(act, form, "notitie", lambda typed: file(before, typed))


@router.post("/overname")
async def take_all(session: Signed, triage: Triage, form: Posted) -> Response:
    """Of a colleague who is ill."""

    async def show(typed: Typed) -> Response:
        return await worklist_page(session, triage, Asked(), typed)

    act = steps.Act(
        "Neemt u alles over?",
        TakeAllForm,
        lambda filled: [("Van", filled.van)],
        lambda filled: ("/behandelaars/overnames", {"van": filled.van}),
        at_once=True,
    )
    desk = steps.Desk(session, triage, f"{DECIDER.path}/overname", DECIDER.path, show, now)
    return await steps.run(act, form, desk)
