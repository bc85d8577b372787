"""The second person: what would go out, to whom, and whether it does."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from pydantic import Field, create_model
from starlette.responses import Response

from schemas.text import Text
from services.desk import pages
from services.desk.may import DECIDER
from services.desk.screens import steps
from services.desk.screens.case import SignalId, now
from services.desk.signed_on import Posted, Signed, in_area
from services.desk.upstream import Triage
from services.desk.views.triage import Proposal
from services.screens.form import NOTHING_TYPED, Filled, Typed
from services.screens.words import label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.desk.sessions.store import Session
    from services.desk.upstream import Api
    from services.desk.views.triage import Disclosure

ProposalId = Annotated[UUID, Path(alias="voorstel")]

router = APIRouter(prefix=f"{DECIDER.path}/{{id}}/voorstellen/{{voorstel}}", dependencies=[Depends(in_area(DECIDER))])


_LOOK = "Kijk de toelichting aan"


class ConfirmForm(Filled):
    """``digest`` stands for exactly what was on the page; the API refuses it for anything else."""

    WANTED: ClassVar[Mapping[str, str]] = {
        "nagekeken": "Kijk na wat elke partner krijgt en zet dan het vinkje.",
        "digest": "Laad de bladzijde opnieuw, bijvoorbeeld met de knop van uw browser.",
    }

    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    nagekeken: Literal["ja"]


def tick_of(partner: str) -> str:
    """Of the note to this partner."""
    return f"toelichting_{partner.replace('-', '_')}"


def confirming(disclosures: Iterable[Disclosure]) -> type[ConfirmForm]:
    """With a tick for each partner whose note must not hold certain things."""
    ticks = {tick_of(one.partner): one.partner for one in disclosures if one.limits}
    ticked: dict[str, Any] = dict.fromkeys(ticks, (Literal["ja"], ...))
    made: type[ConfirmForm] = create_model("ConfirmForm", __base__=ConfirmForm, **ticked)
    made.WANTED = {
        **ConfirmForm.WANTED,
        **{tick: f"{_LOOK} {label(partner, 'partner')} na en zet dan het vinkje." for tick, partner in ticks.items()},
    }
    return made


class RejectForm(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {
        "reden": "Schrijf in hoogstens 4.000 tekens op waarom niet, bijvoorbeeld: in de toelichting staat een naam.",
    }

    reden: Text


@router.get("")
async def look(proposal_id: ProposalId, session: Signed, triage: Triage) -> Response:
    return await _page(proposal_id, session, triage)


@router.post("/bevestiging")
async def confirm(
    signal_id: SignalId, proposal_id: ProposalId, session: Signed, triage: Triage, form: Posted
) -> Response:
    found = await _found(proposal_id, triage)
    checked = sorted({one.partner for one in found.disclosures if one.limits})

    def request(filled: ConfirmForm) -> tuple[str, Mapping[str, object]]:
        return f"/voorstellen/{proposal_id}/bevestigingen", {"digest": filled.digest, "nagekeken": checked}

    async def show(typed: Typed) -> Response:
        """What goes out as it is now: read again where it may be another than a moment ago."""
        return await _page(proposal_id, session, triage, typed, found if typed.status < HTTPStatus.CONFLICT else None)

    act = steps.Act("Gaat dit uit?", confirming(found.disclosures), lambda _: [], request, at_once=True)
    return await steps.run(act, form, _desk(signal_id, proposal_id, session, triage, show, "bevestiging"))


@router.post("/afwijzing")
async def reject(
    signal_id: SignalId, proposal_id: ProposalId, session: Signed, triage: Triage, form: Posted
) -> Response:
    def request(filled: RejectForm) -> tuple[str, Mapping[str, object]]:
        return f"/voorstellen/{proposal_id}/afwijzingen", {"reden": filled.reden}

    async def show(typed: Typed) -> Response:
        return await _page(proposal_id, session, triage, typed)

    act = steps.Act("Gaat dit niet uit?", RejectForm, lambda _: [], request, at_once=True)
    return await steps.run(act, form, _desk(signal_id, proposal_id, session, triage, show, "afwijzing"))


def _desk(
    signal_id: UUID, proposal_id: UUID, session: Session, triage: Api, show: steps.ShowFile, name: str
) -> steps.Desk:
    place = f"{DECIDER.path}/{signal_id}"
    return steps.Desk(session, triage, f"{place}/voorstellen/{proposal_id}/{name}", place, show, now)


async def _found(proposal_id: UUID, triage: Api) -> Proposal:
    return Proposal.model_validate(await triage.get(f"/voorstellen/{proposal_id}"))


async def _page(
    proposal_id: UUID,
    session: Session,
    triage: Api,
    typed: Typed = NOTHING_TYPED,
    found: Proposal | None = None,
) -> Response:
    return pages.show_form(
        "beslissen/voorstel.html",
        typed,
        session=session,
        title="Nakijken wat er uitgaat",
        found=found or await _found(proposal_id, triage),
        tick_of=tick_of,
    )
