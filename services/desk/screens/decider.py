"""The aandachtfunctionaris' screens: what there is to decide, a case with all that is known of it, a question to a
partner, and what the reporter said later.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from starlette.responses import RedirectResponse, Response

from schemas.text import Text
from services.desk import pages
from services.desk.live.here import Here
from services.desk.live.places import of_file, of_list
from services.desk.may import DECIDER
from services.desk.screens import steps
from services.desk.screens.case import AtCase, Before, SignalId, in_hands
from services.desk.screens.listed import Asked, AskedFor, of_desk
from services.desk.signed_on import Posted, Signed, in_area
from services.desk.upstream import Triage
from services.desk.views.triage import Worklist
from services.desk.way import way
from services.screens import words
from services.screens.form import NOTHING_TYPED, Filled, Typed
from services.screens.paper.pdf import as_pdf

if TYPE_CHECKING:
    from services.desk.sessions.store import Session
    from services.desk.upstream import Api

AdditionId = Annotated[UUID, Path(alias="aanvulling")]

router = APIRouter(prefix=DECIDER.path, dependencies=[Depends(in_area(DECIDER))])


class Expert(StrEnum):
    """Whom a question can be put to (plan 2.2)."""

    POLICE = "politie"
    NLA = "nla"
    CARE_COORDINATOR = "zorgcoordinator"


class QuestionForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "partner": "Kies wie u iets vraagt, bijvoorbeeld: de zorgcoördinator.",
        "vraag": "Schrijf uw vraag op in hoogstens 4.000 tekens, bijvoorbeeld: kent u dit adres?",
    }

    partner: Expert
    vraag: Text


@router.get("")
async def worklist(session: Signed, triage: Triage, asked: AskedFor) -> Response:
    return await worklist_page(session, triage, asked)


async def worklist_page(session: Session, triage: Api, asked: Asked, typed: Typed = NOTHING_TYPED) -> Response:
    """The part of it that is asked for, with what else there is."""
    found, stand = await of_desk(triage, asked, Worklist)
    title = "Zaken om over te beslissen"
    return pages.show_form(
        "beslissen/werkvoorraad.html",
        typed,
        session=session,
        title=title,
        found=found,
        stand=stand,
        asked=asked,
        live=of_list(DECIDER, stand),
    )


@router.get("/{id}")
async def case(before: Before, here: Here) -> Response:
    page = await file(before)
    await here.shown(before.session, before.signal_id)
    return page


@router.get("/{id}/pdf")
async def on_paper(before: Before) -> Response:
    return await as_pdf(await file(before), f"zaak-{before.signal_id}")


@router.post("/{id}/vraag")
async def ask(before: Before, form: Posted) -> Response:
    def answers(filled: QuestionForm) -> steps.Lines:
        return [
            ("Aan wie", words.label(filled.partner, "partner")),
            ("Vraag", filled.vraag),
            ("Wat er dan gebeurt", "De partner krijgt wat hieronder staat, en leest voor welke dag u antwoord wilt."),
        ]

    def request(filled: QuestionForm) -> tuple[str, Mapping[str, str]]:
        return f"{before.at_api}/consultaties", {"partner": filled.partner.value, "vraag": filled.vraag}

    preview = before.preview("consultatievoorbeelden")
    act = steps.Act("Wilt u deze vraag stellen?", QuestionForm, answers, request, preview)
    return await before.act(act, form, "vraag", lambda typed: file(before, typed))


@router.post("/{id}/gelezen/{aanvulling}")
async def read(signal_id: SignalId, addition_id: AdditionId, triage: Triage, form: Posted) -> Response:
    await triage.post(f"/aanvullingen/{addition_id}/lezingen", {}, form)
    return RedirectResponse(f"{DECIDER.path}/{signal_id}", HTTPStatus.SEE_OTHER)


async def file(before: AtCase, typed: Typed = NOTHING_TYPED) -> Response:
    """The page of a case, with the forms that are on it."""
    found = await before.found()
    return await before.page_of(
        found,
        "zaak.html",
        f"Zaak van {words.moment(found.received_at)}",
        typed,
        asked={one.value: (words.label(one, "partner"), "") for one in Expert},
        in_hands=in_hands(found),
        way=way(found),
        live=of_file(DECIDER, before.signal_id),
    )
