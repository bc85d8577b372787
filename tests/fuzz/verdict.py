"""What an answer to any request whatsoever has to be like."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

CANARY = "kanarie-7f3a"
"""Planted in what is sent; a refusal names the field and the rule, never the value."""

_PROBLEM = {"type", "title", "status", "detail", "errors"}


@dataclass
class Tally:
    """Answers by service and status, and those that are not as they should be."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter[tuple[str, int]])
    wrong: list[str] = field(default_factory=list[str])

    @property
    def requests(self) -> int:
        return self.answers.total()

    def add(self, service: str, operation: str, status: int, media_type: str, body: bytes) -> None:
        self.answers[service, status] += 1
        if found := fault(status, media_type, body):
            self.wrong.append(f"{service} {operation}: {status} {found}")


def fault(status: int, media_type: str, body: bytes) -> str | None:
    """What is wrong with this answer, if anything."""
    if status >= 500:
        return "is our failure"
    if status < 400:
        return None
    if not media_type.startswith("application/problem+json"):
        return f"is {media_type or 'nothing'}, not problem details"
    problem = json.loads(body)
    if not problem.keys() >= _PROBLEM or problem["status"] != status:
        return "is not a whole problem"
    if CANARY.encode() in body:
        return "repeats what was sent"
    return None


def unhandled(log: str) -> list[str]:
    """Lines that no one of us wrote on purpose: not JSON, or an error."""
    return [line for line in log.splitlines() if not _is_calm(line)]


def _is_calm(line: str) -> bool:
    try:
        entry = json.loads(line)
    except ValueError:
        return False
    return isinstance(entry, dict) and entry.get("level") not in {"error", "critical"}  # pyright: ignore[reportUnknownMemberType] - JSON
