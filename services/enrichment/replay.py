"""Enrichment's state from the log."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from schemas.events.audit import ActPerformed
from schemas.events.signal import SignalEnriched, SignalInformationAsked, SignalNotStrengthened, SignalReopened
from services.casework.retention import replay as retention
from services.enrichment import store
from services.enrichment.domain import (
    NORMS,
    AddressState,
    Assessed,
    CompanyState,
    Reopened,
    ResidentsState,
    State,
)
from services.enrichment.handlers import DISPATCH
from services.runtime.operate.comparison import clock, skip, unsaid
from services.runtime.operate.replay import RUNTIME, Replay

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from schemas.text import Contract
    from services.runtime.base.database import Connection
    from services.runtime.messaging.dispatch import Delivery, Handled

Assessment = SignalEnriched | SignalNotStrengthened | SignalInformationAsked


class _Fold:
    def __init__(self, _: Sequence[Delivery[Contract]]) -> None:
        self.findings: list[str] = []
        self._assessed: dict[UUID, Assessment] = {}

    async def consumed(self, connection: Connection, delivery: Delivery[Contract]) -> Handled:
        return await DISPATCH(connection, [delivery])

    async def own(self, connection: Connection, delivery: Delivery[Contract]) -> None:
        subject = UUID(delivery.event.subject)
        match delivery.event.data:
            case SignalEnriched() | SignalNotStrengthened() | SignalInformationAsked() as data:
                self._assessed[subject] = data
            case SignalReopened() as data:
                await store.reopen(connection, subject, Reopened(State.TO_ASSESS, data), delivery.event.time)
            case ActPerformed(operation="beoordeelSignaal") as act:
                await self._assess(connection, act, delivery.event.time)
            case ActPerformed(operation="zoekAdresOp") as act:
                state = AddressState(act.facts["address_state"])
                await store.save_address(connection, subject, state, None, None)
                await store.seek_residents(connection, subject, state)
            case ActPerformed(operation="zoekBewonersOp") as act:
                await store.save_residents(connection, subject, ResidentsState(act.facts["residents_state"]), None)
            case ActPerformed(operation="zoekBedrijfOp") as act:
                await store.save_company(connection, subject, CompanyState(act.facts["company_state"]), None)
            case ActPerformed(operation=retention.OPERATION) as act:
                await retention.destroyed(connection, act, delivery.event.time, store.wipe)
            case ActPerformed(operation="escaleer"):
                await store.escalate(connection, [subject], delivery.event.time)
            case _:
                pass  # what a person read

    async def _assess(self, connection: Connection, act: ActPerformed, at: datetime) -> None:
        (signal_id,) = act.objects
        data = self._assessed.pop(signal_id)
        signal = await store.find(connection, signal_id)
        if signal is None or signal.state not in NORMS:
            self.findings.append(f"signal {signal_id}: assessed while it was not on the analyst's desk")
        until = act.facts.get("destroy_after")
        assessed = Assessed(State(act.facts["state"]), data, date.fromisoformat(until) if until else None)
        note = data.personal.analyst_note if isinstance(data, SignalEnriched) else None
        await store.save_assessment(connection, signal_id, assessed, act.actor, note, at)
        if isinstance(data, SignalEnriched) and data.personal.address:
            await store.save_address(connection, signal_id, AddressState.KNOWN, data.personal.address, None)
        if isinstance(data, SignalEnriched) and data.personal.company_registered:
            registered = data.personal.company_registered
            await store.save_company(connection, signal_id, CompanyState.KNOWN, registered)


_OF_A_REGISTER = "what the register answered goes no further than the signal it belongs to, once it goes on"

REPLAY = Replay(
    _Fold,
    exempt={
        **RUNTIME,
        **retention.EXEMPT,
        "signal.address": unsaid(_OF_A_REGISTER),
        "signal.company": unsaid(_OF_A_REGISTER),
        "signal.residents": unsaid(_OF_A_REGISTER),
        "signal.residents_minor": unsaid(_OF_A_REGISTER),
        "signal.address_id": skip(_OF_A_REGISTER),
        "signal.linked_with": skip("which keys its objects were last hashed under"),
        "register_use": skip("how often a register was asked is in no event"),
        "intervention": skip("what somebody wrote down goes no further than the signal it belongs to, once it goes on"),
        "object_hash": skip("made with a key that is not in the log"),
        "signal.address_attempts": skip("how often the register was asked in vain"),
        "signal.address_after": skip("when the register is asked again"),
        "signal.company_attempts": skip("how often the register was asked in vain"),
        "signal.company_after": skip("when the register is asked again"),
        "signal.residents_attempts": skip("how often the register was asked in vain"),
        "signal.residents_after": skip("when the register is asked again"),
        "signal.state_since": skip("when a worker got to it"),
        "signal.escalated_at": clock("the moment before the event's"),
        "signal.assessed_at": clock("the moment before the event's"),
        "signal.assessment_note": unsaid("the analyst's words go on only with a strengthened signal"),
    },
    counted={"signal": ("state",)},
)
