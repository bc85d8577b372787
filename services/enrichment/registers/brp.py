"""BRP API Personen v2 (Haal Centraal, RvIG): how many people are registered at this address, and how many are minors?

Contract: BRP-API/Haal-Centraal-BRP-bevragen, POST /personen; ``fields`` is mandatory. Of each person the age is asked
and nothing else, and only the numbers are kept: who lives there is for the person who decides, with a basis, to ask.
Who was born on an unknown day has no age. Above its maximum of people at one address it refuses (tooManyResults).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pydantic import Field

from schemas.codes import register
from services.casework.terms.domain import day_of
from services.enrichment.budget.domain import Limits
from services.enrichment.registers.domain import Residents, residents
from services.enrichment.registers.register import Answer, Client, Question, understood

if TYPE_CHECKING:
    import httpx

    from services.enrichment.config import EnrichmentConfig

_PROCESSING = "signalen-veredelen"
"""As the register of processing names it (schemas/processing)."""


class _Day(Answer):
    """Whole, or only the year of it."""

    day: date | None = Field(default=None, alias="datum")
    year: int | None = Field(default=None, ge=1, le=9999, alias="jaar")


class _Birth(Answer):
    on: _Day | None = Field(default=None, alias="datum")


class _Person(Answer):
    """Nobody asks for the birth; a gateway that gives it with an age it does not know, is read."""

    age: int | None = Field(default=None, ge=0, le=999, alias="leeftijd")
    birth: _Birth | None = Field(default=None, alias="geboorte")

    @property
    def year(self) -> int | None:
        on = self.birth.on if self.birth else None
        if on is None:
            return None
        return on.day.year if on.day else on.year


class _Answer(Answer):
    people: list[_Person] = Field(alias="personen")


class Brp:
    """Residents of an address: the BRP's personen API (Haal Centraal), asked for ages alone."""

    name = register.BaseRegister.BRP
    limits = Limits(per_second=10, per_day=10_000)
    """Our choice."""

    def __init__(self, config: EnrichmentConfig, transport: httpx.AsyncBaseTransport | None = None) -> None:
        headers = {
            "X-API-KEY": config.brp_key_file.read_text("utf-8").strip(),
            "x-doelbinding": config.brp_purpose,
            "x-verwerking": _PROCESSING,
        }
        self._client = Client(config.brp_url, headers, ("Retry-After",), transport, "application/json")

    async def close(self) -> None:
        await self._client.close()

    async def find(self, question: Question) -> Residents | None:
        """Raises what ``Client`` does, and LookupError for a signal without a known address."""
        if question.address_id is None:
            raise LookupError("only an address that the BAG knows is looked up")
        asked = {
            "type": "ZoekMetNummeraanduidingIdentificatie",
            "nummeraanduidingIdentificatie": question.address_id,
            "fields": ["leeftijd"],
        }
        people = understood(_Answer, await self._client.ask_unseen("/personen", asked)).people
        return residents([(person.age, person.year) for person in people], day_of(datetime.now(UTC)))
