"""The aandachtfunctionaris' screens: what there is to decide, a case with all that is known of it, a question to a
partner, and what the reporter said later.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from starlette.responses import RedirectResponse, Response

from schemas.text import Text
from services.casework.terms.domain import day_of, working_days_after
from services.desk import pages, words
from services.desk.form import KEY, Filled
from services.desk.may import DECIDER
from services.desk.screens import steps
from services.desk.signed_on import Posted, Signed, in_area
from services.desk.upstream import Triage
from services.desk.views.triage import Case, Worklist

if TYPE_CHECKING:
    from services.desk.form import Form
    from services.desk.sessions.store import Session
    from services.desk.upstream import Api

SignalId = Annotated[UUID, Path(alias="id")]
AdditionId = Annotated[UUID, Path(alias="aanvulling")]

_PAGE = "25"
_ANSWER_DAYS = 5
"""As triage has it where no day is named; the page says so before it is asked."""

router = APIRouter(prefix=DECIDER.path, dependencies=[Depends(in_area(DECIDER))])


class Asked(StrEnum):
    """Whom a question can be put to (plan 2.2)."""

    POLICE = "politie"
    NLA = "nla"
    CARE_COORDINATOR = "zorgcoordinator"


class QuestionForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "partner": "Kies wie u iets vraagt, bijvoorbeeld: de zorgcoördinator.",
        "vraag": "Schrijf uw vraag op in hoogstens 4.000 tekens, bijvoorbeeld: kent u dit adres?",
    }

    partner: Asked
    vraag: Text


@router.get("")
async def worklist(session: Signed, triage: Triage, na: str = "") -> Response:
    cursor = {"na": na} if na else {}
    found = Worklist.model_validate(await triage.get("/werkvoorraad", limit=_PAGE, **cursor))
    title = "Zaken om over te beslissen"
    return pages.show("beslissen/werkvoorraad.html", session=session, title=title, found=found, first=not na)


@router.get("/{id}")
async def case(signal_id: SignalId, session: Signed, triage: Triage) -> Response:
    return await _file(signal_id, session, triage)


@router.post("/{id}/vraag")
async def ask(signal_id: SignalId, session: Signed, triage: Triage, form: Posted) -> Response:
    due = working_days_after(day_of(datetime.now(UTC)), _ANSWER_DAYS)

    def answers(filled: QuestionForm) -> list[tuple[str, str]]:
        return [
            ("Aan wie", words.label(filled.partner, "partner")),
            ("Vraag", filled.vraag),
            (
                "Wat er dan gebeurt",
                f"De partner krijgt wat hieronder staat, en antwoordt voor {words.day(due)}.",
            ),
        ]

    def request(filled: QuestionForm) -> tuple[str, Mapping[str, str]]:
        return f"/signalen/{signal_id}/consultaties", {"partner": filled.partner.value, "vraag": filled.vraag}

    async def show(typed: Form, wrong: Mapping[str, str], status: HTTPStatus) -> Response:
        return await _file(signal_id, session, triage, typed, wrong, status)

    preview = f"/signalen/{signal_id}/consultatievoorbeelden"
    act = steps.Act("Wilt u deze vraag stellen?", QuestionForm, answers, request, preview)
    place = f"{DECIDER.path}/{signal_id}"
    return await steps.run(act, form, steps.Desk(session, triage, f"{place}/vraag", place, show))


@router.post("/{id}/gelezen/{aanvulling}")
async def read(signal_id: SignalId, addition_id: AdditionId, triage: Triage, form: Posted) -> Response:
    await triage.post(f"/aanvullingen/{addition_id}/lezingen", {}, form)
    return RedirectResponse(f"{DECIDER.path}/{signal_id}", HTTPStatus.SEE_OTHER)


async def _file(
    signal_id: UUID,
    session: Session,
    triage: Api,
    form: Form | None = None,
    wrong: Mapping[str, str] = MappingProxyType({}),
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """With what was typed and what is wrong with it, if anything is."""
    found = Case.model_validate(await triage.get(f"/signalen/{signal_id}"))
    return pages.show(
        "beslissen/zaak.html",
        session=session,
        title=f"Zaak van {words.moment(found.received_at)}",
        status=status,
        found=found,
        asked={one.value: (words.label(one, "partner"), "") for one in Asked},
        typed=form.values if form else {},
        key=form.get(KEY) if form else None,
        wrong=wrong,
    )
