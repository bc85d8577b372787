"""Steps of the meldcode, as they come in."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from schemas.envelope import Violation
from services.casework.terms.domain import day_of
from services.intake.meldcode.domain import meldcode_rules, report_rules
from services.runtime.http.problem import ProblemError

if TYPE_CHECKING:
    from schemas.events.case import Meldcode
    from schemas.events.signal import SignalContent


def check(meldcode: Meldcode | None, field: str) -> None:
    """Raises ProblemError (400) with every rule the steps break."""
    _refuse(meldcode_rules(meldcode, day_of(datetime.now(UTC))), field)


def check_report(content: SignalContent, field: str) -> None:
    """Raises ProblemError (400) where Veilig Thuis may not be told."""
    _refuse(report_rules(content), field)


def _refuse(violations: list[Violation], field: str) -> None:
    if violations:
        detail = f"De stappen van de meldcode voldoen op {len(violations)} punt(en) niet aan de regels."
        broken = [Violation(field + v.field, v.rule) for v in violations]
        raise ProblemError(HTTPStatus.BAD_REQUEST, detail, broken)
