"""The demonstration shows every way through the stroomschema, and says which one it did not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from demo.audit import LoggedRecord
from demo.reconcile import Sums
from demo.run import Result
from demo.ways import WAYS, taken
from schemas.catalogue import models
from schemas.codes.flow import Outcome
from schemas.registry import partners


def kept(fact: str, data: dict[str, Any], topic: str = "decision.zorg") -> LoggedRecord:
    event = {"type": f"nl.signaalketen.{fact}.v1", "data": data}
    return LoggedRecord(topic, 0, 0, datetime(2026, 11, 25, tzinfo=UTC), "", event)


def test_every_way_is_told_by_an_event_there_is() -> None:
    assert {f"nl.signaalketen.{fact}.v1" for fact, _ in WAYS.values()} <= set(models())


def test_a_decision_is_the_way_of_its_outcome_and_director() -> None:
    orders = [{"partner": "veilig-thuis", "director": True}, {"partner": "comensha", "director": False}]
    found = taken([kept("decision.zorg-taken", {"outcomes": ["zorg"], "orders": orders})])
    assert [name for name, count in found.items() if count] == ["care, directed by Veilig Thuis"]


def test_every_outcome_is_a_way_with_each_of_its_directors() -> None:
    for outcome in Outcome:
        for partner in partners():
            half = "riec" if partner == "riec" else "zorg"
            data = {"outcomes": [outcome], "orders": [{"partner": partner, "director": True}]}
            found = taken([kept(f"decision.{half}-taken", data)])
            allowed = outcome in partners()[partner].directs
            assert sum(found.values()) == allowed, (outcome, partner)


def test_the_trail_of_an_act_is_no_way() -> None:
    assert not any(taken([kept("signal.received", {}, "trail.intake")]).values())


def test_a_way_that_nobody_went_fails_by_name() -> None:
    result = Result(Sums(), refused_elsewhere=True, walled=True, untaken=("not strengthened",))
    assert not result.holds
    assert "nobody went: not strengthened" in result.last_line()
