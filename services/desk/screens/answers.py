"""Answering what a partner asked about its referral; where a second person has to agree, what that one sees first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from schemas.text import Text
from services.desk import pages
from services.desk.may import DECIDER
from services.desk.screens import steps
from services.desk.screens.case import Before
from services.desk.screens.proposals import confirming, tick_of
from services.desk.screens.referrals import Reference, referral_page, whose
from services.desk.signed_on import Posted, in_area
from services.desk.upstream import Riec, Zorg
from services.desk.views.referral import ProposedAnswer
from services.desk.views.triage import Disclosure
from services.screens import words
from services.screens.form import NOTHING_TYPED, Filled, NothingFilled

if TYPE_CHECKING:
    from services.desk.screens.case import AtCase
    from services.desk.screens.proposals import ConfirmForm
    from services.desk.upstream import Api
    from services.desk.views.referral import Followed
    from services.screens.form import Typed

AnswerId = Annotated[UUID, Path(alias="antwoord")]

router = APIRouter(
    prefix=f"{DECIDER.path}/{{id}}/verwijzingen/{{kenmerk}}/antwoord", dependencies=[Depends(in_area(DECIDER))]
)


class AnswerForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "antwoord": "Schrijf uw antwoord op in hoogstens 4.000 tekens, bijvoorbeeld: zij werkt er sinds maart.",
    }

    antwoord: Text


@router.post("")
async def answer(before: Before, reference: Reference, zorg: Zorg, riec: Riec, form: Posted) -> Response:
    api, found = await whose(reference, zorg, riec)
    name = words.label(found.partner, "partner")
    then = (
        "Alleen deze partner leest dit. Is er een tweede persoon nodig, dan gaat er nog niets uit: het antwoord wacht "
        "dan bij de verwijzing."
    )
    act = steps.Act(
        "Klopt uw antwoord?",
        AnswerForm,
        lambda filled: [(f"Precies dit leest {name}", filled.antwoord), ("Wat er dan gebeurt", then)],
        lambda filled: (f"/verwijzingen/{reference}/antwoorden", {"antwoord": filled.antwoord}),
        record="Antwoord versturen",
    )
    return await steps.run(act, form, _desk(before, api, found, "", lambda typed: referral_page(before, found, typed)))


@router.get("/{antwoord}")
async def look(before: Before, reference: Reference, answer_id: AnswerId, zorg: Zorg, riec: Riec) -> Response:
    api, found = await whose(reference, zorg, riec)
    return await _page(before, api, found, answer_id)


@router.post("/{antwoord}/bevestiging")
async def confirm(
    before: Before, reference: Reference, answer_id: AnswerId, zorg: Zorg, riec: Riec, form: Posted
) -> Response:
    api, found = await whose(reference, zorg, riec)
    would_go = _disclosed(await _proposed(api, answer_id))
    checked = [would_go.partner] if would_go.limits else []

    def request(filled: ConfirmForm) -> tuple[str, Mapping[str, Any]]:
        return f"/antwoorden/{answer_id}/bevestigingen", {"digest": filled.digest, "nagekeken": checked}

    async def show(typed: Typed) -> Response:
        return await _page(before, api, found, answer_id, typed)

    act = steps.Act("Gaat dit uit?", confirming([would_go]), lambda _: [], request, at_once=True)
    return await steps.run(act, form, _desk(before, api, found, f"/{answer_id}/bevestiging", show))


@router.post("/{antwoord}/afwijzing")
async def reject(
    before: Before, reference: Reference, answer_id: AnswerId, zorg: Zorg, riec: Riec, form: Posted
) -> Response:
    """By a second person, or by who proposed it."""
    api, found = await whose(reference, zorg, riec)

    async def show(typed: Typed) -> Response:
        return await _page(before, api, found, answer_id, typed)

    act = steps.Act(
        "Gaat dit niet uit?",
        NothingFilled,
        lambda _: [],
        lambda _: (f"/antwoorden/{answer_id}/afwijzingen", {}),
        at_once=True,
    )
    return await steps.run(act, form, _desk(before, api, found, f"/{answer_id}/afwijzing", show))


def _desk(before: AtCase, api: Api, found: Followed, name: str, show: steps.ShowFile) -> steps.Desk:
    place = f"{before.place}/verwijzingen/{found.reference}"
    return steps.Desk(before.session, api, f"{place}/antwoord{name}", place, show, lambda _: [])


async def _proposed(api: Api, answer_id: UUID) -> ProposedAnswer:
    """Raises as ``Api.get``."""
    return ProposedAnswer.model_validate(await api.get(f"/antwoorden/{answer_id}"))


def _disclosed(proposed: ProposedAnswer) -> Disclosure:
    """What would go out, as every second person sees that."""
    return Disclosure(
        partner=proposed.partner,
        grondslag=proposed.basis,
        inhoud={"answer": proposed.answer},
        nietInToelichting=proposed.limits,
    )


async def _page(
    before: AtCase, api: Api, followed: Followed, answer_id: UUID, typed: Typed = NOTHING_TYPED
) -> Response:
    proposed = await _proposed(api, answer_id)
    waiting = followed.proposed_answer
    return pages.show_form(
        "beslissen/antwoord.html",
        typed,
        session=before.session,
        title="Nakijken wat er uitgaat",
        back=f"{before.place}/verwijzingen/{followed.reference}",
        found=proposed,
        own=waiting is not None and waiting.proposed_by == before.session.who.subject,
        waiting=waiting,
        disclosures=[_disclosed(proposed)],
        tick_of=tick_of,
    )
