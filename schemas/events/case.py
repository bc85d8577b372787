"""The parts that signals, decisions and disclosures are made of."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, WithJsonSchema

from schemas.codes.flow import ConsentReason, Gender, PersonRole, Sector
from schemas.codes.in_words import IN_WORDS, once_in_words, or_words
from schemas.text import Contract, KeptLine

# What earlier versions let through may be on a topic: a form that came later stands beside the old one.
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Nationality = Country | Literal["XXA", "XXX"]
"""A country, or stateless, or not known: see ``schemas.forms.nationality``."""
Postcode = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}[A-Z]{2}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 -]{5,19}$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s\x00-\x1F]{1,64}@[^@\s\x00-\x1F]{1,190}$")]
_GROUP = r"[^\x00-\x2F\x3A-\x40\x5B-\x7F]+"
Plate = (
    Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 -]{2,10}[A-Za-z0-9]$")]
    | Annotated[str, StringConstraints(pattern=f"^{_GROUP}(-{_GROUP})*$", max_length=24)]
)
"""Capitals and digits of any script, a dash between the groups: see ``schemas.forms.plate``."""

HouseNumberSuffix = (
    Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,8}$")]
    | Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=12)]
)
PartialDate = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2]))?$")]
BirthDate = date | PartialDate
"""A day, or as much as is known of it: see ``schemas.forms.day``."""
KvkNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]


class Reporter(Contract):
    """Who reports. No partner ever receives this."""

    name: KeptLine
    organisation: KeptLine
    sector: Sector
    position: KeptLine | None = None
    phone: Phone | None = None
    email: Email | None = None


class EstimatedAge(Contract):
    """How old somebody seemed to be on that day, in whole years."""

    youngest: Annotated[int, Field(strict=True, ge=0, le=120)]
    oldest: Annotated[int, Field(strict=True, ge=0, le=120)]
    estimated_on: date


class Person(Contract):
    """Somebody a signal speaks of. Everything but the role may be unknown."""

    role: PersonRole
    name: KeptLine | None = None
    birth_date: BirthDate | None = None
    # Left out when empty: what was written before it existed stays the same, to the byte.
    estimated_age: EstimatedAge | None = Field(default=None, exclude_if=lambda age: age is None)
    gender: Gender = Gender.UNKNOWN
    nationality: Nationality | None = None
    phone: Phone | None = None
    safe_contact: KeptLine | None = None
    minor: bool | None = None


class Location(Contract):
    """Where it happens, as the reporter knows it; nothing of it is checked before the BAG is asked."""

    street: KeptLine | None = None
    house_number: Annotated[int, Field(strict=True, ge=1, le=99999)] | None = None
    house_number_suffix: HouseNumberSuffix | None = None
    postcode: Postcode | None = None
    city: KeptLine | None = None
    remark: KeptLine | None = None


class Company(Contract):
    """The firm a signal speaks of; ``kvk_number`` is its eight digits in the trade register."""

    name: KeptLine
    kvk_number: KvkNumber | None = None
    industry: KeptLine | None = None


_REASONS = (*ConsentReason, IN_WORDS)
KeptConsentReason = Annotated[
    ConsentReason | Literal["in-woorden"], once_in_words(_REASONS), WithJsonSchema(or_words(_REASONS))
]


class Consent(Contract):
    """Whether the victim agreed to sharing, or why nobody asked."""

    asked: Annotated[bool, Field(strict=True, description="Whether the victim was asked.")]
    given: Annotated[bool, Field(strict=True)] | None = Field(default=None, description="What the victim answered.")
    reason: KeptConsentReason | None = Field(
        default=None, description="Why it was not asked, or why sharing goes on without it."
    )

    @property
    def refused(self) -> bool:
        """Asked, and not given."""
        return self.asked and self.given is False


class MeldcodeStep(Contract):
    """One of the five steps of the meldcode (plan 2.2)."""

    step: Annotated[int, Field(strict=True, ge=1, le=5)]
    taken_on: date
    finding: KeptLine
    skipped_for_safety: Annotated[bool, Field(strict=True)] = False


class Meldcode(Contract):
    """The steps taken so far, and after the fifth whether Veilig Thuis is told (plan 2.2, Meldcode), and whether the
    professional helps, or arranges help.
    """

    steps: tuple[MeldcodeStep, ...] = Field(min_length=1, max_length=5)
    report_to_veilig_thuis: Annotated[bool, Field(strict=True)] | None = None
    # Left out when empty: what was written before it existed stays the same, to the byte.
    arrange_help: Annotated[bool, Field(strict=True)] | None = Field(
        default=None, exclude_if=lambda arranged: arranged is None
    )
