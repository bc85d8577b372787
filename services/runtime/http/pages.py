"""Lists in pages: how many there are in all, and a cursor to go on from.

A cursor holds what the list is ordered by, of the last item that was shown (keyset): what is added or goes meanwhile
moves nothing. It names ids and moments, never a person, and is opaque to who gets it.
"""

import base64
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query, Request, Response
from pydantic import AwareDatetime, Field, TypeAdapter

from schemas.envelope import Violation
from services.runtime.base.counted import COUNTED
from services.runtime.http.problem import ProblemError

K = TypeVar("K", bound=tuple[Any, ...])
T = TypeVar("T")

Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]
"""As a part of a cursor: one that every database takes."""

Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2200, 1, 1))]
"""The same of a day."""

Next = Annotated[
    str | None, Field(description="Waar de volgende bladzijde begint: geef het mee als `na`. Leeg op de laatste.")
]


Counted = Annotated[int, Field(description=f"Hoeveel er zijn. Bij {COUNTED} houdt het tellen op: zoveel of meer.")]


@dataclass(frozen=True, slots=True)
class Asked:
    """A page: of at most ``limit``, after this cursor."""

    request: Request
    response: Response
    cursor: str | None
    limit: int


def asked_of(most: int) -> Callable[..., Awaitable[Asked]]:
    """A dependency: which page is asked for, of at most so many."""

    async def asked(
        request: Request,
        response: Response,
        cursor: Annotated[
            str | None, Query(alias="na", max_length=500, description="`volgende` van de vorige bladzijde.")
        ] = None,
        limit: Annotated[int, Query(ge=1, le=most, description="Hoeveel er op een bladzijde staan.")] = 100,
    ) -> Asked:
        return Asked(request, response, cursor, limit)

    return asked


Paging = Annotated[Asked, Depends(asked_of(500))]


class Order(Generic[K]):
    """By what one list is ordered: a tuple that no two of its items share."""

    def __init__(self, key: type[K]) -> None:
        self._key = TypeAdapter[K](key)

    def start(self, asked: Asked) -> K | None:
        """The key of the last item that was shown; None asks for the first page. Raises ProblemError (400)."""
        if asked.cursor is None:
            return None
        try:
            padded = asked.cursor + "=" * (-len(asked.cursor) % 4)
            return self._key.validate_json(base64.b64decode(padded, b"-_", validate=True))
        except ValueError:
            broken = Violation("na", "is de waarde van `volgende` uit een eerder antwoord van deze lijst")
            raise ProblemError(HTTPStatus.BAD_REQUEST, "Deze bladzijde is er niet.", [broken]) from None

    def cut(self, asked: Asked, found: Sequence[T], key: Callable[[T], K]) -> tuple[Sequence[T], str | None]:
        """The page and the cursor of the next, of what follows on ``start``: one more than the page holds is enough."""
        shown = found[: asked.limit]
        if len(found) <= asked.limit:
            return shown, None
        following = base64.urlsafe_b64encode(self._key.dump_json(key(shown[-1]))).rstrip(b"=").decode()
        url = asked.request.url.include_query_params(na=following)
        asked.response.headers["Link"] = f'<?{url.query}>; rel="next"'
        return shown, following

    def page(self, asked: Asked, items: Sequence[T], key: Callable[[T], K]) -> tuple[Sequence[T], str | None]:
        """Of a whole list, in whatever order. Raises ProblemError (400)."""
        start = self.start(asked)
        ordered = sorted(items, key=key)
        return self.cut(asked, [item for item in ordered if start is None or key(item) > start], key)
