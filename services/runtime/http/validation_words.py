"""The rules a request can break, in the words of the people who send them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemas.text import PRINTABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORDS = {
    "bool_type": "is true of false",
    "date_from_datetime_parsing": "is een datum (jjjj-mm-dd)",
    "date_parsing": "is een datum (jjjj-mm-dd)",
    "date_type": "is een datum (jjjj-mm-dd)",
    "datetime_from_date_parsing": "is een tijdstip met tijdzone (RFC 3339)",
    "dict_type": "is een object",
    "enum": "is een van: {expected}",
    "extra_forbidden": "onbekend veld",
    "greater_than_equal": "is minstens {ge}",
    "int_parsing": "is een geheel getal",
    "int_type": "is een geheel getal",
    "json_invalid": "is geen geldige JSON",
    "less_than": "is kleiner dan {lt}",
    "less_than_equal": "is hoogstens {le}",
    "missing": "verplicht",
    "model_attributes_type": "is een object",
    "string_pattern_mismatch": "voldoet aan het patroon {pattern}",
    "string_too_long": "is hoogstens {max_length} tekens",
    "string_too_short": "is minstens {min_length} teken(s)",
    "string_type": "is tekst",
    "string_unicode": "is geldige Unicode-tekst",
    "too_long": "heeft hoogstens {max_length} element(en)",
    "too_short": "heeft minstens {min_length} element(en)",
    "tuple_type": "is een lijst",
    "uuid_parsing": "is een UUID",
    "uuid_type": "is een UUID",
    "value_error": "{error}",
}


def rule(error: Mapping[str, Any]) -> str:
    """The rule behind one pydantic error, never with the value that broke it."""
    context: Mapping[str, Any] = error.get("ctx", {})
    if context.get("pattern") == PRINTABLE:
        return "bevat geen stuurtekens (zoals NUL)"
    words = _WORDS.get(error["type"])
    return words.format(**context) if words else str(error["msg"])
