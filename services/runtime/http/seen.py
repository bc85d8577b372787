"""Somebody acts on what he saw: a case that another changed meanwhile is told apart (RFC 9110, 13.1.1).

The tag is of all that a file shows, so whatever changed in it counts.
"""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Header

from services.runtime.http import problem, whose

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from uuid import UUID

    from fastapi import Request, Response
    from pydantic import BaseModel

    from services.runtime.base.caller import Caller
    from services.runtime.base.database import Connection

    Show = Callable[[Connection, Caller, UUID], Awaitable[BaseModel]]
    """What an object shows now, locked until the end of the transaction. Raises ProblemError (404)."""

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=200,
        description="De ETag van wat u zag. Is er intussen iets veranderd, dan is het antwoord 412 met hoe het nu is.",
    ),
]
_ANY = "*"


def tag(body: BaseModel) -> str:
    """The same as long as nothing of it changes."""
    return f'"{hashlib.sha256(body.model_dump_json(by_alias=True).encode()).hexdigest()[:32]}"'


def mark(response: Response, body: BaseModel) -> None:
    """With the tag to act on."""
    response.headers["ETag"] = tag(body)


async def changed(request: Request, connection: Connection, caller: Caller, seen: str | None) -> Response | None:
    """The answer to who acts on what is not so any more: 412, with how it is now under ``nu``."""
    place, about = whose.object_of(request)
    shows: Mapping[str, Show] = request.app.state.shows
    if seen is None or place is None or place not in shows or about is None:
        return None
    now = await shows[place](connection, caller, about)
    if seen.strip() == _ANY or tag(now) in [one.strip() for one in seen.split(",")]:
        return None
    detail = "Dit is veranderd sinds u het zag. Kijk onder `nu` hoe het is, en doe dan opnieuw wat nog nodig is."
    extra: dict[str, Any] = {"nu": now.model_dump(mode="json", by_alias=True, exclude_none=True)}
    return problem.response(HTTPStatus.PRECONDITION_FAILED, detail, (), {"ETag": tag(now)}, extra)
