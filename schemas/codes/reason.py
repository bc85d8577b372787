"""Why somebody did at a desk what needs a reason: a code, which may go on the trail, beside words, which may not."""

from __future__ import annotations

from enum import StrEnum

OTHER = "anders"
"""In every list: what it is then is in the words."""


class HoldReason(StrEnum):
    """Why nothing may be destroyed."""

    COMPLAINT = "klacht"
    COURT = "rechtszaak"
    DATA_SUBJECT = "verzoek-betrokkene"
    INVESTIGATION = "onderzoek"
    OTHER = OTHER


class LiftReason(StrEnum):
    """Why it may be destroyed again."""

    SETTLED = "afgehandeld"
    TAKEN_BACK = "verzoek-ingetrokken"
    MISTAKE = "vergissing"
    OTHER = OTHER


class TakeOverReason(StrEnum):
    """Why the steps of the meldcode are not waited for any longer."""

    NO_ANSWER = "melder-reageert-niet"
    URGENT = "kan-niet-wachten"
    REPORTER_ASKED = "verzoek-melder"
    OTHER = OTHER


class AlertWithdrawalReason(StrEnum):
    """Why nobody needs to go to an alert."""

    PASSED = "gevaar-geweken"
    HELPED = "hulp-al-ter-plaatse"
    MISTAKE = "vergissing"
    TWICE = "dubbel-gegeven"
    OTHER = OTHER


class HandOverReason(StrEnum):
    """Why another municipality gets a case too."""

    MOVED = "slachtoffer-verhuisd"
    REGISTERED = "elders-ingeschreven"
    ALSO_THERE = "speelt-ook-elders"
    STANDING_IN = "waarneming"
    OTHER = OTHER


class OperatorReason(StrEnum):
    """Why an operator cut somebody off, let somebody in again, or closed what was set aside."""

    KEY_LEAKED = "sleutel-gelekt"
    TOO_MANY_FAULTS = "te-veel-fouten"
    TRIAL = "proefbericht"
    ENDED = "samenwerking-gestopt"
    PARTNER_ASKED = "verzoek-partner"
    SETTLED = "afgehandeld"
    RENEWED = "vernieuwd"
    MISTAKE = "vergissing"
    OTHER = OTHER
