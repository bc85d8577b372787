"""Signals that wait too long, for the analyst or for their reporter: the analyst has to act on either."""

from __future__ import annotations

from schemas.codes.flow import Awaited, UserRole
from services.casework.terms.escalation import Term
from services.enrichment.domain import NORMS

TERMS = tuple(
    Term(Awaited.SIGNAL, "signal", "signal_id", "state_since", f"state = '{state}'", norm, UserRole.ANALYST)
    for state, norm in NORMS.items()
)
