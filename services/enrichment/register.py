"""What every base register has in common to enrichment: it answers, has nothing, or has to be asked again later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from schemas.events.signal import SignalContent
    from services.enrichment.budget import Limits

_LONGEST_WAIT_SECONDS = 3600


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


class Register(Protocol):
    name: str
    limits: Limits

    async def find(self, content: SignalContent) -> Found | None:
        """The one thing the signal names, if the register has it. Raises RegisterUnavailableError or its kind."""
        ...

    async def close(self) -> None: ...
