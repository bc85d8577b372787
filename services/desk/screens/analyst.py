"""The analyst's screens: what there is to assess, a signal with what was found, the assessment, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from schemas.codes.flow import Assessment
from schemas.text import Text
from services.desk import pages
from services.desk.live.here import Here
from services.desk.live.places import of_file, of_list
from services.desk.may import ANALYST
from services.desk.screens import steps
from services.desk.screens.listed import AskedFor, of_desk
from services.desk.signed_on import Posted, Signed, in_area
from services.desk.upstream import Enrichment
from services.desk.views.enrichment import Signal, Worklist
from services.screens import words
from services.screens.form import NOTHING_TYPED, Filled, Typed
from services.screens.paper.pdf import as_pdf

if TYPE_CHECKING:
    from services.desk.sessions.store import Session
    from services.desk.upstream import Api

SignalId = Annotated[UUID, Path(alias="id")]

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
async def worklist(session: Signed, enrichment: Enrichment, asked: AskedFor) -> Response:
    found, stand = await of_desk(enrichment, asked, Worklist)
    title = "Te beoordelen signalen"
    return pages.show(
        "analist/werkvoorraad.html",
        session=session,
        title=title,
        found=found,
        stand=stand,
        asked=asked,
        live=of_list(ANALYST, stand),
    )


@router.get("/{id}")
async def signal(signal_id: SignalId, session: Signed, enrichment: Enrichment, here: Here) -> Response:
    page = await _file(signal_id, session, enrichment)
    await here.shown(session, signal_id)
    return page


@router.get("/{id}/pdf")
async def on_paper(signal_id: SignalId, session: Signed, enrichment: Enrichment) -> Response:
    return await as_pdf(await _file(signal_id, session, enrichment), f"signaal-{signal_id}")


@router.post("/{id}/beoordeling")
async def assess(signal_id: SignalId, session: Signed, enrichment: Enrichment, form: Posted) -> Response:
    def answers(filled: AssessmentForm) -> list[tuple[str, str]]:
        name, consequence = words.label(filled.conclusie, "beoordeling"), words.CONCLUSIONS[filled.conclusie]
        return [("Conclusie", name), ("Toelichting", filled.toelichting), ("Wat er dan gebeurt", consequence)]

    def request(filled: AssessmentForm) -> tuple[str, Mapping[str, str]]:
        body = {"conclusie": filled.conclusie.value, "toelichting": filled.toelichting}
        return f"/signalen/{signal_id}/beoordelingen", body

    act = steps.Act("Klopt uw beoordeling?", AssessmentForm, answers, request)
    return await steps.run(act, form, _desk(signal_id, session, enrichment, "beoordeling"))


@router.post("/{id}/ongedaan")
async def undo(signal_id: SignalId, session: Signed, enrichment: Enrichment, form: Posted) -> Response:
    def answers(filled: UndoForm) -> list[tuple[str, str]]:
        consequence = "Het signaal ligt weer op de werkvoorraad, en wordt opnieuw beoordeeld."
        return [("Waarom het een vergissing was", filled.reden), ("Wat er dan gebeurt", consequence)]

    def request(filled: UndoForm) -> tuple[str, Mapping[str, str]]:
        return f"/signalen/{signal_id}/beoordelingen/ongedaan", {"reden": filled.reden}

    act = steps.Act("Wilt u de beoordeling ongedaan maken?", UndoForm, answers, request)
    return await steps.run(act, form, _desk(signal_id, session, enrichment, "ongedaan"))


def _desk(signal_id: UUID, session: Session, enrichment: Api, act: str) -> steps.Desk:
    async def show(typed: Typed) -> Response:
        return await _file(signal_id, session, enrichment, typed)

    back = f"{ANALYST.path}/{signal_id}"
    return steps.Desk(session, enrichment, f"{back}/{act}", back, show, _now)


def _now(said: Any) -> steps.Lines:
    """What people and registers may have done with it meanwhile."""
    found = Signal.model_validate(said)
    return [
        ("Stand", words.label(found.state, "status")),
        ("Sterkte", str(found.strength)),
        *((words.label(one.source, "register"), words.label(one.state, "opzoeking")) for one in found.lookups),
        *((words.label(one.kind, "verband"), f"in {one.count} andere") for one in found.links),
        *(("Later door de melder gezegd", one) for one in found.supplements),
        *([("Eerder opgeschreven", found.earlier_note)] if found.earlier_note else []),
        *([("Waarom een beoordeling een vergissing was", found.undone_because)] if found.undone_because else []),
    ]


async def _file(signal_id: UUID, session: Session, enrichment: Api, typed: Typed = NOTHING_TYPED) -> Response:
    found = Signal.model_validate(await enrichment.get(f"/signalen/{signal_id}"))
    return pages.show_form(
        "analist/signaal.html",
        typed,
        session=session,
        title=f"Signaal van {words.moment(found.received_at)}",
        found=found,
        seen=enrichment.seen,
        conclusions=words.choices("beoordeling", words.CONCLUSIONS),
        lookup_kinds=words.LOOKUP_KINDS,
        live=of_file(ANALYST, signal_id),
    )
