"""The steps of the meldcode that a report waits for; nothing waits without an end."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from schemas.catalogue import type_of
from schemas.codes.flow import ReporterStatus
from schemas.codes.reason import TakeOverReason
from schemas.envelope import new_event
from schemas.events.acts.intake import MeldcodeStepsAdded, SignalTakenOver
from schemas.events.case import Meldcode
from schemas.events.signal import SignalReceivedDirectly
from services.casework.bodies import DomesticCircle, MeldcodeBody
from services.casework.reasons import ReasonBody
from services.intake.known_as import on_trail
from services.intake.meldcode.desk import check, check_report
from services.intake.roles import Deciders, Reporters
from services.intake.signals import domain, store
from services.intake.signals.desk import Receipt, SignalId, own_signal, receipt, sent_on
from services.intake.steps import acts
from services.intake.words import DUTCH
from services.runtime.base import telemetry
from services.runtime.base.database import Connection
from services.runtime.http.once import Done, OnlyOnce
from services.runtime.http.problem import ProblemError
from services.runtime.messaging.outbox import Outgoing


class StepsBody(MeldcodeBody):
    """Ook wat er toen nog niet bekend was: of het om de huiselijke kring gaat."""

    model_config = DUTCH

    domestic_circle: DomesticCircle = None


class TakeOverBody(ReasonBody[TakeOverReason]):
    """Waarom er niet langer op de stappen van de meldcode wordt gewacht. Met `anders` hoort een toelichting."""

    model_config = DUTCH


class TakenOverBody(BaseModel):
    model_config = DUTCH

    id: UUID
    status: ReporterStatus


router = APIRouter()


@router.post(
    "/signalen/{id}/meldcode-stappen",
    status_code=HTTPStatus.CREATED,
    response_model=Receipt,
    operation_id="voegMeldcodeStappenToe",
)
async def add_meldcode_steps(signal_id: SignalId, body: StepsBody, caller: Reporters, once: OnlyOnce) -> Response:
    """Voeg stappen van de meldcode toe; zijn ze alle vijf gezet, dan gaat het signaal verder."""

    async def add(connection: Connection) -> Done:
        signal = await own_signal(connection, signal_id)
        content = signal.waiting_content
        if content is None:
            raise ProblemError(HTTPStatus.CONFLICT, "Dit signaal wacht niet op stappen van de meldcode.")
        earlier = content.personal.meldcode.steps if content.personal.meldcode else ()
        check(body, "")
        steps = {step.step: step for step in (*earlier, *body.steps)}
        whole = Meldcode(
            steps=tuple(steps[number] for number in sorted(steps)),
            report_to_veilig_thuis=body.report_to_veilig_thuis,
            arrange_help=body.arrange_help,
        )
        check(whole, "")
        personal = content.personal.model_copy(update={"meldcode": whole})
        known = content.domestic_circle if body.domestic_circle is None else body.domestic_circle
        content = content.model_copy(update={"personal": personal, "domestic_circle": known})
        check_report(content, "")
        received = domain.receive(content)
        by = on_trail(caller, signal.reported_by).acting(datetime.now(UTC))
        act = MeldcodeStepsAdded(**by, signal_id=signal_id, status=received.status)
        await acts.add_steps(connection, act, content)
        return Done(receipt(signal_id, received, content), act, sent_on(signal_id, received, content))

    return await once.run(caller, add)


@router.post(
    "/signalen/{id}/overnames",
    status_code=HTTPStatus.CREATED,
    response_model=TakenOverBody,
    operation_id="neemSignaalOver",
)
async def take_over(
    signal_id: SignalId,
    body: TakeOverBody,
    caller: Deciders,
    once: OnlyOnce,
) -> Response:
    """Neem een signaal over waarvan de stappen van de meldcode niet af komen: het gaat verder zoals het is."""

    async def go_on(connection: Connection) -> Done:
        signal = await store.find(connection, signal_id)
        if signal is None:
            raise ProblemError(HTTPStatus.NOT_FOUND, "Dit signaal is er niet.")
        if signal.waiting_content is None:
            raise ProblemError(HTTPStatus.CONFLICT, f"Dit signaal wacht niet op de meldcode: het is {signal.status}.")
        received = domain.take_over(signal.waiting_content)
        if received.data is None:
            raise LookupError("what is taken over goes on")
        by = on_trail(caller, signal.reported_by).acting(datetime.now(UTC))
        act = SignalTakenOver(**by, signal_id=signal_id, status=received.status, reason=body.reason)
        await acts.take_over(connection, act, body.explanation)
        kind = type_of(SignalReceivedDirectly)
        event = new_event("intake", kind, str(signal_id), received.data, telemetry.current())
        return Done(TakenOverBody(id=signal_id, status=received.status), act, [Outgoing("signal.direct", event)])

    return await once.run(caller, go_on)
