"""What was set, by the day it holds on. Pure: whoever decides gets it handed, and asks for the day that counts."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from schemas.codes.setting import SettingKind
from schemas.events.setting import ClosedDays, Label, NormTime, Official, Officials, RetentionTerm, Seats
from schemas.settings import ALWAYS, CALENDAR, NOBODY, Version, first

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from schemas.events.setting import SettingChanged
    from schemas.settings import Key, Value

V = TypeVar("V", bound="Value")


def value_of(change: SettingChanged) -> Value:
    """What it becomes. Raises ValueError for what says nothing."""
    value = change.personal or change.value
    if value is None:
        raise ValueError(f"{change.kind} is set to nothing")
    return value


@dataclass(frozen=True, slots=True)
class Settings:
    """``changed``: what administrators set, on top of the first versions. A setting that nobody knows raises KeyError:
    but a place where nobody was registered yet has nobody.
    """

    changed: Mapping[Key, Sequence[Version]]

    @classmethod
    def of(cls, told: Iterable[SettingChanged]) -> Settings:
        """What these events say, the earliest told first. Raises ValueError for one that says nothing."""
        changed: dict[Key, list[Version]] = {}
        for data in told:
            version = Version(data.effective_on, value_of(data), data.change_id)
            changed.setdefault((data.kind, data.setting), []).append(version)
        return cls(changed)

    def versions(self, kind: SettingKind, name: str) -> list[Version]:
        """The earliest first; of two for one day the later set."""
        declared = first().get((kind, name), ())
        if not declared and kind is SettingKind.FOCAL_POINT:
            declared = (Version(ALWAYS, NOBODY),)
        if not declared:
            raise KeyError((kind, name))
        by_day = {version.since: version for version in (*declared, *self.changed.get((kind, name), ()))}
        return [by_day[day] for day in sorted(by_day)]

    def on(self, kind: SettingKind, name: str, day: date) -> Version:
        """What it is on that day; before the first version, that one."""
        versions = self.versions(kind, name)
        return versions[max(0, bisect_right(versions, day, key=lambda version: version.since) - 1)]

    def _value(self, kind: SettingKind, name: str, day: date, model: type[V]) -> V:
        value = self.on(kind, name, day).value
        if not isinstance(value, model):
            raise TypeError(f"{kind} {name} holds no {model.__name__}")
        return value

    def working_days(self, norm: str, day: date) -> int:
        """How long something may wait that waits since that day."""
        return self._value(SettingKind.NORM, norm, day, NormTime).working_days

    def closed(self, day: date) -> Collection[date]:
        """The days that a term which starts that day does not count, beside those of the law."""
        return self._value(SettingKind.CALENDAR, CALENDAR, day, ClosedDays).closed

    def kept_for(self, term: str, day: date) -> timedelta:
        """How long content is kept whose term starts that day."""
        return timedelta(days=self._value(SettingKind.RETENTION, term, day, RetentionTerm).days)

    def shortest(self, term: str) -> timedelta:
        """However it was set: what was not kept that long is kept still."""
        found = [one.value for one in self.versions(SettingKind.RETENTION, term)]
        return timedelta(days=min(value.days for value in found if isinstance(value, RetentionTerm)))

    def seats(self, table: str, day: date) -> Seats:
        """Who sits at this table that day."""
        return self._value(SettingKind.TABLE, table, day, Seats)

    def text_of(self, code_list: str, code: str, day: date) -> str:
        """What this code is called that day. One that came after these lists is shown as it is."""
        name = f"{code_list}.{code}"
        if (SettingKind.LABEL, name) not in first():
            return code
        return self._value(SettingKind.LABEL, name, day, Label).label

    def officials(self, kind: SettingKind, name: str, day: date) -> list[Official]:
        """Who has a function that day, and who stands in; who has it comes first."""
        found = self._value(kind, name, day, Officials).officials
        return sorted((one for one in found if one.serves(day)), key=lambda one: (one.stands_in, one.official_name))

    def focal_points(self, municipality: str, day: date) -> dict[str, list[Official]]:
        """Of its departments that have any that day."""
        names = sorted(name for kind, name in self.changed if kind is SettingKind.FOCAL_POINT)
        own = [name for name in names if name.startswith(f"{municipality}.")]
        found = {name.partition(".")[2]: self.officials(SettingKind.FOCAL_POINT, name, day) for name in own}
        return {department: officials for department, officials in found.items() if officials}

    def days_of_change(self, *keys: Key) -> list[date]:
        """The days from which any of these is something else, the earliest first."""
        return sorted({version.since for key in keys for version in self.versions(*key)})


AS_DECLARED = Settings({})
"""As long as nobody set anything."""
