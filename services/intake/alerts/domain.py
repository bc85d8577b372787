"""Acute danger in a report of any quality (plan 2.2). Pure.

Whatever is wrong with a report, what can be read of its danger goes to the police: part by part, and as text what could
not be understood. A police officer can.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from pydantic import BaseModel, ValidationError

from schemas.codes.municipality import Municipality
from schemas.events.case import Location
from schemas.text import Text
from services.casework.bodies import LocationBody
from services.intake.alerts import loose_json
from services.intake.words import DUTCH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SITUATION, _REMARK, _AS_WRITTEN = 4000, 200, 1000
"""Characters: what the police's contract takes of the situation and of a remark, and what of it is kept free."""

_NO = frozenset({"", "false", "0", "0.0", "nee", "neen", "n", "no", "onwaar", "null", "none", "[]", "{}"})


class _Parts(BaseModel):
    """What of an alert can be understood: any part may be missing."""

    model_config = {**DUTCH, "extra": "ignore"}

    situation: Text | None = None
    municipality: Municipality | None = None
    location: LocationBody | None = None
    signal_id: UUID | None = None


_PARTS = tuple(str(field.alias) for field in _Parts.model_fields.values())
_PLACE = tuple(str(field.alias) for field in LocationBody.model_fields.values())
_Left = dict[str, list[object]]
"""What was not understood, by field: a field may be there twice."""

_IN_A_REPORT = {"omschrijving": "situatie", "gemeente": "gemeente", "locatie": "locatie"}
_REPORT = ("acuteNood", *_IN_A_REPORT, *_PLACE)
_AS_REPORTED = {"situatie": "omschrijving"}
_SHORTENED, _UNKNOWN, _UNREADABLE = "(ingekort)", "(onbekend veld)", "(geen JSON)"


@dataclass(frozen=True, slots=True)
class Danger:
    """What is known of the danger; any part may be missing, the alert goes out all the same."""

    municipality: str | None = None
    situation: str | None = None
    location: Location | None = None
    signal_id: UUID | None = None
    left: Mapping[str, str] = field(default_factory=dict[str, str])
    """What could not be understood, by field, as it was written."""

    def parts(self) -> dict[str, str]:
        """What was understood, by field."""
        place = self.location.model_dump(exclude_none=True) if self.location else {}
        found = {"municipality": self.municipality, "situation": self.situation, **place}
        return {name: str(value) for name, value in found.items() if value}


def for_police(danger: Danger) -> Danger:
    """What could not be understood as text: beside the place what is about the place, else under the situation."""
    place = {name: text for name, text in danger.left.items() if name.partition(".")[0] in ("gemeente", "locatie")}
    location = danger.location or Location()
    remark = "; ".join(text for text in (location.remark, *_lines(place)) if text).replace("\n", " ")
    if len(remark) > _REMARK:
        place, remark = {}, location.remark or ""
    rest = "\n".join(_lines({name: text for name, text in danger.left.items() if name not in place}))
    situation = danger.situation or ""
    if rest:
        rest = f"\n\nZoals geschreven:\n{rest}"[:_AS_WRITTEN] if situation else rest[:_SITUATION]
        situation = f"{situation[: _SITUATION - len(rest)]}{rest}"
    return replace(
        danger,
        situation=situation or None,
        location=location.model_copy(update={"remark": remark}) if remark else danger.location,
    )


def _lines(left: Mapping[str, str]) -> list[str]:
    return [f"{name}: {text}" if name else text for name, text in left.items()]


def alert_in(body: bytes) -> Danger:
    """The danger an alert tells of, in whatever shape it came: all of it is meant for the police."""
    told, text = loose_json.read(body)
    return _understood([*_named(told, _PARTS), *([("", text)] if text else [])])


def danger_in(body: bytes) -> Danger | None:
    """Acute danger in a report of any quality. Who reports, and whom it is about, is not for this alert."""
    told, text = loose_json.read(body)
    report = _named(told, _REPORT)
    if text:  # what could be read of it may have stopped before the word that counts
        report += loose_json.scan(text, _REPORT[:1] if report else _REPORT)
    if not any(_is_acute(value) for name, value in report if name == "acuteNood"):
        return None
    parts = [(_IN_A_REPORT[name], value) for name, value in report if name in _IN_A_REPORT]
    if place := {name: value for name, value in report if name in _PLACE and text}:
        parts.append(("locatie", place))
    danger = _understood(parts)
    return replace(danger, left={_AS_REPORTED.get(name, name): text for name, text in danger.left.items()})


@dataclass(frozen=True, slots=True)
class Heard:
    """What could be read of the danger in a report: which parts, and a digest of them; not the parts themselves.

    ``wrong`` are the fields that the report is refused for.
    """

    parts: tuple[str, ...]
    digest: str
    wrong: tuple[str, ...] = ()


def heard(danger: Danger, wrong: Sequence[str]) -> Heard:
    """What to know a report by when it comes again."""
    names = tuple(sorted(danger.parts()))
    return Heard(names, _digest(danger, names), tuple(wrong))


def is_put_right(earlier: Heard, later: Danger, wrong: Sequence[str]) -> bool:
    """Whether a report is an earlier one sent again: all that could be read of it is there, and nothing else is wrong.

    A municipality alone says nothing: many dangers are in it.
    """
    known = {*earlier.parts}
    same = bool(known - {"municipality"}) and _digest(later, earlier.parts) == earlier.digest
    return same and {*wrong} <= {*earlier.wrong}


def wrong_fields(model: type[BaseModel], body: bytes) -> tuple[str, ...]:
    """The fields that a body is refused for; one we do not know is not named, its name may itself be personal."""
    try:
        model.model_validate(json.loads(body))
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        places = [".".join(str(part) for part in item["loc"]) for item in found if item["type"] != "extra_forbidden"]
        return tuple(sorted({*places, *(_UNKNOWN for item in found if item["type"] == "extra_forbidden")}))
    except (ValueError, RecursionError):
        return (_UNREADABLE,)
    return ()


def _digest(danger: Danger, names: Sequence[str]) -> str:
    parts = danger.parts()
    return sha256(repr([(name, parts.get(name)) for name in names]).encode()).hexdigest()


def _is_acute(value: object) -> bool:
    """Anything but a no: who sends something here that we do not know is heard rather than not."""
    return loose_json.as_text(value).strip().casefold() not in _NO


def _named(told: Mapping[str, object], names: tuple[str, ...]) -> list[tuple[str, object]]:
    """The fields, by the name we know them by where only capitals, dashes or blanks differ."""
    known = {_plain(name): name for name in names}
    return [
        (known.get(_plain(name), name), value)
        for name, values in told.items()
        for value in (values.values if isinstance(values, loose_json.Repeated) else (values,))
    ]


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).casefold()


def _understood(fields: list[tuple[str, object]]) -> Danger:
    known, left = _split(fields, _PARTS)
    if isinstance(known.get("locatie"), dict):
        known["locatie"], elsewhere = _split(_named(known["locatie"], _PLACE), _PLACE)
        left |= {f"locatie.{name}": values for name, values in elsewhere.items()}
    if isinstance(told := known.get("situatie"), str):
        known["situatie"] = loose_json.as_text(told)[:_SITUATION]
        if len(told) > _SITUATION:
            left.setdefault("situatie", []).append(_SHORTENED)
    fits = _what_fits(known, left)
    written = {name: "; ".join(loose_json.as_text(value).strip() for value in values) for name, values in left.items()}
    place = fits.location if fits.location != LocationBody() else None
    return Danger(
        fits.municipality, fits.situation, place, fits.signal_id, {n: text for n, text in written.items() if text}
    )


def _split(fields: list[tuple[str, object]], names: tuple[str, ...]) -> tuple[dict[str, Any], _Left]:
    """The fields with these names, each once; and the others. What is blank was not filled in."""
    known: dict[str, Any] = {}
    left: _Left = {}
    for name, value in fields:
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        if name in names and name not in known:
            known[name] = value
        else:
            left.setdefault(name, []).append(value)
    return known, left


def _what_fits(known: dict[str, Any], left: _Left) -> _Parts:
    """The parts that follow the contract; the others are moved to ``left``."""
    while True:
        try:
            return _Parts.model_validate(known)
        except ValidationError as error:
            _move(known, error.errors(include_url=False, include_input=False)[0]["loc"], left)


def _move(known: dict[str, Any], path: tuple[int | str, ...], left: _Left) -> None:
    """Move the field an error is about: all of a place when it is about more than one of its fields."""
    name, *deeper = map(str, path)
    inner = known.get(name)
    if isinstance(inner, dict) and deeper and deeper[0] in inner:
        left.setdefault(f"{name}.{deeper[0]}", []).append(cast("dict[str, object]", inner).pop(deeper[0]))
    else:
        left.setdefault(name, []).append(known.pop(name))
