"""Deciding: one person, or two where that is configured."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, cast
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from schemas.codes.flow import Outcome, UserRole
from schemas.codes.municipality import Municipality
from schemas.envelope import Violation
from schemas.events.acts.triage import DecisionProposed, DecisionRecorded, ProposalConfirmed, ProposalRejected
from schemas.events.case import Consent
from schemas.text import Line, Text
from services.casework.bodies import ConsentBody
from services.casework.terms.domain import day_of
from services.runtime.base.database import Connection
from services.runtime.http.once import Done, Once
from services.runtime.http.problem import ProblemError
from services.runtime.http.request_model import RequestModel
from services.triage.agenda import domain as agenda
from services.triage.agenda import store as agenda_store
from services.triage.cases import store
from services.triage.cases.desk import Deciders, SignalId, open_case
from services.triage.decisions import acts, domain
from services.triage.decisions.events import decision_events
from services.triage.decisions.proposals import acts as proposals
from services.triage.decisions.proposals import domain as four_eyes
from services.triage.decisions.proposals import store as proposal_store
from services.triage.decisions.proposals.domain import Reason
from services.triage.decisions.proposals.store import Proposal
from services.triage.referrals import store as referral_store
from services.triage.words import DUTCH

if TYPE_CHECKING:
    from services.triage.config import TriageConfig
    from services.triage.decisions.domain import Choice, Decided
    from services.triage.referrals.domain import Standing

_ROLE = UserRole.AANDACHTFUNCTIONARIS

ProposalId = Annotated[UUID, Path(alias="id", description="Id van het voorgestelde besluit.")]


class OrderBody(RequestModel):
    """Een verwijzing; wat in de toelichting staat leest alleen deze partner."""

    model_config = DUTCH

    partner: Line
    director: Annotated[bool, Field(strict=True)] = False
    basis: Line | None = Field(default=None, description="Leeg: de grondslag van deze partner die vandaag geldt.")
    purpose: Line
    note: Text


class DecisionBody(RequestModel):
    """Het besluit van de aandachtfunctionaris."""

    model_config = DUTCH

    outcomes: tuple[Outcome, ...] = Field(min_length=1, max_length=4)
    orders: tuple[OrderBody, ...] = Field(
        default=(), max_length=9, description="Leeg kan alleen bij een zaak die terugkwam en waar de regie nog ligt."
    )
    consent: ConsentBody
    registered_in: Municipality | None = Field(
        default=None, description="Gemeente waar het slachtoffer staat ingeschreven; leeg: waar het is aangetroffen."
    )
    motivation: Text | None = None

    def choice(self) -> domain.Choice:
        """As the rules judge it."""
        return domain.Choice(
            self.outcomes,
            tuple(domain.Order(o.partner, o.director, o.basis, o.purpose, o.note) for o in self.orders),
            Consent(**self.consent.model_dump()),
            self.registered_in,
        )


class DecisionStatus(BaseModel):
    """Een besluit, of een voorstel dat nog op een tweede persoon wacht."""

    model_config = DUTCH

    id: UUID
    outcomes: tuple[Outcome, ...]
    partners: tuple[str, ...]
    director: str
    decider_role: str
    rule_version: str
    decided_at: datetime
    awaiting: tuple[Reason, ...] = Field(default=(), description="Waarom een tweede persoon moet bevestigen.")


class ConfirmationBody(RequestModel):
    """Wat de tweede persoon eraan toevoegt."""

    model_config = DUTCH

    note: Text | None = None


class RejectionBody(RequestModel):
    """Waarom de tweede persoon niet bevestigt; de zaak blijft op de werkvoorraad."""

    model_config = DUTCH

    reason: Text


class RejectedBody(BaseModel):
    model_config = DUTCH

    id: UUID
    signal_id: UUID


router = APIRouter()


async def _judge(
    connection: Connection, signal_id: UUID, choice: Choice, decision_id: UUID
) -> tuple[store.Arrival, Decided, list[Standing]]:
    """Raises ProblemError: 404 and 409 as ``open_case``, 400 with every rule the decision breaks."""
    arrival, case = await open_case(connection, signal_id)
    standing = [one.standing for one in await referral_store.followed(connection, [signal_id])]
    violations = agenda.blocking(await agenda_store.of_signals(connection, [signal_id]))
    today = day_of(datetime.now(UTC))
    try:
        decided = domain.decide(case, choice, _ROLE, today, decision_id, standing)
    except domain.NotDecidableError as error:
        raise _refusal([*violations, *error.violations]) from None
    if violations:
        raise _refusal(violations)
    return arrival, decided, standing


def _refusal(violations: list[Violation]) -> ProblemError:
    detail = f"Het besluit voldoet op {len(violations)} punt(en) niet aan de regels."
    return ProblemError(HTTPStatus.BAD_REQUEST, detail, violations)


def _status(
    decision_id: UUID, choice: Choice, director: str, at: datetime, awaiting: tuple[Reason, ...] = ()
) -> DecisionStatus:
    return DecisionStatus(
        id=decision_id,
        outcomes=choice.outcomes,
        partners=tuple(order.partner for order in choice.orders),
        director=director,
        decider_role=_ROLE,
        rule_version=domain.RULE_VERSION,
        decided_at=at,
        awaiting=awaiting,
    )


@router.post(
    "/signalen/{id}/besluiten",
    status_code=HTTPStatus.CREATED,
    response_model=DecisionStatus,
    operation_id="besluit",
)
async def decide(
    signal_id: SignalId, body: DecisionBody, caller: Deciders, once: Annotated[Once, Depends()], request: Request
) -> Response:
    """Besluit of er een vermoeden is en wie de zaak krijgt: één partner met de regie, nul of meer ernaast.

    Ook opnieuw, als een partner de verwijzing afwees of de regie werd ingetrokken. Staat er iets in
    `wachtOpTweede`, dan gaat er nog niets uit: een andere aandachtfunctionaris bevestigt eerst.
    """
    config = cast("TriageConfig", request.app.state.config)
    configured = {Reason(code) for code in config.four_eyes.split()}

    async def decide_or_propose(connection: Connection) -> Done:
        choice, decision_id, by = body.choice(), uuid4(), caller.acting(datetime.now(UTC))
        arrival, decided, standing = await _judge(connection, signal_id, choice, decision_id)
        if await proposal_store.waiting(connection, [signal_id]):
            raise ProblemError(HTTPStatus.CONFLICT, "Er ligt al een besluit dat op een tweede persoon wacht.")
        (director,) = domain.directors(choice, standing)
        if awaiting := four_eyes.reasons(choice, configured):
            proposed = DecisionProposed(**by, signal_id=signal_id, proposal_id=decision_id, reasons=awaiting)
            await proposals.propose(connection, proposed, body.model_dump_json(by_alias=True, exclude_none=True))
            return Done(_status(decision_id, choice, director, proposed.at, awaiting), proposed)
        act = DecisionRecorded(**by, **acts.fields(signal_id, decision_id, choice, director))
        await acts.record(connection, act, decided, body.motivation)
        answer = _status(decision_id, choice, director, act.at)
        return Done(answer, act, await decision_events(connection, arrival, decided))

    return await once.run(caller, decide_or_propose)


async def _waiting(connection: Connection, proposal_id: UUID) -> Proposal:
    proposal = await proposal_store.find(connection, proposal_id)
    if proposal is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "Er ligt geen besluit met dit id dat op een tweede persoon wacht.")
    return proposal


@router.post(
    "/besluiten/{id}/bevestigingen",
    status_code=HTTPStatus.CREATED,
    response_model=DecisionStatus,
    operation_id="bevestigBesluit",
)
async def confirm(
    proposal_id: ProposalId, body: ConfirmationBody, caller: Deciders, once: Annotated[Once, Depends()]
) -> Response:
    """Bevestig als tweede persoon een besluit; de regels worden opnieuw getoetst, dan gaat het uit."""

    async def agree(connection: Connection) -> Done:
        proposal = await _waiting(connection, proposal_id)
        try:
            four_eyes.confirm(proposal.proposed_by, caller.subject)
        except four_eyes.SamePersonError:
            rule = "wie het besluit voorstelde bevestigt het niet"
            detail = "Dit besluit vraagt een tweede persoon."
            raise ProblemError(HTTPStatus.CONFLICT, detail, [Violation("bevestiging", rule)]) from None
        asked = DecisionBody.model_validate_json(proposal.body)
        choice, signal_id = asked.choice(), proposal.signal_id
        arrival, decided, standing = await _judge(connection, signal_id, choice, proposal_id)
        (director,) = domain.directors(choice, standing)
        act = ProposalConfirmed(
            **caller.acting(datetime.now(UTC)),
            **acts.fields(signal_id, proposal_id, choice, director),
            proposed_by=proposal.proposed_by,
        )
        await acts.confirm(connection, act, decided, asked.motivation, body.note)
        answer = _status(proposal_id, choice, director, act.at)
        return Done(answer, act, await decision_events(connection, arrival, decided))

    return await once.run(caller, agree)


@router.post(
    "/besluiten/{id}/afwijzingen",
    status_code=HTTPStatus.CREATED,
    response_model=RejectedBody,
    operation_id="wijsBesluitAf",
)
async def reject(
    proposal_id: ProposalId, body: RejectionBody, caller: Deciders, once: Annotated[Once, Depends()]
) -> Response:
    """Wijs een voorgesteld besluit af, of neem uw eigen voorstel terug: er ging niets uit, de zaak wacht verder."""

    async def disagree(connection: Connection) -> Done:
        proposal = await _waiting(connection, proposal_id)
        by = caller.acting(datetime.now(UTC))
        act = ProposalRejected(**by, signal_id=proposal.signal_id, proposal_id=proposal_id)
        await proposals.reject(connection, act, body.reason)
        return Done(RejectedBody(id=proposal_id, signal_id=proposal.signal_id), act)

    return await once.run(caller, disagree)
