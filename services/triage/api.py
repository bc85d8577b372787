"""The aandachtfunctionaris' desk: the worklist, a case, consultations and the decision."""

from __future__ import annotations

from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from schemas.codes.flow import Conclusion, Outcome, ReferralState, UserRole
from schemas.codes.municipality import Municipality
from schemas.envelope import Violation
from schemas.events.case import Consent
from schemas.text import Line, Text
from services.runtime import trail
from services.runtime.auth import Caller, allowed
from services.runtime.bodies import ConsentBody, ReportBody
from services.runtime.database import Connection, Pool
from services.runtime.dutch import DUTCH
from services.runtime.outbox import Outgoing
from services.runtime.problem import ProblemError
from services.runtime.request import Once
from services.triage import consult, domain, standing_store, store
from services.triage.domain import State
from services.triage.handlers import decision_events
from services.triage.standing_store import Followed

Deciders = Annotated[Caller, Depends(allowed(UserRole.AANDACHTFUNCTIONARIS))]
SignalId = Annotated[UUID, Path(alias="id", description="Id van het signaal.")]


class ConsultationBody(BaseModel):
    """Een vraag aan een ketenpartner, voor het besluit. Het antwoord is advies, het bindt niet."""

    model_config = DUTCH

    partner: str = Field(description="politie, nla of zorgcoordinator")
    question: Text
    answer_by: date


class ConsultationStatus(ConsultationBody):
    model_config = DUTCH

    reference: UUID
    asked_at: datetime
    overdue: bool
    conclusion: Conclusion | None = None
    answer: str | None = None
    answered_at: datetime | None = None


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
        open_consultations=sum(c.answered_at is None for c in own),
        overdue_consultations=sum(c.overdue(today) for c in own),
        returned=tuple(
            ReturnedBody(partner=f.partner, state=f.state, reason=f.reason, explanation=f.explanation)
            for f in followed
            if f.returned and f.signal_id == arrival.signal_id
        ),
    )


def _consultation(consultation: store.Consultation, today: date) -> ConsultationStatus:
    return ConsultationStatus(
        partner=consultation.partner,
        question=consultation.question,
        answer_by=consultation.answer_by,
        reference=consultation.reference,
        asked_at=consultation.asked_at,
        overdue=consultation.overdue(today),
        conclusion=consultation.conclusion,
        answer=consultation.explanation,
        answered_at=consultation.answered_at,
    )


@router.get("/werkvoorraad", response_model=Worklist, operation_id="toonWerkvoorraad")
async def show_worklist(_: Deciders, request: Request, limit: Annotated[int, Field(ge=1, le=500)] = 100) -> Worklist:
    """Wat er te beslissen is: eerst wat terugkwam, dan waar een antwoord te laat is, daarna de sterkste."""
    pool: Pool = request.app.state.pool
    today = datetime.now(UTC).date()
    async with pool.acquire() as connection:
        waiting = await store.worklist(connection)
        ids = [arrival.signal_id for arrival in waiting]
        asked = await store.consultations(connection, ids)
        followed = await standing_store.followed(connection, ids)
    summaries = [_summary(arrival, asked, followed, today) for arrival in waiting]
    summaries.sort(key=lambda s: (not s.returned, -s.overdue_consultations))
    return Worklist(count=len(summaries), items=tuple(summaries[:limit]))


async def _found(connection: Connection, signal_id: UUID) -> store.Arrival:
    arrival = await store.find(connection, signal_id)
    if arrival is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "Dit signaal is niet bij de aandachtfunctionaris.")
    return arrival


async def _open_case(connection: Connection, signal_id: UUID) -> tuple[store.Arrival, domain.Case]:
    """Raises ProblemError: 404 unknown here, 409 nothing to decide (any more)."""
    arrival = await _found(connection, signal_id)
    if arrival.state is not State.TO_DECIDE or arrival.case is None:
        raise ProblemError(HTTPStatus.CONFLICT, f"Over dit signaal is niets te beslissen: het is {arrival.state}.")
    return arrival, arrival.case


@router.get("/signalen/{id}", response_model=SignalBody, operation_id="toonSignaal")
async def show_signal(signal_id: SignalId, caller: Deciders, request: Request) -> SignalBody:
    """Het hele signaal, met consultaties en besluiten."""
    pool: Pool = request.app.state.pool
    today = datetime.now(UTC).date()
    async with pool.acquire() as connection, connection.transaction():
        arrival = await _found(connection, signal_id)
        asked = await store.consultations(connection, [signal_id])
        decided = await store.decisions(connection, signal_id)
        followed = await standing_store.followed(connection, [signal_id])
        await trail.read(connection, request, caller, signal_id)
    return SignalBody(
        **_summary(arrival, asked, followed, today).model_dump(),
        content=ReportBody.of(arrival.case.facts, arrival.case.personal) if arrival.case else None,
        analyst_note=arrival.analyst_note,
        consultations=tuple(_consultation(c, today) for c in asked),
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
    "/signalen/{id}/consultaties",
    status_code=HTTPStatus.CREATED,
    response_model=ConsultationStatus,
    operation_id="consulteerPartner",
)
async def consult_partner(
    signal_id: SignalId, body: ConsultationBody, caller: Deciders, once: Annotated[Once, Depends()]
) -> Response:
    """Stem het signaal af met een ketenpartner: die krijgt zijn deel van het signaal en de vraag."""
    now = datetime.now(UTC)
    violations: list[Violation] = []
    if body.partner not in consult.consultable():
        violations.append(Violation("partner", f"is een van: {', '.join(consult.consultable())}"))
    if body.answer_by < now.date():
        violations.append(Violation("antwoordVoor", "ligt in het verleden"))
    if violations:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "Zo kan de vraag niet gesteld worden.", violations)

    async def act(connection: Connection) -> tuple[ConsultationStatus, list[Outgoing]]:
        _, case = await _open_case(connection, signal_id)
        consultation = store.Consultation(
            uuid4(), signal_id, body.partner, body.question, caller.subject, now, body.answer_by
        )
        await store.add_consultation(connection, consultation)
        return _consultation(consultation, now.date()), [consult.ask(case, consultation)]

    return await once.run(caller, act)


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
        arrival, case = await _open_case(connection, signal_id)
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
