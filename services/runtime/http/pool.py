"""The database of the service that answers a request."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from services.runtime.base.database import Pool


def pool_of(request: Request) -> Pool:
    """Opened when the API started."""
    return request.app.state.pool


def acute_pool_of(request: Request) -> Pool:
    """Connections that nothing but acute danger uses."""
    return request.app.state.acute_pool


async def _pool(request: Request) -> Pool:
    return pool_of(request)


Database = Annotated[Pool, Depends(_pool)]
