"""What every desk does, from the log: terms that passed, destruction and holds, and what partners have to confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.disclosures.afterwards import Notice
from schemas.events.acts.handling import CasePutBack, CaseTaken, NoteWritten
from schemas.events.acts.retention import ContentDestroyed, DestructionHeld, HoldLifted
from schemas.events.acts.terms import TermPassed
from services.casework import notice
from services.casework.handling import acts as handling
from services.casework.retention import acts
from services.casework.terms.escalation import apply_passed
from services.runtime.operate.comparison import skip, unsaid
from services.runtime.operate.replay import of_act, of_event

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from schemas.text import Contract
    from services.casework.retention.clock import Wipe
    from services.casework.terms.escalation import Term
    from services.runtime.operate.comparison import Exempt
    from services.runtime.operate.replay import Apply

EXEMPT: Mapping[str, Exempt] = {
    "hold.explanation": unsaid("somebody's own words, sent to nobody"),
    "hold.lift_explanation": unsaid("somebody's own words, sent to nobody"),
    "hold.desk": skip("what was placed before it was kept has none"),
}

TALLY_EXEMPT: Mapping[str, Exempt] = {
    "tally": skip("the sum of what is compared, in a line for each who changed it at one time"),
}

HANDLING: Mapping[type[Contract], Apply[Any]] = {
    CaseTaken: of_act(handling.take),
    CasePutBack: of_act(handling.put_back),
    NoteWritten: of_act(handling.note),
}
"""Of a service at whose desk cases are taken in hand."""

HANDLING_EXEMPT: Mapping[str, Exempt] = {
    "note.words": unsaid("somebody's own words, sent to nobody"),
    "colleague": skip("who looked at the worklist lately: in no event"),
}

NOTICES: Mapping[type[Contract], Apply[Any]] = {Notice: of_event(notice.tell)}


def own(wipe: Wipe, terms: Sequence[Term]) -> Mapping[type[Contract], Apply[Any]]:
    """``wipe`` and ``terms`` are the service's."""
    return {
        TermPassed: of_act(lambda connection, act: apply_passed(connection, act, terms)),
        ContentDestroyed: of_act(lambda connection, act: acts.destroy(connection, act, wipe)),
        DestructionHeld: of_act(acts.hold),
        HoldLifted: of_act(acts.lift),
    }
