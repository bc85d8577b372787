"""The desk's questions to partners, before the decision (plan 2.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from schemas.events.acts.triage import TermExtended
from services.casework.settings import store as settings_store
from services.casework.terms.domain import day_of
from services.runtime.base.database import Connection
from services.runtime.http.once import Done, OnlyOnce
from services.runtime.http.problem import ProblemError
from services.runtime.http.step_up import RESPONSES
from services.triage.cases.desk import Deciders, SignalId
from services.triage.consultations import acts, events, store
from services.triage.consultations.bodies import (
    ConsultationBody,
    ConsultationStatus,
    ExtensionBody,
    consultation_status,
    term,
)
from services.triage.consultations.preparing import prepare
from services.triage.proposals.asking import ask
from services.triage.proposals.prepared import Waiting

router = APIRouter()


@router.post(
    "/signalen/{id}/consultaties",
    status_code=HTTPStatus.CREATED,
    response_model=ConsultationStatus,
    operation_id="consulteerPartner",
    responses=RESPONSES,
)
async def consult_partner(
    signal_id: SignalId, body: ConsultationBody, caller: Deciders, once: OnlyOnce, request: Request
) -> Response:
    """Stem het signaal af met een ketenpartner: die krijgt zijn deel van het signaal en de vraag. Weigerde het
    slachtoffer dat, dan bevestigt eerst een tweede persoon.
    """

    async def ask_or_propose(connection: Connection) -> Done:
        by, reference = caller.acting(datetime.now(UTC)), uuid4()
        prepared = await prepare(connection, signal_id, reference, body, by)
        asked = body.model_dump_json(by_alias=True, exclude_none=True)
        what = (Waiting.CONSULTATION, signal_id, reference)
        return await ask(connection, request, by, what, asked, prepared)

    return await once.run(caller, ask_or_propose)


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
    once: OnlyOnce,
) -> Response:
    """Herinner de partner aan een vraag, met een nieuwe termijn. Wachten hoeft niet: het advies bindt niet."""
    today = day_of(datetime.now(UTC))

    async def extend(connection: Connection) -> Done:
        asked = await store.find(connection, reference)
        if asked is None:
            raise ProblemError(HTTPStatus.NOT_FOUND, "Deze vraag is er niet.")
        if not asked.open:
            raise ProblemError(HTTPStatus.CONFLICT, "Op deze vraag wordt niet meer gewacht.")
        answer_by = term(body.answer_by, today, await settings_store.read(connection))
        by = caller.acting(datetime.now(UTC))
        act = TermExtended(**by, signal_id=asked.signal_id, reference=reference, answer_by=answer_by)
        await acts.extend(connection, act)
        extended = replace(asked, answer_by=answer_by, escalated_at=None)
        reminder = events.remind(asked, answer_by)
        return Done(consultation_status(extended, today), act, [reminder], shown=[reference, asked.signal_id])

    return await once.run(caller, extend)
