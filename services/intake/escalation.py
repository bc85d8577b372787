"""What waits too long for its reporter, and what the police did not confirm about an alert."""

from __future__ import annotations

from schemas.codes.flow import Awaited, ReporterStatus, UserRole
from services.casework import notice
from services.casework.terms.escalation import Term
from services.intake.signals.domain import NORMS

_ACTS = {
    ReporterStatus.MELDCODE: UserRole.AANDACHTFUNCTIONARIS,  # takes it over
    ReporterStatus.INFORMATION_ASKED: UserRole.ANALYST,  # assesses it without the answer
}

TERMS = (
    *(
        Term(Awaited.SIGNAL, "signal", "signal_id", "status_since", f"status = '{status}'", norm, _ACTS[status])
        for status, norm in NORMS.items()
    ),
    notice.TERM,
)
