"""What the contract tests start from: every example, as bytes and as an object one may break."""

# jsonschema is only partly typed
# pyright: reportUnknownMemberType=false

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator

from schemas.catalogue import models
from schemas.envelope import ContractError, Event, decode
from schemas.examples import example
from schemas.registry import topics
from schemas.text import Contract

TYPES = sorted(models())

Json = dict[str, Any]


def loaded(event_type: str) -> Json:
    """A fresh copy of the example."""
    return json.loads(example(event_type))


def compact(event: Json) -> bytes:
    """As it goes over the line."""
    return json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()


def read(raw: bytes) -> Event[Contract]:
    """Decode an event of any type."""
    return decode(raw, models())


def refusal(raw: bytes) -> ContractError | None:
    """How decoding refuses these bytes, if it does."""
    try:
        read(raw)
    except ContractError as error:
        return error
    return None


def carriers(event_type: str) -> list[str]:
    """Topics the type travels on."""
    return [name for name, topic in topics().items() if event_type in topic.types]


def errors(schema: Json, instance: Any) -> list[str]:
    """Where an instance breaks a JSON Schema, formats included."""
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(instance)]
