"""The decision, as the stroomschema has it: what the case is, who directs it and who is told beside, and what each of
them gets; then all of it to look over, and only then recorded.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from schemas.codes.municipality import NAMES
from schemas.registry import partners
from services.casework.terms.domain import day_of
from services.desk.decision import offered, told
from services.desk.decision.filled import CONTENT, OUTCOME, PAGES, PARTNERS, RECORDED, Chosen, field, form_of, page_of
from services.desk.may import DECIDER
from services.desk.screens import steps
from services.desk.screens.case import Before, consent
from services.desk.signed_on import Posted, in_area
from services.screens import words
from services.screens.form import NOTHING_TYPED, STEP, Filled, Typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.desk.screens.case import AtCase
    from services.desk.views.triage import Case

router = APIRouter(prefix=f"{DECIDER.path}/{{id}}/besluit", dependencies=[Depends(in_area(DECIDER))])

_TITLES = {
    OUTCOME: "Besluit: wat is er aan de hand?",
    PARTNERS: "Besluit: wie krijgt de regie, en wie hoort het ook?",
    CONTENT: "Besluit: wat krijgt ieder te lezen?",
}
_CHANGES = ((OUTCOME, "Uitkomst wijzigen"), (PARTNERS, "Partners wijzigen"), (CONTENT, "Tekst wijzigen"))


@router.get("")
async def begin(before: Before) -> Response:
    return await _page(before, OUTCOME, NOTHING_TYPED, {})


@router.post("")
async def decide(before: Before, form: Posted) -> Response:
    today = day_of(datetime.now(UTC))
    model = form_of(today)
    case = await before.found()
    filled, wrong = form.read(model)
    chosen = Chosen(filled.model_dump() if filled else dict(form.values), case, today)
    wrong = wrong or chosen.missing()
    step = CONTENT if form.get(STEP) == steps.CHANGE else form.get(STEP)
    if step in PAGES:
        earlier = [page for page in PAGES[: PAGES.index(step)] if any(page_of(name) == page for name in wrong)]
        page = earlier[0] if earlier else step
        theirs = {name: said for name, said in wrong.items() if earlier and page_of(name) == page}
        status = HTTPStatus.BAD_REQUEST if theirs else HTTPStatus.OK
        return await _page(before, page, Typed.of(form, theirs, status), chosen.values, case)

    async def show(typed: Typed) -> Response:
        first = next((page for page in PAGES if any(page_of(name) == page for name in typed.wrong)), CONTENT)
        page = first if typed.wrong.keys() & {*model.model_fields, "uitkomst"} else CONTENT
        return await _page(before, page, typed, chosen.values, case)

    return await before.act(_act(before, model, chosen), form, "besluit", show)


def _act(before: AtCase, model: type[Filled], chosen: Chosen) -> steps.Act[Filled]:
    return steps.Act(
        title="Klopt uw besluit?",
        model=model,
        answers=lambda _: _answers(chosen),
        request=lambda _: (f"{before.at_api}/besluiten", chosen.body()),
        preview=before.preview("besluitvoorbeelden"),
        missing=lambda _: chosen.missing(),
        told=lambda fields: told.fields(fields, chosen),
        changes=_CHANGES,
        record="Besluit vastleggen",
    )


def _answers(chosen: Chosen) -> steps.Lines:
    said = chosen.values["toestemming"]
    values = chosen.values
    director = chosen.offer.director if chosen.director == offered.STAYS else chosen.director
    lines = [
        *(("Uitkomst", f"{words.label(one, 'uitkomst')}. {words.LEADS_TO[one]}") for one in chosen.outcomes),
        ("Regie", words.label(director or "", "partner")),
        ("Daarnaast", ", ".join(words.label(one, "partner") for one in chosen.ordered if one != director) or "niemand"),
        ("Toestemming", consent(chosen.case) if said == RECORDED else words.label(said, "toestemming")),
    ]
    if said != RECORDED and (reason := values.get("toestemmingsreden")):
        lines.append(("Waarom geen toestemming", words.label(reason, "toestemmingsreden")))
    if explained := values.get("toestemmingswoorden"):
        lines.append(("Toelichting bij de toestemming", explained))
    if where := values.get("ingeschreven"):
        lines.append(("Slachtoffer staat ingeschreven in", words.label(where, "gemeente")))
    if motivation := values.get("motivering"):
        lines.append(("Motivering (geen partner leest dit)", motivation))
    return lines


async def _page(
    before: AtCase, page: str, typed: Typed, values: Mapping[str, Any], case: Case | None = None
) -> Response:
    """One of the three, with what was filled in on the others carried along."""
    found = case or await before.found()
    today = day_of(datetime.now(UTC))
    chosen = Chosen(values, found, today)
    shown = {name for name in form_of(today).model_fields if page_of(name) == page}
    if page == CONTENT:  # of who gets nothing, nothing is asked; what was written stays, should he be chosen again
        asked = {field(*about) for about in _asked(chosen)}
        shown &= asked
    return await before.page_of(
        found,
        f"besluit_{page}.html",
        _TITLES[page],
        typed,
        chosen=chosen,
        offer=chosen.offer,
        carried={name: value for name, value in typed.values.items() if name not in shown},
        field=field,
        places=[("", f"{words.label(found.municipality, 'gemeente')}, waar het gemeld is"), *NAMES.items()],
        consequences=words.LEADS_TO,
        roles=words.ROLES,
        partners=partners(),
        grounds=partial(offered.grounds, day=today),
        criteria=partial(offered.criteria, day=today),
        told_apart=partial(offered.told_apart, day=today),
        never=partial(offered.never_told, day=today),
        consents=words.consents(found.consent is not None, consent(found)),
        reasons=words.choices("toestemmingsreden"),
        bodies=words.choices("orgaan"),
    )


def _asked(chosen: Chosen) -> list[tuple[str, ...]]:
    """The fields of the page with what each gets."""
    return [
        ("toestemming",),
        ("toestemmingsreden",),
        ("toestemmingswoorden",),
        ("motivering",),
        *(
            (kind, partner, *more)
            for partner in chosen.ordered
            for kind, *more in (
                ("toelichting",),
                ("grond",),
                ("orgaan",),
                ("taak",),
                *(("criterium", code) for code in offered.criteria(partner, chosen.day)),
                *(("eigen", code) for code in offered.criteria(partner, chosen.day)),
                *(("apart", kind) for kind in offered.told_apart(partner, chosen.day)),
            )
        ),
    ]
