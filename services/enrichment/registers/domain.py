"""What base registers are asked, and what their answers mean. Pure: no I/O, no clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from schemas.codes.register import BaseRegister, LookupState
from services.casework.terms.domain import day_and_time

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from schemas.events.case import Location

_OF_AGE = 18
_LONGEST_ADDITION = 4
_SHOWN = 10
_FIRST_PAUSE = timedelta(minutes=5)
_LONGEST_PAUSE = timedelta(days=1)
_CODE = re.compile(r"^[A-Za-z][A-Za-z0-9]{0,24}$")
_TOO_MANY = "tooManyResults"


@dataclass(frozen=True, slots=True)
class Lookup:
    """What came of asking one register: since when it is so, why it refused, and when it is asked again."""

    state: LookupState = LookupState.NOT_ASKED
    at: datetime | None = None
    refusal: str | None = None
    more_than: int | None = None
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Residents:
    """How many people are registered at an address; of some of them nobody knows whether they are minors."""

    count: int
    minors: int
    of_unknown_age: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """``identification`` is the register's own, ``line`` what the analyst reads."""

    identification: str
    line: str


@dataclass(frozen=True, slots=True)
class Addresses:
    """All that fit. ``identification``: of the one that it is; None where several fit, and nothing is linked by one of
    them. ``without_suffix``: the BAG knows no such suffix, these have the house number.
    """

    lines: tuple[str, ...]
    identification: str | None
    without_suffix: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """``code`` is the register's own word; ``more_than``: it refused because there are more than this."""

    code: str | None
    more_than: int | None = None


def address_question(location: Location | None) -> dict[str, str | int] | None:
    """By postcode, or else by street and town: the BAG's own parameters. None where too little is known."""
    if location is None or location.house_number is None:
        return None
    if location.postcode:
        return {"postcode": location.postcode, "huisnummer": location.house_number}
    street, town = (location.street or "").strip(), (location.city or "").strip()
    if not street or not town:
        return None
    return {"woonplaatsNaam": town, "openbareRuimteNaam": street, "huisnummer": location.house_number}


def suffix_signs(suffix: str | None) -> str:
    """What counts of a house number's suffix: "A bis", "a-bis" and "Abis" are one."""
    return re.sub(r"[\W_]", "", suffix or "")


def suffix_readings(signs: str) -> tuple[dict[str, str], ...]:
    """As the BAG may hold it: a letter with an addition ("A" and "bis"), or an addition alone ("bis", "12"). None where
    it is too long for either ("boven" can be "b" and "oven", "beneden" nothing) or has other signs.
    """
    if not signs.isascii():
        return ()
    found: list[dict[str, str]] = []
    letter, addition = signs[:1], signs[1:]
    if letter.isalpha() and len(addition) <= _LONGEST_ADDITION:
        found.append({"huisletter": letter, **({"huisnummertoevoeging": addition} if addition else {})})
    if is_addition(signs):
        found.append({"huisnummertoevoeging": signs})
    return tuple(found)


def is_addition(signs: str) -> bool:
    """Whether the BAG could hold these as a suffix: what it does not find then, is not there."""
    return signs.isascii() and 0 < len(signs) <= _LONGEST_ADDITION


def shown(lines: list[str]) -> tuple[str, ...]:
    """As many as a desk can read, and how many there are besides."""
    if len(lines) <= _SHOWN:
        return tuple(lines)
    return (*lines[:_SHOWN], f"en nog {len(lines) - _SHOWN}")


def residents(people: Iterable[tuple[int | None, int | None]], today: date) -> Residents:
    """Of each person the age and the year of birth, as far as the register tells: who has neither is no adult."""
    minors = [_is_minor(age, born, today) for age, born in people]
    return Residents(len(minors), minors.count(True), minors.count(None))


def _is_minor(age: int | None, born: int | None, today: date) -> bool | None:
    if age is not None:
        return age < _OF_AGE
    if born is None or today.year - born == _OF_AGE:
        return None
    return today.year - born < _OF_AGE


class _Fault(BaseModel):
    code: str


class _Problem(BaseModel):
    """BAG and BRP (problem+json) and KVK (``fout``) in one: each leaves out what is the other's."""

    code: str = ""
    detail: str = ""
    fout: list[_Fault] = []


def refusal_in(body: bytes) -> Refusal:
    """Nothing of the words goes along, they may quote what was asked; only how many are too many."""
    try:
        problem = _Problem.model_validate_json(body)
    except ValidationError:
        return Refusal(None)
    code = next((fault.code for fault in problem.fout), problem.code)
    if not _CODE.match(code):
        return Refusal(None)
    maximum = re.search(r"maximum van ([0-9]{1,6})\b", problem.detail) if code == _TOO_MANY else None
    return Refusal(code, int(maximum[1]) if maximum else None)


def pause(earlier: int) -> timedelta:
    """Before a question is put again that led to nothing readable ``earlier`` times: longer each time, up to a day."""
    return min(_FIRST_PAUSE * 2 ** min(earlier, 10), _LONGEST_PAUSE)


_SAID = {
    LookupState.NOT_ASKED: "niet gevraagd",
    LookupState.BUSY: "nog geen antwoord",
    LookupState.NOT_FOUND: "niet gevonden",
    LookupState.NOT_UNDERSTOOD: "antwoord niet begrepen",
    LookupState.FOUND: "gevonden",
}
_MANY = {
    BaseRegister.BAG: "adressen die passen",
    BaseRegister.BRP: "ingeschreven op dit adres",
    BaseRegister.KVK: "inschrijvingen",
}


def explained(register: BaseRegister, lookup: Lookup) -> str:
    """What came of it, for a person: of too many people it says that they are there."""
    if lookup.state is not LookupState.REFUSED:
        return _SAID[lookup.state]
    if lookup.refusal != _TOO_MANY:
        return f"vraag geweigerd ({lookup.refusal})"
    many = "meer dan het register geeft" if lookup.more_than is None else f"meer dan {lookup.more_than}"
    return f"{many} {_MANY[register]}; antwoord geweigerd ({lookup.refusal})"


def residents_line(people: Residents) -> str:
    """Who has no known age is said to have none."""
    unknown = f" en {people.of_unknown_age} van onbekende leeftijd" if people.of_unknown_age else ""
    return f"{people.count} ingeschreven op dit adres, van wie {people.minors} minderjarig{unknown}"


def addresses_line(lines: tuple[str, ...], *, without_suffix: bool) -> str:
    """All of them, and whether they are those of the house number without its suffix."""
    found = lines[0] if len(lines) == 1 else f"meer dan één adres past: {' / '.join(lines)}"
    return f"toevoeging niet gevonden, zonder toevoeging: {found}" if without_suffix else found


def line(register: BaseRegister, lookup: Lookup, found: str | None) -> str:
    """One register's answer with its moment; ``found`` in the register's words."""
    when = f" ({day_and_time(lookup.at)})" if lookup.at else ""
    return f"{found or explained(register, lookup)}{when}"
