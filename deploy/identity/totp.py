"""Codes of a second factor (TOTP, RFC 6238), as the realm wants them: six digits, thirty seconds, SHA-1."""

from __future__ import annotations

import base64
import hashlib
import hmac

PERIOD_SECONDS = 30
_DIGITS = 6


def code(key: str, at: float) -> str:
    """Of this moment, in seconds since 1970."""
    counter = int(at) // PERIOD_SECONDS
    digest = hmac.digest(key.encode(), counter.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}}"


def address(key: str) -> str:
    """As an authenticator takes it in."""
    return f"otpauth://totp/Signaalketen?secret={base64.b32encode(key.encode()).decode().rstrip('=')}"
