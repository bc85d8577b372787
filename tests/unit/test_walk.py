"""Random walks of the whole flow: no dead end, no lost case, every end reached; what waits has an owner and a term."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from schemas.codes.flow import Outcome
from services.triage.referrals.domain import Standing
from tests.unit.walk import STARTS, Walk

ENDS = {*Outcome, "zorg-en-strafrechtelijk + ondermijnende-criminaliteit", "niet-versterkt", "ingetrokken"}


def check(walk: Walk) -> None:
    waits = walk.waits_for()
    assert (walk.end is None) == bool(waits), f"{walk.at} waits for nobody"
    assert all(owner for owner, _ in waits)
    assert walk.told is not None
    if walk.at == "partners":
        directing = [r for r in walk.referrals if r.director and r.holds]
        assert directing, "a decided case has a director"
        assert len([r for r in directing if r.active]) <= 1, "one director at a time"
    if walk.at == "aandachtfunctionaris":
        assert walk.decidable() or _decidable_without_director(walk), "the aandachtfunctionaris can go on"
    if walk.at in {"meldcode", "analyst"}:
        assert len(walk.moves()) > 1 or all(walk.day <= due for _, due in waits), "a term that passed opens a way on"


def _decidable_without_director(walk: Walk) -> bool:
    """Once the director that stands is withdrawn, somebody else can be asked."""
    left: list[Standing] = [r for r in walk.referrals if not r.director]
    return bool(Walk(walk.content, walk.day, "aandachtfunctionaris", referrals=left).decidable())


class Flow(RuleBasedStateMachine):
    """One signal; every step is one of those the rules allow."""

    walk: Walk

    @initialize(start=st.sampled_from(STARTS))
    def report(self, start: tuple[object, ...]) -> None:
        sector, channel, recognisable, taken = start
        self.walk = Walk.begin(sector, channel, recognisable=recognisable, taken=taken)  # pyright: ignore[reportArgumentType] - one of STARTS

    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        moves = self.walk.moves()
        if moves:
            name, move = data.draw(st.sampled_from(moves), label="move")
            self.walk.path.append(name)
            move()

    @invariant()
    def holds(self) -> None:
        check(self.walk)


TestFlow = Flow.TestCase
TestFlow.settings = settings(max_examples=30, stateful_step_count=25, deadline=None, derandomize=True)


def walk_to_its_end(number: int) -> Walk:
    rng = Random(number)
    sector, channel, recognisable, taken = rng.choice(STARTS)
    walk = Walk.begin(sector, channel, recognisable=recognisable, taken=taken)
    while walk.end is None:
        moves = walk.moves()
        seldom = {"withdrawn", "assessed niet-versterkt", "a day passes"}  # or most walks would end there
        often = [(name, move) for name, move in moves if name not in seldom and not name.endswith(": intrekken")]
        name, move = rng.choice(often if often and rng.random() < 0.9 else moves)
        walk.path.append(name)
        assert len(walk.path) < 500, f"no end in sight: {walk.path[-8:]}"
        move()
        check(walk)
    return walk


def test_every_walk_comes_to_an_end_and_every_end_is_reached() -> None:
    ends: Counter[str] = Counter(str(walk_to_its_end(number).end) for number in range(200))
    assert set(ends) == ENDS, ends
