"""What somebody reported himself: where it stands, what is asked of him, adding to it, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from schemas.text import Text
from services.desk import pages
from services.desk.drafts import keeping
from services.desk.may import REPORTER
from services.desk.reporting import asked, states
from services.desk.reporting.filled import Report, form_of, steps_places, told
from services.desk.screens import steps
from services.desk.signed_on import Posted, Signed, in_area
from services.desk.upstream import Intake
from services.desk.views.intake import Indicators, Reports, Status
from services.screens import words
from services.screens.form import NOTHING_TYPED, Filled, Typed
from services.screens.paper.pdf import as_pdf

if TYPE_CHECKING:
    from services.desk.sessions.store import Session
    from services.desk.upstream import Api

_PAGE = "25"
NEW = f"{REPORTER.path}/nieuw"

ReportId = Annotated[UUID, Path(alias="id")]

router = APIRouter(prefix=REPORTER.path, dependencies=[Depends(in_area(REPORTER))])


class SupplementForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "aanvulling": "Schrijf in hoogstens 4.000 tekens op wat u nog weet, bijvoorbeeld: het busje is wit."
    }

    aanvulling: Text


class TakingBackForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "reden": "Schrijf in hoogstens 4.000 tekens op waarom, bijvoorbeeld: de paspoorten bleken er te zijn."
    }

    reden: Text


@router.get("")
async def own(session: Signed, intake: Intake, request: Request, na: str = "") -> Response:
    found = Reports.model_validate(await intake.get("/signalen", limit=_PAGE, **({"na": na} if na else {})))
    return pages.show(
        "melden/eigen.html",
        session=session,
        title="Melden",
        found=found,
        waiting=sum(one.due_on is not None for one in found.items),
        first=not na,
        drafts=await keeping.sent_to(request, session, NEW),
        states=states.own(),
    )


@router.get("/vragen")
async def questions(session: Signed, intake: Intake) -> Response:
    """All of them, to print and to talk over before."""
    found = Indicators.model_validate(await intake.get("/indicatoren"))
    title = "De vragen van een melding"
    forms = asked.forms()
    return pages.show("melden/vragen.html", session=session, title=title, asked=asked, found=found, forms=forms)


@router.get("/{id}")
async def show(report_id: ReportId, session: Signed, intake: Intake) -> Response:
    return await _page(report_id, session, intake)


@router.get("/{id}/bevestiging")
async def confirmation(report_id: ReportId, session: Signed, intake: Intake, alarm: UUID | None = None) -> Response:
    found = Status.model_validate(await intake.get(f"/signalen/{report_id}"))
    title = "Uw melding is ontvangen"
    return pages.show(
        "melden/bevestiging.html", session=session, title=title, found=found, alarm=alarm, states=states.own()
    )


@router.get("/{id}/bevestiging/pdf")
async def on_paper(report_id: ReportId, session: Signed, intake: Intake) -> Response:
    return await as_pdf(await confirmation(report_id, session, intake), f"bevestiging-{report_id}")


@router.post("/{id}/aanvulling")
async def supplement(report_id: ReportId, session: Signed, intake: Intake, form: Posted) -> Response:
    act = steps.Act(
        "Klopt uw aanvulling?",
        SupplementForm,
        lambda filled: [("Aanvulling", filled.aanvulling), ("Wie het leest", "Wie uw melding nu in handen heeft.")],
        lambda filled: (f"/signalen/{report_id}/aanvullingen", {"tekst": filled.aanvulling}),
        record="Versturen",
    )
    return await steps.run(act, form, _desk(report_id, session, intake, "aanvulling"))


@router.post("/{id}/intrekking")
async def take_back(report_id: ReportId, session: Signed, intake: Intake, form: Posted) -> Response:
    act = steps.Act(
        "Wilt u uw melding intrekken?",
        TakingBackForm,
        lambda filled: [
            ("Waarom", filled.reden),
            ("Wat er dan gebeurt", "Wie uw melding in handen heeft leest dit, en beslist wat het betekent."),
        ],
        lambda filled: (f"/signalen/{report_id}/intrekkingen", {"reden": filled.reden}),
        record="Intrekken",
    )
    return await steps.run(act, form, _desk(report_id, session, intake, "intrekking"))


@router.post("/{id}/meldcode")
async def add_steps(report_id: ReportId, session: Signed, intake: Intake, form: Posted) -> Response:
    """What of the meldcode was still open when it was reported."""
    report = Report(form.values)
    kring = {"ja": True, "nee": False}.get(report.get("kring"))
    body: dict[str, Any] = {**report.meldcode(), **({} if kring is None else {"huiselijkeKring": kring})}
    act = steps.Act(
        "Kloppen deze stappen?",
        form_of(),
        lambda _: [(asked.called(name), states.said(name, value)) for name, value in report.values.items() if value],
        lambda _: (f"/signalen/{report_id}/meldcode-stappen", body),
        told=lambda fields: told(fields, steps_places(report)),
        record="Stappen toevoegen",
    )
    return await steps.run(act, form, _desk(report_id, session, intake, "meldcode"))


def _desk(report_id: UUID, session: Session, intake: Api, act: str) -> steps.Desk:
    async def show(typed: Typed) -> Response:
        return await _page(report_id, session, intake, typed)

    back = f"{REPORTER.path}/{report_id}"
    return steps.Desk(session, intake, f"{back}/{act}", back, show, _now)


def _now(said: Any) -> steps.Lines:
    return [("Stand", words.label(Status.model_validate(said).state, "meldingstatus"))]


async def _page(report_id: UUID, session: Session, intake: Api, typed: Typed = NOTHING_TYPED) -> Response:
    found = Status.model_validate(await intake.get(f"/signalen/{report_id}"))
    return pages.show_form(
        "melden/melding.html",
        typed,
        session=session,
        title=f"Uw melding van {words.moment(found.received_at)}",
        found=found,
        states=states.own(),
        ended=states.ENDED,
        asked=asked,
    )
