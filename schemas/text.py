"""Shapes of text that every contract shares. What people write is cleaned where it comes in: see
``schemas.forms.text``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

from schemas.forms import text

if TYPE_CHECKING:
    from collections.abc import Callable

# Control characters have no place in a report, and PostgreSQL cannot store NUL at all.
PRINTABLE = r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$"

EMPTY = "is leeg: hier hoort tekst met minstens één teken dat te zien is, bijvoorbeeld een woord"


def _cleaned(clean: Callable[[str], str]) -> BeforeValidator:
    """What nothing visible is left of stays as it was: events of before hold such text, and must be read."""

    def validate(written: object) -> object:
        return clean(written) or written if isinstance(written, str) else written

    return BeforeValidator(validate)


def _visible(written: str) -> str:
    if not text.is_visible(written):
        raise ValueError(EMPTY)
    return written


ExactLine = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PRINTABLE)]
ExactText = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=PRINTABLE)]
"""What machines wrote, and compare or sign: not a sign of it is changed."""

KeptLine = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PRINTABLE), _cleaned(text.one_line)]
KeptText = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=PRINTABLE), _cleaned(text.clean)]
"""As our own events hold them."""

Line = Annotated[KeptLine, AfterValidator(_visible)]
Text = Annotated[KeptText, AfterValidator(_visible)]
"""As they come in, in requests and partners' replies: something is to be read in them."""

OptionalText = Annotated[Text | None, BeforeValidator(lambda written: None if text.is_absent(written) else written)]

Actor = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=PRINTABLE)]
"""Whoever acts: the subject of an identity provider has at most 255 characters (OpenID Connect Core, 2)."""


class Contract(BaseModel):
    """A shape that crosses a boundary: nothing unknown comes in, nothing changes after."""

    model_config = ConfigDict(extra="forbid", frozen=True)
