"""Which answers are possible in which state, and where each step leads."""

from __future__ import annotations

from datetime import date

import pytest

from schemas.codes.flow import ReferralState
from schemas.registry import topics
from services.partner_desk.domain import (
    Answer,
    Fact,
    Family,
    Pile,
    State,
    Step,
    answers,
    begins_at,
    due,
    pile,
    state_after,
)
from services.referral import domain as referral

_AT_THE_CHAIN = {
    State.NEW: ReferralState.SENT,
    State.RECEIVED: ReferralState.RECEIVED,
    State.INFORMATION_ASKED: ReferralState.INFORMATION_ASKED,
    State.INFORMATION_GIVEN: ReferralState.INFORMATION_GIVEN,
    State.ACCEPTED: ReferralState.ACCEPTED,
    State.IN_PROGRESS: ReferralState.IN_PROGRESS,
    State.DECLINED: ReferralState.DECLINED,
    State.DONE: ReferralState.DONE,
    State.WITHDRAWN: ReferralState.REVOKED,
}


@pytest.mark.parametrize("state", _AT_THE_CHAIN)
def test_what_can_be_said_of_a_referral_is_what_the_chain_takes(state: State) -> None:
    said = {_AT_THE_CHAIN[state_after([Step(answer)])] for answer in answers(Family.REFERRAL, state)}
    assert said == referral.ALLOWED[_AT_THE_CHAIN[state]]


def test_the_terms_are_those_of_the_municipality() -> None:
    for state, there in _AT_THE_CHAIN.items():
        norm = referral.NORMS.get(there)
        ours = due(Family.REFERRAL, state, date(2026, 11, 26), None)
        assert (ours is not None) == (norm is not None and norm.owner == "partner"), state


@pytest.mark.parametrize("partner", ["zorgcoordinator", "politie", "riec"])
def test_every_answer_is_in_the_contract_of_the_reply_topic(partner: str) -> None:
    for name in topics()[f"reply.{partner}"].types:
        _, _, family, fact, _ = name.split(".")
        possible = {one for state in State for one in answers(Family(family), state)} | {Answer.CONFIRMED}
        assert Answer(fact) in possible


@pytest.mark.parametrize(
    ("family", "state", "can"),
    [
        (Family.CONSULT, State.NEW, (Answer.ANSWERED,)),
        (Family.CONSULT, State.ANSWERED, ()),
        (Family.CONSULT, State.WITHDRAWN, ()),
        (Family.ALERT, State.NEW, (Answer.ACKNOWLEDGED,)),
        (Family.ALERT, State.ANSWERED, ()),
    ],
)
def test_a_question_and_an_alert_are_answered_once(family: Family, state: State, can: tuple[Answer, ...]) -> None:
    assert answers(family, state) == can


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ([], State.NEW),
        ([Step(Fact.SENT)], State.NEW),
        ([Step(Fact.SENT), Step(Answer.RECEIVED), Step(Answer.ACCEPTED)], State.ACCEPTED),
        ([Step(Answer.MORE_INFORMATION_ASKED), Step(Fact.INFORMATION_GIVEN)], State.INFORMATION_GIVEN),
        ([Step(Answer.ACCEPTED), Step(Fact.INFORMATION_GIVEN)], State.ACCEPTED),
        ([Step(Answer.ACCEPTED), Step(Fact.CORRECTED), Step(Answer.CONFIRMED)], State.ACCEPTED),
        ([Step(Answer.RECEIVED), Step(Answer.ACCEPTED, refused=True)], State.RECEIVED),
        ([Step(Answer.DONE), Step(Fact.WITHDRAWN)], State.WITHDRAWN),
        ([Step(Fact.WITHDRAWN), Step(Answer.ACCEPTED)], State.WITHDRAWN),
        ([Step(Answer.DECLINED), Step(Fact.REMOVAL_ASKED), Step(Answer.CONFIRMED)], State.DECLINED),
        ([Step(Answer.ANSWERED)], State.ANSWERED),
        ([Step(Answer.ACKNOWLEDGED)], State.ANSWERED),
    ],
)
def test_where_it_stands_follows_from_its_life(steps: list[Step], state: State) -> None:
    assert state_after(steps) is state


@pytest.mark.parametrize(
    ("state", "to_confirm", "on"),
    [
        (State.NEW, False, Pile.NEW),
        (State.NEW, True, Pile.WAITS_FOR_US),
        (State.RECEIVED, False, Pile.WAITS_FOR_US),
        (State.INFORMATION_GIVEN, False, Pile.WAITS_FOR_US),
        (State.INFORMATION_ASKED, False, Pile.UNDER_WAY),
        (State.IN_PROGRESS, False, Pile.UNDER_WAY),
        (State.DONE, False, Pile.ENDED),
        (State.WITHDRAWN, True, Pile.WAITS_FOR_US),
        (State.WITHDRAWN, False, Pile.ENDED),
    ],
)
def test_it_is_on_one_list(state: State, *, to_confirm: bool, on: Pile) -> None:
    assert pile(state, to_confirm=to_confirm) is on


def test_a_question_is_due_on_the_day_it_names_and_nothing_after_it() -> None:
    thursday, asked_for = date(2026, 11, 26), date(2026, 12, 3)
    assert due(Family.CONSULT, State.NEW, thursday, asked_for) == asked_for
    assert due(Family.CONSULT, State.ANSWERED, thursday, asked_for) is None
    assert due(Family.CONSULT, State.NEW, thursday, None) is None
    assert due(Family.REFERRAL, State.NEW, thursday, None) == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("stored", "committed", "first"), [(None, None, 0), (None, 7, 0), (5, None, 5), (5, 3, 3), (3, 5, 3)]
)
def test_a_backup_that_was_put_back_skips_nothing(stored: int | None, committed: int | None, first: int) -> None:
    assert begins_at(stored, committed) == first
