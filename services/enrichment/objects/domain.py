"""What a signal can have in common with others (plan 2.2, "overige informatie"), in one spelling each. Pure.

A false link costs more than a missed one: it puts people who have nothing to do with each other in one file. So what
many may share is left out: numbers of large organisations, fill-in values, a name that is only a kind of firm; and the
telephones of reporters and witnesses, for who sees much reports much.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.codes.flow import ObjectKind, PersonRole

if TYPE_CHECKING:
    from schemas.events.case import Company
    from schemas.events.signal import SignalContent

_LEGAL_FORMS = frozenset({"bv", "nv", "vof", "cv", "eenmanszaak", "stichting", "vereniging"})
_SAYS_NOTHING = """
    anoniem bakkerij bar bedrijf bekend bouwbedrijf cafe de een eetcafe firma garage geen het hotel iets in kapper
    kapsalon kwekerij massagesalon nagelsalon niet nvt onbekend onderneming op pension restaurant salon
    schoonmaakbedrijf supermarkt tuinder uitzendbureau van wasserij werkgever winkel zaak
"""
_DUTCH = re.compile(r"^\+31[1-9][0-9]{8}$")
_FOREIGN = re.compile(r"^\+(?!31)[1-9][0-9]{7,14}$")
_OF_AN_ORGANISATION = "+3188"


@dataclass(frozen=True, slots=True)
class Object:
    """Something two signals can share; ``value`` is written the same way whoever reported it."""

    kind: ObjectKind
    value: str


def objects_of(content: SignalContent, address_id: str | None) -> frozenset[Object]:
    """``address_id`` is the BAG's identification, as far as it answered."""
    personal = content.personal
    phones = {_phone(p.phone) for p in personal.people if p.phone and p.role is not PersonRole.WITNESS}
    found = {
        ObjectKind.ADDRESS: {address_id},
        ObjectKind.COMPANY: {_company(personal.company, content.municipality)} if personal.company else set[str](),
        ObjectKind.PHONE: phones,
        ObjectKind.PLATE: {_plate(plate) for plate in personal.plates},
    }
    return frozenset(Object(kind, value) for kind, values in found.items() for value in values if value)


def _company(company: Company, municipality: str) -> str | None:
    """The number in the trade register; without one the name, within one municipality: names are not unique."""
    if company.kvk_number:
        return None if _is_filler(company.kvk_number) else f"kvk {company.kvk_number}"
    plain = unicodedata.normalize("NFKD", company.name.casefold()).replace("'", "").replace(".", "")
    words = re.findall(r"[^\W_]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))
    words = [word for word in words if word not in _LEGAL_FORMS]
    if len("".join(word for word in words if word not in _SAYS_NOTHING.split())) < 3:
        return None
    return f"naam {municipality} {' '.join(words)}"


def _phone(phone: str) -> str | None:
    """As it is dialled from abroad; none where the country is unclear or many share it (0800 and 0900 are too long)."""
    digits = re.sub(r"[ -]", "", phone)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("0"):
        digits = f"+31{digits[1:]}"
    digits = re.sub(r"^\+310", "+31", digits)
    if digits.startswith(_OF_AN_ORGANISATION) or _is_filler(digits[-8:]):
        return None
    return digits if _DUTCH.match(digits) or _FOREIGN.match(digits) else None


def _plate(plate: str) -> str | None:
    """Without its dashes; none where it cannot be one."""
    signs = re.sub(r"[ -]", "", plate).upper()
    return signs if re.search(r"[0-9]", signs) and re.search(r"[A-Z]", signs) else None


def _is_filler(digits: str) -> bool:
    return digits == "12345678" or len(set(digits)) == 1
