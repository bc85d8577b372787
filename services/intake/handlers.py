"""What comes back to intake: feedback for the reporter, and what the police say of an alert."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from schemas.events import reply
from schemas.events.signal import SignalFeedbackGiven
from services.casework import notice
from services.casework.settings import handlers as settings
from services.casework.tenancy import handlers as tenancy
from services.intake.alerts import store as alert_store
from services.intake.signals import store
from services.runtime.messaging.dispatch import Delivery, Dispatch, Handled, each, refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.runtime.base.database import Connection


async def tell_reporters(connection: Connection, deliveries: Sequence[Delivery[SignalFeedbackGiven]]) -> Handled:
    """The last word on each signal counts."""
    told = (one.event for one in deliveries)
    await store.set_status(connection, {UUID(event.subject): (event.data.status, event.time) for event in told})
    return Handled()


async def acknowledge(connection: Connection, delivery: Delivery[reply.AlertAcknowledged]) -> Handled:
    """The police have read it; refused where they were never given this alert."""
    if await alert_store.acknowledge(connection, delivery.event.data.reference, delivery.event.time):
        return Handled()
    return refused(delivery, "data.reference: is geen alarm dat aan deze partner is gegeven")


async def confirm(connection: Connection, delivery: Delivery[reply.AlertConfirmed]) -> Handled:
    """They read a correction, or stopped; the first time counts."""
    data = delivery.event.data
    if await notice.confirm(connection, data.reference, data.notice, delivery.event.time):
        return Handled()
    return refused(delivery, "data.notice: is niet iets wat u bij dit alarm te bevestigen hebt")


OF_TRIAGE = frozenset({reply.ConsultAnswered, reply.ConsultConfirmed})

DISPATCH = Dispatch(
    {
        SignalFeedbackGiven: tell_reporters,
        reply.AlertAcknowledged: each(acknowledge),
        reply.AlertConfirmed: each(confirm),
        **tenancy.HANDLERS,
        **settings.HANDLERS,
    },
    ignored=OF_TRIAGE,
)
