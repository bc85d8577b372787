"""The declarations: one YAML per topic, partner and legal basis, read once and checked against each other."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

if TYPE_CHECKING:
    from collections.abc import Mapping

Oin = Annotated[str, StringConstraints(pattern=r"^\d{20}$")]
Party = Annotated[str, StringConstraints(pattern=r"^(service|partner):[a-z][a-z0-9-]*$")]
PartnerName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Family = Literal["alert", "consult", "referral"]

SERVICES = ("intake", "enrichment", "triage", "zorg-referral", "riec-referral", "audit")

MUNICIPALITY_OIN: Oin = "00000099000000001000"
"""OIN of the municipality that runs the chain; a fictitious one, replaced at installation."""


class Declaration(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Topic(Declaration):
    """One Kafka topic. Exactly one writer, so the broker itself proves provenance (DESIGN 3)."""

    topic: Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z-]+$")]
    purpose: str
    writer: Party
    readers: tuple[Party, ...] = Field(min_length=1)
    key: Literal["signal-id", "partner-reference", "event-id"]
    partitions: int = Field(ge=1)
    retention_days: int | Literal["unlimited"]
    personal: bool
    types: tuple[str, ...] = Field(min_length=1)


class Partner(Declaration):
    """An organisation outside the municipality, and the families of topics it may read."""

    partner: PartnerName
    name: str
    oin: Oin
    families: tuple[Family, ...] = Field(min_length=1)
    bases: tuple[str, ...] = Field(min_length=1)
    municipalities: Literal["all"] | tuple[str, ...]
    contact: str

    def serves(self, municipality: str) -> bool:
        return self.municipalities == "all" or municipality in self.municipalities


class Basis(Declaration):
    """A legal basis with the days on which it held; ``verified`` is true where its text was read."""

    basis: str
    name: str
    article: str
    valid_from: date
    valid_until: date | None
    source: str
    verified: bool

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


D = TypeVar("D", bound=Declaration)


def _declared(folder: str, model: type[D]) -> Mapping[str, D]:
    """Every YAML of a folder by its file name, which must be the name inside it."""
    found: dict[str, D] = {}
    for entry in sorted((resources.files("schemas") / folder).iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".yaml"):
            name = entry.name.removesuffix(".yaml")
            declaration = model.model_validate(yaml.safe_load(entry.read_text("utf-8")))
            if getattr(declaration, "basis" if folder == "bases" else folder.removesuffix("s")) != name:
                raise ValueError(f"{folder}/{entry.name} declares another name than its file's")
            found[name] = declaration
    return found


@cache
def topics() -> Mapping[str, Topic]:
    return _declared("topics", Topic)


@cache
def partners() -> Mapping[str, Partner]:
    return _declared("partners", Partner)


@cache
def bases() -> Mapping[str, Basis]:
    return _declared("bases", Basis)


def oin_of(party: Party) -> Oin:
    """OIN that an event's ``source`` must carry when this party wrote it."""
    kind, name = party.split(":")
    return partners()[name].oin if kind == "partner" else MUNICIPALITY_OIN


def read_by(party: Party) -> tuple[str, ...]:
    """Names of the topics this party reads."""
    return tuple(name for name, topic in topics().items() if party in topic.readers)


def answers_unreadable(topic: str) -> str:
    """The service that sets aside what nobody can read on a topic with several readers, so that it is done once."""
    return topics()[topic].readers[0].removeprefix("service:")


def topic_back_to(partner: str, service: str) -> str | None:
    """The topic on which this service tells this partner that a reply was refused."""
    own = (f"{family}.{partner}" for family in ("consult", "referral", "alert"))
    return next((name for name in own if name in topics() and topics()[name].writer == f"service:{service}"), None)
