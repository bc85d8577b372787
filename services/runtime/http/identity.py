"""Who somebody is: issuer and subject together (OpenID Connect Core, 5.7).

The same subject of another provider is another person, who neither sees what the first reported nor passes for a
second one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from services.runtime.base.database import Pool


class Identities:
    """The first issuer a service ever knew gives its subjects as they are; a later one's number stands before his."""

    def __init__(self, number: int) -> None:
        self._before = "" if number == 1 else f"{number}~"

    def of(self, subject: str) -> str:
        return f"{self._before}{subject}"


async def identities(pool: Pool, issuers: Iterable[str]) -> Mapping[str, Identities]:
    """Of each that issues tokens now, in the order in which they became known; kept for good."""
    found: dict[str, Identities] = {}
    async with pool.acquire() as connection, connection.transaction():
        lock = "select pg_advisory_xact_lock(hashtext('issuer'), hashtext(current_schema()))"
        await connection.execute(lock)  # so that no number is left out
        for issuer in issuers:
            known = await connection.fetchval("select number from issuer where issuer = $1", issuer)
            add = "insert into issuer (issuer) values ($1) returning number"
            found[issuer] = Identities(known or await connection.fetchval(add, issuer))
    return found
