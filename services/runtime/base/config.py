"""Configuration from the environment; a missing or wrong value names itself, all of them at once."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings


class DatabaseConfig(BaseSettings):
    """Secrets are files, never values. ``database_url`` holds the role, ``database_password_file`` its password."""

    database_url: str
    database_password_file: Path


class Config(DatabaseConfig):
    """What a process of a service needs."""

    kafka_services: str = Field(description="host:port of the services door")
    kafka_ca: Path = Field(description="PEM of the CA that signs the broker")
    kafka_certificate: Path = Field(description="PEM with this service's key and certificate")
    http_host: str = "127.0.0.1"
    http_port: int
    token_jwks_file: Path
    token_issuer: str
    token_audience: str
    quarantine_key_file: Path = Field(description="32 bytes, base64")
    count_key_file: Path | None = Field(default=None, description="Note key the worker signs its counts with")


class EnrichmentConfig(Config):
    """Also where the base registers are, the keys to them, and what signals are linked by."""

    bag_url: str
    bag_key_file: Path
    kvk_url: str
    kvk_key_file: Path
    brp_url: str
    brp_key_file: Path
    brp_purpose: str = Field(description="The purpose the BRP is asked for, by its name at the gateway (x-doelbinding)")
    object_hash_key_file: Path = Field(
        description="What signals are linked by: 32 bytes, base64, a line per key, the newest first"
    )


class TriageConfig(Config):
    """Also which decisions wait for a second person."""

    four_eyes: str = Field(
        default="riec toestemming-geweigerd",
        pattern=r"^(riec|toestemming-geweigerd)?( (riec|toestemming-geweigerd))*$",
        description="Decisions that wait for a second person, with a space between",
    )


class AuditConfig(Config):
    """Also the log's keys and witnesses, and where the two logbooks are; without a URL no lines go out."""

    log_policy_file: Path = Field(description="c2sp tlog-policy: the log's key, its witnesses and their quorum")
    log_sources_file: Path = Field(description="Keys that writers sign their counts with, one vkey a line")
    log_key_file: Path | None = Field(default=None, description="The log's private key; only the worker has it")
    witness_urls: str = Field(default="", description="In the policy's order, with a space between")
    subject_key_file: Path | None = Field(default=None, description="32 bytes, base64; pseudonyms in log lines")
    ldv_url: str | None = Field(default=None, description="OTLP traces: the logbook of processing")
    ldv_confidential_url: str | None = Field(default=None, description="The same for what must be kept apart")
    bio2_url: str | None = Field(default=None, description="OTLP logs: who did what")
