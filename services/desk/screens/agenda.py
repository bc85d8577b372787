"""The tables where cases are discussed: what comes when, putting a case on, and what a table advised."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from pydantic import create_model
from starlette.exceptions import HTTPException
from starlette.responses import Response

from schemas.codes.flow import CaseTable, Outcome, Participant
from schemas.registry import tables
from schemas.text import Line, Text
from services.casework.days import ComingDay, PastDay
from services.casework.terms.domain import day_of
from services.desk import pages
from services.desk.decision.filled import field
from services.desk.may import DECIDER
from services.desk.screens import steps
from services.desk.screens.case import Before
from services.desk.screens.listed import AskedFor
from services.desk.signed_on import Posted, Signed, in_area
from services.desk.upstream import Triage
from services.desk.views.triage import Agenda, Item, Papers
from services.screens import words
from services.screens.form import NOTHING_TYPED, Filled
from services.screens.paper.pdf import as_pdf

if TYPE_CHECKING:
    from services.desk.screens.case import AtCase
    from services.desk.sessions.store import Session
    from services.desk.upstream import Api
    from services.screens.form import Form, Typed

ItemId = Annotated[UUID, Path(alias="punt")]

Seat = Annotated[Participant, Path(alias="deelnemer")]

TABLES = f"{DECIDER.path}/tafels"

router = APIRouter(prefix=DECIDER.path, dependencies=[Depends(in_area(DECIDER))])

_SELF = Participant.AANDACHTFUNCTIONARIS


class PutOnForm(Filled):
    """Who is there has a field each: see ``put_on_form``."""

    WANTED: ClassVar[Mapping[str, str]] = {
        "tafel": "Kies aan welke tafel de zaak besproken wordt, bijvoorbeeld: het MDO.",
        "op": "Vul de dag in, vanaf vandaag, bijvoorbeeld: 2026-12-03.",
        "derde": "Kies wie aanschuift en geen deelnemer is, bijvoorbeeld: de arbeidsinspectie.",
        "derde_grondslag": "Schrijf de grondslag van de derde op, bijvoorbeeld: Wgs 2.31, negende lid.",
        "derde_geheimhouding": "Vul in op welke dag de geheimhouding is getekend, bijvoorbeeld: 2026-11-27.",
    }

    tafel: CaseTable
    op: ComingDay
    derde: Participant | None = None
    derde_grondslag: Line | None = None
    derde_geheimhouding: PastDay | None = None

    @property
    def participants(self) -> list[str]:
        """Who brings the case, and who else is there."""
        said = self.model_dump()
        return [_SELF.value, *(one.value for one in Participant if said.get(field("bij", one)))]


@cache
def put_on_form() -> type[PutOnForm]:
    """With a tick for everybody who can be at a table."""
    ticks: dict[str, Any] = {field("bij", one): (Literal["ja"] | None, None) for one in Participant if one is not _SELF}
    made: type[PutOnForm] = create_model("PutOnForm", __base__=PutOnForm, **ticks)
    return made


def missing(filled: PutOnForm) -> dict[str, str]:
    """What else must be said."""
    found: dict[str, str] = {}
    if len(filled.participants) < 2 and filled.derde is None:
        found["bij"] = "Kies wie er aan tafel zit, bijvoorbeeld: de zorgcoördinator."
    third = {name: value for name, value in filled.model_dump().items() if name.startswith("derde")}
    if any(third.values()):
        found |= {name: PutOnForm.WANTED[name] for name, value in third.items() if value is None}
    return found


class AdviceForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "verslag": "Schrijf op waar het verslag staat, bijvoorbeeld: zaaksysteem, MDO 3 december, punt 2.",
        "toelichting": "Schrijf hoogstens 4.000 tekens, bijvoorbeeld: de politie wil eerst nog kijken.",
        **{field("advies", one): "Zet het vinkje of laat het leeg." for one in Outcome},
    }

    advies_geen_vermoeden: Literal["ja"] | None = None
    advies_zorg: Literal["ja"] | None = None
    advies_zorg_en_strafrechtelijk: Literal["ja"] | None = None
    advies_ondermijnende_criminaliteit: Literal["ja"] | None = None
    verslag: Line
    toelichting: Text | None = None

    @property
    def advice(self) -> list[Outcome]:
        said = self.model_dump()
        return [one for one in Outcome if said[field("advies", one)]]


class TakeOffForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "reden": "Schrijf in hoogstens 4.000 tekens op waarom niet, bijvoorbeeld: zij is al in veiligheid gebracht."
    }

    reden: Text


@router.get("/tafels")
async def coming(session: Signed, triage: Triage, asked: AskedFor) -> Response:
    found = Agenda.model_validate(await triage.get("/casustafels", **asked.query))
    title = "Wat er op tafel komt"
    return pages.show("beslissen/tafels.html", session=session, title=title, found=found, asked=asked)


@router.get("/{id}/tafel")
async def begin(before: Before) -> Response:
    return await _put_on_page(before)


@router.post("/{id}/tafel")
async def put_on(before: Before, form: Posted) -> Response:
    def answers(filled: PutOnForm) -> steps.Lines:
        third = [("Derde aan tafel", words.label(filled.derde, "deelnemer"))] if filled.derde else []
        return [
            ("Tafel", words.label(filled.tafel, "casustafel")),
            ("Op", words.day(filled.op)),
            ("Wie er zit", ", ".join(words.label(one, "deelnemer") for one in filled.participants)),
            *third,
            (
                "Wat er dan gebeurt",
                "Zolang de zaak op de agenda staat, besluit niemand erover. Er gaat niets uit.",
            ),
        ]

    def request(filled: PutOnForm) -> tuple[str, Mapping[str, Any]]:
        third = {
            "deelnemer": filled.derde,
            "grondslag": filled.derde_grondslag,
            "geheimhoudingGetekend": filled.derde_geheimhouding and filled.derde_geheimhouding.isoformat(),
        }
        body = {"tafel": filled.tafel, "op": filled.op.isoformat(), "deelnemers": filled.participants}
        return f"{before.at_api}/casustafels", {**body, "derden": [third]} if filled.derde else body

    act = steps.Act("Zet u de zaak op de agenda?", put_on_form(), answers, request, missing=missing, told=_told)
    return await before.act(act, form, "tafel", lambda typed: _put_on_page(before, typed))


def _told(told: Mapping[str, str]) -> Mapping[str, str]:
    known = {"tafel": "tafel", "op": "op", "deelnemers": "bij", "derden": "derde"}
    found: dict[str, str] = {}
    for name, rule in told.items():
        place = known.get(name.partition(".")[0], f"elders:{name}")
        found[place] = f"{found[place]}; {rule}" if place in found else rule
    return found


async def _put_on_page(before: AtCase, typed: Typed = NOTHING_TYPED) -> Response:
    today = day_of(datetime.now(UTC))
    seats = {table: tables()[table].on(today) for table in CaseTable}
    others = [(one, words.label(one, "deelnemer")) for one in Participant if one is not _SELF]
    at = {
        one: [words.label(table, "casustafel") for table in CaseTable if one in seats[table].participants]
        for one, _ in others
    }
    return await before.page(
        "tafel.html",
        "De zaak op een agenda zetten",
        typed,
        tables={
            table.value: (words.label(table, "casustafel"), f"{seat.name} ({seat.article})")
            for table, seat in seats.items()
        },
        seats=[(field("bij", one), name, ", ".join(at[one])) for one, name in others if at[one]],
        thirds=[("", "Niemand"), *((one.value, name) for one, name in others)],
    )


@router.get("/tafels/{punt}")
async def item(item_id: ItemId, session: Signed, triage: Triage) -> Response:
    return await _item_page(item_id, session, triage)


@router.get("/tafels/{punt}/stukken/{deelnemer}")
async def paper(item_id: ItemId, participant: Seat, session: Signed, triage: Triage) -> Response:
    """To print: the part of one participant alone."""
    found = await _item(item_id, triage)
    papers = Papers.model_validate(await triage.get(f"/casustafels/{item_id}/stukken"))
    one = next((one for one in papers.items if one.participant == participant), None)
    if one is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    title = f"Stukken voor {words.label(participant, 'deelnemer')}"
    return pages.show("beslissen/stukken.html", session=session, title=title, item=found, one=one)


@router.get("/tafels/{punt}/stukken/{deelnemer}/pdf")
async def on_paper(item_id: ItemId, participant: Seat, session: Signed, triage: Triage) -> Response:
    return await as_pdf(await paper(item_id, participant, session, triage), f"stukken-{item_id}-{participant}")


@router.post("/tafels/{punt}/advies")
async def advise(item_id: ItemId, session: Signed, triage: Triage, form: Posted) -> Response:
    found = await _item(item_id, triage)

    def answers(filled: AdviceForm) -> steps.Lines:
        said = [("Toelichting", filled.toelichting)] if filled.toelichting else []
        return [
            ("Advies", ", ".join(words.label(one, "uitkomst") for one in filled.advice)),
            ("Verslag", filled.verslag),
            *said,
            ("Wat er dan gebeurt", "Het staat bij de zaak. Het bindt u niet: u besluit zelf."),
        ]

    def request(filled: AdviceForm) -> tuple[str, Mapping[str, Any]]:
        more = {"toelichting": filled.toelichting} if filled.toelichting else {}
        return f"/casustafels/{item_id}/adviezen", {"advies": filled.advice, "verslag": filled.verslag, **more}

    act = steps.Act(
        "Klopt het advies?",
        AdviceForm,
        answers,
        request,
        missing=lambda filled: {} if filled.advice else {"advies": "Kies wat de tafel adviseerde, bijvoorbeeld: zorg."},
    )
    return await _done(act, form, "advies", found, session, triage)


@router.post("/tafels/{punt}/afmelding")
async def take_off(item_id: ItemId, session: Signed, triage: Triage, form: Posted) -> Response:
    act = steps.Act(
        "Haalt u de zaak van de agenda?",
        TakeOffForm,
        lambda filled: [("Waarom", filled.reden), ("Wat er dan gebeurt", "Er kan weer over de zaak besloten worden.")],
        lambda filled: (f"/casustafels/{item_id}/afmeldingen", {"reden": filled.reden}),
    )
    return await _done(act, form, "afmelding", await _item(item_id, triage), session, triage)


async def _done(act: steps.Act[Any], form: Form, name: str, found: Item, session: Session, triage: Api) -> Response:
    async def show(typed: Typed) -> Response:
        return await _item_page(found.id, session, triage, typed)

    place = f"{TABLES}/{found.id}"
    desk = steps.Desk(
        session, triage, f"{place}/{name}", place, show, lambda _: [], f"{DECIDER.path}/{found.signal_id}"
    )
    return await steps.run(act, form, desk)


async def _item(item_id: UUID, triage: Api) -> Item:
    """Raises HTTPException (404) for what is on no agenda any more."""
    found = Item.model_validate(await triage.get(f"/casustafels/{item_id}"))
    if found.state != "geagendeerd":
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found


async def _item_page(item_id: UUID, session: Session, triage: Api, typed: Typed = NOTHING_TYPED) -> Response:
    found = await _item(item_id, triage)
    title = f"{words.capital(words.label(found.table, 'casustafel', found.on))} van {words.day(found.on)}"
    return pages.show_form(
        "beslissen/punt.html",
        typed,
        session=session,
        title=title,
        found=found,
        outcomes=[(field("advies", one), words.capital(words.label(one, "uitkomst")), "") for one in Outcome],
    )
