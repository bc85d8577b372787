"""The life of a case's referrals, of both services that follow them; and taking one back, or the whole case."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from schemas.codes.flow import ReferralState
from schemas.text import Text
from services.desk.may import DECIDER
from services.desk.screens import steps
from services.desk.screens.case import Before
from services.desk.signed_on import Posted, in_area
from services.desk.upstream import NoError, Riec, UnavailableError, Zorg
from services.desk.views.referral import Followed, Referrals
from services.desk.views.triage import Amendments
from services.screens import words
from services.screens.form import NOTHING_TYPED, Filled
from services.screens.paper.pdf import as_pdf

if TYPE_CHECKING:
    from services.desk.screens.case import AtCase
    from services.desk.upstream import Api
    from services.screens.form import Typed

Reference = Annotated[UUID, Path(alias="kenmerk")]

router = APIRouter(prefix=f"{DECIDER.path}/{{id}}", dependencies=[Depends(in_area(DECIDER))])


class WithdrawForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "reden": "Schrijf in hoogstens 4.000 tekens op waarom, bijvoorbeeld: de melder vergiste zich in het adres."
    }

    reden: Text


@router.get("/verwijzingen")
async def show(before: Before, zorg: Zorg, riec: Riec) -> Response:
    (care, care_away), (crime, crime_away), amended = await asyncio.gather(
        _followed(before, zorg),
        _followed(before, riec),
        before.triage.get(f"{before.at_api}/wijzigingen"),
    )
    away = [name for name, gone in (("naar zorg", care_away), ("naar het RIEC", crime_away)) if gone]
    return await before.page(
        "verwijzingen.html",
        "Verwijzingen en wie nog moet bevestigen",
        followed=sorted((*care, *crime), key=lambda one: one.sent_at),
        away=away,
        amended=Amendments.model_validate(amended),
    )


async def _followed(before: AtCase, api: Api) -> tuple[list[Followed], bool]:
    """Of this case, and whether the service is away."""
    try:
        said = Referrals.model_validate(await api.get("/verwijzingen", signaalId=str(before.signal_id)))
        whole = await asyncio.gather(*(api.get(f"/verwijzingen/{one.reference}") for one in said.items))
    except UnavailableError:
        return [], True
    return [Followed.model_validate(one) for one in whole], False


@router.get("/verwijzingen/{kenmerk}")
async def one(before: Before, reference: Reference, zorg: Zorg, riec: Riec) -> Response:
    _, found = await whose(reference, zorg, riec)
    return await referral_page(before, found)


@router.get("/verwijzingen/{kenmerk}/pdf")
async def on_paper(before: Before, reference: Reference, zorg: Zorg, riec: Riec) -> Response:
    return await as_pdf(await one(before, reference, zorg, riec), f"verwijzing-{reference}")


@router.post("/verwijzingen/{kenmerk}")
async def revoke(before: Before, reference: Reference, zorg: Zorg, riec: Riec, form: Posted) -> Response:
    api, found = await whose(reference, zorg, riec)
    name = words.label(found.partner, "partner")
    then = f"{name} bevestigt dat het stopt en alles wist; het leest uw reden niet."
    back = " De zaak komt terug op uw lijst, want deze partner heeft de regie." if found.director else ""
    act = steps.Act(
        "Trekt u deze verwijzing in?",
        WithdrawForm,
        lambda filled: [("Partner", name), ("Waarom", filled.reden), ("Wat er dan gebeurt", then + back)],
        lambda filled: (f"/verwijzingen/{reference}/intrekkingen", {"reden": filled.reden}),
        record="Verwijzing intrekken",
    )
    place = f"{before.place}/verwijzingen"

    async def show(typed: Typed) -> Response:
        return await referral_page(before, found, typed)

    desk = steps.Desk(before.session, api, f"{place}/{reference}", place, show, lambda _: [])
    return await steps.run(act, form, desk)


async def whose(reference: UUID, *apis: Api) -> tuple[Api, Followed]:
    """Whichever of the services follows it. Raises as ``Api.get``."""
    *others, last = apis
    for api in others:
        try:
            return api, Followed.model_validate(await api.get(f"/verwijzingen/{reference}"))
        except NoError:
            continue
    return last, Followed.model_validate(await last.get(f"/verwijzingen/{reference}"))


async def referral_page(before: AtCase, followed: Followed, typed: Typed = NOTHING_TYPED) -> Response:
    """With what the partner asked last, and the answer that waits."""
    title = f"Verwijzing aan {words.label(followed.partner, 'partner', followed.sent_at)}"
    return await before.page("verwijzing.html", title, typed, one=followed, state=ReferralState)


@router.get("/intrekking")
async def begin(before: Before) -> Response:
    return await _withdrawal_page(before)


@router.post("/intrekking")
async def withdraw(before: Before, form: Posted) -> Response:
    case = await before.found()
    told = sorted({words.label(one.partner, "partner") for one in (*case.referrals, *case.consultations)})

    def request(filled: WithdrawForm) -> tuple[str, Mapping[str, Any]]:
        return f"{before.at_api}/intrekkingen", {"reden": filled.reden}

    act = steps.Act(
        "Trekt u de hele zaak in?",
        WithdrawForm,
        lambda filled: [
            ("Waarom", filled.reden),
            ("Wie stopt, wist en bevestigt", ", ".join(told) or "niemand kreeg er iets van"),
            ("Daarna", "De zaak is gesloten. Dit is niet terug te draaien."),
        ],
        request,
        record="Zaak intrekken",
    )
    return await before.act(act, form, "intrekking", lambda typed: _withdrawal_page(before, typed))


async def _withdrawal_page(before: AtCase, typed: Typed = NOTHING_TYPED) -> Response:
    return await before.page("intrekking.html", "De hele zaak intrekken", typed)
