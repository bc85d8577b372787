"""Fields of requests as people write them. Each is taken as it is meant, and held in its one form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field

from schemas.forms import email, house_number, kvk_number, nationality, plate, postcode, telephone
from schemas.forms.number import parse as parse_number

if TYPE_CHECKING:
    from collections.abc import Callable


def _of_text(parse: Callable[[str], str]) -> BeforeValidator:
    """What is no text is refused as such."""

    def validate(written: object) -> object:
        return parse(written) if isinstance(written, str) else written

    return BeforeValidator(validate)


Postcode = Annotated[
    str,
    _of_text(postcode.parse),
    Field(description="Nederlandse postcode, ook met spatie of in kleine letters.", examples=["6511 PP"]),
]
Telephone = Annotated[
    str,
    _of_text(telephone.parse),
    Field(
        description="Met netnummer of landnummer; haakjes, strepen, punten en spaties mogen.",
        examples=["024 329 12 34", "+32 470 12 34 56"],
    ),
]
Email = Annotated[str, _of_text(email.parse), Field(description="E-mailadres.", examples=["naam@voorbeeld.nl"])]
Plate = Annotated[
    str,
    _of_text(plate.parse),
    Field(description="Kenteken, ook een buitenlands; strepen en spaties mogen.", examples=["12-ABC-3", "GÖ-AB 123"]),
]
HouseNumber = Annotated[
    int,
    BeforeValidator(house_number.number, json_schema_input_type=int | str),
    Field(description="Zonder toevoeging.", examples=[12]),
]
HouseNumberSuffix = Annotated[
    str,
    _of_text(house_number.suffix),
    Field(description="Wat achter het huisnummer staat.", examples=["A", "bis", "A-2"]),
]
KvkNumber = Annotated[
    str,
    BeforeValidator(kvk_number.parse, json_schema_input_type=str | int),
    Field(description="Acht cijfers.", examples=["01234567"]),
]
Nationality = Annotated[
    str,
    _of_text(nationality.parse),
    Field(description="Landcode van twee letters (ISO 3166); XXA: staatloos, XXX: onbekend.", examples=["NL", "XXA"]),
]


def _within(least: int, most: int, wanted: str) -> BeforeValidator:
    def validate(written: object) -> int:
        found = parse_number(written)
        if found is None or not least <= found <= most:
            raise ValueError(wanted)
        return found

    return BeforeValidator(validate, json_schema_input_type=int | str)


StepNumber = Annotated[
    int, _within(1, 5, "is een stap van de meldcode, 1 tot en met 5, bijvoorbeeld 3"), Field(examples=[3])
]
AgeInYears = Annotated[
    int, _within(0, 120, "is een leeftijd in hele jaren, 0 tot en met 120, bijvoorbeeld 15"), Field(examples=[15])
]
