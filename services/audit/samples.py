"""An example body per operation, for the API documentation; nobody in them exists."""

from __future__ import annotations

from typing import Any

SAMPLES: dict[str, Any] = {
    "zoekInLog": {"zaak": "01a21055-5882-7611-b163-79c146f4bdf0"},
    "zoekBetrokkene": {"zoekwoorden": "Ioana Marinescu"},
}
