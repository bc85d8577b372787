"""KVK Handelsregister, API Basisprofiel v1: what firm has this number, what does it do, and does it still exist?

Contract: GET /v1/basisprofielen/{kvkNummer} (developers.kvk.nl, version 1.4). Dates are yyyymmdd, with 00 for a month
or day that is not known. Every question costs money, so none is asked by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from services.enrichment.budget.domain import Limits
from services.enrichment.registers.register import Client, Found, Question

if TYPE_CHECKING:
    import httpx

    from services.enrichment.config import EnrichmentConfig

_LINE = 200


class _Registration(BaseModel):
    started: str = Field(default="", alias="datumAanvang")
    ended: str = Field(default="", alias="datumEinde")


class _Activity(BaseModel):
    words: str = Field(default="", alias="sbiOmschrijving")
    main: str = Field(default="Nee", alias="indHoofdactiviteit")


class _Profile(BaseModel):
    number: str = Field(alias="kvkNummer")
    name: str = Field(alias="naam")
    registration: _Registration = Field(default=_Registration(), alias="materieleRegistratie")
    activities: list[_Activity] = Field(default=[], alias="sbiActiviteiten")


class Kvk:
    """Firms by their number: the trade register's Basisprofiel API, version 1."""

    name = "kvk"
    limits = Limits(per_second=10, per_day=1_000)
    """Our choice."""

    def __init__(self, config: EnrichmentConfig, transport: httpx.AsyncBaseTransport | None = None) -> None:
        key = {"apikey": config.kvk_key_file.read_text("utf-8").strip()}
        self._client = Client(config.kvk_url, key, "Retry-After", transport)

    async def close(self) -> None:
        await self._client.close()

    async def find(self, question: Question) -> Found | None:
        """Raises RegisterUnavailableError or its kind, and LookupError for a signal without a number."""
        company = question.content.personal.company
        if company is None or company.kvk_number is None:
            raise LookupError("only a firm with a number is looked up")
        answer = await self._client.ask(f"/v1/basisprofielen/{company.kvk_number}", {})
        if answer is None:
            return None
        profile = _Profile.model_validate_json(answer)
        return Found(profile.number, _line(profile))


def _line(profile: _Profile) -> str:
    parts = [profile.name, *(activity.words for activity in profile.activities if activity.main == "Ja")]
    if profile.registration.started:
        parts.append(f"sinds {_day(profile.registration.started)}")
    if profile.registration.ended:
        parts.append(f"beëindigd {_day(profile.registration.ended)}")
    return "; ".join(part for part in parts if part)[:_LINE]


def _day(digits: str) -> str:
    """As much of the day as is known."""
    parts = [digits[:4], digits[4:6], digits[6:8]]
    return "-".join(part for part in parts if part.strip("0"))
