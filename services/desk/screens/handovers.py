"""Handing a case over to another municipality, and taking it back or giving it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from schemas.codes.municipality import NAMES, Municipality
from schemas.codes.reason import HandOverReason
from schemas.registry import bases
from schemas.text import Line, Text
from services.casework.days import ComingDay
from services.casework.terms.domain import day_of
from services.desk.may import DECIDER
from services.desk.screens import steps
from services.desk.screens.case import Before
from services.desk.screens.decider import file
from services.desk.signed_on import Posted, in_area
from services.screens import words
from services.screens.form import NOTHING_TYPED, Filled, NothingFilled

if TYPE_CHECKING:
    from services.desk.screens.case import AtCase
    from services.screens.form import Typed

HandOverId = Annotated[UUID, Path(alias="overdracht")]

router = APIRouter(prefix=f"{DECIDER.path}/{{id}}", dependencies=[Depends(in_area(DECIDER))])


class HandOverForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "gemeente": "Kies welke gemeente de zaak ook krijgt, bijvoorbeeld: Nijmegen.",
        "reden": "Kies waarom, bijvoorbeeld: slachtoffer verhuisd.",
        "toelichting": "Schrijf in hoogstens 4.000 tekens op wat de reden is, bijvoorbeeld: zij woont nu bij haar zus.",
        "grondslag": "Kies op welke grondslag, bijvoorbeeld: Wmo 2015, artikel 5.1.1.",
        "tot": "Vul de laatste dag in, vanaf vandaag en hoogstens een jaar, bijvoorbeeld: 2027-03-31.",
    }

    gemeente: Municipality
    reden: HandOverReason
    toelichting: Text | None = None
    grondslag: Line
    tot: ComingDay


def missing(filled: HandOverForm) -> dict[str, str]:
    """What else must be said."""
    return steps.unexplained(filled, filled.reden, filled.toelichting)


@router.get("/overdracht")
async def begin(before: Before) -> Response:
    return await _page(before)


@router.post("/overdracht")
async def hand_over(before: Before, form: Posted) -> Response:
    def answers(filled: HandOverForm) -> steps.Lines:
        there = words.label(filled.gemeente, "gemeente")
        said = [("Toelichting", filled.toelichting)] if filled.toelichting else []
        return [
            ("Gemeente", there),
            ("Waarom", words.label(filled.reden, "overdracht")),
            *said,
            ("Grondslag", words.label(filled.grondslag, "grondslag")),
            ("Tot en met", words.day(filled.tot)),
            (
                "Wat er dan gebeurt",
                f"De aandachtfunctionaris van {there} ziet het hele dossier, en wat eruit verwezen is. Uw gemeente "
                "houdt de zaak. U kunt haar eerder terugnemen.",
            ),
        ]

    def request(filled: HandOverForm) -> tuple[str, Mapping[str, Any]]:
        return f"{before.at_api}/overdrachten", filled.model_dump(mode="json", exclude_none=True)

    act = steps.Act(
        "Draagt u deze zaak ook over?",
        HandOverForm,
        answers,
        request,
        missing=missing,
        told=_told,
        record="Overdragen",
    )
    return await before.act(act, form, "overdracht", lambda typed: _page(before, typed))


@router.post("/overdrachten/{overdracht}/einde")
async def take_back(before: Before, hand_over_id: HandOverId, form: Posted) -> Response:
    act = steps.Act(
        "Neemt u de zaak terug?",
        NothingFilled,
        lambda _: [("Wat er dan gebeurt", "De andere gemeente ziet de zaak niet meer.")],
        lambda _: (f"/overdrachten/{hand_over_id}/beeindigingen", {}),
        at_once=True,
    )
    return await before.act(act, form, f"overdrachten/{hand_over_id}/einde", lambda typed: file(before, typed))


def _told(told: Mapping[str, str]) -> Mapping[str, str]:
    return {name if name in HandOverForm.model_fields else f"elders:{name}": rule for name, rule in told.items()}


async def _page(before: AtCase, typed: Typed = NOTHING_TYPED) -> Response:
    today = day_of(datetime.now(UTC))
    found = await before.found()
    usable = {name: (record.article, record.name) for name, one in bases().items() if (record := one.on(today))}
    return await before.page_of(
        found,
        "overdracht.html",
        "De zaak ook aan een andere gemeente geven",
        typed,
        places=[
            ("", "Kies een gemeente"),
            *((code, name) for code, name in NAMES.items() if code != found.municipality),
        ],
        reasons=words.choices("overdracht"),
        bases=usable,
    )
