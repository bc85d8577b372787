"""What changes on a page while it is open: how much lies on a worklist, and who else has this file open.

Server-sent events, each the whole of a line on the page, as text. What a page asks by itself is no sign that somebody
is there: it keeps no session open.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request
from starlette.responses import Response, StreamingResponse

from services.desk.live import presence
from services.desk.live.places import PLACE
from services.desk.sign_on.oidc import AwayError
from services.desk.signed_on import SignedOutError, find
from services.desk.upstream import NoError, UnavailableError
from services.desk.views.worklist import Stand

if TYPE_CHECKING:
    from services.desk.may import Area
    from services.desk.sessions.store import Session
    from services.desk.upstream import Api

_EVERY_SECONDS = 5
_LONGEST = 60
"""So many times one answer looks: then the browser asks again, and whether it still may is asked anew."""

Line = Callable[["Session"], Awaitable[str | None]]
"""What the page says now; None once it has nothing more to say."""


def router_of(area: Area, api: Callable[[Request], Awaitable[Api]]) -> APIRouter:
    """Of the worklist and the files of these screens."""
    router = APIRouter(prefix=f"{PLACE}{area.path}")

    @router.get("")
    async def of_the_list(request: Request, wijziging: str = "") -> Response:
        async def line(_: Session) -> str:
            stand = Stand.model_validate(await (await api(request)).get("/werkvoorraad/stand"))
            moved = f"Er is iets bij gekomen, weggegaan of veranderd: nu {stand.count}. Laad de werkvoorraad opnieuw"
            return moved if stand.change != wijziging else ""

        return await _told(request, area, line)

    @router.get("/{id}")
    async def of_a_file(request: Request, about: Annotated[UUID, Path(alias="id")]) -> Response:
        async def line(session: Session) -> str | None:
            async with request.app.state.pool.acquire() as connection:
                names = await presence.others(connection, request.app.state.drafts, session, about)
            return None if names is None else beside(names)

        return await _told(request, area, line)

    return router


def beside(names: Sequence[str]) -> str:
    """Who has it open as well; each name by itself, whatever way it is written."""
    if not names:
        return ""
    *first, last = [f"\u2068{name}\u2069" for name in names]
    return f"{', '.join(first)} en {last} hebben dit nu ook open." if first else f"{last} heeft dit nu ook open."


async def _told(request: Request, area: Area, line: Line) -> Response:
    """Nobody looks at a refusal of this: it has no page. Raises AwayError."""
    session = await find(request, active=False)
    if session is None:
        return Response(status_code=HTTPStatus.UNAUTHORIZED)
    if not session.functions & area.functions:
        return Response(status_code=HTTPStatus.FORBIDDEN)
    if not request.app.state.streams.has_room(session.who.subject):
        return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)
    return StreamingResponse(_events(request, session.who.subject, line), media_type="text/event-stream")


async def _events(request: Request, person: str, line: Line) -> AsyncGenerator[str]:
    said = ""
    with request.app.state.streams.joined(person):
        for _ in range(_LONGEST):
            try:
                session = await find(request, active=False)
                now = await line(session) if session else None
            except (AwayError, NoError, UnavailableError):
                now = said
            except SignedOutError:
                now = None
            if now is None:
                return
            if now != said:
                said = now
                yield f"data: {' '.join(now.split())}\n\n"
            await asyncio.sleep(_EVERY_SECONDS)
