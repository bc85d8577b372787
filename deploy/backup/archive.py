"""The folder of a backup.

``timeline-N/`` holds one life of the database (a PostgreSQL timeline; each restore begins the next): ``base/`` has
copies of the whole cluster, by the moment each was whole, ``wal/`` every change since, ``groups.jsonl`` how far
everybody had read. ``keys/`` belongs elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from deploy.errors import CannotTryError
from deploy.files import private_folder

_STAMP = "%Y%m%dT%H%M%S.%fZ"
_TIMELINE = "timeline-"
_UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class Base:
    """A copy of the cluster; it can be brought to any moment after ``whole_at`` for which there is WAL."""

    folder: Path

    @property
    def whole_at(self) -> datetime:
        return datetime.strptime(self.folder.name, _STAMP).replace(tzinfo=UTC)

    @property
    def first_wal(self) -> str:
        """The file of WAL it needs first."""
        label = (self.folder / "backup_label").read_text("utf-8")
        found = re.search(r"^START WAL LOCATION: .*\(file ([0-9A-F]{24})\)$", label, re.MULTILINE)
        if not found:
            raise CannotTryError(f"{self.folder}: backup_label does not say where its WAL begins")
        return found[1]


@dataclass(frozen=True, slots=True)
class Life:
    """What is kept of one timeline."""

    folder: Path

    @property
    def timeline(self) -> int:
        return int(self.folder.name.removeprefix(_TIMELINE))

    @property
    def wal(self) -> Path:
        return self.folder / "wal"

    @property
    def groups(self) -> Path:
        return self.folder / "groups.jsonl"

    @property
    def unfinished_base(self) -> Path:
        return self.folder / "base" / _UNFINISHED

    def finished(self, whole_at: datetime) -> Base:
        """The unfinished base, which is whole now, under its name."""
        return Base(self.unfinished_base.rename(self.folder / "base" / whole_at.astimezone(UTC).strftime(_STAMP)))

    def bases(self) -> list[Base]:
        """The oldest first."""
        found = sorted(path for path in (self.folder / "base").glob("*") if path.name != _UNFINISHED)
        return [Base(path) for path in found]

    def base_for(self, until: datetime | None) -> Base:
        """The newest that was whole by then. Raises CannotTryError."""
        usable = [base for base in self.bases() if until is None or base.whole_at <= until]
        if not usable:
            raise CannotTryError(f"{self.folder}: holds no base of before {until or 'now'}")
        return usable[-1]


@dataclass(frozen=True, slots=True)
class Archive:
    """The whole folder."""

    folder: Path

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    def life(self, timeline: int) -> Life:
        """Of this timeline, ready to be written to."""
        life = Life(private_folder(self.folder) / f"{_TIMELINE}{timeline}")
        for folder in (life.folder, life.wal, life.unfinished_base.parent):
            private_folder(folder)
        return life

    def lives(self) -> list[Life]:
        """The oldest first."""
        found = [Life(path) for path in self.folder.glob(f"{_TIMELINE}*")]
        return sorted(found, key=lambda life: life.timeline)

    def life_for(self, until: datetime | None) -> Life:
        """The newest with a base of before that moment. Raises CannotTryError."""
        for life in reversed(self.lives()):
            if any(until is None or base.whole_at <= until for base in life.bases()):
                return life
        raise CannotTryError(f"{self.folder}: holds no backup of before {until or 'now'}")

    def histories(self) -> list[Path]:
        """Which timeline came from which: a new one may not take the number of one that was."""
        return [path for life in self.lives() for path in life.wal.glob("*.history")]
