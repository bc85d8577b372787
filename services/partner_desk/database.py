"""The store: one SQLite file that only its owner reads. Content in it is sealed; what is destroyed is overwritten."""

from __future__ import annotations

import base64
import os
import secrets
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json, to_json

from services.runtime.base.key_ring import KeyRing, Sealed

if TYPE_CHECKING:
    from collections.abc import Generator

SCHEMA = Path(__file__).parent / "schema.sql"
VERSION = 1
_OWNER_ONLY = 0o600
_KEY_BYTES = 32
_WAIT_SECONDS = 10


class StoreError(Exception):
    """The store can't be used; why, and what to do."""


@dataclass(frozen=True, slots=True)
class Store:
    """A connection, for one thread; and the keys that content is sealed with."""

    connection: sqlite3.Connection
    ring: KeyRing

    @contextmanager
    def transaction(self) -> Generator[sqlite3.Connection]:
        """All of it, or nothing; on the disk when it is done."""
        self.connection.execute("begin immediate")
        try:
            yield self.connection
        except BaseException:
            self.connection.execute("rollback")
            raise
        self.connection.execute("commit")

    def seal(self, row: str, content: object) -> Sealed:
        """``row``: what it belongs to."""
        return self.ring.encrypt(row.encode(), to_json(content))

    def unseal(self, row: str, key_number: int, content: bytes) -> Any:
        """Raises UnknownKeyError and cryptography's InvalidTag."""
        return from_json(self.ring.decrypt(row.encode(), Sealed(key_number, content)))

    def wipe(self) -> None:
        """Out of the files as well; after a transaction that destroyed something."""
        self.connection.execute("pragma wal_checkpoint(truncate)")


def open_store(path: Path, key_file: Path) -> Store:
    """Makes both where neither is there. Raises StoreError."""
    if path.exists() and not key_file.exists():
        raise StoreError(f"{key_file} is weg: zonder die sleutel is {path} niet te lezen. Zet hem terug.")
    if not key_file.exists():
        _create(key_file, base64.b64encode(secrets.token_bytes(_KEY_BYTES)) + b"\n")
    if not path.exists():
        _create(path, b"")
    for file in (path, key_file):
        if file.stat().st_mode & 0o077:
            raise StoreError(f"{file} is voor anderen te lezen: zet de rechten op 0600 (chmod 600 {file}).")
    try:
        ring = KeyRing(key_file)
    except ValueError:
        raise StoreError(f"{key_file} bevat geen sleutel: zet hem terug uit uw reservekopie.") from None
    connection = sqlite3.connect(path, isolation_level=None, timeout=_WAIT_SECONDS)
    connection.row_factory = sqlite3.Row
    for setting in ("journal_mode = wal", "synchronous = full", "foreign_keys = on", "secure_delete = on"):
        connection.execute(f"pragma {setting}")
    store = Store(connection, ring)
    with store.transaction():
        _bring_up_to_date(connection)
    return store


def _create(file: Path, content: bytes) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "wb") as opened:
        opened.write(content)


def _bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Raises StoreError for a store of a later version than this program."""
    version: int = connection.execute("pragma user_version").fetchone()[0]
    if version > VERSION:
        raise StoreError("Deze gegevens zijn van een nieuwere versie van het programma: werk het programma bij.")
    if version < VERSION:
        for statement in SCHEMA.read_text("utf-8").split(";\n"):
            connection.execute(statement)
        connection.execute(f"pragma user_version = {VERSION}")


def moment(written: str) -> datetime:
    """As it was kept."""
    return datetime.fromisoformat(written)


def kept(time: datetime) -> str:
    """As it is kept: in UTC, so that the order of the texts is that of the moments."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")
