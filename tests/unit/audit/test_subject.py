"""Who is spoken of in an event, however either side spelt it."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest

from services.audit.subject import Sought, comparable


def found(words: str, raw: str) -> bool:
    """In an event whose data holds this JSON."""
    return Sought.of(words).within({"type": "x", "data": json.loads(raw)})


@pytest.mark.parametrize(
    ("words", "raw"),
    [
        ("Zoë Müllerproef", r'{"name": "Zo\u00eb M\u00fcllerproef"}'),
        ("Zoë Müllerproef", json.dumps({"name": unicodedata.normalize("NFD", "Zoë Müllerproef")})),
        (unicodedata.normalize("NFD", "Zoë Müllerproef"), '{"name": "Zoë Müllerproef"}'),
        ("zoë  MÜLLERPROEF ", '{"name": "Zoë Müllerproef"}'),
        ("Zoë Müllerproef", '{"text": "Ik sprak Zoë\\nMüllerproef daar."}'),
        ("Zoë Müllerproef", '{"name": "Zoë\\u00a0Müllerproef"}'),
        ("Zoë Müllerproef", '{"name": "Zoë\\u200b Müller\\u00adproef"}'),
        ("Zoë Müllerproef", '{"name": "Ｚoë Müllerproef"}'),
        ("tel proef", '{"name": "℡ proef"}'),
        ("Weißproef", '{"name": "WEISSPROEF"}'),
        ('Jan "Sjaak" Proef', r'{"name": "Jan \"Sjaak\" Proef"}'),
        ('Jan "Sjaak" Proef', '{"name": "Jan “Sjaak” Proef"}'),
        ("d'Angelo", '{"name": "d’Angelo"}'),
        ("d’Angelo", r'{"name": "d\u0027Angelo"}'),
        ("Van-Proef", '{"name": "Van‑Proef"}'),
        ("A/B proef", r'{"name": "A\/B proef"}'),
        ("0612345678", '{"phone": "06-12345678"}'),
        ("06-12345678", '{"phone": "0612345678"}'),
        ("06 12 34 56 78", '{"phone": "+31612345678"}'),
        ("+31 (0)6 12345678", '{"phone": "06-12345678"}'),
        ("(024) 329 12 34", '{"text": "Bel 024/3291234 na vijven"}'),
        ("+49 151 23456789", '{"phone": "0049-151-23456789"}'),
        ("6511pp", '{"postcode": "6511 PP"}'),
        ("GÖ-AB 123", '{"plate": "GÖAB123"}'),
        ("Molenstraat 12", '{"street": "Molenstraat", "house_number": 12}'),
        ("123456782", '{"text": "bsn 1234.56.782"}'),
        ("1990-04-01", '{"birth_date": "1990-04-01"}'),
        ("Zoë Proef", '{"personal": {"people": [{"name": "An"}, {"aliases": ["Zoë Proef"]}]}}'),
    ],
)
def test_it_is_found_however_it_is_written(words: str, raw: str) -> None:
    assert found(words, raw)


@pytest.mark.parametrize(
    ("words", "raw"),
    [
        ("Zoë Müllerproef", '{"name": "Zoë Müller"}'),
        ("Zoë Müllerproef", '[{"name": "Zoë"}, {"name": "Müllerproef"}]'),
        ("0612345678", '{"phone": "06-12345679"}'),
        ("0612345678", '[{"phone": "061234"}, {"phone": "5678"}]'),
        ("name", '{"name": "Zoë"}'),
        ("true", '{"minor": true}'),
        ("u00eb", r'{"name": "Zo\u00eb"}'),
    ],
)
def test_what_is_not_there_is_not_found(words: str, raw: str) -> None:
    assert not found(words, raw)


def test_the_whole_event_is_looked_at() -> None:
    event: dict[str, Any] = {"subject": "9f6b", "data": {"a": 1.5, "b": None, "c": []}}
    assert Sought.of("9f6b").within(event)
    assert Sought.of("1.5").within(event)
    assert not Sought.of("None").within(event)


def test_the_comparing_form_is_one_that_compares_with_itself() -> None:
    for text in ("Zoë", "ſ", "ǰ", "ﬁ", "İstanbul", "ΐ", "`a´"):
        assert comparable(comparable(text)) == comparable(text)
