"""A request's body: as much of it as is waited for, and whether it is what it says: JSON in UTF-8, each field once."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from email.message import Message as Header
from http import HTTPStatus
from typing import TYPE_CHECKING, NoReturn

from schemas.envelope import ONCE, Violation, given_twice
from services.runtime.http.problem import ProblemError

if TYPE_CHECKING:
    from starlette.types import Receive

MAX_BYTES = 256 * 1024
MOST_BYTES_HEARD = 8 * MAX_BYTES
"""Of a body that may tell of acute danger; it is refused all the same."""

SECONDS = 20.0
_MEDIA_TYPE = "application/json"
_CHARSETS = {"utf-8": "utf-8-sig", "utf8": "utf-8-sig", "us-ascii": "ascii", "ascii": "ascii"}


class UnreadableError(ProblemError):
    """What came is not what a body has to be."""


@dataclass(frozen=True, slots=True)
class Body:
    """``refusal`` where the content is not all of it; ``left`` where nobody waits for the answer."""

    content: bytes
    refusal: UnreadableError | None = None
    left: bool = False


async def read(receive: Receive, most: int = MAX_BYTES) -> Body:
    """What came until it ended, took too long, its sender left or ``most`` bytes were there, of which some too many."""
    content = bytearray()
    try:
        async with asyncio.timeout(SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return Body(
                        bytes(content),
                        _refused(HTTPStatus.BAD_REQUEST, "De inhoud is niet geheel ontvangen."),
                        left=True,
                    )
                content += message.get("body", b"")
                if len(content) > most or not message.get("more_body", False):
                    return Body(bytes(content), _too_large() if len(content) > MAX_BYTES else None)
    except TimeoutError:
        too_slow = f"De inhoud is niet binnen {SECONDS:.0f} seconden ontvangen."
        return Body(bytes(content), _refused(HTTPStatus.REQUEST_TIMEOUT, too_slow))


def _too_large() -> UnreadableError:
    return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"De inhoud is groter dan {MAX_BYTES} bytes.")


def refusal(content_type: str, content: bytes) -> UnreadableError | None:
    """415 for another media type or character set, 400 for what is no JSON, or holds a field twice."""
    header = Header()
    header["Content-Type"] = content_type
    charset = _CHARSETS.get(header.get_content_charset("utf-8"))
    if header.get_content_type() != _MEDIA_TYPE or charset is None:
        return _refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Stuur de inhoud als {_MEDIA_TYPE}, in UTF-8.")
    if not content:
        return None
    try:
        json.loads(content.decode(charset), object_pairs_hook=_each_once, parse_constant=_no_number)
    except UnicodeDecodeError:
        return _refused(HTTPStatus.BAD_REQUEST, "De inhoud is geen geldige UTF-8.")
    except UnreadableError as twice:
        return twice
    except (ValueError, RecursionError):
        return _refused(HTTPStatus.BAD_REQUEST, _UNREADABLE, Violation("body", "is geen geldige JSON"))
    return None


_UNREADABLE = "De inhoud is niet te lezen; er is niets opgeslagen."


def _refused(status: HTTPStatus, detail: str, *violations: Violation) -> UnreadableError:
    return UnreadableError(status, detail, violations)


def _each_once(pairs: list[tuple[str, object]]) -> None:
    if twice := given_twice(pairs):
        raise _refused(HTTPStatus.BAD_REQUEST, _UNREADABLE, *(Violation(name, ONCE) for name in twice))


def _no_number(_: str) -> NoReturn:
    raise ValueError
