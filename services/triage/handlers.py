"""What reaches triage: enriched and direct signals, closed, reopened and returned ones, and partners' answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from schemas.codes.flow import AdditionKind, ReporterStatus, UserRole
from schemas.events import reply
from schemas.events.acts import itself
from schemas.events.acts.triage import MeldcodeReportCarriedOut
from schemas.events.progress import ReferralMoved
from schemas.events.signal import (
    SignalAssessmentUndone,
    SignalEnriched,
    SignalInformationAsked,
    SignalLinkedElsewhere,
    SignalNotStrengthened,
    SignalReceivedDirectly,
    SignalReopened,
    SignalRetracted,
    SignalSupplemented,
)
from services.casework import notice
from services.casework.settings import handlers as settings
from services.casework.terms.domain import day_of
from services.runtime.messaging import trail
from services.runtime.messaging.dispatch import Delivery, Dispatch, Handled, each, refused
from services.triage.additions import store as addition_store
from services.triage.additions.store import Addition
from services.triage.cases import arrivals, feedback
from services.triage.cases import store as case_store
from services.triage.cases.domain import State
from services.triage.cases.store import Arrival
from services.triage.consultations import store as consultation_store
from services.triage.decisions import acts
from services.triage.decisions import domain as decisions
from services.triage.decisions.events import decision_events
from services.triage.referrals import domain as referrals
from services.triage.referrals import store as referral_store

if TYPE_CHECKING:
    from services.runtime.base.database import Connection
    from services.runtime.messaging.outbox import Outgoing

_ELSEWHERE = {
    SignalNotStrengthened: (State.NOT_STRENGTHENED, ReporterStatus.CLOSED_NOT_STRENGTHENED),
    SignalInformationAsked: (State.WITH_REPORTER, ReporterStatus.INFORMATION_ASKED),
    SignalReopened: (State.WITH_ANALYST, ReporterStatus.RECEIVED),
    SignalAssessmentUndone: (State.WITH_ANALYST, ReporterStatus.RECEIVED),
}
"""Where a signal is that has no case here, and what its reporter reads."""

Elsewhere = SignalNotStrengthened | SignalInformationAsked | SignalReopened | SignalAssessmentUndone


async def arrive(connection: Connection, delivery: Delivery[SignalEnriched]) -> Handled:
    """From the analyst, also a signal that was here before; its reporter reads where it is now."""
    event = delivery.event
    await case_store.save_arrival(connection, arrivals.enriched(event, event.data))
    status = ReporterStatus.WITH_AANDACHTFUNCTIONARIS
    return Handled([feedback.following(event.subject, status, event.traceparent)])


async def arrive_directly(connection: Connection, delivery: Delivery[SignalReceivedDirectly]) -> Handled:
    """From the network; a meldcode report goes on to Veilig Thuis without another decision."""
    arrival = await arrivals.save_direct(connection, delivery.event, delivery.event.data)
    if not delivery.event.data.meldcode_report:
        return Handled()
    return Handled(await _carry_out_meldcode(connection, arrival))


async def note_elsewhere(connection: Connection, delivery: Delivery[Elsewhere]) -> Handled:
    """Only the fact is kept: the signal is with somebody else, or closed."""
    event = delivery.event
    state, status = _ELSEWHERE[type(event.data)]
    await case_store.save_arrival(connection, Arrival(UUID(event.subject), event.data.municipality, state, event.time))
    return Handled([feedback.following(event.subject, status, event.traceparent)])


async def supplement(connection: Connection, delivery: Delivery[SignalSupplemented]) -> Handled:
    """More from the reporter; refused where there is no case it belongs to."""
    data = delivery.event.data
    return await _add(delivery, connection, data.supplement_id, AdditionKind.SUPPLEMENT, data.personal.supplement)


async def retract(connection: Connection, delivery: Delivery[SignalRetracted]) -> Handled:
    """The reporter takes it back: what that means for a case here is decided here; elsewhere it has ended."""
    event = delivery.event
    arrival = await case_store.find(connection, UUID(event.subject))
    if arrival is not None and arrival.case is not None:
        words = event.data.personal.reason
        return await _add(delivery, connection, event.data.retraction_id, AdditionKind.RETRACTION, words)
    ended = Arrival(UUID(event.subject), event.data.municipality, State.WITHDRAWN, event.time)
    await case_store.save_arrival(connection, ended)
    return Handled([feedback.following(event.subject, ReporterStatus.WITHDRAWN, event.traceparent)])


async def _add(
    delivery: Delivery[SignalSupplemented] | Delivery[SignalRetracted],
    connection: Connection,
    addition_id: UUID,
    kind: AdditionKind,
    words: str,
) -> Handled:
    signal_id = UUID(delivery.event.subject)
    arrival = await case_store.find(connection, signal_id)
    if arrival is None:
        return refused(delivery, "subject: is geen bekend signaal")
    if arrival.case is not None:  # of what was destroyed nothing is kept
        added = Addition(addition_id, signal_id, kind, words, delivery.event.time)
        await addition_store.add(connection, added)
    return Handled()


async def follow_referral(connection: Connection, delivery: Delivery[ReferralMoved]) -> Handled:
    """A referral came to another state: the case may come back, its reporter may be told."""
    data, signal_id = delivery.event.data, UUID(delivery.event.subject)
    arrival = await case_store.find(connection, signal_id)
    await referral_store.move(connection, signal_id, data, delivery.event.time)
    if arrival is None:
        return Handled()
    standing = [one.standing for one in await referral_store.followed(connection, [signal_id])]
    state = arrival.state
    reopens = state in (State.DECIDED, State.TO_DECIDE)
    if reopens and referrals.comes_back(referrals.Standing(data.partner, data.director, data.state), standing):
        await referral_store.bring_back(connection, data.decision_id, data.partner)
        state = State.TO_DECIDE
        await case_store.set_state(connection, signal_id, state)
    status = referrals.reporter_status(standing, to_decide=state is State.TO_DECIDE)
    if state is State.WITHDRAWN or not await case_store.tell(connection, signal_id, status):
        return Handled()
    return Handled([feedback.following(str(signal_id), status, arrival.traceparent)])


async def record_answer(connection: Connection, delivery: Delivery[reply.ConsultAnswered]) -> Handled:
    """Advice; refused unless this partner was asked this."""
    event = delivery.event
    if await consultation_store.answer(connection, _partner(delivery), event.data, event.time):
        return Handled()
    return refused(delivery, "data.reference: is geen vraag die aan deze partner is gesteld")


async def record_confirmation(connection: Connection, delivery: Delivery[reply.ConsultConfirmed]) -> Handled:
    """Of a correction or withdrawal of a question; refused unless this partner had to."""
    data, at = delivery.event.data, delivery.event.time
    asked = await consultation_store.find(connection, data.reference)
    own = asked is not None and asked.partner == _partner(delivery)
    if own and await notice.confirm(connection, data.reference, data.notice, at):
        return Handled()
    return refused(delivery, "data.notice: is niet iets wat u bij deze vraag te bevestigen hebt")


async def note_linked_elsewhere(connection: Connection, delivery: Delivery[SignalLinkedElsewhere]) -> Handled:
    """There is more of it in other municipalities: whether that has to be asked for is decided here."""
    event, data = delivery.event, delivery.event.data
    signal_id = UUID(event.subject)
    if await case_store.find(connection, signal_id) is None:
        with_analyst = Arrival(signal_id, data.municipality, State.WITH_ANALYST, event.time)
        await case_store.save_arrival(connection, with_analyst)
    words = f"Ook elders ({data.elsewhere}): {', '.join(data.objects)}."
    added = Addition(data.link_id, signal_id, AdditionKind.LINKED_ELSEWHERE, words, event.time)
    await addition_store.add(connection, added)
    return Handled()


def _partner(delivery: Delivery[reply.Reply]) -> str:
    return delivery.record.topic.removeprefix("reply.")


async def _carry_out_meldcode(connection: Connection, arrival: Arrival) -> list[Outgoing]:
    """The professional's own decision after the five steps goes to Veilig Thuis at once; where a rule is in the way, a
    legal basis that no longer holds above all, the case waits on the worklist with that rule.
    """
    if arrival.case is None:
        raise LookupError("a direct signal has content")
    today = day_of(arrival.arrived_at)
    choice = decisions.meldcode_choice(arrival.case, today)
    try:
        decided = decisions.decide(arrival.case, choice, UserRole.PROFESSIONAL, today, uuid4())
    except decisions.NotDecidableError as error:
        reasons = tuple(f"{v.field}: {v.rule}" for v in error.violations)
        await case_store.save_arrival(connection, replace(arrival, reasons=reasons))
        status = ReporterStatus.WITH_AANDACHTFUNCTIONARIS
        return [feedback.following(str(arrival.signal_id), status, arrival.traceparent)]
    act = MeldcodeReportCarriedOut(
        **itself("triage", datetime.now(UTC)),
        **acts.fields(arrival.signal_id, decided.decision_id, choice, choice.orders[0].partner),
    )
    await acts.carry_out_meldcode(connection, act, decided)
    outgoing = await decision_events(connection, arrival, decided)
    return [*outgoing, trail.done("triage", act, outgoing[0].event.traceparent)]


OF_INTAKE = frozenset({reply.AlertAcknowledged, reply.AlertConfirmed})
OF_THE_REFERRAL_SERVICES = frozenset(
    {
        reply.ReferralReceived,
        reply.ReferralAccepted,
        reply.ReferralDeclined,
        reply.ReferralMoreInformationAsked,
        reply.ReferralStarted,
        reply.ReferralDone,
        reply.ReferralConfirmed,
    }
)

DISPATCH = Dispatch(
    {
        SignalEnriched: each(arrive),
        SignalReceivedDirectly: each(arrive_directly),
        SignalNotStrengthened: each(note_elsewhere),
        SignalInformationAsked: each(note_elsewhere),
        SignalReopened: each(note_elsewhere),
        SignalAssessmentUndone: each(note_elsewhere),
        SignalSupplemented: each(supplement),
        SignalRetracted: each(retract),
        SignalLinkedElsewhere: each(note_linked_elsewhere),
        ReferralMoved: each(follow_referral),
        reply.ConsultAnswered: each(record_answer),
        reply.ConsultConfirmed: each(record_confirmation),
        **settings.HANDLERS,
    },
    ignored=OF_INTAKE | OF_THE_REFERRAL_SERVICES,
)
