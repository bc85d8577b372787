"""What every base register has in common to enrichment: it answers, has nothing, or has to be asked again later."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol, TypeVar

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemas.events.signal import SignalContent
    from services.enrichment.budget.domain import Limits

_LONGEST_WAIT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Question:
    """What there is to ask with: the signal as reported, and the BAG's identification of its address once known."""

    content: SignalContent
    address_id: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """``identification`` is the register's own, ``line`` what the analyst reads."""

    identification: str
    line: str


class RegisterUnavailableError(Exception):
    """It did not answer; the same question may be answered later."""


class PatienceAskedError(RegisterUnavailableError):
    """It asks everybody who uses this key to wait for so many seconds."""

    def __init__(self, told: str) -> None:
        """``told``: the header's value; kept between a second and an hour."""
        seconds = int(told) if told.isascii() and told.isdecimal() else 1
        super().__init__(seconds)
        self.seconds = min(max(1, seconds), _LONGEST_WAIT_SECONDS)


class Client:
    """One register over HTTP; ``transport`` where it is not reached over the network.

    ``patience_header`` says how many seconds it asks everybody to wait.
    """

    def __init__(
        self, url: str, key: dict[str, str], patience_header: str, transport: httpx.AsyncBaseTransport | None
    ) -> None:
        self._patience_header = patience_header
        self._client = httpx.AsyncClient(
            base_url=url,
            headers={**key, "Accept": "application/hal+json"},
            timeout=5,
            trust_env=False,
            transport=transport,
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def ask(self, path: str, query: dict[str, str | int | None]) -> bytes | None:
        """Its answer; None when it has nothing. Raises RegisterUnavailableError or its kind."""
        return await self._answer(self._client.build_request("GET", path, params=query))

    async def ask_unseen(self, path: str, question: Mapping[str, object]) -> bytes | None:
        """The same with the question in the body, where no log of addresses shows it."""
        return await self._answer(self._client.build_request("POST", path, json=question))

    async def _answer(self, request: httpx.Request) -> bytes | None:
        try:
            response = await self._client.send(request)
        except httpx.TransportError as error:
            raise RegisterUnavailableError from error
        if response.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND):
            return None
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            raise PatienceAskedError(response.headers.get(self._patience_header, ""))
        if response.status_code != HTTPStatus.OK:
            raise RegisterUnavailableError
        return response.content


Answer_co = TypeVar("Answer_co", covariant=True)


class Register(Protocol[Answer_co]):
    """One base register; ``name`` is its row in the budget, ``limits`` what all workers together may ask."""

    name: str
    limits: Limits

    async def find(self, question: Question) -> Answer_co | None:
        """The one thing the signal names, if the register has it. Raises RegisterUnavailableError or its kind."""
        ...

    async def close(self) -> None: ...
