"""Who opens a file is there for who has it open too; only once it was shown to him."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import Depends, Request

from services.desk.live import presence

if TYPE_CHECKING:
    from services.desk.sessions.store import Session


class Opening:
    """Of this request."""

    def __init__(self, request: Request) -> None:
        self._request = request

    async def shown(self, session: Session, about: UUID) -> None:
        """He sees it now."""
        async with self._request.app.state.pool.acquire() as connection, connection.transaction():
            await presence.enter(connection, self._request.app.state.drafts, session, about)


async def _opening(request: Request) -> Opening:
    return Opening(request)


Here = Annotated[Opening, Depends(_opening)]
