"""Base registers, and what can come of asking one: one list of states, the same for each of them."""

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

VERSION = "2026-11"

RefusalCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,25}$")]
"""The register's own word for why it refused (the BRP's own pattern), or the HTTP status where it gave none."""


class BaseRegister(StrEnum):
    """Who is asked."""

    BAG = "bag"
    BRP = "brp"
    KVK = "kvk"


class LookupState(StrEnum):
    """What came of it. A refusal, an answer that nobody understands and silence are not that there is nothing."""

    NOT_ASKED = "niet-gevraagd"
    BUSY = "wordt-opgezocht"
    NOT_FOUND = "niet-gevonden"
    REFUSED = "geweigerd"
    NOT_UNDERSTOOD = "antwoord-niet-begrepen"
    FOUND = "bekend"
