"""Acute danger: "In geval van acute nood wordt de politie direct ingeschakeld via 112" (plan 2.2).

Recorded and sent in a transaction of its own, before anything about the rest of the report is judged. What was wrong in
it follows on the same lane, at once, and the police confirm it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from schemas.catalogue import type_of
from schemas.disclosures import correction, correction_type, disclosure, disclosure_type, project
from schemas.disclosures.afterwards import AlertWithdrawn
from schemas.envelope import new_event
from schemas.events.acts.intake import AlertCalledOff, AlertCorrected, AlertRaised
from services.casework import notice
from services.casework.grounds.domain import usual
from services.casework.terms.domain import day_of
from services.intake.alerts import acts, store
from services.intake.alerts.domain import Danger, for_police, heard, is_put_right
from services.intake.known_as import on_trail
from services.runtime.base import telemetry
from services.runtime.messaging.outbox import Outgoing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.codes.reason import AlertWithdrawalReason
    from schemas.text import Contract
    from services.casework.reasons import ReasonBody
    from services.runtime.base.caller import Caller
    from services.runtime.base.database import Connection

PARTNER = "politie"
_PUT_RIGHT = timedelta(hours=1)
"""Our choice: how long after a report was refused the same report is that one put right."""


@dataclass(frozen=True, slots=True)
class DisclosureInput:
    """What the police's disclosure model chooses from."""

    reference: UUID
    raised_at: datetime
    municipality: str | None
    personal: Danger
    notice: UUID


class WithdrawnError(ValueError):
    """The danger of this alert is not there any more."""


@dataclass(frozen=True, slots=True)
class Sent:
    """``act`` is None, and nothing goes out, where the police know it already."""

    alert: store.Alert
    act: AlertRaised | AlertCorrected | None
    outgoing: tuple[Outgoing, ...] = ()


async def raise_alert(connection: Connection, caller: Caller, danger: Danger, request_key: str | None) -> Sent:
    """Once per request key and danger."""
    request = store.Request(request_key, _digest(danger))
    return await _known(connection, caller, request) or await _raise(connection, caller, danger, request)


async def raise_in_report(
    connection: Connection, caller: Caller, danger: Danger, request_key: str | None, wrong: Sequence[str]
) -> Sent:
    """The same; and a refused report put right corrects the alert of that one. ``wrong``: what it is refused for."""
    request = store.Request(request_key, _digest(danger), heard(danger, wrong))
    if known := await _known(connection, caller, request):
        return known
    since = datetime.now(UTC) - _PUT_RIGHT
    for alert, earlier in await store.of_refused_reports(connection, caller.subject, since):
        if is_put_right(earlier, danger, wrong):
            await store.put_right(connection, alert.alert_id, request)
            return await correct(connection, caller, alert, danger)
    return await _raise(connection, caller, danger, request)


async def _known(connection: Connection, caller: Caller, request: store.Request) -> Sent | None:
    """What the same request raised before; until the end of the transaction this caller raises nothing beside it."""
    await store.lock(connection, caller.subject)
    raised = await store.of_request(connection, caller.subject, request)
    return Sent(raised, None) if raised else None


async def _raise(connection: Connection, caller: Caller, danger: Danger, request: store.Request) -> Sent:
    now = datetime.now(UTC)
    ground = usual(PARTNER, "alert", day_of(now))  # one that lapsed holds up no alert: then there is none on record
    by = on_trail(caller, caller.subject).acting(now)
    act = AlertRaised(
        **by, alert_id=uuid4(), signal_id=danger.signal_id, ground=ground, municipality=danger.municipality
    )
    alert = await acts.raise_alert(connection, act, caller.subject, request)
    data = project(disclosure(PARTNER, "alert"), _disclosed(alert, danger, alert.alert_id))
    return Sent(alert, act, (_sent(alert, disclosure_type(PARTNER, "alert"), data),))


def _disclosed(alert: store.Alert, danger: Danger, notice: UUID) -> DisclosureInput:
    return DisclosureInput(alert.alert_id, alert.raised_at, danger.municipality, for_police(danger), notice)


def _digest(danger: Danger) -> bytes:
    return sha256(repr(danger).encode()).digest()


async def correct(connection: Connection, caller: Caller, alert: store.Alert, danger: Danger) -> Sent:
    """The alert as it should have been, instead of what was sent. Raises WithdrawnError."""
    if alert.withdrawn_at:
        raise WithdrawnError
    if not await store.told(connection, alert.alert_id, _digest(danger)):
        return Sent(alert, None)
    by = on_trail(caller, alert.raised_by).acting(datetime.now(UTC))
    act = AlertCorrected(**by, alert_id=alert.alert_id, notice=uuid4())
    data = project(correction(PARTNER, "alert"), _disclosed(alert, danger, act.notice))
    return Sent(alert, act, (await _notify(connection, alert, correction_type(PARTNER, "alert"), data),))


async def withdraw(
    connection: Connection, caller: Caller, alert: store.Alert, why: ReasonBody[AlertWithdrawalReason]
) -> tuple[AlertCalledOff, Outgoing]:
    """Nobody needs to go. Raises WithdrawnError."""
    if alert.withdrawn_at:
        raise WithdrawnError
    by = on_trail(caller, alert.raised_by).acting(datetime.now(UTC))
    act = AlertCalledOff(**by, alert_id=alert.alert_id, notice=uuid4(), reason=why.reason)
    data = AlertWithdrawn(reference=alert.alert_id, notice=act.notice)
    told = await _notify(connection, alert, type_of(AlertWithdrawn), data)
    await acts.call_off(connection, act, why.explanation)
    return act, told


async def _notify(connection: Connection, alert: store.Alert, event_type: str, data: Contract) -> Outgoing:
    told = _sent(alert, event_type, data)
    await notice.tell(connection, told.event)
    return told


def _sent(alert: store.Alert, event_type: str, data: Contract) -> Outgoing:
    event = new_event("intake", event_type, str(alert.alert_id), data, telemetry.unlinkable())
    return Outgoing(f"alert.{PARTNER}", event, urgent=True)
