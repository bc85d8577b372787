"""The parts that signals, decisions and disclosures are made of."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.codes.flow import Gender, PersonRole, Sector
from schemas.text import Contract, Line

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Postcode = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}[A-Z]{2}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 -]{5,19}$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s\x00-\x1F]{1,64}@[^@\s\x00-\x1F]{1,190}$")]
Plate = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 -]{2,10}[A-Za-z0-9]$")]
KvkNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]


class Reporter(Contract):
    """Who reports. No partner ever receives this."""

    name: Line
    organisation: Line
    sector: Sector
    position: Line | None = None
    phone: Phone | None = None
    email: Email | None = None


class Person(Contract):
    """Somebody a signal speaks of. Everything but the role may be unknown."""

    role: PersonRole
    name: Line | None = None
    birth_date: date | None = None
    gender: Gender = Gender.UNKNOWN
    nationality: Country | None = None
    phone: Phone | None = None
    safe_contact: Line | None = None
    minor: bool | None = None


class Location(Contract):
    """Where it happens, as the reporter knows it; nothing of it is checked before the BAG is asked."""

    street: Line | None = None
    house_number: Annotated[int, Field(strict=True, ge=1, le=99999)] | None = None
    house_number_suffix: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,8}$")] | None = None
    postcode: Postcode | None = None
    city: Line | None = None
    remark: Line | None = None


class Company(Contract):
    """The firm a signal speaks of; ``kvk_number`` is its eight digits in the trade register."""

    name: Line
    kvk_number: KvkNumber | None = None
    industry: Line | None = None


class Consent(Contract):
    """Whether the victim agreed to sharing, or why nobody asked."""

    asked: Annotated[bool, Field(strict=True, description="Whether the victim was asked.")]
    given: Annotated[bool, Field(strict=True)] | None = Field(default=None, description="What the victim answered.")
    reason: Line | None = Field(default=None, description="Why it was not asked, or why sharing goes on without it.")


class MeldcodeStep(Contract):
    """One of the five steps of the meldcode (plan 2.2)."""

    step: Annotated[int, Field(strict=True, ge=1, le=5)]
    taken_on: date
    finding: Line
    skipped_for_safety: Annotated[bool, Field(strict=True)] = False


class Meldcode(Contract):
    """The steps taken so far, and after the fifth whether Veilig Thuis is told (plan 2.2, Meldcode)."""

    steps: tuple[MeldcodeStep, ...] = Field(min_length=1, max_length=5)
    report_to_veilig_thuis: Annotated[bool, Field(strict=True)] | None = None
