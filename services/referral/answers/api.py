"""Answering a partner's question: one person, or two where the answer can't be undone for the people in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from schemas.catalogue import type_of
from schemas.disclosures.afterwards import InformationPersonal, ReferralInformationGiven
from schemas.envelope import new_event
from schemas.events.acts.referral import AnswerProposed, AnswerRejected, QuestionAnswered
from schemas.events.case import Consent
from schemas.registry import partners
from schemas.text import Text
from services.casework.four_eyes import domain as four_eyes
from services.casework.four_eyes.desk import Checked, Digest, LimitBody, all_checked, by_another, limits_shown, strongly
from services.casework.four_eyes.disclosed import NOT_YET, Disclosed, digest, shown
from services.casework.four_eyes.domain import Reason
from services.casework.limits.domain import limits
from services.casework.terms.domain import day_of
from services.referral import acts, domain
from services.referral.answers import store
from services.referral.desk import Deciders, Reference, found, may
from services.referral.handlers import moved
from services.referral.shown import ReferralWithSteps, whole
from services.referral.words import DUTCH
from services.runtime.base import telemetry
from services.runtime.base.database import Connection
from services.runtime.http.once import Done, OnlyOnce
from services.runtime.http.pool import Database
from services.runtime.http.problem import ProblemError
from services.runtime.http.request_model import RequestModel
from services.runtime.http.step_up import RESPONSES
from services.runtime.messaging import trail
from services.runtime.messaging.outbox import Outgoing

if TYPE_CHECKING:
    from schemas.events.acts import By
    from services.referral.answers.store import Proposal
    from services.referral.store import Referral

ProposalId = Annotated[UUID, Path(alias="id", description="Id van het voorgestelde antwoord.")]


class AnswerBody(RequestModel):
    """Het antwoord op een vraag van de partner."""

    model_config = DUTCH

    answer: Text


class ConfirmationBody(RequestModel):
    """Dat u zag wat er uitgaat."""

    model_config = DUTCH

    digest: Digest = Field(description="Van het antwoord zoals u het zag.")
    checked: Checked = ()


class RejectionBody(RequestModel):
    """Wie niet bevestigt, laat de vraag open: er ging niets uit."""

    model_config = DUTCH


class ProposedAnswerBody(BaseModel):
    """Precies wat de partner te lezen krijgt."""

    model_config = DUTCH

    id: UUID
    reference: UUID
    partner: str
    basis: str
    answer: str
    awaiting: tuple[Reason, ...]
    limits: tuple[LimitBody, ...] = Field(
        description="Waarover het antwoord niets bevat; bevestig dat met de partner in `nagekeken`."
    )
    digest: Digest = Field(description="Van precies dit; hiermee bevestigt u het.")


router = APIRouter()


@router.post(
    "/verwijzingen/{kenmerk}/antwoorden",
    status_code=HTTPStatus.CREATED,
    response_model=ReferralWithSteps,
    operation_id="beantwoordVraag",
    responses=RESPONSES,
)
async def answer_question(
    reference: Reference, body: AnswerBody, caller: Deciders, once: OnlyOnce, request: Request
) -> Response:
    """Beantwoord de vraag van de partner; alleen deze partner leest het antwoord. Gaat het naar een RIEC of Zorg- en
    Veiligheidshuis, of gebeurt het tegen de wil van het slachtoffer, dan bevestigt eerst een tweede persoon: zie
    `voorgesteldAntwoord`.
    """

    async def answer_or_propose(connection: Connection) -> Done:
        referral = await may(connection, reference, domain.Act.ANSWER)
        strongly([referral.partner], caller)
        if partners()[referral.partner].nameless:
            detail = "Deze partner krijgt geen vrije tekst, want hij mag geen personen kennen; trek eventueel in."
            raise ProblemError(HTTPStatus.CONFLICT, detail)
        if await store.waiting(connection, reference):
            raise ProblemError(HTTPStatus.CONFLICT, "Er ligt al een antwoord dat op een tweede persoon wacht.")
        by = caller.acting(datetime.now(UTC))
        told_against = Consent(asked=True, given=False) if referral.against_will else None
        told = {referral.partner: limits(referral.basis, day_of(by["at"]))}
        awaiting = four_eyes.reasons(told, told_against, request.app.state.config.second_person)
        if not awaiting:
            return await _answer(connection, request.app.state.service, referral, by, body.answer)
        act = AnswerProposed(
            **by, reference=reference, signal_id=referral.signal_id, proposal_id=uuid4(), reasons=awaiting
        )
        await acts.propose_answer(connection, act, body.answer)
        return Done(await whole(connection, referral), act, shown=[referral.reference])

    return await once.run(caller, answer_or_propose)


@dataclass(frozen=True, slots=True)
class _Confirmed:
    proposal_id: UUID
    proposed_by: str
    checked: tuple[str, ...]


async def _answer(
    connection: Connection, service: str, referral: Referral, by: By, answer: str, confirmed: _Confirmed | None = None
) -> Done:
    data = _told(referral.reference, answer)
    event = new_event(service, type_of(type(data)), str(referral.reference), data, telemetry.unlinkable())
    act = QuestionAnswered(
        **by,
        reference=referral.reference,
        signal_id=referral.signal_id,
        answer=event.id,
        proposal_id=confirmed.proposal_id if confirmed else None,
        proposed_by=confirmed.proposed_by if confirmed else None,
        checked=confirmed.checked if confirmed else (),
    )
    step = await acts.answer(connection, act, answer)
    outgoing = [Outgoing(f"referral.{referral.partner}", event), moved(service, referral, step)]
    standing = await whole(connection, await found(connection, referral.reference))
    return Done(standing, act, outgoing, shown=[referral.reference])


def _told(reference: UUID, answer: str) -> ReferralInformationGiven:
    return ReferralInformationGiven(reference=reference, personal=InformationPersonal(answer=answer))


def _digest(referral: Referral, proposal: Proposal) -> str:
    told = Disclosed(referral.partner, "referral", referral.basis, None, _told(NOT_YET, proposal.answer))
    return digest(shown([told], None))


async def _waiting(connection: Connection, proposal_id: UUID) -> Proposal:
    proposal = await store.find(connection, proposal_id)
    if proposal is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "Er ligt geen antwoord met dit id dat op een tweede persoon wacht.")
    return proposal


@router.get("/antwoorden/{id}", response_model=ProposedAnswerBody, operation_id="toonVoorgesteldAntwoord")
async def show_proposed(
    proposal_id: ProposalId, caller: Deciders, request: Request, database: Database
) -> ProposedAnswerBody:
    """Wat op u als tweede persoon wacht: precies wat de partner te lezen krijgt."""
    async with database.of(caller) as connection:
        proposal = await _waiting(connection, proposal_id)
        referral = await found(connection, proposal.reference)
        await trail.read(connection, request, caller, [proposal.reference, proposal_id])
    return ProposedAnswerBody(
        id=proposal_id,
        reference=proposal.reference,
        partner=referral.partner,
        basis=referral.basis,
        answer=proposal.answer,
        awaiting=proposal.reasons,
        limits=limits_shown(limits(referral.basis, day_of(datetime.now(UTC)))),
        digest=_digest(referral, proposal),
    )


@router.post(
    "/antwoorden/{id}/bevestigingen",
    status_code=HTTPStatus.CREATED,
    response_model=ReferralWithSteps,
    operation_id="bevestigAntwoord",
    responses=RESPONSES,
)
async def confirm(
    proposal_id: ProposalId,
    body: ConfirmationBody,
    caller: Deciders,
    once: OnlyOnce,
    request: Request,
) -> Response:
    """Bevestig als tweede persoon precies het antwoord dat u zag; dan gaat het uit."""

    async def agree(connection: Connection) -> Done:
        proposal = await _waiting(connection, proposal_id)
        by_another(proposal.proposed_by, caller)
        referral = await may(connection, proposal.reference, domain.Act.ANSWER)
        strongly([referral.partner], caller)
        if body.digest != _digest(referral, proposal):
            raise ProblemError(HTTPStatus.CONFLICT, "Dit is niet het antwoord dat u zag. Bekijk het opnieuw.")
        by = caller.acting(datetime.now(UTC))
        all_checked({referral.partner: limits(referral.basis, day_of(by["at"]))}, body.checked)
        confirmed = _Confirmed(proposal.proposal_id, proposal.proposed_by, body.checked)
        return await _answer(connection, request.app.state.service, referral, by, proposal.answer, confirmed)

    return await once.run(caller, agree)


@router.post(
    "/antwoorden/{id}/afwijzingen",
    status_code=HTTPStatus.CREATED,
    response_model=ReferralWithSteps,
    operation_id="wijsAntwoordAf",
)
async def reject(proposal_id: ProposalId, _: RejectionBody, caller: Deciders, once: OnlyOnce) -> Response:
    """Wijs een voorgesteld antwoord af, of neem uw eigen voorstel terug: er ging niets uit, de vraag staat nog open."""

    async def disagree(connection: Connection) -> Done:
        proposal = await _waiting(connection, proposal_id)
        referral = await found(connection, proposal.reference)
        act = AnswerRejected(
            **caller.acting(datetime.now(UTC)),
            reference=proposal.reference,
            signal_id=referral.signal_id,
            proposal_id=proposal_id,
        )
        await acts.reject_answer(connection, act)
        return Done(await whole(connection, referral), act, shown=[referral.reference])

    return await once.run(caller, disagree)
