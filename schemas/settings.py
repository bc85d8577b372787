"""What can be set, with its first versions; what administrators set later comes on top, each from its day on.

They are what the declarations of this folder say, so that nothing is otherwise as long as nothing was set.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from schemas.codes.municipality import NAMES
from schemas.codes.setting import OF_PEOPLE, SettingKind
from schemas.events.setting import (
    ClosedDays,
    Label,
    NormTime,
    Officials,
    RetentionTerm,
    Seats,
    SettingValue,
)
from schemas.registry import code_texts, norms, partners, purposes, retention, tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    Key = tuple[SettingKind, str]

Value = SettingValue | Officials

ALWAYS = date(2000, 1, 1)
"""From which day what was always so holds."""

CALENDAR = "gelderland-zuid"
"""The one calendar: a term is the same whoever it is for."""

PARTNERS, PURPOSES = "partner", "doel"
"""Lists of codes whose texts stand with what they are of."""

NOBODY = Officials(officials=())

VALUES: Mapping[SettingKind, type[Value]] = {
    SettingKind.NORM: NormTime,
    SettingKind.RETENTION: RetentionTerm,
    SettingKind.CALENDAR: ClosedDays,
    SettingKind.TABLE: Seats,
    SettingKind.LABEL: Label,
    **dict.fromkeys(OF_PEOPLE, Officials),
}


@dataclass(frozen=True, slots=True)
class Version:
    """What something is from a day on; ``change_id`` is that of the change that made it so, None for a declaration."""

    since: date
    value: Value
    change_id: UUID | None = None


@cache
def first() -> Mapping[Key, tuple[Version, ...]]:
    """The versions of the declarations, the earliest first. Focal points have none: any department may have one."""
    found: dict[Key, list[Version]] = {}
    for key, version in _declared():
        found.setdefault(key, []).append(version)
    return {key: tuple(versions) for key, versions in found.items()}


def _declared() -> Iterator[tuple[Key, Version]]:
    for name, norm in norms().items():
        for record in norm.records:
            yield (SettingKind.NORM, name), _version(record.since, NormTime(working_days=record.working_days))
    for name, term in retention().terms.items():
        yield (SettingKind.RETENTION, name), _version(None, RetentionTerm(days=term.days))
    yield (SettingKind.CALENDAR, CALENDAR), _version(None, ClosedDays(closed=()))
    for name, table in tables().items():
        for record in table.records:
            yield (SettingKind.TABLE, name.value), _version(record.since, Seats(participants=(*record.participants,)))
    for code_list, texts in texts_of_codes().items():
        for code, text in texts.items():
            yield (SettingKind.LABEL, f"{code_list}.{code}"), _version(None, Label(label=text))
    for municipality in NAMES:
        yield (SettingKind.AANDACHTFUNCTIONARIS, municipality), _version(None, NOBODY)


def texts_of_codes() -> Mapping[str, Mapping[str, str]]:
    """The first versions, by list; of partners and purposes what their own declarations say."""
    names = {name: partner.name for name, partner in partners().items()}
    return {**code_texts(), PARTNERS: names, PURPOSES: purposes()}


def _version(since: date | None, value: Value) -> Version:
    return Version(since or ALWAYS, value)


def is_settable(kind: SettingKind, name: str) -> bool:
    """Whether there is such a setting. A focal point is of a department of a municipality: `GM0268.burgerzaken`."""
    if kind is SettingKind.FOCAL_POINT:
        municipality, _, department = name.partition(".")
        return municipality in NAMES and bool(department)
    return (kind, name) in first()


def municipality_of(kind: SettingKind, name: str) -> str | None:
    """Whose people it says who they are; None for what is the chain's as a whole."""
    return name.partition(".")[0] if kind in OF_PEOPLE else None
