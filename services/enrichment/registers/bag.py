"""BAG API Individuele Bevragingen v2 (Kadaster): does this address exist, and what is its identification?

Contract: lvbag/BAG-API, GET /adressen?postcode&huisnummer or ?woonplaatsNaam&openbareRuimteNaam&huisnummer; at most 50
requests a second and 50,000 a day, then 429 with the seconds until it goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from schemas.codes import register
from schemas.text import KeptLine
from services.enrichment.budget.domain import Limits
from services.enrichment.registers.domain import (
    Addresses,
    address_question,
    is_addition,
    shown,
    suffix_readings,
    suffix_signs,
)
from services.enrichment.registers.register import Answer, Client, NotUnderstoodError, Question, understood

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from services.enrichment.config import EnrichmentConfig

_LINE = 200
_PAGE = 100
_PATIENCE = ("RateLimit-Reset", "X-Rate-Limit-Reset", "Kadaster-RateLimit-DayLimit-Reset")
"""Of a second, by its name in the contract and on the page about limits; and of a day."""


class _Adres(Answer):
    """The address lines came with a later version: without them the parts are put together (NEN 5825)."""

    identification: Annotated[str, StringConstraints(pattern=r"^[0-9]{16}$")] = Field(
        alias="nummeraanduidingIdentificatie"
    )
    line5: KeptLine | None = Field(default=None, alias="adresregel5")
    line6: KeptLine | None = Field(default=None, alias="adresregel6")
    street: KeptLine | None = Field(default=None, alias="openbareRuimteNaam")
    number: int | None = Field(default=None, alias="huisnummer")
    letter: KeptLine | None = Field(default=None, alias="huisletter")
    addition: KeptLine | None = Field(default=None, alias="huisnummertoevoeging")
    postcode: KeptLine | None = None
    town: KeptLine | None = Field(default=None, alias="woonplaatsNaam")

    @property
    def line(self) -> str:
        if self.line5 and self.line6:
            return f"{self.line5}, {self.line6}"[:_LINE]
        if not (self.street and self.number and self.town):
            raise NotUnderstoodError
        suffix = f"{self.letter or ''}{self.addition or ''}"
        first = f"{self.street} {self.number}{' ' if suffix else ''}{suffix}"
        return f"{first}, {self.postcode + '  ' if self.postcode else ''}{self.town.upper()}"[:_LINE]


class _Embedded(Answer):
    adressen: list[_Adres] | None = None


class _Answer(Answer):
    """Nothing found has links and no addresses; what has neither is no answer of the BAG."""

    links: dict[str, object] | None = Field(default=None, alias="_links")
    embedded: _Embedded | None = Field(default=None, alias="_embedded")


class Bag:
    """Addresses: the Kadaster's BAG API Individuele Bevragingen, version 2, ``/adressen``."""

    name = register.BaseRegister.BAG
    limits = Limits(per_second=50, per_day=50_000, per_lookup=3)
    """A suffix can be read in two ways, and be left out."""

    def __init__(self, config: EnrichmentConfig, transport: httpx.AsyncBaseTransport | None = None) -> None:
        key = {"X-Api-Key": config.bag_key_file.read_text("utf-8").strip()}
        self._client = Client(config.bag_url, key, _PATIENCE, transport)

    async def close(self) -> None:
        await self._client.close()

    async def find(self, question: Question) -> Addresses | None:
        """Every address that fits. Raises what ``Client`` does, and LookupError for a signal without a location."""
        location = question.content.personal.location
        place = address_question(location)
        if location is None or place is None:
            raise LookupError("only a location is looked up")
        signs = suffix_signs(location.house_number_suffix)
        for reading in suffix_readings(signs) if signs else ({},):
            if found := await self._ask({**place, **reading, "exacteMatch": "true"}):
                return _addresses(found)
        if not signs or is_addition(signs):
            return None
        found = await self._ask({**place, "exacteMatch": "false", "pageSize": _PAGE})
        return _addresses(found, without_suffix=True) if found else None

    async def _ask(self, query: Mapping[str, str | int]) -> list[_Adres]:
        answer = understood(_Answer, await self._client.ask("/adressen", query))
        if answer.links is None and answer.embedded is None:
            raise NotUnderstoodError
        return (answer.embedded.adressen if answer.embedded else None) or []


def _addresses(found: list[_Adres], *, without_suffix: bool = False) -> Addresses:
    """Without its suffix it is the one address at its number, where that has no suffix either; else nobody knows."""
    one = found[0] if len(found) == 1 else None
    if one and without_suffix and (one.letter or one.addition):
        one = None
    lines = [each.line for each in found]
    told = [
        text if lines.count(text) == 1 else f"{text} (BAG {each.identification})"
        for text, each in zip(lines, found, strict=True)
    ]
    return Addresses(shown(told), one.identification if one else None, without_suffix)
