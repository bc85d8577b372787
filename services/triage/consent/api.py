"""Recording what the victim said about sharing."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from schemas.codes.flow import ConsentReason
from schemas.events.acts.triage import ConsentRecorded
from schemas.events.case import Consent
from schemas.text import Text
from services.runtime.base.database import Connection
from services.runtime.http.once import Done, OnlyOnce
from services.runtime.http.problem import ProblemError
from services.runtime.http.request_model import RequestModel
from services.triage.cases.desk import Deciders, SignalId, found_case
from services.triage.consent import domain, store, telling
from services.triage.words import DUTCH

if TYPE_CHECKING:
    from services.runtime.base.caller import Caller


class CaseConsentBody(RequestModel, Consent):
    """Wat het slachtoffer over delen zei, of waarom dat niet gevraagd is; wat in de toelichting staat leest geen
    partner.
    """

    model_config = DUTCH

    reason: ConsentReason | None = None  # pyright: ignore[reportIncompatibleVariableOverride] - frozen
    explanation: Text | None = None

    def consent(self) -> Consent:
        """As events hold it."""
        return Consent(asked=self.asked, given=self.given, reason=self.reason)


class CaseConsent(BaseModel):
    """Wat nu geldt."""

    model_config = DUTCH

    asked: bool
    given: bool | None
    reason: str | None
    recorded_at: datetime

    @classmethod
    def of(cls, held: domain.Recorded) -> CaseConsent:
        """As the case has it."""
        consent = held.consent
        return cls(asked=consent.asked, given=consent.given, reason=consent.reason, recorded_at=held.recorded_at)


router = APIRouter()


def act_of(caller: Caller, at: datetime, signal_id: UUID, consent: Consent) -> ConsentRecorded:
    """That this caller recorded it."""
    return ConsentRecorded(**caller.acting(at), signal_id=signal_id, consent_id=uuid4(), consent=consent)


@router.post(
    "/signalen/{id}/toestemmingen",
    status_code=HTTPStatus.CREATED,
    response_model=CaseConsent,
    operation_id="legToestemmingVast",
)
async def record(signal_id: SignalId, body: CaseConsentBody, caller: Deciders, once: OnlyOnce) -> Response:
    """Leg vast wat het slachtoffer over delen zei. Alleen zo vervalt een eerdere weigering.

    Trekt het slachtoffer toestemming in (AVG artikel 7, derde lid), dan stopt en wist ieder die iets op die toestemming
    kreeg, en bevestigt dat; wie op een andere grondslag kreeg wat het slachtoffer zei, krijgt het opnieuw.
    """

    async def note(connection: Connection) -> Done:
        arrival = await found_case(connection, signal_id)
        said, earlier = body.consent(), await store.latest(connection, signal_id)
        violations = [
            *domain.rules(said, body.explanation),
            *domain.change_of_mind(earlier, said, body.explanation),
        ]
        if violations:
            raise ProblemError(HTTPStatus.BAD_REQUEST, "Zo kan de toestemming niet worden vastgelegd.", violations)
        act = act_of(caller, datetime.now(UTC), signal_id, said)
        told = await telling.record(connection, arrival, act, body.explanation)
        return Done(CaseConsent.of(domain.Recorded(said, act.at)), act, told)

    return await once.run(caller, note)
