"""A report, over a few short pages: where, what, who, and the steps of the meldcode where they apply. Each page is kept
for who fills it in, so that he can stop and come back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from services.desk import pages
from services.desk.drafts import keeping
from services.desk.may import REPORTER
from services.desk.reporting import asked
from services.desk.reporting.filled import (
    ALERT,
    MOST_PEOPLE,
    PAGE,
    PAGES,
    PEOPLE,
    PLACE,
    SELF,
    SIGNS,
    STEPS,
    WEIGHED,
    Report,
    form_field,
    form_of,
    indicator_field,
    page_of,
    person_field,
    places,
    told,
)
from services.desk.reporting.looked_over import lines
from services.desk.screens.steps import CHECK, RECORD
from services.desk.signed_on import Posted, Signed, in_area
from services.desk.upstream import Intake, NoError, UnavailableError
from services.desk.views.intake import Indicators, Preview, Receipt
from services.screens.form import KEY, STEP, NotOursError, Typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.desk.sessions.store import Session
    from services.desk.upstream import Api
    from services.screens.form import Form

router = APIRouter(prefix=f"{REPORTER.path}/nieuw", dependencies=[Depends(in_area(REPORTER))])

NEXT, BACK, ANOTHER, LATER = "verder", "terug", "erbij", "bewaren"

_TITLES = {
    "plek": "Melden: waar en wanneer?",
    "wat": "Melden: wat gebeurt er?",
    "tekens": "Melden: wat zag u?",
    "mensen": "Melden: wie zijn erbij betrokken?",
    "melder": "Melden: wie bent u?",
    "meldcode": "De meldcode: wat u zag, besprak en hoorde",
    "besluit": "De meldcode: wegen en beslissen",
}
_NOT_PASSED_ON = (
    "Het alarm is niet doorgegeven aan de politie. Bel nu 112. Wat u invulde is bewaard; gaat u ermee verder, dan "
    "proberen wij het opnieuw."
)


@dataclass(frozen=True, slots=True)
class Filling:
    """One request of it. ``report``: as it is now."""

    request: Request
    session: Session
    intake: Api
    form: Form
    report: Report


@router.get("")
async def begin(session: Signed, intake: Intake) -> Response:
    return await _page(session, intake, PLACE, Typed({"melder_naam": session.who.name}), "")


@router.post("")
async def fill_in(request: Request, session: Signed, intake: Intake, form: Posted) -> Response:
    form.read(form_of())
    filling = Filling(request, session, intake, form, Report(form.values))
    if filling.report.in_danger and not filling.report.get(ALERT):
        try:
            filling = await _alerted(filling)
        except (UnavailableError, NoError):
            kept = await keeping.keep(request, stap=_from(form))
            return pages.message(HTTPStatus.SERVICE_UNAVAILABLE, _NOT_PASSED_ON, session=session, kept=kept)
    return await _go(filling, form.get(STEP))


async def _go(filling: Filling, step: str) -> Response:
    """Raises NotOursError for a button that no page of ours has."""
    if step in PAGES:
        return await _show(filling, step)
    if step in (CHECK, RECORD):
        return await _look_over(filling, send=step == RECORD)
    acts = {NEXT: _further, BACK: _back, ANOTHER: _another, LATER: _stop}
    if step not in acts:
        raise NotOursError
    return await acts[step](filling, _from(filling.form))


async def _back(filling: Filling, page: str) -> Response:
    return await _show(filling, PAGES[max(0, PAGES.index(page) - 1)])


async def _another(filling: Filling, page: str) -> Response:
    more = str(min(MOST_PEOPLE, filling.report.asked_about + 1))
    return await _show(replace(filling, report=Report({**filling.report.values, PEOPLE: more})), page)


async def _stop(filling: Filling, page: str) -> Response:
    await keeping.keep(filling.request, **filling.report.values, stap=page)
    return RedirectResponse(REPORTER.path, HTTPStatus.SEE_OTHER)


def _from(form: Form) -> str:
    """The page that was filled in. Raises NotOursError."""
    page = form.get(PAGE)
    if page not in PAGES:
        raise NotOursError
    return page


async def _alerted(filling: Filling) -> Filling:
    """The police are told before anything of the report is judged. Raises as ``Api.post``."""
    given = Receipt.model_validate(await filling.intake.post("/alarmen", filling.report.alert(), filling.form))
    return replace(filling, report=Report({**filling.report.values, ALERT: str(given.id)}))


async def _try(filling: Filling) -> tuple[Preview | None, dict[str, str]]:
    """How it would go, or of each field that is wrong what is wanted."""
    report = filling.report
    try:
        found = Preview.model_validate(await filling.intake.preview("/meldvoorbeelden", report.body(meldcode=False)))
        if found.under_meldcode and report.meldcode():
            again = await filling.intake.preview("/meldvoorbeelden", report.body(meldcode=True))
            found = Preview.model_validate(again)
    except NoError as no:
        if no.status is HTTPStatus.FORBIDDEN:
            raise
        return None, told(no.fields, places(report)) or {"": no.detail}
    return found, {}


async def _further(filling: Filling, page: str) -> Response:
    """To the next page, unless something up to here is wrong: then to the first that has it."""
    found, wrong = await _try(filling)
    so_far = PAGES[: PAGES.index(page) + 1]
    theirs = {name: said for name, said in wrong.items() if page_of(name) in so_far}
    if theirs:
        return await _show(filling, _first(theirs), theirs)
    if page == WEIGHED or (page == SELF and found and not found.under_meldcode):
        return await _look_over(filling, send=False)
    return await _show(filling, PAGES[PAGES.index(page) + 1])


async def _look_over(filling: Filling, *, send: bool) -> Response:
    """All of it, with what will happen; and then sent."""
    found, wrong = await _try(filling)
    if found is None:
        return await _show(filling, _first(wrong), wrong)
    if not send:
        return await _check(filling, found)
    try:
        body = filling.report.body(meldcode=found.under_meldcode)
        sent = Receipt.model_validate(await filling.intake.post("/signalen", body, filling.form))
    except NoError as no:
        wrong = told(no.fields, places(filling.report)) or {"": no.detail}
        return await _show(filling, _first(wrong), wrong, no.status)
    given = filling.report.get(ALERT)
    return RedirectResponse(
        f"{REPORTER.path}/{sent.id}/bevestiging{f'?alarm={given}' if given else ''}", HTTPStatus.SEE_OTHER
    )


def _first(wrong: Mapping[str, str]) -> str:
    """The first page that has to be looked at again."""
    return next((page for page in PAGES if any(page_of(name) == page for name in wrong)), SELF)


async def _show(
    filling: Filling, page: str, wrong: Mapping[str, str] | None = None, status: HTTPStatus = HTTPStatus.BAD_REQUEST
) -> Response:
    """One page, with what was filled in on the others carried along; kept meanwhile."""
    kept = await keeping.keep(filling.request, **filling.report.values, stap=page)
    typed = Typed(filling.report.values, filling.form.get(KEY), wrong or {}, status if wrong else HTTPStatus.OK)
    return await _page(filling.session, filling.intake, page, typed, keeping.id_in(kept))


async def _page(session: Session, intake: Api, page: str, typed: Typed, kept: str) -> Response:
    report = Report(typed.values)
    known: dict[str, Any] = {}
    if page == SIGNS:
        known["indicators"] = await _indicators(intake, report)
    if page in (STEPS, WEIGHED):
        known["about_a_child"] = await _about_a_child(intake, report)
    return pages.show_form(
        f"melden/{page}.html",
        typed,
        session=session,
        title=_TITLES[page],
        page=page,
        first=page == PAGES[0],
        kept=kept,
        report=report,
        carried={name: value for name, value in typed.values.items() if page_of(name) != page and name != PAGE},
        asked=asked,
        called=asked.called,
        forms=asked.forms(),
        form_field=form_field,
        person_field=person_field,
        **known,
    )


async def _indicators(intake: Api, report: Report) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """By form: those of what was chosen first, and each once."""
    found = Indicators.model_validate(await intake.get("/indicatoren")).items
    chosen = {one.value for one in report.forms}
    theirs = [one for one in found if chosen & {*one.forms}]
    others = [one for one in found if not chosen & {*one.forms}]
    return [
        (name, [(indicator_field(one.code), one.words, "") for one in group])
        for name, group in (("Past bij wat u koos", theirs), ("Ook dit kunt u gezien hebben", others))
        if group
    ]


async def _about_a_child(intake: Api, report: Report) -> bool:
    """Whether a victim is a minor; where something is still wrong, what was filled in says it."""
    try:
        return Preview.model_validate(
            await intake.preview("/meldvoorbeelden", report.body(meldcode=False))
        ).about_a_child
    except NoError:
        return any(report.get(person_field(n, "minderjarig")) == "ja" for n in report.people)


async def _check(filling: Filling, found: Preview) -> Response:
    kept = await keeping.keep(filling.request, **filling.report.values, stap=CHECK)
    return pages.show(
        "melden/nakijken.html",
        session=filling.session,
        title="Klopt uw melding?",
        found=found,
        report=filling.report,
        answers=lines(filling.report, meldcode=found.under_meldcode),
        values=filling.report.values,
        key=filling.form.get(KEY),
        kept=keeping.id_in(kept),
        changes=[(page, title.partition(": ")[2]) for page, title in _TITLES.items()]
        if found.under_meldcode
        else [(page, _TITLES[page].partition(": ")[2]) for page in PAGES[: PAGES.index(STEPS)]],
    )
