"""Signals on their way from the reporter to the aandachtfunctionaris (plan 2.2)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from schemas.codes.exploitation import Form
from schemas.codes.flow import Channel, InterventionKind, ObjectKind, ReporterStatus
from schemas.codes.municipality import Municipality
from schemas.codes.register import BaseRegister, LookupState, RefusalCode
from schemas.events.case import Company, Location, Meldcode, Person, Plate, Reporter
from schemas.indicators import Indicator
from schemas.text import Contract, KeptLine, KeptText


class SignalPersonal(Contract):
    """Everything in a report that identifies or describes people."""

    description: KeptText
    reporter: Reporter
    people: tuple[Person, ...] = Field(default=(), max_length=20)
    location: Location | None = None
    company: Company | None = None
    # Left out when empty: what was stored and written before these fields existed stays the same, to the byte.
    plates: tuple[Plate, ...] = Field(
        default=(), max_length=10, exclude_if=lambda plates: not plates, description="Number plates of vehicles seen."
    )
    indicators: tuple[Indicator, ...] = Field(
        default=(), max_length=20, exclude_if=lambda indicators: not indicators, description="Codes of a dated list."
    )
    care_needs: KeptText | None = None
    meldcode: Meldcode | None = None


class SignalFacts(Contract):
    """What is known of a signal outside personal data."""

    municipality: Municipality
    forms: tuple[Form, ...] = Field(min_length=1, max_length=7)
    channel: Channel
    received_at: AwareDatetime
    observed_on: date | None = None
    victim_recognisable: bool
    alert_raised: bool
    domestic_circle: bool | None = Field(
        default=None,
        exclude_if=lambda known: known is None,
        description="Whether who exploits is of the victim's domestic circle (Wmo 2015, 1.1.1).",
    )


class SignalContent(SignalFacts):
    """A signal with its personal part."""

    personal: SignalPersonal


class SignalReceived(SignalContent):
    """Through the Meldpunt Ondermijning: the analyst enriches it first."""


class SignalReceivedDirectly(SignalContent):
    """Straight to the aandachtfunctionaris, or by the meldcode to Veilig Thuis."""

    meldcode_report: bool = Field(description="The reporter's five steps ended in a report to Veilig Thuis.")


class SupplementPersonal(Contract):
    """The reporter's own words."""

    supplement: KeptText


class SignalSupplemented(Contract):
    """What the reporter adds: the answer to a request for more information, or of his own accord."""

    supplement_id: UUID
    personal: SupplementPersonal


class RetractionPersonal(Contract):
    """The reporter's own words."""

    reason: KeptText


class SignalRetracted(Contract):
    """The reporter takes a signal back; where it was shared, the aandachtfunctionaris decides what that means."""

    retraction_id: UUID
    municipality: Municipality
    personal: RetractionPersonal


class Intervention(Contract):
    """What was done before, as the analyst found it."""

    kind: InterventionKind
    took_place_on: date
    organisation: KeptLine
    file_number: KeptLine | None = None


class RegisterLookup(Contract):
    """What came of asking one base register, and when; what it said is under ``personal``."""

    source: BaseRegister
    state: LookupState
    at: AwareDatetime | None = Field(default=None, description="Since when it is so; absent where nobody noted it.")
    refusal: RefusalCode | None = Field(default=None, description="Why it refused, in its own code.")
    more_than: int | None = Field(default=None, ge=0, description="It refused because there are more than this.")


class EnrichedPersonal(SignalPersonal):
    """The report with what was added to it."""

    supplements: tuple[KeptText, ...] = ()
    address: KeptLine | None = Field(
        default=None, description="The address as the BAG holds it; absent where several fit."
    )
    company_registered: KeptLine | None = Field(default=None, description="The firm as the trade register holds it.")
    registers: tuple[KeptText, ...] = Field(
        default=(), exclude_if=lambda lines: not lines, description="What each base register says, for who decides."
    )
    interventions: tuple[Intervention, ...] = Field(
        default=(), max_length=50, exclude_if=lambda found: not found, description="Earlier ones, the latest first."
    )
    analyst_note: KeptText


class SignalEnriched(SignalFacts):
    """Strengthened by the analyst. ``strength`` only sorts a worklist; ``reasons`` explain it."""

    strength: int = Field(ge=0)
    reasons: tuple[str, ...]
    indicator_list: str | None = Field(default=None, description="Version of the list the points were taken from.")
    address_known: bool | None = Field(default=None, description="Absent: no answer of the BAG says so yet.")
    company_known: bool | None = Field(default=None, description="Absent: no answer of the trade register says so yet.")
    lookups: tuple[RegisterLookup, ...] = Field(
        default=(),
        max_length=len(BaseRegister),
        exclude_if=lambda found: not found,
        description="One per base register.",
    )
    other_signals_at_address: int = Field(ge=0, description="Counted up to 20; until 2026-11 all of them.")
    personal: EnrichedPersonal


class SignalNotStrengthened(Contract):
    """The end state the plan has no box for; content stays with enrichment until ``destroy_after``."""

    municipality: Municipality
    destroy_after: date


class SignalReopened(Contract):
    """Closed as not strengthened, and back on the analyst's desk: another signal turned out to share an object."""

    municipality: Municipality
    objects: tuple[ObjectKind, ...] = Field(min_length=1, description="What the two have in common.")
    other_signal_id: UUID = Field(description="The signal that brought it back; the latest where there are several.")


class SignalLinkedElsewhere(Contract):
    """It shares an object with signals of other municipalities: how many of them there are now, and never which."""

    link_id: UUID
    municipality: Municipality
    objects: tuple[ObjectKind, ...] = Field(min_length=1, description="What they have in common.")
    elsewhere: Annotated[int, Field(ge=1, description="Counted up to 20.")]


class SignalAssessmentUndone(Contract):
    """Closed as not strengthened by mistake, and back on the analyst's desk."""

    municipality: Municipality


class SignalInformationAsked(Contract):
    """The analyst needs more; the reporter is told so through feedback."""

    municipality: Municipality


class SignalFeedbackGiven(Contract):
    """Where a signal stands, for its reporter."""

    status: ReporterStatus


class CaseCorrected(Contract):
    """What was reported, as it should have been; for the auditor, who can then tell what was known when."""

    correction_id: UUID
    personal: SignalPersonal
