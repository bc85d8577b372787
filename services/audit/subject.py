"""Whether an event speaks of a data subject: its values, decoded and in one comparing form, never its bytes. Pure."""

from __future__ import annotations

import string
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import phonenumbers

if TYPE_CHECKING:
    from collections.abc import Iterator

_APART = "\x00"
"""Between values that were not written in one breath: nothing is found across it."""

_ONE_FORM: dict[int, str | None] = {
    **{code: None for code in range(0x10000) if unicodedata.category(chr(code)) == "Cf"},  # nobody sees these
    **dict.fromkeys(map(ord, "’‘‛ʼʹ′`´"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»″"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
}
_SEPARATORS = {**dict.fromkeys(map(ord, string.punctuation), None), ord(" "): None}


def comparable(text: str) -> str:
    """However it was typed: composed or not, in capitals or not, whichever apostrophe and dash, however many blanks."""
    once = unicodedata.normalize("NFKC", text.translate(_ONE_FORM))
    return " ".join(unicodedata.normalize("NFKC", once.casefold()).split())


@dataclass(frozen=True, slots=True)
class Sought:
    """``words`` in comparing form. ``code``: without separators too, where there are digits in it, and of a telephone
    number the part that is the same at home and from abroad.
    """

    words: str
    code: str | None

    @classmethod
    def of(cls, words: str) -> Sought:
        """A name, number or address as the auditor types it."""
        form = comparable(words)
        bare = form.translate(_SEPARATORS)
        if not any(sign.isdigit() for sign in bare):
            return cls(form, None)
        return cls(form, bare if any(sign.isalpha() for sign in bare) else _national(words) or bare)

    def within(self, event: dict[str, Any]) -> bool:
        """Whether the event, as it was decoded from its JSON, says so anywhere."""
        text = comparable(_APART.join(_said(event)))
        return self.words in text or (self.code is not None and self.code in text.translate(_SEPARATORS))


def _national(number: str) -> str | None:
    try:
        found = phonenumbers.parse(number, "NL")
    except phonenumbers.NumberParseException:
        return None
    return str(found.national_number) if phonenumbers.is_possible_number(found) else None


def _said(value: Any) -> Iterator[str]:
    """Every value; those of one object in one breath: a street and its number are found together."""
    inner: list[Any] = [*value.values()] if isinstance(value, dict) else value
    yield " ".join(str(one) for one in inner if isinstance(one, str | int | float) and not isinstance(one, bool))
    for one in inner:
        if isinstance(one, dict | list):
            yield from _said(one)
