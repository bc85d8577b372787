"""Correcting a case, or withdrawing it, with everyone who ever received a part of it."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from schemas.catalogue import type_of
from schemas.codes.flow import ReporterStatus
from schemas.envelope import Violation, new_event
from schemas.events.acts.triage import CaseCorrectionRecorded, CaseWithdrawn
from schemas.events.signal import CaseCorrected
from schemas.text import Contract, Text
from services.casework import notice
from services.casework.bodies import CompanyBody, LocationBody, PersonBody
from services.casework.minority.domain import contradictions
from services.casework.notice import Kind, NoticeBody, shown
from services.casework.terms.domain import day_of
from services.casework.written import Plate
from services.runtime.base import telemetry
from services.runtime.base.database import Connection
from services.runtime.http.once import Done, Once
from services.runtime.http.pool import Database
from services.runtime.http.problem import ProblemError
from services.runtime.http.request_model import RequestModel
from services.runtime.messaging import trail
from services.runtime.messaging.outbox import Outgoing
from services.triage.amendments import acts, domain
from services.triage.amendments import store as amendment_store
from services.triage.cases import feedback, store
from services.triage.cases.desk import Deciders, SignalId, found_case
from services.triage.cases.domain import Case
from services.triage.consultations import events as consultation_events
from services.triage.consultations import store as consultation_store
from services.triage.decisions import store as decision_store
from services.triage.words import DUTCH

_PARTS = ("people", "location", "company", "plates", "care_needs")


class CorrectionBody(RequestModel):
    """Wat er in de zaak anders had moeten staan: elk genoemd onderdeel komt geheel in de plaats van het oude. Met null
    gaan locatie, bedrijf of hulpvraag weg.
    """

    model_config = DUTCH
    null_says = frozenset({"locatie", "bedrijf", "hulpvraag"})

    reason: Text = Field(description="Waarom; geen partner leest dit.")
    people: tuple[PersonBody, ...] = Field(default=(), max_length=20)
    location: LocationBody | None = None
    company: CompanyBody | None = None
    plates: tuple[Plate, ...] = Field(default=(), max_length=10)
    care_needs: Text | None = None


class WithdrawalBody(RequestModel):
    """Waarom de zaak nooit gedeeld had moeten worden; geen partner leest dit."""

    model_config = DUTCH

    reason: Text


class AmendedBody(BaseModel):
    """Wie ervan hoort: alleen partners van wie het eigen deel verandert."""

    model_config = DUTCH

    id: UUID
    kind: Kind
    at: datetime
    referred: tuple[str, ...] = Field(description="Partners met een verwijzing.")
    consulted: tuple[str, ...] = Field(description="Partners met een vraag.")


class ConsultNoticeBody(NoticeBody):
    """Wat een geconsulteerde partner te bevestigen heeft, en of dat gebeurd is."""

    model_config = DUTCH

    reference: UUID


class AmendmentBody(BaseModel):
    model_config = DUTCH

    kind: Kind
    reason: str
    at: datetime


class AmendmentsBody(BaseModel):
    """Correcties en intrekkingen; wie van de verwezen partners bevestigde staat bij de verwijzingen."""

    model_config = DUTCH

    items: tuple[AmendmentBody, ...]
    notices: tuple[ConsultNoticeBody, ...]


router = APIRouter()


async def _open(connection: Connection, signal_id: UUID) -> tuple[store.Arrival, Case]:
    """Raises ProblemError: 404 unknown here, 409 nothing to amend."""
    arrival = await found_case(connection, signal_id)
    if arrival.state not in domain.OPEN or arrival.case is None:
        detail = f"Dit signaal is {arrival.state}: alleen {' of '.join(sorted(domain.OPEN))} is te wijzigen."
        raise ProblemError(HTTPStatus.CONFLICT, detail)
    return arrival, arrival.case


def _event(arrival: store.Arrival, data: Contract) -> Outgoing:
    """To its table; the whole case as it should have been is for the log alone."""
    trace = telemetry.continued("amendment", arrival.traceparent)
    event = new_event("triage", type_of(type(data)), str(arrival.signal_id), data, trace)
    if isinstance(data, CaseCorrected):
        return Outgoing("case.corrected", event)
    return Outgoing("decision.zorg" if "zorg" in event.type else "decision.riec", event)


@router.post(
    "/signalen/{id}/correcties", status_code=HTTPStatus.CREATED, response_model=AmendedBody, operation_id="corrigeer"
)
async def correct(
    signal_id: SignalId, body: CorrectionBody, caller: Deciders, once: Annotated[Once, Depends()]
) -> Response:
    """Corrigeer de zaak: ieder die een deel kreeg dat verandert, ontvangt het opnieuw en bevestigt dat."""
    changes = {name: getattr(body, name) for name in _PARTS if name in body.model_fields_set}
    if not changes:
        rule = "minstens een van: betrokkenen, locatie, bedrijf, kentekens, hulpvraag"
        raise ProblemError(HTTPStatus.BAD_REQUEST, "Er is niets te corrigeren.", [Violation("", rule)])

    async def amend(connection: Connection) -> Done:
        arrival, before = await _open(connection, signal_id)
        if violations := contradictions(body.people, day_of(before.facts.received_at)):
            raise ProblemError(HTTPStatus.BAD_REQUEST, "Deze leeftijden spreken elkaar tegen.", violations)
        after = domain.corrected_case(before, changes)
        act = CaseCorrectionRecorded(**caller.acting(datetime.now(UTC)), signal_id=signal_id, correction_id=uuid4())
        outgoing = [_event(arrival, CaseCorrected(correction_id=act.correction_id, personal=after.personal))]
        referred: list[str] = []
        for decided in await decision_store.decided(connection, signal_id):
            corrected = domain.correct(decided, after, act.correction_id)
            outgoing += [_event(arrival, data) for data in corrected.events]
            referred += corrected.partners
        asked = await consultation_store.of_signals(connection, [signal_id])
        told = [
            (one.partner, corrected)
            for one in asked
            if one.withdrawn_at is None and (corrected := consultation_events.correct(before, after, one, uuid4()))
        ]
        await acts.correct(connection, act, after.personal, body.reason)
        return await _done(connection, act, Kind.CORRECTION, referred, outgoing, told)

    return await once.run(caller, amend)


@router.post(
    "/signalen/{id}/intrekkingen", status_code=HTTPStatus.CREATED, response_model=AmendedBody, operation_id="trekZaakIn"
)
async def withdraw(
    signal_id: SignalId, body: WithdrawalBody, caller: Deciders, once: Annotated[Once, Depends()]
) -> Response:
    """Trek de zaak in: ieder die er ooit iets van kreeg stopt, wist het en bevestigt dat. Dit is een einde."""

    async def end(connection: Connection) -> Done:
        arrival, _ = await _open(connection, signal_id)
        act = CaseWithdrawn(**caller.acting(datetime.now(UTC)), signal_id=signal_id, withdrawal_id=uuid4())
        outgoing = [feedback.following(str(signal_id), ReporterStatus.WITHDRAWN, arrival.traceparent)]
        referred: list[str] = []
        for decided in await decision_store.decided(connection, signal_id):
            outgoing += [_event(arrival, data) for data in domain.withdraw(decided)]
            referred += [order.partner for order in decided.orders]
        asked = await consultation_store.of_signals(connection, [signal_id])
        told = [(one.partner, consultation_events.withdraw(one, uuid4())) for one in asked]
        await acts.withdraw(connection, act, body.reason)
        return await _done(connection, act, Kind.WITHDRAWAL, referred, outgoing, told)

    return await once.run(caller, end)


async def _done(
    connection: Connection,
    act: CaseCorrectionRecorded | CaseWithdrawn,
    kind: Kind,
    referred: list[str],
    outgoing: list[Outgoing],
    told: list[tuple[str, Outgoing]],
) -> Done:
    """``told``: consulted partners, and what each has to confirm."""
    for _, sent in told:
        await notice.tell(connection, sent.event)
    answer = AmendedBody(
        id=act.signal_id,
        kind=kind,
        at=act.at,
        referred=tuple(sorted(set(referred))),
        consulted=tuple(sorted({partner for partner, _ in told})),
    )
    return Done(answer, act, [*outgoing, *(sent for _, sent in told)])


@router.get("/signalen/{id}/wijzigingen", response_model=AmendmentsBody, operation_id="toonWijzigingen")
async def show_amendments(signal_id: SignalId, caller: Deciders, request: Request, pool: Database) -> AmendmentsBody:
    """Correcties en intrekkingen van deze zaak, en welke geconsulteerde partner ze bevestigde."""
    today = day_of(datetime.now(UTC))
    async with pool.acquire() as connection, connection.transaction():
        made = await amendment_store.of_signal(connection, signal_id)
        asked = await consultation_store.of_signals(connection, [signal_id])
        sent = await notice.about(connection, [one.reference for one in asked])
        await trail.read(connection, request, caller, signal_id)
    return AmendmentsBody(
        items=tuple(AmendmentBody(kind=a.kind, reason=a.reason, at=a.amended_at) for a in made),
        notices=tuple(
            ConsultNoticeBody.model_validate({**shown(one, today), "reference": one.reference}) for one in sent
        ),
    )
