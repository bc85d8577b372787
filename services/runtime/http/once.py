"""One POST is one transaction: the effect, the outgoing events and the answer to its Idempotency-Key."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import Header, Request
from fastapi.responses import Response

from services.runtime.http.problem import ProblemError
from services.runtime.messaging import outbox, trail

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pydantic import BaseModel

    from services.runtime.base.database import Connection, Pool
    from services.runtime.http.auth import Caller
    from services.runtime.messaging.outbox import Outgoing

    Action = Callable[[Connection], Awaitable[tuple[BaseModel, list[Outgoing]]]]


_FACTS = (
    *("advice", "alert", "answer_by", "asked_at", "at", "awaiting", "decided_at", "destroy_after", "director"),
    *("kind", "municipality", "on", "outcomes", "participants", "partners", "raised_at", "received_at", "signal_id"),
    *("rule_version", "state", "state_since", "status", "table"),
)
"""What of an answer goes on the trail, by name: never words that somebody wrote."""


def _facts(answer: BaseModel) -> dict[str, str]:
    known: dict[str, str | bool | list[str]] = answer.model_dump(mode="json", include={*_FACTS}, exclude_none=True)
    return {name: " ".join(value) if isinstance(value, list) else str(value) for name, value in known.items() if value}


class Once:
    """Dependency: runs an action once per (caller, Idempotency-Key); the same request gets the same answer."""

    def __init__(
        self,
        request: Request,
        idempotency_key: Annotated[
            str | None,
            Header(
                min_length=1,
                max_length=128,
                pattern=r"^[!-~]+$",
                description="Zelfde sleutel en zelfde inhoud geeft een week lang hetzelfde antwoord, andere 422.",
            ),
        ] = None,
    ) -> None:
        self._request = request
        self.key = idempotency_key

    async def run(self, caller: Caller, action: Action, status: HTTPStatus = HTTPStatus.CREATED) -> Response:
        """Raises ProblemError (422) when the key was used for another request."""
        pool: Pool = self._request.app.state.pool
        async with pool.acquire() as connection, connection.transaction():
            earlier = await self._claim(connection, caller)
            if earlier:
                return earlier
            answer, outgoing = await action(connection)
            trace = next((made.event.traceparent for made in outgoing), None)
            done = trail.act(self._request, caller, self._objects(answer), _facts(answer), trace)
            await outbox.add(connection, [*outgoing, done])
            body = answer.model_dump_json(by_alias=True, exclude_none=True)
            if self.key:
                await connection.execute(
                    "update idempotency set status = $3, body = $4 where subject = $1 and key = $2",
                    caller.subject,
                    self.key,
                    int(status),
                    body,
                )
        return Response(body, status, media_type="application/json")

    def _objects(self, answer: BaseModel) -> list[UUID]:
        """What was acted on: named in the path, or made by it."""
        found = [*self._request.path_params.values(), *(getattr(answer, name, None) for name in ("id", "reference"))]
        return [UUID(str(one)) for one in found if one]

    async def _claim(self, connection: Connection, caller: Caller) -> Response | None:
        """The earlier answer to this key, if any. A twin still under way makes this one wait for it."""
        if not self.key:
            return None
        digest = hashlib.sha256(
            f"{self._request.method} {self._request.url.path}\n".encode() + await self._request.body()
        ).digest()
        new = await connection.fetchval(
            "insert into idempotency (subject, key, request_hash) values ($1, $2, $3)"
            " on conflict do nothing returning true",
            caller.subject,
            self.key,
            digest,
        )
        if new:
            return None
        earlier = await connection.fetchrow(
            "select request_hash, status, body from idempotency where subject = $1 and key = $2",
            caller.subject,
            self.key,
        )
        if earlier is None or earlier["request_hash"] != digest:
            raise ProblemError(
                HTTPStatus.UNPROCESSABLE_ENTITY, "Deze Idempotency-Key is al gebruikt voor een ander verzoek."
            )
        return Response(earlier["body"], earlier["status"], media_type="application/json")
