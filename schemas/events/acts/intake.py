"""Acts at intake: reports, what is added to them, and alerts."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from schemas.codes.flow import ReporterStatus
from schemas.codes.municipality import Municipality
from schemas.codes.reason import AlertWithdrawalReason, TakeOverReason
from schemas.events.acts import Act
from schemas.events.ground import Ground


class SignalReported(Act):
    """A professional reported a signal."""

    operation: ClassVar[str] = "meldSignaal"

    signal_id: UUID
    alert_id: UUID | None = Field(default=None, description="The alert that was raised in the same report.")
    municipality: Municipality
    status: ReporterStatus


class MeldcodeStepsAdded(Act):
    """Steps of the meldcode came in; with all five the signal went on."""

    operation: ClassVar[str] = "voegMeldcodeStappenToe"

    signal_id: UUID
    status: ReporterStatus


class SignalTakenOver(Act):
    """A signal whose steps were never finished goes on as it is."""

    operation: ClassVar[str] = "neemSignaalOver"

    signal_id: UUID
    status: ReporterStatus
    reason: TakeOverReason | None = Field(default=None, description="Not said until 2026-12.")


class SupplementGiven(Act):
    """The reporter gave the information that was asked for, or added to the signal unasked."""

    operation: ClassVar[str] = "vulSignaalAan"

    signal_id: UUID
    supplement_id: UUID
    unasked: bool = False


class SignalTakenBack(Act):
    """The reporter took a signal back; ``status`` says whether that ended it here."""

    operation: ClassVar[str] = "trekSignaalIn"

    signal_id: UUID
    retraction_id: UUID
    status: ReporterStatus


class AlertRaised(Act):
    """Acute danger was passed on to the police."""

    operation: ClassVar[str] = "geefAlarm"

    alert_id: UUID
    signal_id: UUID | None = None
    ground: Ground | None = Field(
        default=None, exclude_if=lambda ground: ground is None, description="On what. Unsaid until 2026-11-27."
    )
    municipality: Municipality | None = Field(
        default=None,
        exclude_if=lambda municipality: municipality is None,
        description="Where, as far as that could be read. Unsaid until 2026-11-28.",
    )


class AlertCorrected(Act):
    """The police were told how it is instead."""

    operation: ClassVar[str] = "corrigeerAlarm"

    alert_id: UUID
    notice: UUID


class AlertCalledOff(Act):
    """The police were told that nobody has to go."""

    operation: ClassVar[str] = "trekAlarmIn"

    alert_id: UUID
    notice: UUID
    reason: AlertWithdrawalReason | None = Field(default=None, description="Not said until 2026-12.")
