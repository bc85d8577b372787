"""Configuration from the environment; a missing or wrong value names itself, all of them at once."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from pydantic import AnyHttpUrl, Field, model_validator
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


class Config(DatabaseConfig):
    """What a process of a service needs."""

    kafka_services: str = Field(description="host:port of the services door")
    kafka_ca: Path = Field(description="PEM of the CA that signs the broker")
    kafka_certificate: Path = Field(description="PEM with this service's key and certificate")
    http_host: str = "127.0.0.1"
    http_port: int = Field(description="Of an API; a worker has none")
    inner_port: int = Field(description="Where a process says how it is, and an API shows its documentation")
    requests_per_minute: int = Field(
        default=600, ge=1, description="How often one caller may do the same, of each process of an API"
    )
    token_jwks_file: Path | None = Field(default=None, description="The identity provider's public keys")
    token_jwks_url: AnyHttpUrl | None = Field(default=None, description="Or where it publishes them")
    token_issuer: str
    token_audience: str
    quarantine_key_file: Path = Field(description="a key per line: 32 bytes, base64; the last one seals")
    count_key_file: Path | None = Field(default=None, description="Note key the worker signs its counts with")

    @model_validator(mode="after")
    def _knows_who_signs(self) -> Config:
        if (self.token_jwks_file is None) == (self.token_jwks_url is None):
            raise ValueError("one of token_jwks_file and token_jwks_url, and not both")
        url = self.token_jwks_url
        if url and url.scheme != "https" and (url.host or "").strip("[]") not in _THIS_MACHINE:
            raise ValueError("token_jwks_url is an https address: who can change the keys can be anybody")
        return self
