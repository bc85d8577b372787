"""Keys that a service seals with what it keeps: the newest seals, those before it still open."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from pathlib import Path

_NONCE_BYTES = 12

DESTROYED = "-"
"""In the place of a key that no row needs any more."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Nonce and ciphertext, and the number of the key; without content once it was emptied."""

    key_number: int
    content: bytes


NOTHING = Sealed(1, b"")


class UnknownKeyError(LookupError):
    """A row is sealed with a key that is not in the key file (any more)."""

    def __init__(self, number: int) -> None:
        super().__init__(f"sealed with key {number}, which is not in the key file")


class KeyRing:
    """AES-256-GCM, bound to the row that something belongs to.

    The file has a key per line, the first is number 1, and a line is never moved: ``-`` stands for one that was
    destroyed. The last seals; all open. Raises OSError, and ValueError where a line is no key.
    """

    def __init__(self, key_file: Path) -> None:
        lines = key_file.read_text("utf-8").split()
        self._ciphers = {n: AESGCM(base64.b64decode(line)) for n, line in enumerate(lines, 1) if line != DESTROYED}
        if not lines or lines[-1] == DESTROYED:
            raise ValueError("the key file has no key on its last line")
        self.newest = len(lines)

    def encrypt(self, row: bytes, plain: bytes) -> Sealed:
        """``row``: what it belongs to; nothing else opens it."""
        nonce = os.urandom(_NONCE_BYTES)
        return Sealed(self.newest, nonce + self._ciphers[self.newest].encrypt(nonce, plain, row))

    def decrypt(self, row: bytes, sealed: Sealed) -> bytes:
        """Raises UnknownKeyError, and cryptography's InvalidTag when row or key is another."""
        cipher = self._ciphers.get(sealed.key_number)
        if cipher is None:
            raise UnknownKeyError(sealed.key_number)
        content = sealed.content
        return cipher.decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], row)
