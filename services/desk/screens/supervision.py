"""The auditor's screens: what the log holds of a case, a partner or an official, why something was shared, what is held
about a person, and how the log's witnesses stand. What is looked for is posted: it is in no address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from schemas.registry import PartnerName
from schemas.text import Line
from services.desk import pages
from services.desk.may import AUDITOR
from services.desk.signed_on import Posted, Signed, in_area
from services.desk.upstream import Audit, NoError
from services.desk.views.audit import Access, Explanation, Found, Records, Witnesses
from services.screens import words
from services.screens.form import NOTHING_TYPED, Filled, Typed
from services.screens.paper.pdf import as_pdf

if TYPE_CHECKING:
    from services.desk.sessions.store import Session
    from services.desk.upstream import Api

router = APIRouter(prefix=AUDITOR.path, dependencies=[Depends(in_area(AUDITOR))])

_LOG = re.compile(r"proof/inclusion/\d{1,15}|tile/entries(?:/x?\d{3}){1,5}(?:\.p/\d{1,3})?")
"""What a proof takes (C2SP tlog-tiles, tlog-proof)."""

_CASE = "Plak het id van het signaal of een kenmerk, bijvoorbeeld: 01a21055-5882-7611-b163-79c146f4bdf0."


class SearchForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "zaak": _CASE,
        "partner": "Kies een partner, of laat het leeg.",
        "ambtenaar": "Schrijf het gebruikers-id in hoogstens 200 tekens.",
    }

    zaak: UUID | None = None
    partner: PartnerName | None = None
    ambtenaar: Annotated[Line, Field(max_length=200)] | None = None


class ReasonForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {"kenmerk": _CASE.replace("het id van het signaal of een", "het")}

    kenmerk: UUID


class PartnerForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {"verstrekt_aan": "Kies een partner, bijvoorbeeld: Veilig Thuis."}

    verstrekt_aan: PartnerName


class AccessForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "zoekwoorden": "Schrijf een naam, nummer of adres van minstens 3 tekens, bijvoorbeeld: Ioana Marinescu."
    }

    zoekwoorden: Annotated[Line, Field(min_length=3)]


@router.get("")
async def begin(session: Signed, audit: Audit) -> Response:
    return await _begin(session, audit)


@router.post("/log")
async def search(session: Signed, audit: Audit, form: Posted) -> Response:
    filled, wrong = form.read(SearchForm)
    asked = filled.model_dump(mode="json", exclude_none=True) if filled else {}
    if not asked:
        missing = {"zaak": "Vul minstens een van deze drie in: zaak, partner of ambtenaar."}
        return await _begin(session, audit, Typed.of(form, wrong or missing))
    found = Found.model_validate(await audit.preview("/logzoekopdrachten", asked))
    return pages.show(
        "toezicht/gevonden.html",
        session=session,
        title="Gevonden in het log",
        asked=[(name.capitalize(), words.label(value, "partner")) for name, value in asked.items()],
        looks=[one for one in found.items if one.is_look],
        others=[one for one in found.items if not one.is_look],
        found=found,
        values=form.values,
    )


@router.post("/waarom")
async def why(session: Signed, audit: Audit, form: Posted) -> Response:
    filled, wrong = form.read(ReasonForm)
    if filled is None:
        return await _begin(session, audit, Typed.of(form, wrong))
    try:
        said = await audit.get(f"/verantwoordingen/{filled.kenmerk}")
    except NoError as no:
        return await _begin(session, audit, Typed.of(form, {"kenmerk": no.detail}, no.status))
    found = Explanation.model_validate(said).account
    title, shared_at = "Waarom is dit gedeeld?", datetime.fromisoformat(found["verzonden"]["tijdstip"])
    return pages.show("toezicht/waarom.html", session=session, title=title, found=found, shared_at=shared_at)


@router.get("/log/{place:path}")
async def log(place: str, audit: Audit) -> Response:
    """A proof, or a part of the log: what the browser reckons with."""
    if not _LOG.fullmatch(place):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return Response(await audit.file(f"/log/{place}"), media_type="application/octet-stream")


@router.post("/verstrekkingen")
async def disclosures(session: Signed, audit: Audit, form: Posted) -> Response:
    filled, wrong = form.read(PartnerForm)
    if filled is None:
        return await _begin(session, audit, Typed.of(form, wrong))
    partner = filled.verstrekt_aan
    found = Records.model_validate(await audit.get("/verstrekkingen", partner=partner))
    title = f"Alles wat {words.label(partner, 'partner')} kreeg"
    return pages.show("toezicht/verstrekt.html", session=session, title=title, found=found, contacts={}, searched=None)


@router.post("/inzage/pdf")
async def access_on_paper(session: Signed, audit: Audit, form: Posted) -> Response:
    """What somebody gets who asks what is held about him (AVG 15, third paragraph)."""
    return await as_pdf(await access(session, audit, form), "inzage")


@router.post("/inzage")
async def access(session: Signed, audit: Audit, form: Posted) -> Response:
    filled, wrong = form.read(AccessForm)
    if filled is None:
        return await _begin(session, audit, Typed.of(form, wrong))
    try:
        said = await audit.preview("/inzageverzoeken", {"zoekwoorden": filled.zoekwoorden})
    except NoError as no:
        if no.status is not HTTPStatus.BAD_REQUEST:
            raise
        wanted = {"zoekwoorden": "; ".join(no.fields.values()) or no.detail}
        return await _begin(session, audit, Typed.of(form, wanted, no.status))
    found = Access.model_validate(said)
    title = "Wat er over deze persoon is vastgelegd"
    return pages.show(
        "toezicht/verstrekt.html",
        session=session,
        title=title,
        found=found,
        contacts=found.contact_points,
        searched=filled.zoekwoorden,
    )


async def _begin(session: Session, audit: Api, typed: Typed = NOTHING_TYPED) -> Response:
    partners: Any = [("", "Kies een partner"), *words.names("partner").items()]
    return pages.show_form(
        "toezicht/begin.html",
        typed,
        session=session,
        title="Toezicht",
        partners=partners,
        found=Witnesses.model_validate(await audit.get("/getuigen")),
    )
