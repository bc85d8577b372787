"""Shapes of text that every contract shares."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

# Control characters have no place in a report, and PostgreSQL cannot store NUL at all.
PRINTABLE = r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$"

Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PRINTABLE)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=PRINTABLE)]

Actor = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=PRINTABLE)]
"""Whoever acts: the subject of an identity provider has at most 255 characters (OpenID Connect Core, 2)."""


class Contract(BaseModel):
    """A shape that crosses a boundary: nothing unknown comes in, nothing changes after."""

    model_config = ConfigDict(extra="forbid", frozen=True)
