"""What was asked for, as it waits: read again when a second person looks."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from pydantic import ValidationError

from schemas.envelope import Violation
from schemas.validation_words import rule
from services.runtime.http.problem import ProblemError
from services.triage.amendments.bodies import CorrectionBody
from services.triage.consultations.bodies import ConsultationBody
from services.triage.decisions.bodies import DecisionBody
from services.triage.proposals.prepared import Waiting

if TYPE_CHECKING:
    from services.triage.proposals.store import Proposal

Body = DecisionBody | CorrectionBody | ConsultationBody

_BODIES: dict[Waiting, type[Body]] = {
    Waiting.DECISION: DecisionBody,
    Waiting.CORRECTION: CorrectionBody,
    Waiting.CONSULTATION: ConsultationBody,
}


def asked(proposal: Proposal) -> Body:
    """Raises ProblemError: 409 for what can't be asked like that any more, such as an answer by a day that passed."""
    try:
        return _BODIES[proposal.kind].model_validate_json(proposal.asked.body)
    except ValidationError as error:
        broken = [Violation(".".join(str(part) for part in one["loc"]), rule(one)) for one in error.errors()]
        detail = "Dit voorstel kan zo niet meer worden uitgevoerd: wijs het af, en stel het opnieuw voor."
        raise ProblemError(HTTPStatus.CONFLICT, detail, broken) from None
