"""Acts at enrichment: what registers answered, what the analyst found and concluded."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from schemas.codes.flow import Assessment, InterventionKind
from schemas.codes.register import LookupState, RefusalCode
from schemas.events.acts import Act


class LookedUp(Act):
    """A register was asked about a signal, and what came of it; what it said is not here."""

    signal_id: UUID
    known: bool
    state: LookupState | None = Field(default=None, description="Absent: it answered, and ``known`` says all.")
    refusal: RefusalCode | None = Field(default=None, description="Why it refused, in its own code.")
    more_than: int | None = Field(default=None, ge=0, description="It refused because there are more than this.")

    @property
    def outcome(self) -> LookupState:
        """Its state, also of an act from before there were more than two."""
        return self.state or (LookupState.FOUND if self.known else LookupState.NOT_FOUND)


class AddressLookedUp(LookedUp):
    """The BAG answered."""

    operation: ClassVar[str] = "zoekAdresOp"

    identified: bool = Field(default=True, description="Whether what was found is one address; of several none is it.")


class CompanyLookedUp(LookedUp):
    """The trade register answered."""

    operation: ClassVar[str] = "zoekBedrijfOp"


class ResidentsLookedUp(LookedUp):
    """The BRP answered."""

    operation: ClassVar[str] = "zoekBewonersOp"


class SignalAssessed(Act):
    """The analyst concluded."""

    operation: ClassVar[str] = "beoordeelSignaal"

    signal_id: UUID
    conclusion: Assessment
    destroy_after: date | None = None


class AssessmentUndone(Act):
    """The analyst put right that a signal was closed by mistake."""

    operation: ClassVar[str] = "maakBeoordelingOngedaan"

    signal_id: UUID


class InterventionRecorded(Act):
    """The analyst wrote down what was done before."""

    operation: ClassVar[str] = "registreerInterventie"

    signal_id: UUID
    intervention_id: UUID
    kind: InterventionKind
    took_place_on: date


class InterventionWithdrawn(Act):
    """An intervention does not belong to this signal."""

    operation: ClassVar[str] = "trekInterventieIn"

    signal_id: UUID
    intervention_id: UUID
