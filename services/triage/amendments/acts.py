"""What a correction and a withdrawal do: at once, and again from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codes.flow import ReporterStatus
from services.casework.notice import Kind
from services.triage.amendments import domain, store
from services.triage.cases import store as case_store
from services.triage.cases.domain import Case, State
from services.triage.consultations import store as consultation_store
from services.triage.decisions import store as decision_store
from services.triage.proposals import store as proposal_store

if TYPE_CHECKING:
    from schemas.events.acts.triage import CaseCorrectionRecorded, CaseWithdrawn
    from schemas.events.signal import SignalPersonal
    from services.runtime.base.database import Connection


async def correct(
    connection: Connection,
    act: CaseCorrectionRecorded,
    personal: SignalPersonal,
    reason: str | None = None,
    note: str | None = None,
) -> None:
    """``personal``: the case as it should have been; ``note``: the second person's. Raises LookupError without one."""
    if act.proposed_by:
        await proposal_store.settle(connection, act.correction_id, act, confirmed=True, explanation=note)
    await store.add(connection, act, act.correction_id, Kind.CORRECTION, reason)
    arrival = await case_store.find(connection, act.signal_id)
    if arrival is None or arrival.case is None:
        raise LookupError("a case that is corrected has arrived")
    after = Case(arrival.case.facts, personal)
    await case_store.save_personal(connection, act.signal_id, personal)
    for decided in await decision_store.decided(connection, act.signal_id):
        await decision_store.save(connection, domain.correct(decided, after, act.correction_id).decided)


async def withdraw(connection: Connection, act: CaseWithdrawn, reason: str | None = None) -> None:
    """``reason`` is told to nobody."""
    await store.add(connection, act, act.withdrawal_id, Kind.WITHDRAWAL, reason)
    await case_store.set_state(connection, act.signal_id, State.WITHDRAWN)
    await case_store.tell(connection, act.signal_id, ReporterStatus.WITHDRAWN)
    await consultation_store.close(connection, act.signal_id, act.at)
    await proposal_store.close(connection, act.signal_id, act)
