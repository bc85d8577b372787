"""BRP API Personen v2 (Haal Centraal, RvIG): how many people are registered at this address, and how many are minors?

Contract: BRP-API/Haal-Centraal-BRP-bevragen, POST /personen; ``fields`` is mandatory. Of each person the age is asked
and nothing else, and only the numbers are kept: who lives there is for the person who decides, with a basis, to ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from services.enrichment.budget.domain import Limits
from services.enrichment.domain import Residents
from services.enrichment.registers.register import Client, Question

if TYPE_CHECKING:
    import httpx

    from services.enrichment.config import EnrichmentConfig

_OF_AGE = 18
_PROCESSING = "signalen-veredelen"
"""As the register of processing names it (schemas/processing)."""


class _Person(BaseModel):
    age: int | None = Field(default=None, alias="leeftijd")


class _Answer(BaseModel):
    people: list[_Person] = Field(alias="personen")


class Brp:
    """Residents of an address: the BRP's personen API (Haal Centraal), asked for ages alone."""

    name = "brp"
    limits = Limits(per_second=10, per_day=10_000)
    """Our choice."""

    def __init__(self, config: EnrichmentConfig, transport: httpx.AsyncBaseTransport | None = None) -> None:
        headers = {
            "X-API-KEY": config.brp_key_file.read_text("utf-8").strip(),
            "x-doelbinding": config.brp_purpose,
            "x-verwerking": _PROCESSING,
        }
        self._client = Client(config.brp_url, headers, "Retry-After", transport)

    async def close(self) -> None:
        await self._client.close()

    async def find(self, question: Question) -> Residents | None:
        """Raises RegisterUnavailableError or its kind, and LookupError for a signal without a known address."""
        if question.address_id is None:
            raise LookupError("only an address that the BAG knows is looked up")
        asked = {
            "type": "ZoekMetNummeraanduidingIdentificatie",
            "nummeraanduidingIdentificatie": question.address_id,
            "fields": ["leeftijd"],
        }
        answer = await self._client.ask_unseen("/personen", asked)
        if answer is None:
            return None
        people = _Answer.model_validate_json(answer).people
        return Residents(len(people), sum(person.age is not None and person.age < _OF_AGE for person in people))
