"""A moment as somebody types it for an option: one that is the same moment wherever it is read."""

from __future__ import annotations

from datetime import datetime

import typer

EXAMPLE = "2026-03-01T12:00:00+01:00"


def moment(text: str, option: str) -> datetime:
    """RFC 3339 with its zone: noon is another hour in winter than in summer. Raises typer.BadParameter."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{option} {text}: not a moment; write it as {EXAMPLE}") from None
    if read.utcoffset() is None:
        raise typer.BadParameter(f"{option} {text}: has no zone; write it as {EXAMPLE}, or end it with Z for UTC")
    return read
