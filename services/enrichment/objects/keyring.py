"""The keys that objects are hashed with. Two at a time while one takes the place of the other."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from services.enrichment.objects.domain import Object


@dataclass(frozen=True, slots=True)
class Key:
    """``id`` names the key and says nothing of it."""

    id: str
    secret: bytes

    @classmethod
    def parse(cls, text: str) -> Key:
        """32 bytes in base64. Raises ValueError."""
        secret = base64.b64decode(text, validate=True)
        if len(secret) != 32:
            raise ValueError("an object hash key is 32 bytes")
        return cls(hmac.digest(secret, b"id", sha256).hex()[:8], secret)

    def digest(self, thing: Object) -> bytes:
        """The kind is hashed along: a number that is both a telephone and a firm's is not one object."""
        return hmac.digest(self.secret, f"{thing.kind}:{thing.value}".encode(), sha256)


@dataclass(frozen=True, slots=True)
class Keyring:
    """Every key in use, the newest first; two while one is replaced by another."""

    keys: tuple[Key, ...]

    @classmethod
    def read(cls, path: Path) -> Keyring:
        """One key a line, the newest first."""
        keys = tuple(Key.parse(line) for line in path.read_text("utf-8").split())
        if not keys:
            raise ValueError("no object hash key")
        return cls(keys)

    @property
    def name(self) -> str:
        """The keys' ids: what a signal's hashes were made under."""
        return " ".join(key.id for key in self.keys)

    def digests(self, thing: Object) -> list[tuple[str, bytes]]:
        """Under each key, with the key's id."""
        return [(key.id, key.digest(thing)) for key in self.keys]
