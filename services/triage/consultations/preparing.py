"""A question to a partner that was asked for, judged by the rules."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from schemas.envelope import Violation
from schemas.events.acts.triage import PartnerConsulted
from services.casework.grounds.domain import usual
from services.casework.settings import store as settings_store
from services.casework.terms.domain import day_of
from services.runtime.http.once import Done
from services.runtime.http.problem import ProblemError
from services.triage.cases.desk import open_case
from services.triage.consent import store as consent_store
from services.triage.consultations import acts, domain, events
from services.triage.consultations.bodies import consultation_status, term
from services.triage.consultations.domain import Consultation

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from schemas.events.acts import By
    from schemas.events.case import Consent
    from services.casework.four_eyes.disclosed import Disclosed
    from services.runtime.base.database import Connection
    from services.triage.cases.domain import Case
    from services.triage.consultations.bodies import ConsultationBody, ConsultationStatus
    from services.triage.proposals.acts import Proposed
    from services.triage.proposals.prepared import Agreed


@dataclass(frozen=True, slots=True)
class PreparedConsultation:
    """``asked``: as it would be asked now."""

    case: Case
    asked: Consultation
    consent: Consent | None
    today: date

    @property
    def disclosures(self) -> tuple[Disclosed, ...]:
        return (domain.disclosure_of(self.case, self.asked),)

    def proposed(self, act: Proposed) -> ConsultationStatus:
        """Nothing went out yet."""
        return consultation_status(self.asked, self.today).model_copy(update={"awaiting": act.reasons})

    async def carry_out(self, connection: Connection, by: By, agreed: Agreed | None) -> Done:
        """The partner is asked."""
        act = PartnerConsulted(
            **by,
            signal_id=self.asked.signal_id,
            reference=self.asked.reference,
            partner=self.asked.partner,
            answer_by=self.asked.answer_by,
            ground=self.asked.ground,
            proposed_by=agreed.proposed_by if agreed else None,
        )
        asked = await acts.consult(connection, act, self.asked.question, agreed.note if agreed else None)
        return Done(consultation_status(asked, self.today), act, [events.ask(self.case, asked)])


async def prepare(
    connection: Connection, signal_id: UUID, reference: UUID, body: ConsultationBody, by: By
) -> PreparedConsultation:
    """Raises ProblemError: 404 and 409 as ``open_case``, 400 for a partner that can't be asked this."""
    today = day_of(by["at"])
    if body.partner not in domain.consultable():
        violation = Violation("partner", f"is een van: {', '.join(domain.consultable())}")
        raise ProblemError(HTTPStatus.BAD_REQUEST, "Zo kan de vraag niet gesteld worden.", [violation])
    _, case = await open_case(connection, signal_id)
    if violations := domain.ground_rules(case, body.partner, today):
        raise ProblemError(HTTPStatus.BAD_REQUEST, "Zo kan de vraag niet gesteld worden.", violations)
    asked = Consultation(
        reference,
        signal_id,
        body.partner,
        body.question,
        by["actor"],
        by["at"],
        term(body.answer_by, today, await settings_store.read(connection)),
        ground=usual(body.partner, "consult", today),
    )
    held = await consent_store.latest(connection, signal_id)
    return PreparedConsultation(case, asked, held.consent if held else None, today)
