"""A correction that was asked for, and who hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

from schemas.events.acts.triage import CaseCorrectionRecorded
from schemas.events.signal import CaseCorrected
from services.casework.minority.domain import contradictions
from services.casework.notice import Kind
from services.casework.terms.domain import day_of
from services.runtime.http.problem import ProblemError
from services.triage.amendments import acts, domain
from services.triage.amendments.bodies import AmendedBody
from services.triage.amendments.telling import done, event
from services.triage.cases.desk import found_case
from services.triage.consent import store as consent_store
from services.triage.consultations import domain as consultations
from services.triage.consultations import events as consultation_events
from services.triage.consultations import store as consultation_store
from services.triage.decisions import store as decision_store

if TYPE_CHECKING:
    from uuid import UUID

    from schemas.events.acts import By
    from schemas.events.case import Consent
    from services.casework.four_eyes.disclosed import Disclosed
    from services.runtime.base.database import Connection
    from services.runtime.http.once import Done
    from services.triage.amendments.bodies import CorrectionBody
    from services.triage.amendments.domain import Corrected
    from services.triage.cases.domain import Case
    from services.triage.cases.store import Arrival
    from services.triage.consultations.domain import Consultation
    from services.triage.proposals.acts import Proposed
    from services.triage.proposals.prepared import Agreed


@dataclass(frozen=True, slots=True)
class PreparedCorrection:
    """``corrected``: each decision with its changed parts; ``asked``: the questions whose content changes."""

    arrival: Arrival
    before: Case
    after: Case
    correction_id: UUID
    corrected: tuple[Corrected, ...]
    asked: tuple[Consultation, ...]
    consent: Consent | None
    reason: str

    @property
    def disclosures(self) -> tuple[Disclosed, ...]:
        return (
            *(one for corrected in self.corrected for one in domain.disclosures(corrected)),
            *consultations.corrections(self.before, self.after, self.asked),
        )

    def proposed(self, act: Proposed) -> AmendedBody:
        """Nothing went out yet."""
        return AmendedBody(
            id=act.signal_id,
            kind=Kind.CORRECTION,
            at=act.at,
            referred=tuple(sorted({name for corrected in self.corrected for name in corrected.partners})),
            consulted=tuple(sorted({one.partner for one in self.asked})),
            proposal=act.proposal_id,
            awaiting=act.reasons,
        )

    async def carry_out(self, connection: Connection, by: By, agreed: Agreed | None) -> Done:
        """To everyone whose own part changes."""
        act = CaseCorrectionRecorded(
            **by,
            signal_id=self.arrival.signal_id,
            correction_id=self.correction_id,
            proposed_by=agreed.proposed_by if agreed else None,
            checked=agreed.checked if agreed else (),
        )
        outgoing = [event(self.arrival, CaseCorrected(correction_id=act.correction_id, personal=self.after.personal))]
        outgoing += [event(self.arrival, data) for corrected in self.corrected for data in corrected.events]
        told = [
            (one.partner, sent)
            for one in self.asked
            if (sent := consultation_events.correct(self.before, self.after, one, uuid4()))
        ]
        await acts.correct(connection, act, self.after.personal, self.reason, agreed.note if agreed else None)
        referred = [name for corrected in self.corrected for name in corrected.partners]
        return await done(connection, act, Kind.CORRECTION, referred, outgoing, told)


async def prepare(
    connection: Connection, signal_id: UUID, correction_id: UUID, body: CorrectionBody
) -> PreparedCorrection:
    """Raises ProblemError: 404 unknown here, 409 nothing to amend, 400 ages that contradict each other."""
    arrival, before = await open_to_amend(connection, signal_id)
    if violations := contradictions(body.people, day_of(before.facts.received_at)):
        raise ProblemError(HTTPStatus.BAD_REQUEST, "Deze leeftijden spreken elkaar tegen.", violations)
    after = domain.corrected_case(before, body.changes())
    decisions = await decision_store.decided(connection, signal_id)
    asked = await consultation_store.of_signals(connection, [signal_id])
    held = await consent_store.latest(connection, signal_id)
    return PreparedCorrection(
        arrival,
        before,
        after,
        correction_id,
        tuple(domain.correct(decided, after, correction_id) for decided in decisions),
        tuple(one for one in asked if one.withdrawn_at is None and consultations.changes(before, after, one)),
        held.consent if held else None,
        body.reason,
    )


async def open_to_amend(connection: Connection, signal_id: UUID) -> tuple[Arrival, Case]:
    """Raises ProblemError: 404 unknown here, 409 nothing to amend."""
    arrival = await found_case(connection, signal_id)
    if arrival.state not in domain.OPEN or arrival.case is None:
        detail = f"Dit signaal is {arrival.state}: alleen {' of '.join(sorted(domain.OPEN))} is te wijzigen."
        raise ProblemError(HTTPStatus.CONFLICT, detail)
    return arrival, arrival.case
