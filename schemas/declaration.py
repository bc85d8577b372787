"""What every file of ``schemas/`` that is data has in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Code = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=60)]


class Declaration(BaseModel):
    """A file of ``schemas/``: a key it does not know is refused, so that a slip of the pen is no default."""

    model_config = ConfigDict(extra="forbid", frozen=True)
