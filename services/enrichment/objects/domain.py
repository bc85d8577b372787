"""What a signal can have in common with others (plan 2.2, "overige informatie"), in one spelling each. Pure.

A false link costs more than a missed one: it puts people who have nothing to do with each other in one file. So what
many may share is left out: numbers of large organisations, fill-in values, a name that is only a kind of firm; and the
telephones of reporters and witnesses, for who sees much reports much.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from schemas.codes.flow import ObjectKind, PersonRole
from schemas.forms import plate, telephone
from schemas.forms.text import alike

if TYPE_CHECKING:
    from schemas.events.case import Company
    from schemas.events.signal import SignalContent

_LEGAL_FORMS = frozenset({"bv", "nv", "vof", "cv", "eenmanszaak", "stichting", "vereniging"})
_SAYS_NOTHING = """
    anoniem bakkerij bar bedrijf bekend bouwbedrijf cafe de een eetcafe firma garage geen het hotel iets in kapper
    kapsalon kwekerij massagesalon nagelsalon niet nvt onbekend onderneming op pension restaurant salon
    schoonmaakbedrijf supermarkt tuinder uitzendbureau van wasserij werkgever winkel zaak
"""
_OF_MANY = re.compile(r"\+31(88|800|90[069])")


class KnownBy(StrEnum):
    """By what an object is recognised; the analyst reads it."""

    IDENTIFICATION = "bag"
    KVK_NUMBER = "kvk-nummer"
    NAME = "naam"
    NUMBER = "nummer"


@dataclass(frozen=True, slots=True)
class Object:
    """Something two signals can share; ``value`` is written the same way whoever reported it."""

    kind: ObjectKind
    value: str
    known_by: KnownBy


def objects_of(content: SignalContent, address_id: str | None) -> frozenset[Object]:
    """``address_id`` is the BAG's identification, as far as it answered."""
    personal = content.personal
    phones = {_phone(p.phone) for p in personal.people if p.phone and p.role is not PersonRole.WITNESS}
    firm = personal.company
    found = {
        (ObjectKind.ADDRESS, KnownBy.IDENTIFICATION): {address_id},
        (ObjectKind.COMPANY, KnownBy.KVK_NUMBER): {_kvk_number(firm)} if firm else set[str](),
        (ObjectKind.COMPANY, KnownBy.NAME): {_name(firm, content.municipality)} if firm else set[str](),
        (ObjectKind.PHONE, KnownBy.NUMBER): phones,
        (ObjectKind.PLATE, KnownBy.NUMBER): {_plate(one) for one in personal.plates},
    }
    return frozenset(
        Object(kind, value, known_by) for (kind, known_by), values in found.items() for value in values if value
    )


def _kvk_number(company: Company) -> str | None:
    number = company.kvk_number
    return f"kvk {number}" if number and not _is_filler(number) else None


def _name(company: Company, municipality: str) -> str | None:
    """Within one municipality: names are not unique."""
    words = re.findall(r"[^\W_]+", alike(company.name).replace("'", "").replace(".", ""))
    words = [word for word in words if word not in _LEGAL_FORMS]
    if len("".join(word for word in words if word not in _SAYS_NOTHING.split())) < 3:
        return None
    return f"naam {municipality} {' '.join(words)}"


def _phone(phone: str) -> str | None:
    """As it is dialled from abroad; none where that is unclear or many share it."""
    try:
        number = telephone.parse(phone)
    except ValueError:
        return None
    return None if not number.startswith("+") or _OF_MANY.match(number) or _is_filler(number[-8:]) else number


def _plate(written: str) -> str | None:
    """None where it cannot be one."""
    signs = plate.alike(written)
    return signs if any(map(str.isdigit, signs)) and any(map(str.isalpha, signs)) else None


def _is_filler(digits: str) -> bool:
    return digits == "12345678" or len(set(digits)) == 1
