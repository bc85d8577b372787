"""What triage needs beside what every service does: which decisions wait for a second person."""

from __future__ import annotations

from pydantic import Field

from services.runtime.base.config import Config


class TriageConfig(Config):
    """Also which decisions wait for a second person."""

    four_eyes: str = Field(
        default="riec toestemming-geweigerd",
        pattern=r"^(riec|toestemming-geweigerd)?( (riec|toestemming-geweigerd))*$",
        description="Decisions that wait for a second person, with a space between",
    )
