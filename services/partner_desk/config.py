"""What the program is started with; the first four as in the quick start for partners."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field, field_validator

from schemas.registry import partners
from services.runtime.base.config import HttpConfig, require_https

if TYPE_CHECKING:
    from pydantic import ValidationError

_WANTED = {
    "partner": "uw naam in de keten: {}",
    "kafka_partners": "het adres dat u van de gemeente kreeg, zoals keten.example.nl:9093",
    "kafka_ca": "het bestand met de CA van de gemeente (PEM)",
    "certificate": "het bestand met uw eigen certificaat en de sleutel daarvan (PEM)",
    "store": "het bestand waarin dit programma alles bewaart",
    "store_key_file": "het bestand met de sleutel daarvan",
    "http_host": "het adres waarop dit programma luistert, zoals 127.0.0.1",
    "http_port": "de poort van de bladzijden, zoals 8600",
    "inner_port": "de poort waarop het programma zegt hoe het gaat, zoals 8601",
    "own_address": "hoe een browser dit programma bereikt, zoals https://keten.example.nl",
}


class PartnerDeskConfig(HttpConfig):
    """All of it comes from the environment."""

    partner: str = Field(description="Its name in the chain, such as zorgcoordinator")
    kafka_partners: str = Field(description="The partners' door of the broker, host:port")
    kafka_ca: Path = Field(description="PEM of the CA that signs the broker")
    certificate: Path = Field(description="PEM of the partner's own certificate and its key")
    store: Path = Field(default=Path("partnerwerkplek/gegevens.sqlite"), description="The file it keeps all in")
    store_key_file: Path = Field(
        default=Path("partnerwerkplek/sleutel"), description="Of that: a key per line, 32 bytes, base64; the last seals"
    )
    http_port: int = 8600
    inner_port: int = Field(default=8601, description="Where it says how it is")
    own_address: str = Field(
        default="http://127.0.0.1:8600",
        description="As a browser sees it: scheme, host and port, without a slash at the end",
    )

    @field_validator("partner")
    @classmethod
    def _is_known(cls, name: str) -> str:
        if name not in partners():
            raise ValueError("not a partner")
        return name

    @field_validator("own_address")
    @classmethod
    def _nobody_listens_in(cls, address: str) -> str:
        require_https(address)
        return address


def wanted(error: ValidationError) -> str:
    """Of each setting that is missing or wrong, what is wanted, for who starts the program."""
    names = [str(one["loc"][0]) for one in error.errors()]
    said = (f"{name.upper()} ontbreekt of klopt niet: {_WANTED[name]}" for name in names)
    return "\n".join(said).format(", ".join(partners()))
