"""One valid, whole event per type, about people who do not exist; named after the type."""

from __future__ import annotations

from importlib import resources


def example(event_type: str) -> bytes:
    """The example of a type. Raises FileNotFoundError when it has none."""
    return (resources.files("schemas") / "examples" / f"{event_type}.json").read_bytes()
