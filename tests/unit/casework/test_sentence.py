from __future__ import annotations

import pytest

from services.casework.sentence import sentence


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ("Toezicht", "Toezicht."),
        ("Toezicht.", "Toezicht."),
        ("Toezicht. ", "Toezicht."),
        ("Loods B.V.", "Loods B.V."),
        ("Wie weet…", "Wie weet…"),
        ("Toezicht (Gemeentewet 172)", "Toezicht (Gemeentewet 172)."),
        ("Hij zei: \u201cga weg!\u201d", "Hij zei: \u201cga weg!\u201d"),
        ("Het heet \u2018toezicht\u2019", "Het heet \u2018toezicht\u2019."),
    ],
)
def test_a_sentence_ends_once(written: str, ends: str) -> None:
    assert sentence(written) == ends
