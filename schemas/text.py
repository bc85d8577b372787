"""Shapes of text that every contract shares. What people write is cleaned where it comes in: see
``schemas.forms.text``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from schemas.forms import text

if TYPE_CHECKING:
    from collections.abc import Callable

# Control characters have no place in a report, and PostgreSQL cannot store NUL at all.
PRINTABLE = r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$"

EMPTY = "is leeg: hier hoort tekst met minstens één teken dat te zien is, bijvoorbeeld een woord"


KeptLine = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PRINTABLE)]
KeptText = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=PRINTABLE)]
"""As our own events hold them, to the byte: also those of before text was cleaned, and what machines wrote."""


def _cleaned(clean: Callable[[str], str]) -> BeforeValidator:
    """Refused where nothing is left to read. Before all else: its length is that of what is kept."""

    def validate(written: object) -> object:
        if not isinstance(written, str):
            return written
        if not text.is_visible(kept := clean(written)):
            raise ValueError(EMPTY)
        return kept

    return BeforeValidator(validate)


Line = Annotated[KeptLine, _cleaned(text.one_line)]
Text = Annotated[KeptText, _cleaned(text.clean)]
"""As they come in, in requests and partners' replies."""

OptionalText = Annotated[Text | None, BeforeValidator(lambda written: None if text.is_absent(written) else written)]

Version = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$")]
"""Of rules: the month or day they came."""

Actor = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=PRINTABLE)]
"""Whoever acts: the subject of an identity provider has at most 255 characters (OpenID Connect Core, 2)."""


class Contract(BaseModel):
    """A shape that crosses a boundary: nothing unknown comes in, nothing changes after."""

    model_config = ConfigDict(extra="forbid", frozen=True)
