"""How a report can be wrong. Each way turns a good report into one that intake must refuse, and says why it will."""

from __future__ import annotations

import json
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

Content = dict[str, Any]

JSON = "application/json"


def as_json(content: Content) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def _unknown_municipality(content: Content, _: date) -> bytes:
    return as_json({**content, "gemeente": "GM0363"})


def _wrong_type(content: Content, _: date) -> bytes:
    return as_json({**content, "slachtofferHerkenbaar": "misschien"})


def _unknown_field(content: Content, _: date) -> bytes:
    return as_json({**content, "bsn": "onbekend"})


def _missing_field(content: Content, _: date) -> bytes:
    return as_json({name: value for name, value in content.items() if name != "vormen"})


def _nothing_visible(content: Content, _: date) -> bytes:
    return as_json({**content, "omschrijving": "\u200b \0"})


def _too_long(content: Content, _: date) -> bytes:
    return as_json({**content, "omschrijving": content["omschrijving"] * 40})


def _future_date(content: Content, today: date) -> bytes:
    # Two days: nowhere is it already that date.
    return as_json({**content, "waargenomenOp": (today + timedelta(days=2)).isoformat()})


def _too_much_together(content: Content, _: date) -> bytes:
    """Every field is right, all of them together are too much for one event."""
    person = {"rol": "getuige", "naam": "€" * 200, "veiligContact": "€" * 200}
    return as_json({**content, "omschrijving": "€" * 4000, "betrokkenen": [person] * 20, "hulpvraag": "€" * 4000})


def _not_json(content: Content, _: date) -> bytes:
    return as_json(content)[:-20]


def _wrong_encoding(content: Content, _: date) -> bytes:
    text = json.dumps({**content, "omschrijving": "Cliënte is één keer gezien"}, ensure_ascii=False)
    return text.encode("latin-1", errors="replace")


def _oversized(content: Content, _: date) -> bytes:
    return as_json({**content, "omschrijving": "x" * 300_000})


KINDS: dict[str, tuple[Callable[[Content, date], bytes], HTTPStatus]] = {
    "unknown municipality": (_unknown_municipality, HTTPStatus.BAD_REQUEST),
    "wrong type": (_wrong_type, HTTPStatus.BAD_REQUEST),
    "unknown field": (_unknown_field, HTTPStatus.BAD_REQUEST),
    "missing field": (_missing_field, HTTPStatus.BAD_REQUEST),
    "nothing visible": (_nothing_visible, HTTPStatus.BAD_REQUEST),
    "text too long": (_too_long, HTTPStatus.BAD_REQUEST),
    "date in the future": (_future_date, HTTPStatus.BAD_REQUEST),
    "too much together": (_too_much_together, HTTPStatus.BAD_REQUEST),
    "not JSON": (_not_json, HTTPStatus.BAD_REQUEST),
    "wrong encoding": (_wrong_encoding, HTTPStatus.BAD_REQUEST),
    "oversized": (_oversized, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
}
"""What is wrong, how it comes about, and what intake answers."""
