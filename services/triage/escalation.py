"""What nobody answered, confirmed or recorded in time: on record once, for the aandachtfunctionaris.

Questions, decisions that wait for a second person, advice of a table, and corrections and withdrawals.
"""

from __future__ import annotations

from schemas.codes.flow import Awaited, UserRole
from services.casework import notice
from services.casework.four_eyes import domain as four_eyes
from services.casework.terms.escalation import Term
from services.triage.agenda import domain as agenda

TERMS = (
    Term(
        Awaited.ANSWER,
        "consultation",
        "reference",
        "answer_by",
        "answered_at is null and withdrawn_at is null",
        None,
        UserRole.AANDACHTFUNCTIONARIS,
        about="signal_id",
        by_day=True,
    ),
    Term(
        Awaited.SECOND_PERSON,
        "proposal",
        "proposal_id",
        "proposed_at",
        "settled_at is null",
        four_eyes.NORM,
        four_eyes.NORM.owner,
        about="signal_id",
    ),
    Term(
        Awaited.ADVICE,
        "agenda_item",
        "item_id",
        "held_on",
        f"state = '{agenda.ItemState.OPEN}'",
        agenda.NORM,
        agenda.NORM.owner,
        about="signal_id",
        by_day=True,
    ),
    notice.TERM,
)
