"""What the victim said about sharing: a fact of the case, which no decision can talk away (plan 2.3; AVG 7). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.codes.flow import ConsentReason
from schemas.envelope import Violation
from services.casework.terms.domain import day_of

if TYPE_CHECKING:
    from datetime import datetime

    from schemas.events.case import Consent


@dataclass(frozen=True, slots=True)
class Recorded:
    """The last time somebody asked, or said why nobody did."""

    consent: Consent
    recorded_at: datetime


def rules(consent: Consent, explanation: str | None) -> list[Violation]:
    """Consent, or the reason it was not asked or not given, is recorded."""
    if consent.asked and consent.given is None:
        return [Violation("gegeven", "verplicht als toestemming gevraagd is")]
    if not consent.asked and consent.given is not None:
        return [Violation("gegeven", "kan niet zonder dat toestemming gevraagd is")]
    if not consent.given and consent.reason is None:
        return [Violation("reden", f"verplicht als er geen toestemming is: een van: {', '.join(ConsentReason)}")]
    if consent.reason is ConsentReason.OTHER and explanation is None:
        return [Violation("toelichting", "verplicht bij de reden anders: in eigen woorden waarom")]
    return []


def against_earlier(earlier: Recorded | None, said: Consent) -> list[Violation]:
    """A refusal stands whatever a decision says: only what the victim said later lifts it, recorded as such."""
    if earlier is None or not earlier.consent.refused or said.refused:
        return []
    day = f"{day_of(earlier.recorded_at):%d-%m-%Y}"
    return [Violation("", f"op {day} is geweigerd; bedenkt het slachtoffer zich, leg dat vast bij /toestemmingen")]


def change_of_mind(earlier: Recorded | None, said: Consent, explanation: str | None) -> list[Violation]:
    """After a refusal the victim is asked again, and somebody writes how that went: "niet gevraagd" lifts nothing."""
    if earlier is None or not earlier.consent.refused:
        return []
    found: list[Violation] = []
    if not said.asked:
        found.append(Violation("gevraagd", "na een weigering telt alleen wat het slachtoffer daarna zelf zei: true"))
    if explanation is None:
        found.append(Violation("toelichting", "verplicht na een weigering: wanneer en hoe het slachtoffer dit zei"))
    return found
