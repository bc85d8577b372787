"""Outbox, topic and log: what one of them withholds, changes or adds is found where it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.audit.reconcile import Made, Topic, reconcile

A, B, C = b"a" * 32, b"b" * 32, b"c" * 32
MADE = [Made(f"e{n}", n, value, sent=True, age=500) for n, value in ((1, A), (2, B), (3, C))]
WHOLE = Topic(
    name="signal.received",
    before=MADE,
    after=MADE,
    held={(0, 0): (A, 500), (1, 0): (B, 400), (0, 1): (C, 300)},
    starts={0: 0, 1: 0},
    ends={0: 2, 1: 1},
    logged={(0, 0): A, (1, 0): B, (0, 1): C},
)


def test_nothing_differs() -> None:
    assert reconcile(WHOLE) == []


def test_what_is_on_its_way_does_not_differ() -> None:
    fresh = Made("e4", None, b"d" * 32, sent=False, age=3)
    held = {**WHOLE.held, (1, 1): (b"e" * 32, 5.0)}
    after = [*MADE, Made("e5", 4, b"e" * 32, sent=False, age=1)]
    assert reconcile(replace(WHOLE, before=[*MADE, fresh], after=after, held=held)) == []


def test_a_repeat_does_not_differ() -> None:
    held = {**WHOLE.held, (0, 2): (C, 300)}
    assert reconcile(replace(WHOLE, held=held, ends={0: 3, 1: 1}, logged={**WHOLE.logged, (0, 2): C})) == []


def test_what_retention_took_does_not_differ() -> None:
    held = {(1, 0): (B, 400.0), (0, 1): (C, 300.0)}
    assert reconcile(replace(WHOLE, held=held, starts={0: 1, 1: 0})) == []


@pytest.mark.parametrize(
    ("changed", "where", "what"),
    [
        (
            replace(WHOLE, held={k: v for k, v in WHOLE.held.items() if k != (0, 1)}),
            "outbox",
            "e3 (number 3) was marked",
        ),
        (replace(WHOLE, before=[*MADE, Made("e4", None, b"d", sent=False, age=90)]), "outbox", "e4 waits since 90 s"),
        (replace(WHOLE, after=MADE[:2]), "partition 0 offset 1", "is in no outbox"),
        (replace(WHOLE, logged={(0, 1): C, (1, 0): B}), "partition 0 offset 0", "not in the log"),
        (replace(WHOLE, logged={(0, 0): A, (1, 0): B}), "partition 0 offset 1", "not in the log"),
        (replace(WHOLE, logged={**WHOLE.logged, (1, 0): C}), "partition 1 offset 0", "not the same"),
        (replace(WHOLE, ends={0: 1, 1: 1}), "partition 0 offset 1", "gone back behind it"),
    ],
)
def test_what_differs_is_found_where_it_is(changed: Topic, where: str, what: str) -> None:
    (found,) = reconcile(changed)
    assert where in found.where
    assert what in found.what
