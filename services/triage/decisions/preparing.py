"""A decision that was asked for, judged by the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from schemas.codes.flow import UserRole
from schemas.events.acts.triage import DecisionRecorded, ProposalConfirmed
from services.casework.terms.domain import day_of
from services.runtime.http.once import Done
from services.runtime.http.problem import ProblemError
from services.triage.agenda import domain as agenda
from services.triage.agenda import store as agenda_store
from services.triage.cases.desk import open_case
from services.triage.decisions import acts, domain
from services.triage.decisions.bodies import DecisionStatus
from services.triage.decisions.events import decision_events
from services.triage.referrals import store as referral_store

if TYPE_CHECKING:
    from uuid import UUID

    from schemas.envelope import Violation
    from schemas.events.acts import By
    from schemas.events.case import Consent
    from services.casework.four_eyes.disclosed import Disclosed
    from services.runtime.base.database import Connection
    from services.triage.cases.store import Arrival
    from services.triage.consent.settling import Settled
    from services.triage.decisions.bodies import DecisionBody
    from services.triage.decisions.domain import Choice, Decided
    from services.triage.proposals.acts import Proposed
    from services.triage.proposals.prepared import Agreed

_ROLE = UserRole.AANDACHTFUNCTIONARIS


@dataclass(frozen=True, slots=True)
class PreparedDecision:
    """``director``: who directs the case then."""

    arrival: Arrival
    choice: Choice
    decided: Decided
    director: str
    motivation: str | None

    @property
    def consent(self) -> Consent:
        return self.choice.consent

    @property
    def disclosures(self) -> tuple[Disclosed, ...]:
        return domain.disclosures(self.decided)

    def proposed(self, act: Proposed) -> DecisionStatus:
        """Nothing went out yet."""
        return self._status(act.at).model_copy(update={"awaiting": act.reasons})

    def _status(self, at: datetime) -> DecisionStatus:
        return DecisionStatus(
            id=self.decided.decision_id,
            outcomes=self.choice.outcomes,
            partners=tuple(order.partner for order in self.choice.orders),
            director=self.director,
            decider_role=_ROLE,
            rule_version=domain.RULE_VERSION,
            decided_at=at,
        )

    async def carry_out(self, connection: Connection, by: By, agreed: Agreed | None) -> Done:
        """Both halves go out, and the reporter hears that it was decided."""
        fields = acts.fields(self.arrival.signal_id, self.decided.decision_id, self.choice, self.director)
        if agreed:
            act = ProposalConfirmed(**by, **fields, proposed_by=agreed.proposed_by, checked=agreed.checked)
            await acts.confirm(connection, act, self.decided, self.motivation, agreed.note)
        else:
            act = DecisionRecorded(**by, **fields)
            await acts.record(connection, act, self.decided, self.motivation)
        return Done(self._status(act.at), act, await decision_events(connection, self.arrival, self.decided))


async def prepare(
    connection: Connection, signal_id: UUID, decision_id: UUID, body: DecisionBody, settled: Settled
) -> PreparedDecision:
    """``settled``: what the case has of consent. Raises ProblemError: 404 and 409 as ``open_case``, 400 with every rule
    the decision breaks.
    """
    arrival, case = await open_case(connection, signal_id)
    standing = [one.standing for one in await referral_store.followed(connection, [signal_id])]
    violations = [*agenda.blocking(await agenda_store.of_signals(connection, [signal_id])), *settled.violations]
    choice = body.choice(settled.consent or domain.UNSAID)
    try:
        decided = domain.decide(case, choice, _ROLE, day_of(datetime.now(UTC)), decision_id, standing)
    except domain.NotDecidableError as error:
        raise _refusal([*violations, *error.violations]) from None
    if violations:
        raise _refusal(violations)
    (director,) = domain.directors(choice, standing)
    return PreparedDecision(arrival, choice, decided, director, body.motivation)


def _refusal(violations: list[Violation]) -> ProblemError:
    detail = f"Het besluit voldoet op {len(violations)} punt(en) niet aan de regels."
    return ProblemError(HTTPStatus.BAD_REQUEST, detail, violations)
