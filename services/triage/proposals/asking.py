"""What the desk asks for is done at once, or waits for a second person."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from services.casework.four_eyes.desk import strongly
from services.casework.four_eyes.disclosed import shown
from services.casework.four_eyes.domain import reasons
from services.casework.limits.domain import limits_of
from services.runtime.http.once import Done
from services.runtime.http.problem import ProblemError
from services.triage.proposals import acts, store
from services.triage.proposals.acts import PROPOSED
from services.triage.proposals.store import Asked

if TYPE_CHECKING:
    from uuid import UUID

    from fastapi import Request

    from schemas.events.acts import By
    from services.casework.four_eyes.config import DeskConfig
    from services.runtime.base.database import Connection
    from services.triage.proposals.prepared import Prepared, Waiting


async def ask(
    connection: Connection,
    request: Request,
    by: By,
    what: tuple[Waiting, UUID, UUID],
    body: str,
    prepared: Prepared,
) -> Done:
    """``what``: its kind, its signal, and the id it has as a proposal and once it is done; ``body``: as it was asked
    for, JSON. Raises ProblemError: 409 while something else of this signal waits, 401 where the RIEC would be told.
    """
    kind, signal_id, proposal_id = what
    told = {one.partner: limits_of(one) for one in prepared.disclosures}
    strongly(told, request.state.caller)
    config: DeskConfig = request.app.state.config
    awaiting = reasons(told, prepared.consent, config.second_person)
    if not awaiting:
        return await prepared.carry_out(connection, by, None)
    await refuse_beside_another(connection, signal_id)
    act = PROPOSED[kind](**by, signal_id=signal_id, proposal_id=proposal_id, reasons=awaiting)
    await acts.propose(connection, act, Asked(body, shown(prepared.disclosures, prepared.consent)))
    return Done(prepared.proposed(act), act)


async def refuse_beside_another(connection: Connection, signal_id: UUID) -> None:
    """Raises ProblemError: 409."""
    if waiting := await store.waiting(connection, [signal_id]):
        detail = f"Er ligt al een {waiting[0].kind} die op een tweede persoon wacht."
        raise ProblemError(HTTPStatus.CONFLICT, detail)
