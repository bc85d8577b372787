"""What the auditor's screens need of the answers of audit; see ``services.desk.views.enrichment``."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from pydantic import BaseModel, Field

_READ = "nl.signaalketen.audit.content-read.v1"


class Held(BaseModel):
    """One record of the log; ``event`` is what its topic held."""

    topic: str
    at: datetime = Field(alias="tijdstip")
    log_index: int | None = Field(default=None, alias="logIndex")
    event: dict[str, Any] = Field(alias="gebeurtenis")

    @property
    def data(self) -> dict[str, Any]:
        """Empty where it is no event."""
        found: Any = self.event.get("data")
        return cast("dict[str, Any]", found) if isinstance(found, dict) else {}

    @property
    def kind(self) -> str:
        """Without our prefix and the version."""
        return (
            str(self.event.get("type", "onbekend")).removeprefix("nl.signaalketen.").rpartition(".v")[0] or "onbekend"
        )

    @property
    def about(self) -> str:
        return str(self.event.get("subject", ""))

    @property
    def is_look(self) -> bool:
        """Somebody saw content."""
        return self.event.get("type") == _READ


class Records(BaseModel):
    count: int = Field(alias="aantal")
    items: tuple[Held, ...]


class Found(Records):
    more: bool = Field(alias="meer")


class Access(Records):
    contact_points: dict[str, str] = Field(alias="contactpunten")


class Explanation(BaseModel):
    account: dict[str, Any] = Field(alias="verantwoording")


class Witness(BaseModel):
    name: str = Field(alias="naam")
    cosigned: bool = Field(alias="ondertekend")


class Witnesses(BaseModel):
    size: int | None = Field(default=None, alias="omvang")
    signed_at: datetime | None = Field(default=None, alias="ondertekendOp")
    logged: int = Field(alias="inLog")
    witnesses: tuple[Witness, ...] = Field(alias="getuigen")
