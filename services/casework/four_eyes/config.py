"""What a service with a desk needs beside what every service does: what waits for a second person."""

from __future__ import annotations

from pydantic import Field

from services.casework.four_eyes.domain import Reason
from services.runtime.base.config import Config


class DeskConfig(Config):
    """Also what waits for a second person."""

    four_eyes: str = Field(
        default="riec toestemming-geweigerd vrije-tekst",
        pattern=r"^(riec|toestemming-geweigerd|vrije-tekst)?( (riec|toestemming-geweigerd|vrije-tekst))*$",
        description="What waits for a second person, with a space between",
    )

    @property
    def second_person(self) -> frozenset[Reason]:
        """As codes."""
        return frozenset(Reason(code) for code in self.four_eyes.split())
