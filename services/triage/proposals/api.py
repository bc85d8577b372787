"""The second person: sees exactly what would be told to whom, and confirms that, or does not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field, JsonValue

from schemas.envelope import Violation
from schemas.events.acts.triage import ProposalRejected
from schemas.text import Text
from services.casework.four_eyes.desk import Checked, Digest, all_checked, by_another, strongly
from services.casework.four_eyes.disclosed import differences, digest, shown
from services.casework.four_eyes.domain import Reason
from services.casework.limits.domain import limits_of
from services.casework.settings import store as settings_store
from services.casework.settings.domain import Settings
from services.casework.terms.domain import day_of
from services.runtime.base.database import Connection
from services.runtime.http.once import Done, OnlyOnce
from services.runtime.http.pool import Database
from services.runtime.http.problem import ProblemError
from services.runtime.http.request_model import RequestModel
from services.runtime.http.step_up import RESPONSES
from services.runtime.messaging import trail
from services.triage.amendments import preparing as corrections
from services.triage.amendments.bodies import CorrectionBody
from services.triage.cases.desk import Deciders
from services.triage.consent import settling
from services.triage.consultations import preparing as consultations
from services.triage.consultations.bodies import ConsultationBody
from services.triage.decisions import preparing as decisions
from services.triage.decisions.bodies import DecisionBody
from services.triage.proposals import acts, store
from services.triage.proposals.asked import asked
from services.triage.proposals.bodies import DisclosureBody
from services.triage.proposals.prepared import Agreed, Waiting
from services.triage.proposals.store import Proposal
from services.triage.words import DUTCH

if TYPE_CHECKING:
    from schemas.events.acts import By
    from services.runtime.base.caller import Caller
    from services.triage.proposals.prepared import Prepared

ProposalId = Annotated[UUID, Path(alias="id", description="Id van het voorstel.")]


class ProposalStatus(BaseModel):
    """Iets dat op een tweede persoon wacht."""

    model_config = DUTCH

    id: UUID
    signal_id: UUID
    kind: Waiting
    awaiting: tuple[Reason, ...]
    partners: tuple[str, ...]
    proposed_at: datetime
    due_on: date
    overdue: bool
    own: bool = Field(description="U hebt het zelf voorgesteld, dus een ander bevestigt.")


class ProposalBody(ProposalStatus):
    """Wat gevraagd is, en wat er nu van zou uitgaan."""

    model_config = DUTCH

    asked: dict[str, JsonValue] = Field(description="Zoals het is voorgesteld, met de toelichtingen.")
    consent: dict[str, JsonValue] | None = Field(description="Zoals het bij de zaak is vastgelegd.")
    disclosures: tuple[DisclosureBody, ...]
    changed: tuple[str, ...] = Field(description="Wat hierin anders is dan toen het werd voorgesteld.")
    digest: Digest = Field(description="Van precies dit; hiermee bevestigt u het.")


class ConfirmationBody(RequestModel):
    """Dat u zag wat er uitgaat, en wat u eraan toevoegt."""

    model_config = DUTCH

    digest: Digest = Field(description="Van het voorstel zoals u het zag.")
    checked: Checked = ()
    note: Text | None = None


class RejectionBody(RequestModel):
    """Waarom u niet bevestigt; er ging niets uit."""

    model_config = DUTCH

    reason: Text


class RejectedBody(BaseModel):
    model_config = DUTCH

    id: UUID
    signal_id: UUID


router = APIRouter()


def proposal_status(proposal: Proposal, caller: Caller, today: date, settings: Settings) -> ProposalStatus:
    """As a list shows it."""
    return ProposalStatus(
        id=proposal.proposal_id,
        signal_id=proposal.signal_id,
        kind=proposal.kind,
        awaiting=proposal.reasons,
        partners=tuple(sorted({one["partner"] for one in proposal.asked.shown["verstrekkingen"]})),
        proposed_at=proposal.proposed_at,
        due_on=proposal.due_on(settings),
        overdue=today > proposal.due_on(settings),
        own=proposal.proposed_by == caller.subject,
    )


async def _waiting(connection: Connection, proposal_id: UUID) -> Proposal:
    proposal = await store.find(connection, proposal_id)
    if proposal is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "Er ligt geen voorstel met dit id dat op een tweede persoon wacht.")
    return proposal


async def _prepared(connection: Connection, proposal: Proposal, by: By) -> Prepared:
    """Judged again, by what holds now. Raises ProblemError where it can't be done any more."""
    signal_id, proposal_id = proposal.signal_id, proposal.proposal_id
    match asked(proposal):
        case DecisionBody() as body:
            settled = await settling.settle(connection, signal_id, None)
            return await decisions.prepare(connection, signal_id, proposal_id, body, settled)
        case CorrectionBody() as body:
            return await corrections.prepare(connection, signal_id, proposal_id, body)
        case ConsultationBody() as body:
            return await consultations.prepare(connection, signal_id, proposal_id, body, by)


@router.get("/voorstellen/{id}", response_model=ProposalBody, operation_id="toonVoorstel")
async def show_proposal(
    proposal_id: ProposalId, caller: Deciders, request: Request, database: Database
) -> ProposalBody:
    """Wat op u als tweede persoon wacht: precies wat elke partner krijgt, waarop en waarvoor."""
    now = datetime.now(UTC)
    async with database.of(caller) as connection:
        proposal = await _waiting(connection, proposal_id)
        prepared = await _prepared(connection, proposal, caller.acting(now))
        what: dict[str, Any] = shown(prepared.disclosures, prepared.consent)
        settings = await settings_store.read(connection)
        await trail.read(connection, request, caller, [proposal.signal_id, proposal_id])
    return ProposalBody(
        **proposal_status(proposal, caller, day_of(now), settings).model_dump(),
        asked=proposal.asked.as_json(),
        consent=what["toestemming"],
        disclosures=tuple(DisclosureBody.of(one) for one in prepared.disclosures),
        changed=tuple(differences(proposal.asked.shown, what)),
        digest=digest(what),
    )


@router.post(
    "/voorstellen/{id}/bevestigingen",
    status_code=HTTPStatus.CREATED,
    response_model=ProposalStatus,
    operation_id="bevestigVoorstel",
    responses=RESPONSES,
)
async def confirm(proposal_id: ProposalId, body: ConfirmationBody, caller: Deciders, once: OnlyOnce) -> Response:
    """Bevestig als tweede persoon precies wat u zag; de regels worden opnieuw getoetst, dan gaat het uit."""

    async def agree(connection: Connection) -> Done:
        by = caller.acting(datetime.now(UTC))
        proposal = await _waiting(connection, proposal_id)
        by_another(proposal.proposed_by, caller)
        prepared = await _prepared(connection, proposal, by)
        strongly({one.partner for one in prepared.disclosures}, caller)
        what = shown(prepared.disclosures, prepared.consent)
        if digest(what) != body.digest:
            changed = [
                Violation(place, "is anders dan toen het werd voorgesteld")
                for place in differences(proposal.asked.shown, what)
            ]
            detail = "Wat er uit zou gaan is niet wat u zag. Bekijk het voorstel opnieuw en bevestig dat."
            raise ProblemError(HTTPStatus.CONFLICT, detail, changed)
        all_checked({one.partner: limits_of(one) for one in prepared.disclosures}, body.checked)
        done = await prepared.carry_out(connection, by, Agreed(proposal.proposed_by, body.note, body.checked))
        answer = proposal_status(proposal, caller, day_of(by["at"]), await settings_store.read(connection))
        return Done(answer, done.act, done.outgoing)

    return await once.run(caller, agree)


@router.post(
    "/voorstellen/{id}/afwijzingen",
    status_code=HTTPStatus.CREATED,
    response_model=RejectedBody,
    operation_id="wijsVoorstelAf",
)
async def reject(proposal_id: ProposalId, body: RejectionBody, caller: Deciders, once: OnlyOnce) -> Response:
    """Wijs een voorstel af, of neem uw eigen voorstel terug: er ging niets uit, de zaak wacht verder."""

    async def disagree(connection: Connection) -> Done:
        proposal = await _waiting(connection, proposal_id)
        by = caller.acting(datetime.now(UTC))
        act = ProposalRejected(**by, signal_id=proposal.signal_id, proposal_id=proposal_id)
        await acts.reject(connection, act, body.reason)
        return Done(RejectedBody(id=proposal_id, signal_id=proposal.signal_id), act)

    return await once.run(caller, disagree)
