"""The public keys of who issues tokens (JWKS, RFC 7517), by address or from a file.

They are read again while we run, so that ten minutes after a key was withdrawn it opens nothing.
"""

from __future__ import annotations

import asyncio
import math
import time
from typing import TYPE_CHECKING

import httpx
import jwt
import structlog
from pydantic import BaseModel

from services.runtime.base import metrics
from services.runtime.base.config import require_https
from services.runtime.http.trust import believing

if TYPE_CHECKING:
    from services.runtime.base.config import Keys

_FRESH_SECONDS = 300
"""Older keys are read anew beside the request that asked."""

_OLDEST_SECONDS = 600
"""Older keys are read anew before anything is believed of them."""

_AGAIN_SECONDS = 10
"""How soon after one attempt a key nobody knows makes us ask again: whoever invents key ids can't keep us asking."""

_TIMEOUT_SECONDS = 5
_LARGEST_BYTES = 256 * 1024

_log = structlog.get_logger()


class KeysUnknownError(Exception):
    """The identity provider never said by which keys it signs."""


class SigningKeys:
    """Those of one issuer, as last read. While nobody answers, what was read last holds: an alert does not wait for an
    identity provider. That it is old shows in ``signaalketen_signing_keys_age_seconds``.
    """

    def __init__(self, issuer: str, where: Keys) -> None:
        self._issuer = issuer
        self._where = where
        self._keys: dict[str | None, jwt.PyJWK] = {}
        self._read_at: float | None = None
        self._tried_at = -math.inf
        self._reading = asyncio.Lock()
        self._beside: asyncio.Task[None] | None = None

    async def find(self, key_id: str | None) -> jwt.PyJWK | None:
        """None for one that is not theirs (any more). Raises KeysUnknownError."""
        if self._age() > _OLDEST_SECONDS or key_id not in self._keys:
            await self._read()
        elif self._age() > _FRESH_SECONDS and not self._reading.locked():
            self._beside = asyncio.create_task(self._read())
        if self._read_at is None:
            raise KeysUnknownError
        metrics.SIGNING_KEYS_AGE_SECONDS.labels(self._issuer).set(self._age())
        return self._keys.get(key_id)

    async def settled(self) -> None:
        """Once what is read beside a request is read."""
        if self._beside:
            await self._beside

    def _age(self) -> float:
        return math.inf if self._read_at is None else time.monotonic() - self._read_at

    async def _read(self) -> None:
        """Those who come while it goes on wait for the same answer."""
        async with self._reading:
            if time.monotonic() - self._tried_at < _AGAIN_SECONDS:
                return
            self._tried_at = time.monotonic()
            try:
                said = jwt.PyJWKSet.from_json(await self._source())
            except (OSError, httpx.HTTPError, ValueError, jwt.PyJWTError) as error:
                _log.warning("signing keys not read", issuer=self._issuer, error=type(error).__name__)
                return
            self._keys = {key.key_id: key for key in said.keys}
            self._read_at = time.monotonic()

    async def _source(self) -> str:
        """Raises OSError, httpx.HTTPError, and ValueError for more than a set of keys can be."""
        if self._where.jwks_file:
            return await asyncio.to_thread(self._where.jwks_file.read_text, "utf-8")
        verify = await asyncio.to_thread(believing, self._where.ca_file)
        async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, trust_env=False, verify=verify) as client:
            return await _read(client, self._where.jwks_url or await self._published(client))

    async def _published(self, client: httpx.AsyncClient) -> str:
        """Where its metadata says; they have to be its own (OpenID Connect Discovery 1.0, 4.3)."""
        address = f"{self._issuer.removesuffix('/')}/.well-known/openid-configuration"
        said = _Metadata.model_validate_json(await _read(client, address))
        if said.issuer != self._issuer:
            raise ValueError("metadata of another issuer")
        require_https(said.jwks_uri)
        return said.jwks_uri


class _Metadata(BaseModel):
    issuer: str
    jwks_uri: str


async def _read(client: httpx.AsyncClient, address: str) -> str:
    """Raises httpx.HTTPError, also for an answer that points elsewhere, and ValueError for more than there can be."""
    async with client.stream("GET", address) as answer:
        answer.raise_for_status()
        said = bytearray()
        async for part in answer.aiter_bytes():
            said += part
            if len(said) > _LARGEST_BYTES:
                raise ValueError("too large for a set of keys")
        return said.decode()
