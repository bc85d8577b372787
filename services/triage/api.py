"""The aandachtfunctionaris' desk: the worklist, a case, consultations and the decision."""

from __future__ import annotations

from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from schemas.codes.flow import Outcome, ReferralState, UserRole
from schemas.codes.municipality import Municipality
from schemas.events.case import Consent
from schemas.text import Line, Text
from services.runtime import trail, working_days
from services.runtime.bodies import ConsentBody, ReportBody
from services.runtime.database import Connection, Pool
from services.runtime.dutch import DUTCH
from services.runtime.outbox import Outgoing
from services.runtime.problem import ProblemError
from services.runtime.request import Once
from services.triage import domain, standing_store, store
from services.triage.consult_api import ConsultationStatus, consultation_status
from services.triage.desk import Deciders, SignalId, found_case, open_case
from services.triage.domain import State
from services.triage.handlers import decision_events
from services.triage.standing_store import Followed


class ReturnedBody(BaseModel):
    """Een verwijzing die de zaak terugbracht: afgewezen, of de regie ingetrokken."""

    model_config = DUTCH

    partner: str
    state: ReferralState
    reason: str | None
    explanation: str | None


class Summary(BaseModel):
    model_config = DUTCH

    id: UUID
    received_at: datetime
    municipality: Municipality
    state: State
    strength: int
    reasons: tuple[str, ...]
    open_consultations: int
    overdue_consultations: int
    returned: tuple[ReturnedBody, ...] = Field(default=(), description="Waarom een zaak terug is na een besluit.")


class Worklist(BaseModel):
    model_config = DUTCH

    count: int
    items: tuple[Summary, ...]


class DecisionStatus(BaseModel):
    model_config = DUTCH

    id: UUID
    outcomes: tuple[Outcome, ...]
    partners: tuple[str, ...]
    director: str
    decider_role: str
    rule_version: str
    decided_at: datetime


class FollowedBody(BaseModel):
    """Een verwijzing zoals de dienst die haar volgt haar meldt."""

    model_config = DUTCH

    partner: str
    director: bool
    state: ReferralState
    reference: UUID | None
    reason: str | None
    explanation: str | None
    moved_at: datetime
    returned: bool


class SignalBody(Summary):
    model_config = DUTCH

    content: ReportBody | None
    analyst_note: str | None
    consultations: tuple[ConsultationStatus, ...]
    decisions: tuple[DecisionStatus, ...]
    referrals: tuple[FollowedBody, ...]


class OrderBody(BaseModel):
    """Een verwijzing; wat in de toelichting staat leest alleen deze partner."""

    model_config = DUTCH

    partner: Line
    director: Annotated[bool, Field(strict=True)] = False
    basis: Line | None = Field(default=None, description="Leeg: de grondslag van deze partner die vandaag geldt.")
    purpose: Line
    note: Text


class DecisionBody(BaseModel):
    """Het besluit van de aandachtfunctionaris."""

    model_config = DUTCH

    outcomes: tuple[Outcome, ...] = Field(min_length=1, max_length=4)
    orders: tuple[OrderBody, ...] = Field(
        default=(), max_length=9, description="Leeg kan alleen bij een zaak die terugkwam en waar de regie nog ligt."
    )
    consent: ConsentBody
    motivation: Text | None = None


router = APIRouter()


def _summary(arrival: store.Arrival, asked: list[store.Consultation], followed: list[Followed], today: date) -> Summary:
    own = [c for c in asked if c.signal_id == arrival.signal_id]
    return Summary(
        id=arrival.signal_id,
        received_at=arrival.arrived_at,
        municipality=arrival.municipality,
        state=arrival.state,
        strength=arrival.strength,
        reasons=arrival.reasons,
        open_consultations=sum(c.open for c in own),
        overdue_consultations=sum(c.overdue(today) for c in own),
        returned=tuple(
            ReturnedBody(partner=f.partner, state=f.state, reason=f.reason, explanation=f.explanation)
            for f in followed
            if f.returned and f.signal_id == arrival.signal_id
        ),
    )


@router.get("/werkvoorraad", response_model=Worklist, operation_id="toonWerkvoorraad")
async def show_worklist(_: Deciders, request: Request, limit: Annotated[int, Field(ge=1, le=500)] = 100) -> Worklist:
    """Wat er te beslissen is: eerst wat terugkwam, dan waar een antwoord te laat is, daarna de sterkste."""
    pool: Pool = request.app.state.pool
    today = working_days.day_of(datetime.now(UTC))
    async with pool.acquire() as connection:
        waiting = await store.worklist(connection)
        ids = [arrival.signal_id for arrival in waiting]
        asked = await store.consultations(connection, ids)
        followed = await standing_store.followed(connection, ids)
    summaries = [_summary(arrival, asked, followed, today) for arrival in waiting]
    summaries.sort(key=lambda s: (not s.returned, -s.overdue_consultations))
    return Worklist(count=len(summaries), items=tuple(summaries[:limit]))


@router.get("/signalen/{id}", response_model=SignalBody, operation_id="toonSignaal")
async def show_signal(signal_id: SignalId, caller: Deciders, request: Request) -> SignalBody:
    """Het hele signaal, met consultaties en besluiten."""
    pool: Pool = request.app.state.pool
    today = working_days.day_of(datetime.now(UTC))
    async with pool.acquire() as connection, connection.transaction():
        arrival = await found_case(connection, signal_id)
        asked = await store.consultations(connection, [signal_id])
        decided = await store.decisions(connection, signal_id)
        followed = await standing_store.followed(connection, [signal_id])
        await trail.read(connection, request, caller, signal_id)
    return SignalBody(
        **_summary(arrival, asked, followed, today).model_dump(),
        content=ReportBody.of(arrival.case.facts, arrival.case.personal) if arrival.case else None,
        analyst_note=arrival.analyst_note,
        consultations=tuple(consultation_status(c, today) for c in asked),
        decisions=tuple(
            DecisionStatus(
                id=d.decision_id,
                outcomes=d.outcomes,
                partners=d.partners,
                director=d.director,
                decider_role=d.decider_role,
                rule_version=d.rule_version,
                decided_at=d.decided_at,
            )
            for d in decided
        ),
        referrals=tuple(
            FollowedBody(**{name: getattr(f, name) for name in FollowedBody.model_fields}) for f in followed
        ),
    )


@router.post(
    "/signalen/{id}/besluiten",
    status_code=HTTPStatus.CREATED,
    response_model=DecisionStatus,
    operation_id="besluit",
)
async def decide(
    signal_id: SignalId, body: DecisionBody, caller: Deciders, once: Annotated[Once, Depends()]
) -> Response:
    """Besluit of er een vermoeden is en wie de zaak krijgt: één partner met de regie, nul of meer ernaast.

    Ook opnieuw, als een partner de verwijzing afwees of de regie werd ingetrokken.
    """

    async def act(connection: Connection) -> tuple[DecisionStatus, list[Outgoing]]:
        arrival, case = await open_case(connection, signal_id)
        choice = domain.Choice(
            body.outcomes,
            tuple(domain.Order(o.partner, o.director, o.basis, o.purpose, o.note) for o in body.orders),
            Consent(**body.consent.model_dump()),
        )
        now = datetime.now(UTC)
        standing = [one.standing for one in await standing_store.followed(connection, [signal_id])]
        role = UserRole.AANDACHTFUNCTIONARIS
        try:
            decided = domain.decide(case, choice, role, now.date(), uuid4(), standing)
        except domain.NotDecidableError as error:
            detail = f"Het besluit voldoet op {len(error.violations)} punt(en) niet aan de regels."
            raise ProblemError(HTTPStatus.BAD_REQUEST, detail, error.violations) from None
        by = (caller.subject, UserRole.AANDACHTFUNCTIONARIS.value)
        (director,) = domain.directors(choice, standing)
        await store.save_decision(connection, signal_id, choice, decided, by, body.motivation, director)
        answer = DecisionStatus(
            id=decided.decision_id,
            outcomes=choice.outcomes,
            partners=tuple(order.partner for order in choice.orders),
            director=director,
            decider_role=UserRole.AANDACHTFUNCTIONARIS,
            rule_version=domain.RULE_VERSION,
            decided_at=now,
        )
        return answer, await decision_events(connection, arrival, decided)

    return await once.run(caller, act)
