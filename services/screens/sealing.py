"""What the cookie alone opens: nobody who has the database has what is sealed in it."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


def new_cookie() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def id_hash(cookie: str) -> bytes:
    """Under what the row is kept."""
    return hashlib.sha256(cookie.encode()).digest()


def seal(cookie: str, content: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_derived(cookie, "seal")).encrypt(nonce, content, id_hash(cookie))


def unseal(cookie: str, sealed: bytes) -> bytes:
    """Raises cryptography.exceptions.InvalidTag when it was changed, or is of another row."""
    return AESGCM(_derived(cookie, "seal")).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], id_hash(cookie))


def form_token(cookie: str) -> str:
    """What every form of this session carries, and no other site knows."""
    return _derived(cookie, "form").hex()


def _derived(cookie: str, use: str) -> bytes:
    """A cookie has 256 bits of its own: one keyed digest is all that is needed to tell the uses apart."""
    return hmac.digest(cookie.encode(), f"signaalketen desk {use}".encode(), "sha256")
