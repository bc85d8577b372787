"""Building blocks of disclosures; each is itself an allow-list."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, cast
from uuid import UUID

from pydantic import BeforeValidator, Field

from schemas.codes.exploitation import Form
from schemas.codes.flow import Gender, Outcome, PersonRole, UserRole
from schemas.codes.municipality import Municipality
from schemas.codes.purpose import Purpose
from schemas.events.case import Country, KvkNumber, Phone, Postcode
from schemas.forms.nationality import STATELESS, UNKNOWN
from schemas.registry import forms
from schemas.text import Contract, KeptLine, KeptText

if TYPE_CHECKING:
    from collections.abc import Sequence


def _whole_day(known: object) -> object:
    if isinstance(known, str):
        return date.fromisoformat(known) if len(known) == len("2009-05-17") else None
    return known


class KnownForm(StrEnum):
    """The forms that partners' contracts have a code for, since before there were others."""

    SEXUAL = "seksueel"
    LABOUR = "arbeid"
    SERVITUDE = "dienstbaarheid"
    BEGGING = "bedelarij"
    CRIMINAL = "crimineel"
    ORGAN_REMOVAL = "orgaanverwijdering"
    UNKNOWN = "onbekend"


_FORMS = {form.value for form in Form}


def _as_known(told: Any) -> Any:
    """Each form, once, as the one that stands for it there; what is no form stays as it is, and is refused."""
    if not isinstance(told, list | tuple) or not all(one in _FORMS for one in cast("Sequence[object]", told)):
        return cast("Any", told)
    codes = (Form(one) for one in cast("Sequence[str]", told))
    return tuple(dict.fromkeys(KnownForm(forms()[code].latest.told_before_as or code) for code in codes))


def _two_letters(known: object) -> object:
    return None if known in (STATELESS, UNKNOWN) else known


WholeDate = Annotated[date | None, BeforeValidator(_whole_day)]
KnownCountry = Annotated[Country | None, BeforeValidator(_two_letters)]
KnownForms = Annotated[tuple[KnownForm, ...], BeforeValidator(_as_known)]
"""Partners' contracts have no room for a part of a date, or for no country: there the field stays away."""


class Reference(Contract):
    """What every disclosure begins with."""

    reference: UUID = Field(description="This partner's own reference; every answer names it.")


class ReferralHeader(Reference):
    """On which ground a referral is made, by which role, and who directs the case."""

    director: bool = Field(description="Whether this partner directs the case (regie, plan 2.3).")
    municipality: Municipality = Field(description="Which municipality is responsible (plan 2.4).")
    basis: str = Field(description="Legal basis of this disclosure, by its id in the register.")
    purpose: Purpose = Field(description="Purpose the data may be used for (AVG 5).")
    decider_role: UserRole = Field(description="Role that decided; accountability without a name.")
    rule_version: str = Field(description="Version of the rules the decision was taken under.")
    decided_on: date = Field(description="Day of the decision; the basis had to hold that day.")


class CaseKind(Contract):
    """What the case is about, in codes alone."""

    forms: KnownForms = Field(description="Form of exploitation decides which expertise is needed.")
    outcomes: tuple[Outcome, ...] = Field(description="Which trajectory the case belongs to.")


class Address(Contract):
    """A place as far as a partner has to find it."""

    street: KeptLine | None = Field(default=None, description="Where to go.")
    house_number: int | None = Field(default=None, description="Where to go.")
    house_number_suffix: str | None = Field(default=None, description="Where to go.")
    postcode: Postcode | None = Field(default=None, description="Where to go.")
    city: KeptLine | None = Field(default=None, description="Where to go.")
    remark: KeptLine | None = Field(default=None, description="How to find it: 'caravan behind the barn'.")


class Workplace(Contract):
    """An employer, not its people."""

    name: KeptLine = Field(description="The employer to inspect or act against.")
    kvk_number: KvkNumber | None = Field(default=None, description="Which legal entity it is.")
    industry: KeptLine | None = Field(default=None, description="Which rules apply to the work.")


class Recognisable(Contract):
    """Somebody who must be recognised."""

    name: KeptLine | None = Field(default=None, description="To recognise the right person.")
    birth_date: WholeDate = Field(default=None, description="To tell namesakes apart.")
    gender: Gender = Field(description="To recognise the right person.")
    nationality: KnownCountry = Field(
        default=None,
        description="To identify the right person; to a partnership only if nothing else does (BGS 1.9).",
    )
    minor: bool | None = Field(default=None, description="Minors need no coercion and go to youth care (plan 2.4).")


class NamedPerson(Recognisable):
    """Somebody in a case: looked up, approached, or protected."""

    role: PersonRole = Field(description="Victim, suspect or witness: never to be mixed up.")


class Client(Recognisable):
    """Somebody to be helped: also how to reach this person without danger. Not why."""

    phone: Phone | None = Field(default=None, description="To make contact.")
    safe_contact: KeptLine | None = Field(default=None, description="The way of contact that is safe.")


class ClientPerson(Client, NamedPerson):
    """A victim to be helped."""


class Note(Contract):
    note: KeptText = Field(description="What the aandachtfunctionaris wrote for this partner alone.")
