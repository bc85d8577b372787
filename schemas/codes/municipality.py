"""The 14 municipalities of Gelderland-Zuid by their CBS code."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

VERSION = "2026-01"

NAMES = {
    "GM0209": "Beuningen",
    "GM0214": "Buren",
    "GM0216": "Culemborg",
    "GM0225": "Druten",
    "GM0252": "Heumen",
    "GM0263": "Maasdriel",
    "GM0268": "Nijmegen",
    "GM0281": "Tiel",
    "GM0296": "Wijchen",
    "GM0297": "Zaltbommel",
    "GM0668": "West Maas en Waal",
    "GM1740": "Neder-Betuwe",
    "GM1945": "Berg en Dal",
    "GM1960": "West Betuwe",
}


def _known(code: str) -> str:
    if code not in NAMES:
        raise ValueError("geen gemeente van Gelderland-Zuid (CBS-code, bijvoorbeeld GM0268)")
    return code


Municipality = Annotated[str, AfterValidator(_known), Field(examples=["GM0268"], json_schema_extra={"enum": [*NAMES]})]
