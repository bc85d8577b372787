"""The schedule of a run, and the report on it."""

from __future__ import annotations

from itertools import chain

from schemas.registry import SERVICES
from tests.faults.report import table
from tests.faults.schedule import AT_A_SERVICE, CHAIN, KINDS, Fault, rounds, strikes


def faults(seed: int, count: int) -> list[Fault]:
    return [*chain.from_iterable(rounds(seed, count))]


def test_the_same_seed_plans_the_same_run() -> None:
    assert rounds(7, 200) == rounds(7, 200) != rounds(8, 200)


def test_sixty_faults_hold_every_kind_and_a_thousand_every_kind_everywhere() -> None:
    for seed in range(5):
        short, whole = faults(seed, 60), faults(seed, 1000)
        assert len(short) == 60
        assert {fault.kind for fault in short} == {*KINDS}
        struck = {(fault.kind, fault.target) for fault in whole if fault.target != CHAIN}
        missing = {(k, s) for k in AT_A_SERVICE for s in SERVICES if strikes(k, s)} - struck
        assert not missing
        assert {fault.away_seconds for fault in whole} == {30}


def test_a_service_is_struck_once_a_round() -> None:
    for together in rounds(3, 300):
        targets = [fault.target for fault in together]
        assert len(targets) == len(set(targets))


def test_the_table_adds_up() -> None:
    happened = [(fault.kind, fault.target) for fault in faults(1, 60)]
    *_, last = table(happened).splitlines()
    assert last.split()[0] == "total"
    assert last.split()[-1] == "60"
