"""The analyst's screens: what there is to assess, a signal with what was found, the assessment, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from starlette.responses import RedirectResponse, Response

from schemas.codes.flow import Assessment
from schemas.text import Text
from services.desk import pages, words
from services.desk.form import STEP, Filled, NotOursError
from services.desk.may import ANALYST
from services.desk.signed_on import Posted, Signed, in_area
from services.desk.upstream import Enrichment, NoError
from services.desk.views.enrichment import Signal, Worklist

if TYPE_CHECKING:
    from services.desk.form import Form
    from services.desk.sessions.store import Session
    from services.desk.upstream import Api

SignalId = Annotated[UUID, Path(alias="id")]

_PAGE = "25"
_CHECK, _CHANGE, _RECORD = "nakijken", "wijzigen", "vastleggen"

router = APIRouter(prefix=ANALYST.path, dependencies=[Depends(in_area(ANALYST))])


class AssessmentForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "conclusie": "Kies wat u concludeert, bijvoorbeeld: er is meer informatie nodig.",
        "toelichting": "Schrijf in hoogstens 4.000 tekens op waarom, bijvoorbeeld: zelfde adres als twee eerdere "
        "meldingen.",
    }

    conclusie: Assessment
    toelichting: Text


class UndoForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "reden": "Schrijf in hoogstens 4.000 tekens op waarom het een vergissing was, bijvoorbeeld: ik keek naar een "
        "ander signaal.",
    }

    reden: Text


@router.get("")
async def worklist(session: Signed, enrichment: Enrichment, na: str = "") -> Response:
    cursor = {"na": na} if na else {}
    found = Worklist.model_validate(await enrichment.get("/werkvoorraad", limit=_PAGE, **cursor))
    title = "Te beoordelen signalen"
    return pages.show("analist/werkvoorraad.html", session=session, title=title, found=found, first=not na)


@router.get("/{id}")
async def signal(signal_id: SignalId, session: Signed, enrichment: Enrichment) -> Response:
    return await _file(signal_id, session, enrichment)


@router.post("/{id}/beoordeling")
async def assess(signal_id: SignalId, session: Signed, enrichment: Enrichment, form: Posted) -> Response:
    filled, wrong = form.read(AssessmentForm)
    if filled is None or _step(form) == _CHANGE:
        return await _file(signal_id, session, enrichment, form, {} if _step(form) == _CHANGE else wrong)
    if _step(form) == _CHECK:
        name, consequence = words.CONCLUSIONS[filled.conclusie]
        answers = [("Conclusie", name), ("Toelichting", filled.toelichting), ("Wat er dan gebeurt", consequence)]
        return _check(signal_id, session, form, "beoordeling", "Klopt uw beoordeling?", answers)
    body = {"conclusie": filled.conclusie, "toelichting": filled.toelichting}
    return await _done(signal_id, session, enrichment, form, "beoordelingen", body)


@router.post("/{id}/ongedaan")
async def undo(signal_id: SignalId, session: Signed, enrichment: Enrichment, form: Posted) -> Response:
    filled, wrong = form.read(UndoForm)
    if filled is None or _step(form) == _CHANGE:
        return await _file(signal_id, session, enrichment, form, {} if _step(form) == _CHANGE else wrong)
    if _step(form) == _CHECK:
        consequence = "Het signaal ligt weer op de werkvoorraad, en wordt opnieuw beoordeeld."
        answers = [("Waarom het een vergissing was", filled.reden), ("Wat er dan gebeurt", consequence)]
        return _check(signal_id, session, form, "ongedaan", "Wilt u de beoordeling ongedaan maken?", answers)
    return await _done(signal_id, session, enrichment, form, "beoordelingen/ongedaan", {"reden": filled.reden})


def _step(form: Form) -> str:
    """Raises NotOursError."""
    step = form.get(STEP)
    if step not in (_CHECK, _CHANGE, _RECORD):
        raise NotOursError
    return step


def _check(
    signal_id: UUID, session: Session, form: Form, act: str, title: str, answers: list[tuple[str, str]]
) -> Response:
    """What was filled in and what it leads to, before it counts."""
    action = f"{ANALYST.path}/{signal_id}/{act}"
    return pages.show("nakijken.html", session=session, title=title, action=action, form=form, answers=answers)


async def _done(
    signal_id: UUID, session: Session, enrichment: Api, form: Form, path: str, body: Mapping[str, str]
) -> Response:
    try:
        await enrichment.post(f"/signalen/{signal_id}/{path}", body, form)
    except NoError as no:
        if no.status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
            raise
        fields = {name: f"{name}: {rule}" for name, rule in no.fields.items()}
        return await _file(signal_id, session, enrichment, form, fields or {"": no.detail}, no.status)
    return RedirectResponse(f"{ANALYST.path}/{signal_id}", HTTPStatus.SEE_OTHER)


async def _file(
    signal_id: UUID,
    session: Session,
    enrichment: Api,
    form: Form | None = None,
    wrong: Mapping[str, str] | None = None,
    status: HTTPStatus = HTTPStatus.BAD_REQUEST,
) -> Response:
    """With what was typed and what is wrong with it, if anything is."""
    found = Signal.model_validate(await enrichment.get(f"/signalen/{signal_id}"))
    return pages.show(
        "analist/signaal.html",
        session=session,
        title=f"Signaal van {words.moment(found.received_at)}",
        status=status if wrong else HTTPStatus.OK,
        found=found,
        conclusions=words.CONCLUSIONS,
        typed=form.values if form else {},
        key=form.get("sleutel") if form else None,
        wrong=wrong or {},
    )
