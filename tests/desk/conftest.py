"""The desk as a browser without pages sees it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx
import pytest

from schemas.codes.municipality import NAMES
from services.desk.signed_on import COOKIE
from tests.desk.people import signed_on

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from services.desk.sessions.store import Session
    from tests.chain import Chain

    At = Callable[..., AbstractAsyncContextManager[tuple[httpx.AsyncClient, Session | None]]]


@pytest.fixture
def at_desk(chain: Chain) -> At:
    """A client of the desk, and the session of who has this function (``None``: nobody's)."""

    @asynccontextmanager
    async def at(
        role: str | None, municipalities: Sequence[str] = tuple(NAMES)
    ) -> AsyncGenerator[tuple[httpx.AsyncClient, Session | None]]:
        session = await signed_on(chain, role, municipalities) if role else None
        # As a browser does of a form on a page of ours; cookies for a secure place, which this is to a browser alone.
        headers = {"Sec-Fetch-Site": "same-origin"}
        if session:
            headers["Cookie"] = f"{COOKIE}={session.cookie}"
        async with httpx.AsyncClient(
            base_url=chain.addresses.desk, headers=headers, trust_env=False, timeout=30
        ) as client:
            yield client, session

    return at
