"""The demonstration's sums: they hold on a whole chain, and find whatever is taken away, doubled or swapped."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from demo.reconcile import Arrived, Decision, Desks, Evidence, Referral, Sent, Sums, reconcile

if TYPE_CHECKING:
    from collections.abc import Callable

CARE = Decision(("zorg",), ("zorgcoordinator", "comensha"), "zorgcoordinator")

DESKS = {
    "s1": Desks("doorgeleid", "doorgezet", "besloten", decisions=(CARE,), consultations=(("q1", "politie"),)),
    "s2": Desks("niet-versterkt", "niet-versterkt", "niet-versterkt"),
    "s3": Desks("bij-aandachtfunctionaris", None, "te-beslissen", open_consultations=1),
    "s4": Desks("meldcode-stappen-nodig", None, None),
}
SENT = (
    Sent(1, 201, 201, "s1", acute=True, alert_id="a1"),
    Sent(2, 201, 201, "s2"),
    Sent(3, 201, 201, "s3"),
    Sent(4, 201, 201, "s4"),
    Sent(5, 400, 400, None, "wrong type", acute=True, alert_id="a2"),
)
REFERRALS = (
    Referral("r1", "s1", "zorgcoordinator", True, "afgerond"),
    Referral("r2", "s1", "comensha", False, "verzonden"),
)
ARRIVED = tuple(
    Arrived(topic, reference, f"event-{reference}", (topic, 0, offset), f"sha-{reference}")
    for offset, (topic, reference) in enumerate(
        [
            ("referral.zorgcoordinator", "r1"),
            ("referral.comensha", "r2"),
            ("consult.politie", "q1"),
            ("alert.politie", "a1"),
            ("alert.politie", "a2"),
        ]
    )
)
WHOLE = Evidence(
    sent=SENT,
    desks=DESKS,
    referrals=REFERRALS,
    arrived=ARRIVED,
    acknowledged=frozenset({"a1", "a2"}),
    audited={record.position: record.sha256 for record in ARRIVED},
    entered=frozenset({"s1", "s2", "s3"}),
)


def test_whole_chain_adds_up() -> None:
    sums = reconcile(WHOLE)
    assert sums.holds
    assert sums.outcomes == {"zorg": 1, "niet-versterkt": 1}
    assert sums.waiting == {"aandachtfunctionaris: a partner's answer": 1, "reporter: steps of the meldcode": 1}
    assert sums.refused == {"wrong type": 1}
    assert sums.referrals == {("zorgcoordinator", "afgerond"): 1, ("comensha", "verzonden"): 1}
    assert sums.alerts == 2


def test_same_event_again_is_a_redelivery() -> None:
    again = replace(ARRIVED[0], position=("referral.zorgcoordinator", 0, 99))
    audited = {**WHOLE.audited, again.position: again.sha256}
    assert reconcile(replace(WHOLE, arrived=(*ARRIVED, again), audited=audited)).holds


def _without(place: int) -> Evidence:
    return replace(WHOLE, arrived=(*ARRIVED[:place], *ARRIVED[place + 1 :]))


def _doubled(place: int) -> Evidence:
    other = replace(ARRIVED[place], event_id="another", position=(ARRIVED[place].topic, 0, 99))
    return replace(WHOLE, arrived=(*ARRIVED, other), audited={**WHOLE.audited, other.position: other.sha256})


def _desk(signal_id: str, desks: Desks) -> Evidence:
    return replace(WHOLE, desks={**DESKS, signal_id: desks})


def _sent(place: int, sent: Sent) -> Evidence:
    return replace(WHOLE, sent=(*SENT[:place], sent, *SENT[place + 1 :]))


LOST: dict[str, Callable[[], tuple[Evidence, str]]] = {
    "referral": lambda: (_without(0), "referral r1"),
    "question": lambda: (_without(2), "question q1"),
    "alert": lambda: (_without(3), "alert a1"),
    "alert of a refused report": lambda: (_without(4), "alert a2"),
    "alert that was never given": lambda: (_sent(0, replace(SENT[0], alert_id=None)), "report 1"),
    "acknowledgement": lambda: (replace(WHOLE, acknowledged=frozenset({"a1"})), "alert a2"),
    "referral never made": lambda: (replace(WHOLE, referrals=REFERRALS[1:], arrived=ARRIVED[1:]), "zorgcoordinator"),
    "signal on no desk": lambda: (_desk("s2", Desks("ontvangen", None, None)), "signal s2"),
    "signal nobody knows": lambda: (_desk("s2", Desks(None, None, None)), "signal s2"),
    "feedback to the reporter": lambda: (_desk("s1", replace(DESKS["s1"], intake="ontvangen")), "signal s1"),
    "decision": lambda: (_desk("s1", replace(DESKS["s1"], decisions=())), "signal s1"),
    "answer of intake": lambda: (_sent(1, Sent(2, 201, 500, None)), "report 2"),
    "refusal without a reason": lambda: (_sent(4, Sent(5, 400, 400, None, "")), "report 5"),
    "record in the audit": lambda: (replace(WHOLE, audited={}), "audit"),
}


@pytest.mark.parametrize("what", LOST)
def test_finds_what_was_lost(what: str) -> None:
    evidence, named = LOST[what]()
    sums = reconcile(evidence)
    assert not sums.holds
    assert any(named in problem for problem in sums.lost), sums.lost


WRONG: dict[str, Callable[[], tuple[Evidence, str]]] = {
    "doubled referral": lambda: (_doubled(0), "referral r1: 2 times"),
    "doubled alert": lambda: (_doubled(3), "alert a1: 2 times"),
    "doubled question": lambda: (_doubled(2), "question q1: 2 times"),
    "referral made twice": lambda: (
        replace(WHOLE, referrals=(*REFERRALS, replace(REFERRALS[0], reference="r9"))),
        "2 referrals to zorgcoordinator",
    ),
    "referral nobody decided": lambda: (
        replace(WHOLE, referrals=(*REFERRALS, Referral("r9", "s2", "riec", True, "verzonden"))),
        "nobody decided a referral to riec",
    ),
    "another directs": lambda: (
        replace(WHOLE, referrals=(replace(REFERRALS[0], director=False), REFERRALS[1])),
        "the wrong partner directs",
    ),
    "at another partner": lambda: (
        replace(WHOLE, arrived=(replace(ARRIVED[0], topic="referral.riec"), *ARRIVED[1:])),
        "referral.riec: r1",
    ),
    "two reports, one signal": lambda: (_sent(1, replace(SENT[1], signal_id="s1")), "given to 2 reports"),
    "stranger": lambda: (replace(WHOLE, entered=frozenset({"s1", "s9"})), "s9: on a topic"),
    "refused though good": lambda: (_sent(1, Sent(2, 201, 400, None, "why")), "answered 400, not 201"),
    "accepted though bad": lambda: (_sent(4, replace(SENT[4], status=201, signal_id="s2")), "answered 201, not 400"),
    "alert without danger": lambda: (_sent(4, replace(SENT[4], acute=False)), "not acute"),
    "audit holds other bytes": lambda: (
        replace(WHOLE, audited={**WHOLE.audited, ARRIVED[0].position: "other"}),
        "differs from what the partner read",
    ),
    "set aside": lambda: (replace(WHOLE, deadletters=1), "deadletter"),
}


@pytest.mark.parametrize("what", WRONG)
def test_finds_what_should_not_be(what: str) -> None:
    evidence, named = WRONG[what]()
    sums = reconcile(evidence)
    assert not sums.holds
    assert any(named in problem for problem in sums.wrong), sums.wrong


def test_a_sum_that_is_short_does_not_hold() -> None:
    assert not Sums(signals=1).holds
