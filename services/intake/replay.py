"""Intake's state from the log."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from schemas.codes.flow import ReporterStatus
from schemas.disclosures import disclosure
from schemas.disclosures.afterwards import AlertWithdrawn, Notice
from schemas.events.audit import ActPerformed
from schemas.events.signal import SignalContent, SignalReceived, SignalReceivedDirectly, SignalSupplemented
from services.casework import notice
from services.casework.retention import replay as retention
from services.intake import retention_store
from services.intake.alerts import store as alert_store
from services.intake.alerts.sending import PARTNER
from services.intake.handlers import DISPATCH
from services.intake.signals import domain, store
from services.runtime.operate.comparison import clock, skip
from services.runtime.operate.replay import RUNTIME, Replay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.text import Contract
    from services.runtime.base.database import Connection
    from services.runtime.messaging.dispatch import Delivery, Handled


class _Fold:
    def __init__(self, _: Sequence[Delivery[Contract]]) -> None:
        self.findings: list[str] = []
        self._sent_on: dict[UUID, SignalContent] = {}
        self._raised: dict[UUID, datetime] = {}

    async def consumed(self, connection: Connection, delivery: Delivery[Contract]) -> Handled:
        return await DISPATCH(connection, [delivery])

    async def own(self, connection: Connection, delivery: Delivery[Contract]) -> None:
        subject = UUID(delivery.event.subject)
        match delivery.event.data:
            case SignalReceived() | SignalReceivedDirectly() as data:
                self._sent_on[subject] = data
            case SignalSupplemented():
                await store.set_status(connection, {subject: ReporterStatus.RECEIVED})
            case ActPerformed(operation="escaleer"):
                await store.escalate(connection, [subject], delivery.event.time)
                await notice.escalate(connection, [subject], delivery.event.time)
            case Notice() as told:
                await self._told(connection, subject, told, delivery.event.time)
            case ActPerformed(operation=retention.OPERATION) as act:
                await retention.destroyed(connection, act, delivery.event.time, retention_store.wipe)
            case ActPerformed() as act:
                await self._act(connection, act)
            case data:
                self._alert(data)

    def _judge(self, signal_id: UUID) -> bool:
        """Whether the signal went on; it must have gone the way the rules say."""
        data = self._sent_on.pop(signal_id, None)
        if data is None:
            return False
        content = SignalContent(**{name: getattr(data, name) for name in SignalContent.model_fields})
        if domain.receive(content).data != data:
            self.findings.append(f"signal {signal_id}: goes another way by the rules of today")
        return True

    async def _told(self, connection: Connection, alert_id: UUID, told: Notice, at: datetime) -> None:
        withdrawn = isinstance(told, AlertWithdrawn)
        kind = notice.Kind.WITHDRAWAL if withdrawn else notice.Kind.CORRECTION
        await notice.add(connection, notice.Notice(told.notice, alert_id, kind, at))
        if withdrawn:
            await alert_store.withdraw(connection, alert_id, at)

    def _alert(self, data: Contract) -> None:
        model = disclosure(PARTNER, "alert")
        if isinstance(data, model):
            known = dict(data)
            self._raised[known["reference"]] = known["raised_at"]

    async def _act(self, connection: Connection, act: ActPerformed) -> None:
        match act.operation:
            case "meldSignaal":
                (signal_id,) = act.objects
                self._judge(signal_id)
                status = ReporterStatus(act.facts["status"])
                at = datetime.fromisoformat(act.facts["received_at"])
                signal = store.Signal(signal_id, act.actor, act.facts["municipality"], status, at, None)
                await store.add_signal(connection, signal)
                if "alert" in act.facts:
                    await alert_store.link(connection, UUID(act.facts["alert"]), signal_id)
            case "voegMeldcodeStappenToe":
                (signal_id,) = act.objects
                if self._judge(signal_id):
                    await store.set_status(connection, {signal_id: ReporterStatus(act.facts["status"])})
            case "neemSignaalOver":
                (signal_id,) = act.objects
                await store.set_status(connection, {signal_id: ReporterStatus(act.facts["status"])})
            case "alarmeer":
                alert_id, *about = act.objects
                alert = alert_store.Alert(
                    alert_id, next(iter(about), None), act.actor, self._raised.pop(alert_id), None
                )
                await alert_store.add(connection, alert, None, alert_id.bytes)
            case _:
                pass  # what a person read, or did through another event


REPLAY = Replay(
    _Fold,
    exempt={
        **RUNTIME,
        **retention.EXEMPT,
        "signal.waiting_content": skip("a report that waits for its meldcode steps has gone nowhere yet"),
        "signal.status_since": skip("when a worker got to it"),
        "notice.escalated_at": clock("the moment before the event's"),
        "signal.escalated_at": clock("the moment before the event's"),
        "alert.request_key": skip("tells a repeated request from another; its effect is compared"),
        "alert.danger_hash": skip("tells a repeated request from another; its effect is compared"),
    },
    counted={"signal": ("status",), "alert": (), "notice": ("kind",)},
)
