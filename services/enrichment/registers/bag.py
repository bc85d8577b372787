"""BAG API Individuele Bevragingen v2 (Kadaster): does this address exist, and what is its identification?

Contract: lvbag/BAG-API, GET /adressen?postcode&huisnummer; at most 50 requests a second and 50,000 a day, then 429
with the seconds until it goes on (RateLimit-Reset).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from services.enrichment.budget.domain import Limits
from services.enrichment.registers.register import Client, Found, Question

if TYPE_CHECKING:
    import httpx

    from services.enrichment.config import EnrichmentConfig


class _Adres(BaseModel):
    identification: str = Field(alias="nummeraanduidingIdentificatie")
    line5: str = Field(alias="adresregel5")
    line6: str = Field(alias="adresregel6")


class _Embedded(BaseModel):
    adressen: list[_Adres] = []


class _Answer(BaseModel):
    embedded: _Embedded = Field(default=_Embedded(), alias="_embedded")


class Bag:
    """Addresses: the Kadaster's BAG API Individuele Bevragingen, version 2, ``/adressen``."""

    name = "bag"
    limits = Limits(per_second=50, per_day=50_000)

    def __init__(self, config: EnrichmentConfig, transport: httpx.AsyncBaseTransport | None = None) -> None:
        key = {"X-Api-Key": config.bag_key_file.read_text("utf-8").strip()}
        self._client = Client(config.bag_url, key, "RateLimit-Reset", transport)

    async def close(self) -> None:
        await self._client.close()

    async def find(self, question: Question) -> Found | None:
        """``identification`` is the BAG's nummeraanduidingIdentificatie, 16 digits. Raises RegisterUnavailableError or
        its kind, and LookupError for a signal without a location.
        """
        location = question.content.personal.location
        if location is None:
            raise LookupError("only a location is looked up")
        query = {
            "postcode": location.postcode,
            "huisnummer": location.house_number,
            **_suffix(location.house_number_suffix or ""),
            "exacteMatch": "true",
        }
        answer = await self._client.ask("/adressen", query)
        if answer is None:
            return None
        found = _Answer.model_validate_json(answer).embedded.adressen
        if len(found) != 1:
            return None
        return Found(found[0].identification, f"{found[0].line5}, {found[0].line6}")


def _suffix(text: str) -> dict[str, str]:
    """The BAG knows a letter and an addition of at most four characters: "A", "bis", "A-2"."""
    letter, dash, rest = text.partition("-")
    if dash and len(letter) == 1 and letter.isalpha():
        return {"huisletter": letter, "huisnummertoevoeging": rest.replace("-", "")}
    whole = text.replace("-", "")
    if not whole:
        return {}
    return {"huisletter": whole} if len(whole) == 1 and whole.isalpha() else {"huisnummertoevoeging": whole}
