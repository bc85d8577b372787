"""People who are signed on at the desk of a running chain, without the provider's pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from deploy.local.tokens import mandates, sign_token
from schemas.codes.municipality import NAMES
from services.desk.sessions import store
from services.desk.sessions.store import Session, SignedOn
from services.runtime.base.mandates import mandates_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.chain import Chain

NAME = "Noor van den Berg"
_NONE = "-"
"""Of the provider: it knows nothing of them."""


async def signed_on(
    chain: Chain,
    role: str,
    municipalities: Sequence[str] = tuple(NAMES),
    subject: str = "tester",
    name: str = NAME,
) -> Session:
    """Somebody with this function there; the token is the stand-in's, which the services take as the provider's."""
    who = SignedOn(
        subject=subject,
        provider_session=None,
        name=name,
        mandates=mandates_in(mandates(role, municipalities)),
        access_token=sign_token(chain.root / "secrets", role, subject, 1, municipalities),
        refresh_token=_NONE,
        id_token=_NONE,
        expires_at=datetime.now(UTC) + timedelta(hours=1),
    )
    async with chain.database("desk") as connection, connection.transaction():
        return await store.open_session(connection, who)
