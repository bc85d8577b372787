"""The administrator's screens: what is set, another value from a day on, and the second person who agrees."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Path
from pydantic import Field
from starlette.responses import RedirectResponse, Response

from schemas.codes.flow import Participant
from schemas.codes.municipality import NAMES, Municipality
from schemas.codes.setting import ChangeRefusalReason, SettingKind
from schemas.text import Text
from services.desk import pages
from services.desk.administration.forms import FORMS, PEOPLE, ChangeForm, as_typed, seat, told
from services.desk.administration.told import lines
from services.desk.may import ADMINISTRATION
from services.desk.screens import steps
from services.desk.signed_on import Posted, Signed, in_area
from services.desk.upstream import Administration
from services.desk.views.administration import Change, Changes, Setting, Settings, Value
from services.screens import words
from services.screens.form import NOTHING_TYPED, Filled, NothingFilled, Typed

if TYPE_CHECKING:
    from services.desk.sessions.store import Session
    from services.desk.upstream import Api

_MOST = "500"
_PROPOSALS = f"{ADMINISTRATION.path}/voorstellen"
_NOBODY = Value.model_validate({"personen": []})

ChangeId = Annotated[UUID, Path(alias="voorstel")]
Kind = Annotated[SettingKind, Path(alias="soort")]
Name = Annotated[str, Path(alias="naam", max_length=121)]

router = APIRouter(prefix=ADMINISTRATION.path, dependencies=[Depends(in_area(ADMINISTRATION))])


class RefusalForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "reden": "Kies waarom niet, bijvoorbeeld: niet afgesproken.",
        "toelichting": "Schrijf in hoogstens 4.000 tekens op wat de reden is, bijvoorbeeld: de dag klopt niet.",
    }

    reden: ChangeRefusalReason
    toelichting: Text | None = None


class FocalPointForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "gemeente": "Kies een gemeente, bijvoorbeeld: Nijmegen.",
        "afdeling": "Vul de afdeling in met kleine letters, bijvoorbeeld: burgerzaken.",
    }

    gemeente: Municipality
    afdeling: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")]


@router.get("")
async def settings(session: Signed, administration: Administration, soort: SettingKind = SettingKind.NORM) -> Response:
    return await _settings(session, administration, soort)


@router.post("")
async def focal_point(session: Signed, administration: Administration, form: Posted) -> Response:
    filled, wrong = form.read(FocalPointForm)
    if filled is None:
        return await _settings(session, administration, SettingKind.FOCAL_POINT, Typed.of(form, wrong))
    place = f"{ADMINISTRATION.path}/{SettingKind.FOCAL_POINT}/{filled.gemeente}.{filled.afdeling}"
    return RedirectResponse(place, HTTPStatus.SEE_OTHER)


@router.get("/voorstellen")
async def waiting(session: Signed, administration: Administration) -> Response:
    found = Changes.model_validate(await administration.get("/voorstellen", limit=_MOST))
    title = "Wat op een tweede beheerder wacht"
    return pages.show("beheer/voorstellen.html", session=session, title=title, found=found, lines=lines)


@router.get("/voorstellen/{voorstel}")
async def look(change_id: ChangeId, session: Signed, administration: Administration) -> Response:
    return await _change(change_id, session, administration)


@router.post("/voorstellen/{voorstel}/akkoord")
async def confirm(change_id: ChangeId, session: Signed, administration: Administration, form: Posted) -> Response:
    path = f"/voorstellen/{change_id}/bevestigingen"
    act = steps.Act("Gaat dit in?", NothingFilled, lambda _: [], lambda _: (path, {}), at_once=True)
    return await steps.run(act, form, _at_change(change_id, session, administration, "akkoord"))


@router.post("/voorstellen/{voorstel}/afwijzing")
async def reject(change_id: ChangeId, session: Signed, administration: Administration, form: Posted) -> Response:
    def request(filled: RefusalForm) -> tuple[str, Mapping[str, object]]:
        return f"/voorstellen/{change_id}/afwijzingen", filled.model_dump(mode="json", exclude_none=True)

    def unsaid(filled: RefusalForm) -> Mapping[str, str]:
        return steps.unexplained(filled, filled.reden, filled.toelichting)

    act = steps.Act("Gaat dit niet in?", RefusalForm, lambda _: [], request, at_once=True, missing=unsaid)
    return await steps.run(act, form, _at_change(change_id, session, administration, "afwijzing"))


@router.get("/{soort}/{naam}")
async def setting(kind: Kind, name: Name, session: Signed, administration: Administration) -> Response:
    return await _setting(kind, name, session, administration)


@router.post("/{soort}/{naam}")
async def propose(kind: Kind, name: Name, session: Signed, administration: Administration, form: Posted) -> Response:
    found = await _found(kind, name, administration)

    def answers(filled: ChangeForm) -> steps.Lines:
        reason = [("Toelichting", filled.toelichting)] if filled.toelichting else []
        return [
            ("Wat", found.what),
            ("Nu", "; ".join(lines(found.value))),
            ("Straks", "; ".join(lines(Value.model_validate(filled.value)))),
            ("Vanaf", words.day(filled.ingangsdatum)),
            ("Waarom", words.label(filled.reden, "instelreden")),
            *reason,
            ("Wat er dan gebeurt", "Een andere beheerder kijkt dit na en bevestigt het. Tot dan verandert er niets."),
        ]

    async def show(typed: Typed) -> Response:
        return await _setting(kind, name, session, administration, typed)

    act = steps.Act(
        "Stelt u dit voor?",
        FORMS[kind],
        answers,
        lambda filled: ("/voorstellen", filled.body(kind, name)),
        missing=lambda filled: steps.unexplained(filled, filled.reden, filled.toelichting),
        told=told,
        record="Voorstellen",
    )
    place = f"{ADMINISTRATION.path}/{kind.value}/{name}"
    return await steps.run(act, form, steps.Desk(session, administration, place, place, show, _now, then=_PROPOSALS))


async def _settings(session: Session, administration: Api, kind: SettingKind, typed: Typed = NOTHING_TYPED) -> Response:
    found = Settings.model_validate(await administration.get("/instellingen", soort=kind.value, limit=_MOST))
    return pages.show_form(
        "beheer/instellingen.html",
        typed,
        session=session,
        title="Wat is ingesteld",
        found=found,
        kind=kind,
        kinds=[*SettingKind],
        lines=lines,
        places=[("", "Kies een gemeente"), *NAMES.items()],
    )


async def _found(kind: SettingKind, name: str, administration: Api) -> Setting:
    """One that was never set is nobody's yet. Raises HTTPException (404)."""
    said = Settings.model_validate(await administration.get("/instellingen", soort=kind.value, limit=_MOST))
    known = next((one for one in said.items if one.name == name), None)
    place, _, department = name.partition(".")
    if known is None and kind is SettingKind.FOCAL_POINT and place in NAMES and department:
        what = f"accenthouder van {department} in {NAMES[place]}, en wie vervangt"
        return Setting.model_construct(kind=kind, name=name, what=what, since=None, value=_NOBODY, versions=())
    if known is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return known


async def _setting(
    kind: SettingKind, name: str, session: Session, administration: Api, typed: Typed = NOTHING_TYPED
) -> Response:
    found = await _found(kind, name, administration)
    shown = typed if typed.values else Typed(as_typed(found.value), typed.key, typed.wrong, typed.status)
    return pages.show_form(
        "beheer/instelling.html",
        shown,
        session=session,
        title=f"{found.what[:1].upper()}{found.what[1:]}",
        found=found,
        kind=kind,
        lines=lines,
        reasons=words.choices("instelreden"),
        seats=[(seat(one), words.label(one, "deelnemer"), "") for one in Participant],
        people=PEOPLE,
        place=f"{ADMINISTRATION.path}/{kind.value}/{name}",
    )


def _at_change(change_id: UUID, session: Session, administration: Api, act: str) -> steps.Desk:
    async def show(typed: Typed) -> Response:
        return await _change(change_id, session, administration, typed)

    place = f"{_PROPOSALS}/{change_id}"
    return steps.Desk(session, administration, f"{place}/{act}", place, show, _now, then=_PROPOSALS)


def _now(said: object) -> steps.Lines:
    change = Change.model_validate(said)
    return [("Nu", "; ".join(lines(change.standing))), ("Voorgesteld", "; ".join(lines(change.value)))]


async def _change(change_id: UUID, session: Session, administration: Api, typed: Typed = NOTHING_TYPED) -> Response:
    found = Change.model_validate(await administration.get(f"/voorstellen/{change_id}"))
    return pages.show_form(
        "beheer/voorstel.html",
        typed,
        session=session,
        title="Een voorstel nakijken",
        found=found,
        lines=lines,
        reasons=words.choices("instelweigering"),
        place=f"{_PROPOSALS}/{change_id}",
        seen=administration.seen,
    )
