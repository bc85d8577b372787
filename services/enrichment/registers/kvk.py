"""KVK Handelsregister, API Basisprofiel v1: what firm has this number, what does it do, and does it still exist?

Contract: GET /v1/basisprofielen/{kvkNummer} (developers.kvk.nl, versions 1.4 and 1.5), in which every field may be
absent. Dates are yyyymmdd, with 00 for a month or day that is not known. Every question costs money, so none is asked
by name.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from schemas.codes import register
from schemas.text import PRINTABLE
from services.enrichment.budget.domain import Limits
from services.enrichment.registers.domain import Found
from services.enrichment.registers.register import (
    Answer,
    Client,
    NotUnderstoodError,
    Question,
    RefusedError,
    understood,
)

if TYPE_CHECKING:
    import httpx

    from services.enrichment.config import EnrichmentConfig

_LINE = 200

_Words = Annotated[str, StringConstraints(strip_whitespace=True, pattern=PRINTABLE)]


class _Registration(Answer):
    started: _Words | None = Field(default=None, alias="datumAanvang")
    ended: _Words | None = Field(default=None, alias="datumEinde")


class _Activity(Answer):
    words: _Words | None = Field(default=None, alias="sbiOmschrijving")
    main: _Words | None = Field(default=None, alias="indHoofdactiviteit")


class _Name(Answer):
    name: _Words | None = Field(default=None, alias="naam")


class _Profile(Answer):
    number: str | None = Field(default=None, alias="kvkNummer")
    name: _Words | None = Field(default=None, alias="naam")
    statutory_name: _Words | None = Field(default=None, alias="statutaireNaam")
    trade_names: list[_Name] | None = Field(default=None, alias="handelsnamen")
    registration: _Registration | None = Field(default=None, alias="materieleRegistratie")
    activities: list[_Activity] | None = Field(default=None, alias="sbiActiviteiten")

    @property
    def names(self) -> list[str]:
        trade = (each.name for each in self.trade_names or ())
        return [name for name in (self.name, self.statutory_name, *trade) if name]


class Kvk:
    """Firms by their number: the trade register's Basisprofiel API, version 1."""

    name = register.BaseRegister.KVK
    limits = Limits(per_second=10, per_day=1_000)
    """Our choice."""

    def __init__(self, config: EnrichmentConfig, transport: httpx.AsyncBaseTransport | None = None) -> None:
        key = {"apikey": config.kvk_key_file.read_text("utf-8").strip()}
        self._client = Client(config.kvk_url, key, ("Retry-After",), transport)

    async def close(self) -> None:
        await self._client.close()

    async def find(self, question: Question) -> Found | None:
        """Raises what ``Client`` does, and LookupError for a signal without a number."""
        company = question.content.personal.company
        number = company.kvk_number if company else None
        if number is None:
            raise LookupError("only a firm with a number is looked up")
        try:
            answer = await self._client.ask(f"/v1/basisprofielen/{number}", {})
        except RefusedError as refused:
            if refused.status == HTTPStatus.NOT_FOUND:
                return None
            raise
        profile = understood(_Profile, answer)
        if profile.number not in (number, None) or not (profile.number or profile.names):
            raise NotUnderstoodError
        return Found(number, _line(profile))


def _line(profile: _Profile) -> str:
    name = next(iter(profile.names), "naam niet vermeld")
    parts = [name, *(each.words for each in profile.activities or () if each.main == "Ja")]
    if profile.registration and profile.registration.started:
        parts.append(f"sinds {_day(profile.registration.started)}")
    if profile.registration and profile.registration.ended:
        parts.append(f"beëindigd {_day(profile.registration.ended)}")
    return "; ".join(part for part in parts if part)[:_LINE]


def _day(digits: str) -> str:
    """As much of the day as is known; as it is written where it is no such day."""
    if len(digits) != 8 or not digits.isdecimal():
        return digits
    parts = [digits[:4], digits[4:6], digits[6:8]]
    return "-".join(part for part in parts if part.strip("0"))
