"""The second person: what would go out, to whom, and whether it does."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from pydantic import Field, create_model
from starlette.responses import RedirectResponse, Response

from schemas.text import Text
from services.desk import pages
from services.desk.form import KEY, Filled
from services.desk.may import DECIDER
from services.desk.signed_on import Posted, Signed, in_area
from services.desk.upstream import NoError, Triage
from services.desk.views.triage import Proposal
from services.desk.words import label

if TYPE_CHECKING:
    from services.desk.form import Form
    from services.desk.sessions.store import Session
    from services.desk.upstream import Api

SignalId = Annotated[UUID, Path(alias="id")]
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


def confirming(proposal: Proposal) -> type[ConfirmForm]:
    """With a tick for each partner whose note must not hold certain things."""
    ticks = {tick_of(one.partner): one.partner for one in proposal.disclosures if one.limits}
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
    proposal = await _found(proposal_id, triage)
    filled, wrong = form.read(confirming(proposal))
    if filled is None:
        return await _page(proposal_id, session, triage, form, wrong, HTTPStatus.BAD_REQUEST)
    checked = sorted({one.partner for one in proposal.disclosures if one.limits})
    body = {"digest": filled.digest, "nagekeken": checked}
    return await _done(signal_id, proposal_id, session, triage, form, "bevestigingen", body)


@router.post("/afwijzing")
async def reject(
    signal_id: SignalId, proposal_id: ProposalId, session: Signed, triage: Triage, form: Posted
) -> Response:
    filled, wrong = form.read(RejectForm)
    if filled is None:
        return await _page(proposal_id, session, triage, form, wrong, HTTPStatus.BAD_REQUEST)
    return await _done(signal_id, proposal_id, session, triage, form, "afwijzingen", {"reden": filled.reden})


async def _found(proposal_id: UUID, triage: Api) -> Proposal:
    return Proposal.model_validate(await triage.get(f"/voorstellen/{proposal_id}"))


async def _done(
    signal_id: UUID,
    proposal_id: UUID,
    session: Session,
    triage: Api,
    form: Form,
    path: str,
    body: Mapping[str, object],
) -> Response:
    try:
        await triage.post(f"/voorstellen/{proposal_id}/{path}", body, form)
    except NoError as no:
        if no.status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
            raise
        return await _page(proposal_id, session, triage, form, {"": no.detail}, no.status)
    return RedirectResponse(f"{DECIDER.path}/{signal_id}", HTTPStatus.SEE_OTHER)


async def _page(
    proposal_id: UUID,
    session: Session,
    triage: Api,
    form: Form | None = None,
    wrong: Mapping[str, str] = MappingProxyType({}),
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """What goes out as it is now, whatever was there when somebody looked before."""
    return pages.show(
        "beslissen/voorstel.html",
        session=session,
        title="Nakijken wat er uitgaat",
        status=status,
        found=await _found(proposal_id, triage),
        typed=form.values if form else {},
        key=form.get(KEY) if form else None,
        wrong=wrong,
        tick_of=tick_of,
    )
