"""What enrichment needs beside what every service does: the base registers, and the keys that link signals."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from services.runtime.base.config import Config


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
