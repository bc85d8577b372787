"""Deciding: one person, or two where that is configured."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.runtime.base.database import Connection
from services.runtime.http.once import Done, OnlyOnce
from services.runtime.http.step_up import RESPONSES
from services.triage.cases.desk import Deciders, SignalId
from services.triage.consent import settling
from services.triage.decisions.bodies import DecisionBody, DecisionStatus
from services.triage.decisions.preparing import prepare
from services.triage.proposals.asking import ask, refuse_beside_another
from services.triage.proposals.prepared import Waiting

router = APIRouter()


@router.post(
    "/signalen/{id}/besluiten",
    status_code=HTTPStatus.CREATED,
    response_model=DecisionStatus,
    operation_id="besluit",
    responses=RESPONSES,
)
async def decide(
    signal_id: SignalId, body: DecisionBody, caller: Deciders, once: OnlyOnce, request: Request
) -> Response:
    """Besluit of er een vermoeden is en wie de zaak krijgt: één partner met de regie, nul of meer ernaast.

    Ook opnieuw, als een partner de verwijzing afwees of de regie werd ingetrokken. Staat er iets in
    `wachtOpTweede`, dan gaat er nog niets uit: een andere aandachtfunctionaris ziet precies wat elke partner krijgt,
    en bevestigt dat eerst.
    """

    async def decide_or_propose(connection: Connection) -> Done:
        by, decision_id = caller.acting(datetime.now(UTC)), uuid4()
        settled = await settling.settle(connection, signal_id, body.consent)
        prepared = await prepare(connection, signal_id, decision_id, body, settled)
        await refuse_beside_another(connection, signal_id)
        said = await settling.record(connection, caller, by["at"], prepared.arrival, settled.new) if settled.new else []
        asked = body.model_dump_json(by_alias=True, exclude_none=True, exclude={"consent"})
        what = (Waiting.DECISION, signal_id, decision_id)
        done = await ask(connection, request, by, what, asked, prepared)
        return replace(done, outgoing=[*done.outgoing, *said])

    return await once.run(caller, decide_or_propose)
