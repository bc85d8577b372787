"""The desk's questions to partners, before the decision (plan 2.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response
from pydantic import BaseModel, Field

from schemas.codes.flow import Conclusion
from schemas.envelope import Violation
from schemas.events.acts.triage import PartnerConsulted, TermExtended
from schemas.text import KeptText, Text
from services.casework.days import ComingDay
from services.casework.terms.domain import day_of, working_days_after
from services.runtime.base.database import Connection
from services.runtime.http.once import Done, Once
from services.runtime.http.problem import ProblemError
from services.runtime.http.request_model import RequestModel
from services.triage.cases.desk import Deciders, SignalId, open_case
from services.triage.consultations import acts, domain, events, store
from services.triage.words import DUTCH


class ConsultationBody(RequestModel):
    """Een vraag aan een ketenpartner, voor het besluit. Het antwoord is advies, het bindt niet."""

    model_config = DUTCH

    partner: str = Field(description="politie, nla of zorgcoordinator")
    question: Text
    answer_by: ComingDay | None = Field(default=None, description="Leeg: vijf werkdagen na vandaag.")


class ExtensionBody(RequestModel):
    """Een nieuwe termijn; de partner wordt eraan herinnerd dat de vraag openstaat."""

    model_config = DUTCH

    answer_by: ComingDay | None = Field(default=None, description="Leeg: vijf werkdagen na vandaag.")


class ConsultationStatus(BaseModel):
    model_config = DUTCH

    partner: str
    question: KeptText
    answer_by: date
    reference: UUID
    asked_at: datetime
    overdue: bool
    escalated_at: datetime | None = Field(default=None, description="Wanneer vastgelegd is dat de termijn verstreek.")
    conclusion: Conclusion | None = None
    answer: str | None = None
    answered_at: datetime | None = None


router = APIRouter()


def consultation_status(consultation: store.Consultation, today: date) -> ConsultationStatus:
    """As the desk sees it."""
    return ConsultationStatus(
        partner=consultation.partner,
        question=consultation.question,
        answer_by=consultation.answer_by,
        reference=consultation.reference,
        asked_at=consultation.asked_at,
        overdue=consultation.overdue(today),
        escalated_at=consultation.escalated_at,
        conclusion=consultation.conclusion,
        answer=consultation.explanation,
        answered_at=consultation.answered_at,
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
    today = day_of(now)
    answer_by = _term(body.answer_by, today)
    violations: list[Violation] = []
    if body.partner not in domain.consultable():
        violations.append(Violation("partner", f"is een van: {', '.join(domain.consultable())}"))
    if violations:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "Zo kan de vraag niet gesteld worden.", violations)

    async def ask(connection: Connection) -> Done:
        _, case = await open_case(connection, signal_id)
        act = PartnerConsulted(
            **caller.acting(now), signal_id=signal_id, reference=uuid4(), partner=body.partner, answer_by=answer_by
        )
        asked = await acts.consult(connection, act, body.question)
        return Done(consultation_status(asked, today), act, [events.ask(case, asked)])

    return await once.run(caller, ask)


@router.post(
    "/consultaties/{kenmerk}/verlengingen",
    status_code=HTTPStatus.CREATED,
    response_model=ConsultationStatus,
    operation_id="verlengTermijn",
)
async def extend_term(
    reference: Annotated[UUID, Path(alias="kenmerk")],
    body: ExtensionBody,
    caller: Deciders,
    once: Annotated[Once, Depends()],
) -> Response:
    """Herinner de partner aan een vraag, met een nieuwe termijn. Wachten hoeft niet: het advies bindt niet."""
    today = day_of(datetime.now(UTC))
    answer_by = _term(body.answer_by, today)

    async def extend(connection: Connection) -> Done:
        asked = await store.find(connection, reference)
        if asked is None:
            raise ProblemError(HTTPStatus.NOT_FOUND, "Deze vraag is er niet.")
        if not asked.open:
            raise ProblemError(HTTPStatus.CONFLICT, "Op deze vraag wordt niet meer gewacht.")
        by = caller.acting(datetime.now(UTC))
        act = TermExtended(**by, signal_id=asked.signal_id, reference=reference, answer_by=answer_by)
        await acts.extend(connection, act)
        extended = replace(asked, answer_by=answer_by, escalated_at=None)
        return Done(consultation_status(extended, today), act, [events.remind(asked, answer_by)])

    return await once.run(caller, extend)


def _term(asked: date | None, today: date) -> date:
    return asked or working_days_after(today, domain.ANSWER_WORKING_DAYS)
