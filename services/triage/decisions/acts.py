"""What a decision does: at once, and again from the log with the halves that went out."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from schemas.codes.flow import UserRole
from services.casework.tenancy import store as tenancy
from services.casework.tenancy.store import Capacity
from services.triage.cases import store as case_store
from services.triage.cases.domain import State
from services.triage.decisions import store
from services.triage.decisions.domain import RULE_VERSION
from services.triage.proposals import store as proposal_store
from services.triage.referrals import domain as referrals
from services.triage.referrals import store as referral_store

if TYPE_CHECKING:
    from uuid import UUID

    from schemas.codes.flow import Outcome
    from schemas.events.acts.triage import Decision, DecisionRecorded, MeldcodeReportCarriedOut, ProposalConfirmed
    from services.runtime.base.database import Connection
    from services.triage.decisions.domain import Choice, Decided

MELDCODE = "meldcode"


class Fields(TypedDict):
    """What an act says of a decision; the rest is in its halves."""

    signal_id: UUID
    decision_id: UUID
    outcomes: tuple[Outcome, ...]
    partners: tuple[str, ...]
    director: str
    rule_version: str


def fields(signal_id: UUID, decision_id: UUID, choice: Choice, director: str) -> Fields:
    """Of this choice, by the rules of today."""
    return Fields(
        signal_id=signal_id,
        decision_id=decision_id,
        outcomes=choice.outcomes,
        partners=tuple(order.partner for order in choice.orders),
        director=director,
        rule_version=RULE_VERSION,
    )


async def record(
    connection: Connection, act: DecisionRecorded, decided: Decided, motivation: str | None = None
) -> None:
    """``motivation`` is sent to nobody."""
    await _decide(connection, act, decided, (act.actor, UserRole.AANDACHTFUNCTIONARIS), motivation)


async def confirm(
    connection: Connection,
    act: ProposalConfirmed,
    decided: Decided,
    motivation: str | None = None,
    note: str | None = None,
) -> None:
    """The words of either person are sent to nobody."""
    await proposal_store.settle(connection, act.decision_id, act, confirmed=True, explanation=note)
    await _decide(connection, act, decided, (act.proposed_by, UserRole.AANDACHTFUNCTIONARIS), motivation)


async def carry_out_meldcode(connection: Connection, act: MeldcodeReportCarriedOut, decided: Decided) -> None:
    """Plan 2.2: after the five steps it is the professional who decides, and no desk of ours."""
    await _decide(connection, act, decided, (MELDCODE, UserRole.PROFESSIONAL), None)


async def _decide(
    connection: Connection, act: Decision, decided: Decided, by: tuple[str, UserRole], motivation: str | None
) -> None:
    """``by`` is the decider's subject and role."""
    await store.add(connection, act, decided, by, motivation)
    if half := decided.zorg or decided.riec:
        await tenancy.belongs(connection, act.signal_id, half.municipality, act.at, Capacity.RESPONSIBLE)
    await case_store.set_state(connection, act.signal_id, State.DECIDED)
    await referral_store.order(connection, act, decided.orders)
    standing = [one.standing for one in await referral_store.followed(connection, [act.signal_id])]
    await case_store.tell(connection, act.signal_id, referrals.reporter_status(standing, to_decide=False))
