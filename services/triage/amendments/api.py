"""Correcting a case, or withdrawing it, with everyone who ever received a part of it."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import Response

from schemas.codes.flow import ReporterStatus
from schemas.envelope import Violation
from schemas.events.acts.triage import CaseWithdrawn
from services.casework import notice
from services.casework.notice import Kind, shown
from services.casework.settings import store as settings_store
from services.casework.terms.domain import day_of
from services.runtime.base.database import Connection
from services.runtime.http.once import Done, OnlyOnce
from services.runtime.http.pool import Database
from services.runtime.http.problem import ProblemError
from services.runtime.http.step_up import RESPONSES
from services.runtime.messaging import trail
from services.triage.amendments import acts, domain
from services.triage.amendments import store as amendment_store
from services.triage.amendments.bodies import (
    AmendedBody,
    AmendmentBody,
    AmendmentsBody,
    ConsultNoticeBody,
    CorrectionBody,
    WithdrawalBody,
)
from services.triage.amendments.preparing import open_to_amend, prepare
from services.triage.amendments.telling import done, event
from services.triage.cases import feedback
from services.triage.cases.desk import Deciders, SignalId, SteppedUp
from services.triage.consultations import events as consultation_events
from services.triage.consultations import store as consultation_store
from services.triage.decisions import store as decision_store
from services.triage.proposals.asking import ask
from services.triage.proposals.prepared import Waiting

router = APIRouter()


@router.post(
    "/signalen/{id}/correcties",
    status_code=HTTPStatus.CREATED,
    response_model=AmendedBody,
    operation_id="corrigeer",
    responses=RESPONSES,
)
async def correct(
    signal_id: SignalId, body: CorrectionBody, caller: Deciders, once: OnlyOnce, request: Request
) -> Response:
    """Corrigeer de zaak: ieder die een deel kreeg dat verandert, ontvangt het opnieuw en bevestigt dat. Verandert
    daarmee wat het RIEC krijgt, of wat iemand krijgt tegen de wil van het slachtoffer, dan bevestigt eerst een tweede.
    """
    if not body.changes():
        rule = "minstens een van: betrokkenen, locatie, bedrijf, kentekens, hulpvraag"
        raise ProblemError(HTTPStatus.BAD_REQUEST, "Er is niets te corrigeren.", [Violation("", rule)])

    async def amend(connection: Connection) -> Done:
        by, correction_id = caller.acting(datetime.now(UTC)), uuid4()
        prepared = await prepare(connection, signal_id, correction_id, body)
        asked = body.model_dump_json(by_alias=True, exclude_unset=True)
        what = (Waiting.CORRECTION, signal_id, correction_id)
        return await ask(connection, request, by, what, asked, prepared)

    return await once.run(caller, amend)


@router.post(
    "/signalen/{id}/intrekkingen",
    status_code=HTTPStatus.CREATED,
    response_model=AmendedBody,
    operation_id="trekZaakIn",
    responses=RESPONSES,
)
async def withdraw(signal_id: SignalId, body: WithdrawalBody, caller: SteppedUp, once: OnlyOnce) -> Response:
    """Trek de zaak in: ieder die er ooit iets van kreeg stopt, wist het en bevestigt dat. Dit is een einde."""

    async def end(connection: Connection) -> Done:
        arrival, _ = await open_to_amend(connection, signal_id)
        act = CaseWithdrawn(**caller.acting(datetime.now(UTC)), signal_id=signal_id, withdrawal_id=uuid4())
        outgoing = [feedback.following(str(signal_id), ReporterStatus.WITHDRAWN, arrival.traceparent)]
        referred: list[str] = []
        for decided in await decision_store.decided(connection, signal_id):
            outgoing += [event(arrival, data) for data in domain.withdraw(decided)]
            referred += [order.partner for order in decided.orders]
        asked = await consultation_store.of_signals(connection, [signal_id])
        told = [(one.partner, consultation_events.withdraw(one, uuid4())) for one in asked]
        await acts.withdraw(connection, act, body.reason)
        return await done(connection, act, Kind.WITHDRAWAL, referred, outgoing, told)

    return await once.run(caller, end)


@router.get("/signalen/{id}/wijzigingen", response_model=AmendmentsBody, operation_id="toonWijzigingen")
async def show_amendments(
    signal_id: SignalId, caller: Deciders, request: Request, database: Database
) -> AmendmentsBody:
    """Correcties en intrekkingen van deze zaak, en welke geconsulteerde partner ze bevestigde."""
    today = day_of(datetime.now(UTC))
    async with database.of(caller) as connection:
        made = await amendment_store.of_signal(connection, signal_id)
        asked = await consultation_store.of_signals(connection, [signal_id])
        sent = await notice.about(connection, [one.reference for one in asked])
        settings = await settings_store.read(connection)
        await trail.read(connection, request, caller, [signal_id])
    return AmendmentsBody(
        items=tuple(AmendmentBody(kind=a.kind, reason=a.reason, at=a.amended_at) for a in made),
        notices=tuple(
            ConsultNoticeBody.model_validate({**shown(one, today, settings), "reference": one.reference})
            for one in sent
        ),
    )
