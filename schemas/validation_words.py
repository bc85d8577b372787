"""What a field has to be, in Dutch and with an example, for every way pydantic can refuse one; never with the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_BOOLEAN = "is true of false"
_DATE = "is een datum (jjjj-mm-dd), bijvoorbeeld 2026-11-27"
_INTEGER = "is een geheel getal, bijvoorbeeld 12"
_JSON = "is geen geldige JSON; verwacht wordt een object, bijvoorbeeld {{}}"
_LIST = 'is een lijst, bijvoorbeeld ["een", "twee"]'
_MOMENT = "is een tijdstip met tijdzone (RFC 3339), bijvoorbeeld 2026-11-27T09:30:00Z"
_NUMBER = "is een getal, bijvoorbeeld 12"
_OBJECT = 'is een object, bijvoorbeeld {{"veld": "waarde"}}'
_ONE_OF = "is een van: {expected}"
_TEXT = 'is tekst, bijvoorbeeld "een woord"'
_UUID = "is een UUID, bijvoorbeeld 01a21055-5882-7611-b163-79c146f4bdf0"

_WORDS = {
    "bool_parsing": _BOOLEAN,
    "bool_type": _BOOLEAN,
    "date_from_datetime_inexact": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_parsing": _DATE,
    "date_type": _DATE,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_type": _MOMENT,
    "dict_type": _OBJECT,
    "enum": _ONE_OF,
    "extra_forbidden": "onbekend veld; laat het weg, of schrijf de naam zoals in de API-documentatie",
    "finite_number": _NUMBER,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "greater_than": "is groter dan {gt}",
    "greater_than_equal": "is minstens {ge}",
    "int_from_float": _INTEGER,
    "int_parsing": _INTEGER,
    "int_parsing_size": _INTEGER,
    "int_type": _INTEGER,
    "iterable_type": _LIST,
    "json_invalid": _JSON,
    "json_type": _JSON,
    "less_than": "is kleiner dan {lt}",
    "less_than_equal": "is hoogstens {le}",
    "list_type": _LIST,
    "literal_error": _ONE_OF,
    "mapping_type": _OBJECT,
    "missing": "verplicht: dit veld hoort erbij, en is niet leeg",
    "model_attributes_type": _OBJECT,
    "model_type": _OBJECT,
    "multiple_of": "is een veelvoud van {multiple_of}",
    "string_too_long": "is hoogstens {max_length} tekens",
    "string_too_short": "is minstens {min_length} teken(s)",
    "string_type": _TEXT,
    "string_unicode": "is geldige Unicode-tekst, in UTF-8",
    "timezone_aware": _MOMENT,
    "timezone_naive": _MOMENT,
    "too_long": "heeft hoogstens {max_length} element(en)",
    "too_short": "heeft minstens {min_length} element(en)",
    "tuple_type": _LIST,
    "union_tag_invalid": "is een van: {expected_tags}",
    "uuid_parsing": _UUID,
    "uuid_type": _UUID,
    "uuid_version": _UUID,
    "value_error": "{error}",
}

_OF_PATTERN = {
    r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$": "is tekst zonder stuurtekens (zoals NUL)",
    r"^[!-~]+$": "bestaat uit letters, cijfers en leestekens zonder spaties, bijvoorbeeld melding-2026-0012",
    r"^[a-z]+\.[a-z-]+$": "is een topic, bijvoorbeeld signal.received",
    r"^[a-z]+(-[a-z]+){0,7}$": "is een code uit de lijst van /indicatoren, bijvoorbeeld valse-beloften",
    r"^[1-9][0-9]{3}[A-Z]{2}$": "is een postcode in de vorm 6511PP",
    r"^\+?[0-9][0-9 -]{5,19}$": "is een telefoonnummer in de vorm +31243291234",
    r"^[0-9]{8}$": "is acht cijfers, bijvoorbeeld 01234567",
    r"^[A-Z]{2}$": "is een landcode van twee hoofdletters, bijvoorbeeld NL",
    r"^[0-9]{4}(-(0[1-9]|1[0-2]))?$": "is een jaar, of jaar en maand: 2009 of 2009-05",
}
_ANY_PATTERN = "is geschreven in de vorm die het contract noemt; vergelijk het voorbeeld daar"


def rule(error: Mapping[str, Any]) -> str:
    """The rule behind one pydantic error, never with the value that broke it."""
    context: Mapping[str, Any] = error.get("ctx", {})
    if error["type"] == "string_pattern_mismatch":
        return _OF_PATTERN.get(context["pattern"], _ANY_PATTERN)
    words = _WORDS.get(error["type"], "is anders dan gevraagd; vergelijk het voorbeeld in de API-documentatie")
    return words.format(**{name: _dutch(value) for name, value in context.items()})


def _dutch(value: object) -> str:
    """Pydantic joins what it expects in English."""
    return str(value).replace(" or ", " of ")
