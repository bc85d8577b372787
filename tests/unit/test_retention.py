"""Retention per kind, and what holds destruction up."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from schemas.codes.flow import ReferralState
from services.runtime.retention.domain import Kept, to_destroy
from services.triage.domain import State, kept_until
from services.triage.standing import GONE, Standing
from tests.unit.cases import TODAY

ONE = Kept(UUID(int=1), "niet-versterkt", TODAY)
OTHER = Kept(UUID(int=2), "doorgezet", TODAY)


def test_what_is_kept_long_enough_goes_unless_it_is_held() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert to_destroy([ONE, OTHER], set(), TODAY) == []
    assert to_destroy([ONE, OTHER], set(), tomorrow) == [ONE, OTHER]
    assert to_destroy([ONE, OTHER], {ONE.signal_id}, tomorrow) == [OTHER]


def test_a_withdrawn_case_is_kept_a_month() -> None:
    assert kept_until(State.WITHDRAWN, [], TODAY) == date(2026, 12, 24)
    working = [Standing("veilig-thuis", True, ReferralState.IN_PROGRESS)]
    assert kept_until(State.WITHDRAWN, working, TODAY) == date(2026, 12, 24)


@pytest.mark.parametrize("state", ReferralState)
def test_a_decided_case_is_kept_as_long_as_somebody_works_on_it_and_five_years(state: ReferralState) -> None:
    referrals = [Standing("zorgcoordinator", True, ReferralState.DONE), Standing("comensha", False, state)]
    until = kept_until(State.DECIDED, referrals, TODAY)
    assert (until is None) == (state not in GONE | {ReferralState.DONE})
    assert until in (None, date(2031, 11, 23))


@pytest.mark.parametrize("state", sorted(set(State) - {State.WITHDRAWN, State.DECIDED}))
def test_what_did_not_end_has_no_day(state: State) -> None:
    assert kept_until(state, [], TODAY) is None
