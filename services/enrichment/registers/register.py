"""What every base register has in common to enrichment: it answers, refuses, is not understood, or is asked again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from services.enrichment.registers.domain import refusal_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from schemas.codes.register import BaseRegister as Name
    from schemas.events.signal import SignalContent
    from services.enrichment.budget.domain import Limits
    from services.enrichment.registers.domain import Refusal

_LONGEST_WAIT_SECONDS = 3600
_WHOLE_ANSWER_SECONDS = 20
_LARGEST_ANSWER = 2**20


@dataclass(frozen=True, slots=True)
class Question:
    """What there is to ask with: the signal as reported, and the BAG's identification of its address once known."""

    content: SignalContent
    address_id: str | None = None


class RegisterUnavailableError(Exception):
    """It did not answer; the same question may be answered later."""


class PatienceAskedError(RegisterUnavailableError):
    """It asks everybody who uses this key to wait for so many seconds."""

    def __init__(self, told: Iterable[str]) -> None:
        """``told``: what its headers say, the longest counts; kept between a second and an hour."""
        seconds = [int(one) for one in told if one.isascii() and one.isdecimal() and len(one) < 10]
        self.seconds = min(max([1, *seconds]), _LONGEST_WAIT_SECONDS)
        super().__init__(self.seconds)


class RefusedError(Exception):
    """It does not answer this question. ``lasting``: and never will; else who administers the chain can help."""

    def __init__(self, status: int, refusal: Refusal) -> None:
        """``refusal`` as its body gave it; the status is the code where that has none."""
        super().__init__(status)
        self.status = status
        self.named = refusal.code is not None
        self.code = refusal.code or str(status)
        self.more_than = refusal.more_than
        self.lasting = self.named and status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)


class NotUnderstoodError(Exception):
    """It answered something else than its contract says."""


class Answer(BaseModel):
    """A part of an answer: what is there has the type of the contract, and ``null`` is as absent as what is not."""

    model_config = ConfigDict(strict=True, frozen=True)


Part = TypeVar("Part", bound=Answer)


def understood(shape: type[Part], body: bytes) -> Part:
    """Raises NotUnderstoodError for what is no such answer."""
    try:
        return shape.model_validate_json(body)
    except ValidationError:
        raise NotUnderstoodError from None  # it quotes the answer


class Client:
    """One register over HTTP; ``transport`` where it is not reached over the network.

    ``patience`` are the headers that say how many seconds it asks everybody to wait, ``accept`` is in what it
    answers. A question raises RegisterUnavailableError or its kind, RefusedError, or NotUnderstoodError.
    """

    def __init__(
        self,
        url: str,
        key: dict[str, str],
        patience: tuple[str, ...],
        transport: httpx.AsyncBaseTransport | None,
        accept: str = "application/hal+json",
    ) -> None:
        self._patience = patience
        self._client = httpx.AsyncClient(
            base_url=url,
            headers={**key, "Accept": accept, "Accept-Encoding": "identity"},
            timeout=5,
            trust_env=False,
            transport=transport,
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def ask(self, path: str, query: Mapping[str, str | int]) -> bytes:
        """Its answer."""
        return await self._answer(self._client.build_request("GET", path, params=query))

    async def ask_unseen(self, path: str, question: Mapping[str, object]) -> bytes:
        """The same with the question in the body, where no log of addresses shows it."""
        return await self._answer(self._client.build_request("POST", path, json=question))

    async def _answer(self, request: httpx.Request) -> bytes:
        try:
            async with asyncio.timeout(_WHOLE_ANSWER_SECONDS):
                response = await self._client.send(request, stream=True)
                try:
                    body = await _body(response)
                finally:
                    await response.aclose()
        except httpx.DecodingError as error:
            raise NotUnderstoodError from error
        except (httpx.TransportError, TimeoutError) as error:
            raise RegisterUnavailableError from error
        status = response.status_code
        if status == HTTPStatus.OK:
            return body
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise PatienceAskedError(response.headers.get(name, "") for name in self._patience)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
            raise RegisterUnavailableError
        if status < HTTPStatus.BAD_REQUEST:
            raise NotUnderstoodError
        refused = RefusedError(status, refusal_in(body))
        if status == HTTPStatus.NOT_FOUND and not refused.named:
            raise NotUnderstoodError  # somebody on the way, not the register
        raise refused


async def _body(response: httpx.Response) -> bytes:
    whole = bytearray()
    async for part in response.aiter_bytes():
        whole += part
        if len(whole) > _LARGEST_ANSWER:
            raise NotUnderstoodError
    return bytes(whole)


Answer_co = TypeVar("Answer_co", covariant=True)


class Register(Protocol[Answer_co]):
    """One base register; ``name`` is its row in the budget, ``limits`` what all workers together may ask."""

    name: Name
    limits: Limits

    async def find(self, question: Question) -> Answer_co | None:
        """The one thing the signal names, if the register has it. Raises what its ``Client`` does."""
        ...

    async def close(self) -> None: ...
