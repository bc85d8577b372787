"""Intake's state from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from schemas.codes.flow import ReporterStatus
from schemas.disclosures import disclosure
from schemas.events.acts.intake import (
    AlertCalledOff,
    AlertCorrected,
    AlertRaised,
    MeldcodeStepsAdded,
    SignalReported,
    SignalTakenBack,
    SignalTakenOver,
    SupplementGiven,
)
from schemas.events.signal import (
    SignalContent,
    SignalReceived,
    SignalReceivedDirectly,
    SignalRetracted,
    SignalSupplemented,
)
from services.casework import replay as casework
from services.intake import acts_of_2026_11, retention_store
from services.intake.alerts import acts as alerts
from services.intake.alerts.sending import PARTNER
from services.intake.escalation import TERMS
from services.intake.handlers import DISPATCH
from services.intake.signals import acts as signals
from services.intake.signals import domain
from services.intake.steps import acts as meldcode
from services.runtime.operate.comparison import skip, unsaid
from services.runtime.operate.replay import OWN, RUNTIME, TOLD, Earlier, Replay, of_act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.text import Contract
    from services.runtime.base.database import Connection
    from services.runtime.messaging.dispatch import Delivery, Handled


class _Log:
    """Where signals went, each once."""

    def __init__(self, events: Sequence[Delivery[Contract]]) -> None:
        self.sent_on = {
            UUID(delivery.event.subject): delivery.event.data
            for delivery in events
            if isinstance(delivery.event.data, SignalReceived | SignalReceivedDirectly)
        }


async def _goes_as_the_rules_say(_: Connection, act: SignalReported | MeldcodeStepsAdded, log: _Log) -> list[str]:
    if act.status is ReporterStatus.MELDCODE:
        return []
    data = log.sent_on[act.signal_id]
    content = SignalContent(**{name: getattr(data, name) for name in SignalContent.model_fields})
    received = domain.receive(content)
    if (received.data, received.status) == (data, act.status):
        return []
    return [f"signal {act.signal_id}: goes another way by the rules of today"]


async def _consumed(connection: Connection, delivery: Delivery[Contract], _: _Log) -> Handled:
    return await DISPATCH(connection, [delivery])


REPLAY = Replay(
    _Log,
    own={
        **OWN,
        **casework.NOTICES,
        **casework.own(retention_store.wipe, TERMS),
        SignalReported: of_act(signals.report),
        SupplementGiven: of_act(signals.supplement),
        SignalTakenBack: of_act(signals.take_back),
        MeldcodeStepsAdded: of_act(meldcode.add_steps),
        SignalTakenOver: of_act(meldcode.take_over),
        AlertRaised: of_act(alerts.raise_alert),
        AlertCalledOff: of_act(alerts.call_off),
    },
    told={
        **TOLD,
        SignalReceived: "content that went on; where it stands is in the act",
        SignalReceivedDirectly: "content that went on; where it stands is in the act",
        SignalSupplemented: "content that went on; where it stands is in the act",
        SignalRetracted: "content that went on; where it stands is in the act",
        disclosure(PARTNER, "alert"): "what the police read; that it was raised is an act",
        AlertCorrected: "what the police have to confirm is in what they were sent",
    },
    judges={SignalReported: _goes_as_the_rules_say, MeldcodeStepsAdded: _goes_as_the_rules_say},
    consumed=_consumed,
    earlier=Earlier(acts_of_2026_11.acts, acts_of_2026_11.EXEMPT),
    exempt={
        **RUNTIME,
        **casework.EXEMPT,
        **casework.TALLY_EXEMPT,
        "signal.waiting_content": skip("a report that waits for its meldcode steps has gone nowhere yet"),
        "signal.reported_by": unsaid("who reported is in no event since 2026-12, for it is wiped"),
        "alert.raised_by": unsaid("who raised it is in no event since 2026-12, for it is wiped"),
        "signal.taken_over_explanation": unsaid("somebody's own words, sent to nobody"),
        "alert.withdrawn_explanation": unsaid("somebody's own words, sent to nobody"),
        "alert.request_key": skip("tells a repeated request from another; its effect is compared"),
        "alert.danger_hash": skip("tells a repeated request from another; its effect is compared"),
        "alert.told_hash": skip("tells a repeated correction from another; its effect is compared"),
        "alert.heard": skip("tells a report put right from another; its effect is compared"),
    },
    counted={"signal": ("status",), "alert": (), "notice": ("kind",)},
)
