"""One POST is one transaction: the effect, the outgoing events and the answer to its Idempotency-Key."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Header, Request
from fastapi.responses import Response

from services.runtime.http import seen, whose
from services.runtime.http.pool import database_of
from services.runtime.http.problem import ProblemError
from services.runtime.messaging import outbox, trail

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from uuid import UUID

    from pydantic import BaseModel

    from schemas.events.acts import Act
    from services.runtime.base.caller import Caller
    from services.runtime.base.database import Connection
    from services.runtime.messaging.outbox import Outgoing

    Action = Callable[[Connection], Awaitable["Done"]]


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did. ``act`` goes on the trail; None where everything was so already. ``shown``: signals and
    references of which the answer holds content that the caller did not write in this request. ``beside``: acts of the
    same kind, where one request does several.
    """

    answer: BaseModel
    act: Act | None
    outgoing: Sequence[Outgoing] = ()
    shown: Sequence[UUID] = ()
    beside: Sequence[Act] = ()


_KEY = re.compile(r"[!-~]{1,128}")

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=128,
        pattern=r"^[!-~]+$",
        description="Zelfde sleutel en zelfde inhoud geeft een week lang hetzelfde antwoord, andere 422.",
    ),
]


def usable_key(request: Request) -> str | None:
    """The request's Idempotency-Key before anything of it is judged; None for what can't be one."""
    key = request.headers.get("idempotency-key")
    return key if key and _KEY.fullmatch(key) else None


class Once:
    """Runs an action once per (caller, Idempotency-Key); the same request gets the same answer."""

    def __init__(self, request: Request, key: str | None, seen: str | None = None) -> None:
        self._request = request
        self._key = key
        self._seen = seen

    async def run(self, caller: Caller, action: Action, status: HTTPStatus = HTTPStatus.CREATED) -> Response:
        """Raises ProblemError (422) when the key was used for another request."""
        async with database_of(self._request).of(caller) as connection:
            earlier = await self._claim(connection, caller)
            if earlier:
                return earlier
            if changed := await seen.changed(self._request, connection, caller, self._seen):
                return await self._refuse(connection, caller, changed)
            done = await action(connection)
            read = trail.reading(self._request, caller, done.shown) if done.shown else []
            await outbox.add(connection, [*done.outgoing, *self._on_trail(done), *read])
            body = done.answer.model_dump_json(by_alias=True, exclude_none=True)
            if self._key:
                await connection.execute(
                    "update idempotency set status = $3, body = $4 where subject = $1 and key = $2",
                    caller.subject,
                    self._key,
                    int(status),
                    body,
                )
        return Response(body, status, media_type="application/json")

    async def _refuse(self, connection: Connection, caller: Caller, changed: Response) -> Response:
        """Nothing was done, and what it shows was read; the key is free for what is done next."""
        _, about = whose.object_of(self._request)
        await trail.read(connection, self._request, caller, [about] if about else [])
        if self._key:
            forget = "delete from idempotency where subject = $1 and key = $2"
            await connection.execute(forget, caller.subject, self._key)
        return changed

    def _on_trail(self, done: Done) -> list[Outgoing]:
        """In the trace of what the act leads to."""
        trace = next((made.event.traceparent for made in done.outgoing), None)
        acts = [*([done.act] if done.act else []), *done.beside]
        return [trail.done(self._request.app.state.service, act, trace) for act in acts]

    async def _claim(self, connection: Connection, caller: Caller) -> Response | None:
        """The earlier answer to this key, if any. A twin still under way makes this one wait for it."""
        if not self._key:
            return None
        digest = meaning(self._request.method, self._request.url.path, await self._request.body())
        new = await connection.fetchval(
            "insert into idempotency (subject, key, request_hash) values ($1, $2, $3)"
            " on conflict do nothing returning true",
            caller.subject,
            self._key,
            digest,
        )
        if new:
            return None
        earlier = await connection.fetchrow(
            "select request_hash, status, body from idempotency where subject = $1 and key = $2",
            caller.subject,
            self._key,
        )
        if earlier is None or earlier["request_hash"] != digest:
            raise ProblemError(
                HTTPStatus.UNPROCESSABLE_ENTITY, "Deze Idempotency-Key is al gebruikt voor een ander verzoek."
            )
        return Response(earlier["body"], earlier["status"], media_type="application/json")


async def _once(request: Request, idempotency_key: IdempotencyKey = None, if_match: seen.IfMatch = None) -> Once:
    return Once(request, idempotency_key, if_match)


OnlyOnce = Annotated[Once, Depends(_once)]


def meaning(method: str, path: str, body: bytes) -> bytes:
    """The same for the same JSON, whatever its white space and the order of its fields."""
    said = json.dumps(json.loads(body), sort_keys=True) if body else ""
    return hashlib.sha256(f"{method} {path}\n{said}".encode()).digest()
