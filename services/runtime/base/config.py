"""Configuration from the environment; a missing or wrong value names itself, all of them at once."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_settings import BaseSettings

_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class DatabaseConfig(BaseSettings):
    """Secrets are files, never values. ``database_url`` holds the role, ``database_password_file`` its password."""

    database_url: str
    database_password_file: Path

    @model_validator(mode="after")
    def _asks_its_own_database(self) -> DatabaseConfig:
        require_private(self.database_url)
        return self


def require_private(database_url: str) -> None:
    """Raises ValueError for an address that is not of this machine, without TLS to a server whose name is verified."""
    address = urlsplit(database_url)
    said = parse_qs(address.query)
    hosts = [address.hostname or "localhost", *said.get("host", ())]
    is_here = "," not in address.netloc and all(host in _THIS_MACHINE or host.startswith("/") for host in hosts)
    if not is_here and not (said.get("sslmode") == ["verify-full"] and said.get("sslrootcert")):
        raise ValueError("database_url ends in ?sslmode=verify-full&sslrootcert=<file> when it is on another machine")


class HttpConfig(BaseSettings):
    """What a process needs that answers over HTTP."""

    http_host: str = "127.0.0.1"
    http_port: int = Field(description="Of an API; a worker has none")
    inner_port: int = Field(description="Where a process says how it is, and an API shows its documentation")


class ServedConfig(DatabaseConfig, HttpConfig):
    """What one needs that has a database as well."""


class Keys(BaseModel):
    """Where the keys of an issuer are: in a file, at an address, or, with neither, where its metadata says
    (OpenID Connect Discovery 1.0).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    jwks_file: Path | None = None
    jwks_url: str | None = None
    ca_file: Path | None = Field(default=None, description="PEM of the CA of that address, beside those all know")

    @property
    def by_metadata(self) -> bool:
        return not (self.jwks_file or self.jwks_url)

    @model_validator(mode="after")
    def _in_one_place_that_nobody_else_can_write(self) -> Keys:
        if self.jwks_file and self.jwks_url:
            raise ValueError("one of jwks_file and jwks_url, or neither, and not both")
        if self.jwks_url:
            require_https(self.jwks_url)
        return self


def require_https(url: str) -> None:
    """Raises ValueError: who can change the keys can be anybody."""
    address = urlsplit(url)
    if not (address.scheme == "https" or (address.scheme == "http" and address.hostname in _THIS_MACHINE)):
        raise ValueError("keys come from an https address")


class Config(ServedConfig):
    """What a process of a service needs."""

    kafka_services: str = Field(description="host:port of the services door")
    kafka_ca: Path = Field(description="PEM of the CA that signs the broker")
    kafka_certificate: Path = Field(description="PEM with this service's key and certificate")
    requests_per_minute: int = Field(
        default=600, ge=1, description="How often one caller may do the same, of each process of an API"
    )
    token_issuers: dict[str, Keys] = Field(min_length=1, description="JSON: each issuer, and where its keys are")
    token_audience: str
    quarantine_key_file: Path = Field(description="a key per line: 32 bytes, base64; the last one seals")
    count_key_file: Path | None = Field(default=None, description="Note key the worker signs its counts with")

    @model_validator(mode="after")
    def _knows_who_signs(self) -> Config:
        for issuer, keys in self.token_issuers.items():
            if keys.by_metadata:
                require_https(issuer)
        return self
