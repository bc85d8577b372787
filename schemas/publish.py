"""Everything ``schemas`` publishes, as text by its path under ``published/``; writing it is for others."""

from __future__ import annotations

import json
from typing import Any

from schemas import asyncapi
from schemas.catalogue import models
from schemas.json_schema import published_schema

JSON_SCHEMAS = "json-schema"


def documents() -> dict[str, str]:
    """The contracts: a JSON Schema per event type and one AsyncAPI document."""
    found = {f"{JSON_SCHEMAS}/{event_type}.json": as_text(published_schema(event_type)) for event_type in models()}
    return {**found, "asyncapi.json": as_text(asyncapi.document())}


def as_text(document: dict[str, Any]) -> str:
    """JSON as it is published: readable in a diff."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
