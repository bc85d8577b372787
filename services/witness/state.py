"""What a witness must never forget: per log, the last checkpoint it cosigned. One file each, whole or absent."""

from __future__ import annotations

import fcntl
import os
from hashlib import sha256
from typing import TYPE_CHECKING

from services.tlog.note import parse_checkpoint, parse_note

if TYPE_CHECKING:
    from pathlib import Path

    from services.tlog.note import Checkpoint


class State:
    """One process at a time; check and persist happen without anything in between."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock = (folder / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Another process may take the state."""
        self._lock.close()

    def note(self, origin_hash: str) -> bytes | None:
        """The last note cosigned for the log with this hash of its origin, or None."""
        try:
            return (self._folder / f"{origin_hash}.checkpoint").read_bytes()
        except FileNotFoundError:
            return None

    def last(self, origin: str) -> Checkpoint | None:
        """The checkpoint in it. Raises NoteError where the file is damaged: better no answer than a fork."""
        kept = self.note(hash_of(origin))
        return parse_checkpoint(parse_note(kept).text) if kept else None

    def save(self, origin: str, note: str) -> None:
        """On disk when it returns, also after a power cut."""
        file = self._folder / f"{hash_of(origin)}.checkpoint"
        unfinished = file.with_suffix(".new")
        with unfinished.open("wb") as opened:
            opened.write(note.encode())
            opened.flush()
            os.fsync(opened.fileno())
        unfinished.replace(file)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def hash_of(origin: str) -> str:
    """What a log is called in the state and in the address of its last checkpoint (C2SP tlog-witness)."""
    return sha256(origin.encode()).hexdigest()
