"""What audit needs beside what every service does: the log, its witnesses and the logbooks."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from services.runtime.base.config import Config


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
