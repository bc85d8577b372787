"""What each partner would get, field by field, before anything is asked for: by the code that sends it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, JsonValue

from services.casework.four_eyes.disclosed import shown
from services.casework.four_eyes.domain import Reason, reasons, to_riec
from services.casework.limits.domain import limits_of
from services.runtime.http.pool import Database
from services.runtime.messaging import trail
from services.triage.amendments import preparing as corrections
from services.triage.amendments.bodies import CorrectionBody
from services.triage.cases.desk import Deciders, SignalId
from services.triage.consent import settling
from services.triage.consultations import preparing as consultations
from services.triage.consultations.bodies import ConsultationBody
from services.triage.decisions import preparing as decisions
from services.triage.decisions.bodies import DecisionBody
from services.triage.proposals.bodies import DisclosureBody
from services.triage.words import DUTCH

if TYPE_CHECKING:
    from services.casework.four_eyes.config import DeskConfig
    from services.runtime.base.caller import Caller
    from services.runtime.base.database import Connection
    from services.triage.proposals.prepared import Prepared

router = APIRouter()


class PreviewBody(BaseModel):
    """Wat er zou uitgaan. Er is niets vastgelegd, behalve dat u dit las."""

    model_config = DUTCH

    consent: dict[str, JsonValue] | None = Field(description="Zoals het bij de zaak zou gelden.")
    disclosures: tuple[DisclosureBody, ...]
    awaiting: tuple[Reason, ...] = Field(description="Waarom eerst een tweede bevestigt; leeg: het gaat direct.")
    step_up: bool = Field(description="Of u zich hiervoor met een tweede factor aanmeldt.")


@router.post("/signalen/{id}/besluitvoorbeelden", response_model=PreviewBody, operation_id="toonBesluitvoorbeeld")
async def preview_decision(
    signal_id: SignalId, body: DecisionBody, caller: Deciders, request: Request, database: Database
) -> PreviewBody:
    """Wat elke partner bij dit besluit zou krijgen; de regels worden getoetst zoals bij het besluit zelf."""
    async with database.of(caller) as connection:
        settled = await settling.settle(connection, signal_id, body.consent)
        prepared = await decisions.prepare(connection, signal_id, uuid4(), body, settled)
        return await _preview(connection, request, caller, signal_id, prepared)


@router.post(
    "/signalen/{id}/consultatievoorbeelden", response_model=PreviewBody, operation_id="toonConsultatievoorbeeld"
)
async def preview_consultation(
    signal_id: SignalId, body: ConsultationBody, caller: Deciders, request: Request, database: Database
) -> PreviewBody:
    """Wat de partner bij deze vraag zou krijgen."""
    async with database.of(caller) as connection:
        by = caller.acting(datetime.now(UTC))
        prepared = await consultations.prepare(connection, signal_id, uuid4(), body, by)
        return await _preview(connection, request, caller, signal_id, prepared)


@router.post("/signalen/{id}/correctievoorbeelden", response_model=PreviewBody, operation_id="toonCorrectievoorbeeld")
async def preview_correction(
    signal_id: SignalId, body: CorrectionBody, caller: Deciders, request: Request, database: Database
) -> PreviewBody:
    """Wie bij deze correctie zijn deel opnieuw zou krijgen, en hoe."""
    async with database.of(caller) as connection:
        prepared = await corrections.prepare(connection, signal_id, uuid4(), body)
        return await _preview(connection, request, caller, signal_id, prepared)


async def _preview(
    connection: Connection, request: Request, caller: Caller, signal_id: UUID, prepared: Prepared
) -> PreviewBody:
    config: DeskConfig = request.app.state.config
    told = {one.partner: limits_of(one) for one in prepared.disclosures}
    await trail.read(connection, request, caller, [signal_id])
    return PreviewBody(
        consent=shown((), prepared.consent)["toestemming"],
        disclosures=tuple(DisclosureBody.of(one) for one in prepared.disclosures),
        awaiting=tuple(reasons(told, prepared.consent, config.second_person)),
        step_up=to_riec(told),
    )
