"""What reaches triage: enriched and direct signals, closed, reopened and returned ones, and partners' answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from schemas.catalogue import type_of
from schemas.codes.flow import ReporterStatus, UserRole
from schemas.envelope import new_event
from schemas.events.progress import ReferralMoved
from schemas.events.reply import ConsultAnswered, ConsultConfirmed
from schemas.events.signal import (
    EnrichedPersonal,
    SignalEnriched,
    SignalFacts,
    SignalFeedbackGiven,
    SignalInformationAsked,
    SignalNotStrengthened,
    SignalPersonal,
    SignalReceivedDirectly,
    SignalReopened,
)
from services.casework.terms.domain import day_of
from services.runtime.base import telemetry
from services.runtime.messaging.inbox import Handled
from services.runtime.messaging.outbox import Outgoing
from services.runtime.messaging.quarantine import Refusal
from services.triage.amendments import store as amendment_store
from services.triage.cases import store
from services.triage.cases.domain import Case, State
from services.triage.consultations import store as consultation_store
from services.triage.decisions import domain
from services.triage.decisions import store as decision_store
from services.triage.referrals import domain as standing
from services.triage.referrals import store as referral_store

if TYPE_CHECKING:
    from services.runtime.base.database import Connection
    from services.runtime.messaging.inbox import Delivery

MELDCODE = "meldcode"

_ELSEWHERE = {
    SignalNotStrengthened: (State.NOT_STRENGTHENED, ReporterStatus.CLOSED_NOT_STRENGTHENED),
    SignalInformationAsked: (State.WITH_REPORTER, ReporterStatus.INFORMATION_ASKED),
    SignalReopened: (State.WITH_ANALYST, ReporterStatus.RECEIVED),
}
"""Where a signal is that has no case here, and what its reporter reads."""


async def handle(connection: Connection, deliveries: list[Delivery]) -> Handled:
    handled = Handled()
    for delivery in deliveries:
        event = delivery.event
        match event.data:
            case SignalEnriched() as data:
                await store.save_arrival(connection, _enriched(delivery, data))
                handled.outgoing.append(feedback(delivery, ReporterStatus.WITH_AANDACHTFUNCTIONARIS))
            case SignalReceivedDirectly() as data:
                arrival = direct_arrival(delivery, data)
                await store.save_arrival(connection, arrival)
                if data.meldcode_report:
                    handled.outgoing += await _meldcode(connection, arrival)
            case SignalNotStrengthened() | SignalInformationAsked() | SignalReopened() as data:
                state, status = _ELSEWHERE[type(data)]
                await store.save_arrival(connection, _fact(delivery, data.municipality, state))
                handled.outgoing.append(feedback(delivery, status))
            case ReferralMoved() as data:
                handled.outgoing += await _moved(connection, delivery, data)
            case ConsultAnswered() as data:
                partner = delivery.record.topic.removeprefix("reply.")
                if not await consultation_store.answer(connection, partner, data, event.time):
                    rule = "data.reference: is geen vraag die aan deze partner is gesteld"
                    handled.refusals.append(Refusal(delivery.record, "reference", (rule,)))
            case ConsultConfirmed() as data:
                partner = delivery.record.topic.removeprefix("reply.")
                if not await amendment_store.confirm(connection, partner, data.reference, data.notice, event.time):
                    rule = "data.notice: is niet iets wat u bij deze vraag te bevestigen hebt"
                    handled.refusals.append(Refusal(delivery.record, "reference", (rule,)))
            case _:
                pass  # replies on the same topic to referrals and alerts belong to other services
    return handled


def _case(data: SignalEnriched | SignalReceivedDirectly) -> Case:
    facts = SignalFacts(**{name: getattr(data, name) for name in SignalFacts.model_fields})
    personal = SignalPersonal(**{name: getattr(data.personal, name) for name in SignalPersonal.model_fields})
    return Case(facts, personal)


def _enriched(delivery: Delivery, data: SignalEnriched) -> store.Arrival:
    return store.Arrival(
        signal_id=UUID(delivery.event.subject),
        municipality=data.municipality,
        state=State.TO_DECIDE,
        arrived_at=delivery.event.time,
        case=_case(data),
        strength=data.strength,
        reasons=data.reasons,
        analyst_note="\n\n".join((data.personal.analyst_note, *data.personal.supplements, *_found(data.personal))),
        traceparent=delivery.event.traceparent,
    )


def _found(personal: EnrichedPersonal) -> list[str]:
    """What the base registers and the municipality's own files said."""
    return [
        *personal.registers,
        *(
            f"Eerdere interventie: {one.kind} op {one.took_place_on:%d-%m-%Y} door {one.organisation}"
            + (f" ({one.file_number})" if one.file_number else "")
            for one in personal.interventions
        ),
    ]


def direct_arrival(delivery: Delivery, data: SignalReceivedDirectly) -> store.Arrival:
    return store.Arrival(
        signal_id=UUID(delivery.event.subject),
        municipality=data.municipality,
        state=State.TO_DECIDE,
        arrived_at=delivery.event.time,
        case=_case(data),
        traceparent=delivery.event.traceparent,
    )


def _fact(delivery: Delivery, municipality: str, state: State) -> store.Arrival:
    return store.Arrival(UUID(delivery.event.subject), municipality, state, delivery.event.time)


async def _meldcode(connection: Connection, arrival: store.Arrival) -> list[Outgoing]:
    """The professional's own decision after the five steps goes to Veilig Thuis at once; where a rule is in the way, a
    legal basis that no longer holds above all, the case waits on the worklist with that rule.
    """
    if arrival.case is None:
        raise LookupError("a direct signal has content")
    choice = domain.meldcode_choice(arrival.case)
    today = day_of(arrival.arrived_at)
    try:
        decided = domain.decide(arrival.case, choice, UserRole.PROFESSIONAL, today, uuid4())
    except domain.NotDecidableError as error:
        reasons = tuple(f"{v.field}: {v.rule}" for v in error.violations)
        await store.save_arrival(connection, replace(arrival, reasons=reasons))
        trace = telemetry.continued("feedback", arrival.traceparent)
        return [_feedback(str(arrival.signal_id), ReporterStatus.WITH_AANDACHTFUNCTIONARIS, trace)]
    by = (MELDCODE, UserRole.PROFESSIONAL.value)
    await decision_store.add(connection, arrival.signal_id, choice, decided, by, None, choice.orders[0].partner)
    return await decision_events(connection, arrival, decided)


async def _moved(connection: Connection, delivery: Delivery, data: ReferralMoved) -> list[Outgoing]:
    """A referral came to another state: the case may come back, its reporter may be told."""
    signal_id = UUID(delivery.event.subject)
    arrival = await store.find(connection, signal_id)
    await referral_store.move(connection, signal_id, data, delivery.event.time)
    if arrival is None:
        return []
    referrals = [one.standing for one in await referral_store.followed(connection, [signal_id])]
    state = arrival.state
    reopens = state in (State.DECIDED, State.TO_DECIDE)
    if reopens and standing.comes_back(standing.Standing(data.partner, data.director, data.state), referrals):
        await referral_store.bring_back(connection, data.decision_id, data.partner)
        state = State.TO_DECIDE
        await store.set_state(connection, signal_id, state)
    status = standing.reporter_status(referrals, to_decide=state is State.TO_DECIDE)
    if state is State.WITHDRAWN or not await store.tell(connection, signal_id, status):
        return []
    return [_feedback(str(signal_id), status, telemetry.continued("feedback", arrival.traceparent))]


async def decision_events(connection: Connection, arrival: store.Arrival, decided: domain.Decided) -> list[Outgoing]:
    """The decision on its two topics, and the reporter's feedback."""
    outgoing: list[Outgoing] = []
    subject = str(arrival.signal_id)
    trace = telemetry.continued("decision", arrival.traceparent)
    if decided.zorg:
        event = new_event("triage", type_of(type(decided.zorg)), subject, decided.zorg, trace)
        outgoing.append(Outgoing("decision.zorg", event))
    if decided.riec:
        event = new_event("triage", type_of(type(decided.riec)), subject, decided.riec, trace)
        outgoing.append(Outgoing("decision.riec", event))
    referrals = [one.standing for one in await referral_store.followed(connection, [arrival.signal_id])]
    status = standing.reporter_status(referrals, to_decide=False)
    await store.tell(connection, arrival.signal_id, status)
    return [*outgoing, _feedback(subject, status, trace)]


def feedback(delivery: Delivery, status: ReporterStatus) -> Outgoing:
    """Where the signal stands, for its reporter: no content."""
    trace = telemetry.continued("feedback", delivery.event.traceparent)
    return _feedback(delivery.event.subject, status, trace)


async def withdrawn(connection: Connection, arrival: store.Arrival) -> Outgoing:
    """The reporter hears that it ends here."""
    await store.tell(connection, arrival.signal_id, ReporterStatus.WITHDRAWN)
    trace = telemetry.continued("feedback", arrival.traceparent)
    return _feedback(str(arrival.signal_id), ReporterStatus.WITHDRAWN, trace)


def _feedback(subject: str, status: ReporterStatus, trace: str) -> Outgoing:
    data = SignalFeedbackGiven(status=status)
    return Outgoing("signal.feedback", new_event("triage", type_of(SignalFeedbackGiven), subject, data, trace))
