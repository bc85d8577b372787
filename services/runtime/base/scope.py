"""Whose cases a request reaches. Every question an API puts to its database is put within one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.runtime.base.database import Connection


@dataclass(frozen=True, slots=True)
class Scope:
    """The cases of ``tenants``, codes of municipalities and of the district; and, where reporters may do what is asked
    (``as_reporter``), what ``subject`` reported. It is no way around the mandate that an act at a desk needs.
    """

    tenants: frozenset[str]
    subject: str
    as_reporter: bool = False

    @property
    def reporter(self) -> str | None:
        """Whose reports are reached beside the cases."""
        return self.subject if self.as_reporter else None

    async def enter(self, connection: Connection) -> None:
        """Until the end of the transaction the rows outside it are not there: see ``deploy.walls``."""
        await connection.execute(
            "select set_config('app.gemeenten', $1, true), set_config('app.melder', $2, true),"
            " set_config('app.aanroeper', $3, true)",
            " ".join(sorted(self.tenants)),
            self.reporter or "",
            self.subject,
        )


NOBODYS = Scope(frozenset(), "")
"""No case at all: what whoever asks may see is not of one."""
