"""Acute danger: one page, which asks what helps the police and which nothing holds up. What can be read goes out."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from starlette.responses import RedirectResponse, Response

from services.desk import pages
from services.desk.may import REPORTER
from services.desk.reporting import asked
from services.desk.reporting.danger import danger_in
from services.desk.signed_on import Posted, Signed, in_area
from services.desk.upstream import Intake, NoError, UnavailableError
from services.desk.views.intake import Alert
from services.screens import words
from services.screens.form import NOTHING_TYPED, Typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.desk.sessions.store import Session
    from services.desk.upstream import Api
    from services.screens.form import Form

_NOT_PASSED_ON = "Het alarm is niet doorgegeven aan de politie. Bel nu 112. Probeer het daarna nog eens."

AlertId = Annotated[UUID, Path(alias="alarm")]

PLACE = f"{REPORTER.path}/alarm"

router = APIRouter(prefix=PLACE, dependencies=[Depends(in_area(REPORTER))])


@router.get("")
async def begin(session: Signed, bij: UUID | None = None) -> Response:
    return _asking(session, Typed({"signaal": str(bij)} if bij else {}))


@router.post("")
async def give(session: Signed, intake: Intake, form: Posted) -> Response:
    try:
        given = Alert.model_validate(await intake.post("/alarmen", danger_in(form.values), form))
    except (NoError, UnavailableError):
        failed = Typed.of(form, {"": _NOT_PASSED_ON}, HTTPStatus.SERVICE_UNAVAILABLE)
        return _asking(session, failed)
    return RedirectResponse(f"{PLACE}/{given.id}", HTTPStatus.SEE_OTHER)


@router.get("/{alarm}")
async def show(alert_id: AlertId, session: Signed, intake: Intake) -> Response:
    return await _page(alert_id, session, intake)


@router.post("/{alarm}/correctie")
async def correct(alert_id: AlertId, session: Signed, intake: Intake, form: Posted) -> Response:
    return await _tell(alert_id, session, intake, form, "correcties", danger_in(form.values))


@router.post("/{alarm}/intrekking")
async def withdraw(alert_id: AlertId, session: Signed, intake: Intake, form: Posted) -> Response:
    told = {"reden": form.get("reden"), "toelichting": form.get("toelichting")}
    body = {name: value for name, value in told.items() if value.strip()}
    return await _tell(alert_id, session, intake, form, "intrekkingen", body)


async def _tell(
    alert_id: UUID, session: Session, intake: Api, form: Form, what: str, body: Mapping[str, object]
) -> Response:
    """To the police at once; what is wrong is said on the same page."""
    try:
        await intake.post(f"/alarmen/{alert_id}/{what}", body, form)
    except UnavailableError:
        return pages.message(HTTPStatus.SERVICE_UNAVAILABLE, _NOT_PASSED_ON, session=session)
    except NoError as no:
        if no.status is HTTPStatus.NOT_FOUND:
            raise
        wrong = {name: f"{name.capitalize()}: {rule}" for name, rule in no.fields.items()} or {"": no.detail}
        return await _page(alert_id, session, intake, Typed.of(form, wrong, no.status))
    return RedirectResponse(f"{PLACE}/{alert_id}", HTTPStatus.SEE_OTHER)


def _asking(session: Session, typed: Typed) -> Response:
    return pages.show_form(
        "melden/alarm.html", typed, session=session, title="Alarm: er is nu gevaar", asked=asked, action=PLACE
    )


async def _page(alert_id: UUID, session: Session, intake: Api, typed: Typed = NOTHING_TYPED) -> Response:
    found = Alert.model_validate(await intake.get(f"/alarmen/{alert_id}"))
    return pages.show_form(
        "melden/alarm_stand.html",
        typed,
        session=session,
        title="Uw alarm",
        found=found,
        asked=asked,
        action=f"{PLACE}/{alert_id}",
        reasons=[("", "Kies waarom"), *words.names("alarmreden").items()],
    )
