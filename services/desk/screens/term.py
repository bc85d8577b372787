"""More time for a partner that was asked something: it is reminded, with another day to answer before."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services.casework.days import ComingDay
from services.desk.may import DECIDER
from services.desk.screens import steps
from services.desk.screens.case import Before
from services.desk.signed_on import Posted, in_area
from services.screens import words
from services.screens.form import NOTHING_TYPED, Filled

if TYPE_CHECKING:
    from services.desk.screens.case import AtCase
    from services.desk.views.triage import Consultation
    from services.screens.form import Typed

Reference = Annotated[UUID, Path(alias="vraag")]

router = APIRouter(prefix=f"{DECIDER.path}/{{id}}/vragen/{{vraag}}", dependencies=[Depends(in_area(DECIDER))])


class TermForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "antwoord_voor": "Vul een dag in vanaf vandaag, hoogstens 2 jaar vooruit, bijvoorbeeld: 2027-03-31."
    }

    antwoord_voor: ComingDay | None = None


@router.get("/termijn")
async def begin(before: Before, reference: Reference) -> Response:
    return await _page(before, reference)


@router.post("/termijn")
async def extend(before: Before, reference: Reference, form: Posted) -> Response:
    partner = words.label((await _asked(before, reference)).partner, "partner")

    def answers(filled: TermForm) -> steps.Lines:
        until = words.day(filled.antwoord_voor) if filled.antwoord_voor else "de gewone termijn, gerekend vanaf vandaag"
        reminded = f"{partner} krijgt een herinnering met deze dag, en niets anders. Wachten hoeft niet."
        return [("Antwoord uiterlijk", until), ("Wat er dan gebeurt", reminded)]

    def request(filled: TermForm) -> tuple[str, Mapping[str, Any]]:
        until = {"antwoordVoor": filled.antwoord_voor.isoformat()} if filled.antwoord_voor else {}
        return f"/consultaties/{reference}/verlengingen", until

    act = steps.Act(
        f"Geeft u {partner} meer tijd?",
        TermForm,
        answers,
        request,
        told=lambda said: {"antwoord_voor" if name == "antwoordVoor" else name: rule for name, rule in said.items()},
        record="Herinneren",
    )
    return await before.act(act, form, f"vragen/{reference}/termijn", lambda typed: _page(before, reference, typed))


async def _asked(before: AtCase, reference: UUID) -> Consultation:
    return _of(await before.found(), reference)


def _of(found: Any, reference: UUID) -> Consultation:
    """Raises HTTPException: of this case no such question was asked."""
    asked = next((one for one in found.consultations if one.reference == reference), None)
    if asked is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return asked


async def _page(before: AtCase, reference: UUID, typed: Typed = NOTHING_TYPED) -> Response:
    found = await before.found()
    asked = _of(found, reference)
    return await before.page_of(
        found, "termijn.html", f"Meer tijd voor {words.label(asked.partner, 'partner')}", typed, asked=asked
    )
