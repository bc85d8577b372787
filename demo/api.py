"""The chain's HTTP APIs, as the people at the desks use them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self, cast

import httpx

from demo.malformed import JSON
from deploy.local.tokens import sign_token
from schemas.codes.municipality import NAMES

if TYPE_CHECKING:
    from demo.local import Local
    from schemas.codes.flow import UserRole

Json = dict[str, Any]

_AT_ONCE = 16
# An idle connection goes before the server closes it (uvicorn: 5 s), or a request is sent into a closed one.
_LIMITS = httpx.Limits(max_connections=_AT_ONCE, keepalive_expiry=2)
_HOURS = 1


class UnexpectedAnswerError(RuntimeError):
    """An API answered what the demonstration can't go on from; the answer names fields and rules, no values."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Json


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with one function in these municipalities; ``subject`` is the identity provider's opaque id."""

    role: UserRole
    subject: str
    municipalities: tuple[str, ...] = tuple(NAMES)


class Api:
    """Async context manager; at most so many requests at once, as this machine also runs the chain."""

    def __init__(self, local: Local) -> None:
        self._local = local
        self._client = httpx.AsyncClient(timeout=30, trust_env=False, limits=_LIMITS)
        self._free = asyncio.Semaphore(_AT_ONCE)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def get(self, service: str, path: str, user: User | None, **query: str | int) -> Answer:
        return await self._send("GET", service, path, user, params=query)

    async def post(
        self, service: str, path: str, user: User | None, body: Json | bytes, key: str, media_type: str = JSON
    ) -> Answer:
        """``key`` makes sure the same request has its effect once."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"content-type": media_type, "idempotency-key": key}
        return await self._send("POST", service, path, user, content=content, headers=headers)

    async def _send(
        self, method: str, service: str, path: str, user: User | None, headers: Json | None = None, **request: Any
    ) -> Answer:
        signed_on = {"authorization": f"Bearer {self._token(user)}"} if user else {}
        every_header = {**(headers or {}), **signed_on}
        url = f"{self._local.url(service)}/v1{path}"
        async with self._free:
            response = await self._client.request(method, url, headers=every_header, **request)
        return Answer(response.status_code, cast("Json", response.json()))

    def _token(self, user: User) -> str:
        """Of who signed on just now: nobody waits here for a second factor."""
        return sign_token(self._local.secrets, user.role.value, user.subject, _HOURS, user.municipalities)


def must(answer: Answer, *statuses: HTTPStatus) -> Json:
    """The body of an answer that had to come. Raises UnexpectedAnswerError."""
    if answer.status not in (statuses or (HTTPStatus.OK, HTTPStatus.CREATED)):
        raise UnexpectedAnswerError(f"status {answer.status}: {answer.body.get('detail')} {answer.body.get('errors')}")
    return answer.body
