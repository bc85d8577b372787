"""Retention per kind, and what holds destruction up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from schemas.codes.flow import ReferralState, ReporterStatus, UserRole
from services.casework.retention.domain import Kept, desk_of, may_lift, to_destroy
from services.casework.settings.domain import AS_DECLARED
from services.intake.signals import domain as intake
from services.referral import domain as referral
from services.triage.cases.domain import State, kept_until
from services.triage.referrals.domain import GONE, Standing
from tests.unit.cases import TODAY

ONE = Kept(UUID(int=1), "niet-versterkt", TODAY)
OTHER = Kept(UUID(int=2), "doorgezet", TODAY)


def test_what_is_kept_long_enough_goes_unless_it_is_held() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert to_destroy([ONE, OTHER], set(), TODAY) == []
    assert to_destroy([ONE, OTHER], set(), tomorrow) == [ONE, OTHER]
    assert to_destroy([ONE, OTHER], {ONE.signal_id}, tomorrow) == [OTHER]


def test_a_stop_is_lifted_by_the_desk_that_placed_it_or_a_higher_one() -> None:
    low, high = {UserRole.ANALYST}, {UserRole.AANDACHTFUNCTIONARIS}
    assert may_lift(UserRole.ANALYST, low)
    assert may_lift(UserRole.ANALYST, high)
    assert may_lift(UserRole.AANDACHTFUNCTIONARIS, low | high)
    assert not may_lift(UserRole.AANDACHTFUNCTIONARIS, low)
    assert not may_lift(None, low)
    assert not may_lift(UserRole.ANALYST, {UserRole.AUDITOR})


def test_the_highest_desk_of_somebody_with_two() -> None:
    assert desk_of([UserRole.ANALYST, UserRole.AANDACHTFUNCTIONARIS]) is UserRole.AANDACHTFUNCTIONARIS
    assert desk_of([UserRole.AUDITOR]) is None


def test_a_withdrawn_case_is_kept_a_month() -> None:
    assert kept_until(State.WITHDRAWN, [], TODAY, AS_DECLARED) == date(2026, 12, 24)
    working = [Standing("veilig-thuis", True, ReferralState.IN_PROGRESS)]
    assert kept_until(State.WITHDRAWN, working, TODAY, AS_DECLARED) == date(2026, 12, 24)


@pytest.mark.parametrize("state", ReferralState)
def test_a_decided_case_is_kept_as_long_as_somebody_works_on_it_and_five_years(state: ReferralState) -> None:
    referrals = [Standing("zorgcoordinator", True, ReferralState.DONE), Standing("comensha", False, state)]
    until = kept_until(State.DECIDED, referrals, TODAY, AS_DECLARED)
    assert (until is None) == (state not in GONE | {ReferralState.DONE})
    assert until in (None, date(2031, 11, 23))


@pytest.mark.parametrize("state", sorted(set(State) - {State.WITHDRAWN, State.DECIDED}))
def test_what_did_not_end_has_no_day(state: State) -> None:
    assert kept_until(state, [], TODAY, AS_DECLARED) is None


@pytest.mark.parametrize("state", ReferralState)
def test_words_about_referrals_are_kept_until_the_last_one_of_the_signal_had_its_day(state: ReferralState) -> None:
    done = (ReferralState.DONE, TODAY)
    assert referral.kept_until([done], AS_DECLARED) == (ReferralState.DONE, date(2027, 2, 22))
    until = referral.kept_until([done, (state, TODAY + timedelta(days=10))], AS_DECLARED)
    if state in {ReferralState.DONE, ReferralState.DECLINED}:
        assert until == (state, date(2027, 3, 4))
    elif state is ReferralState.REVOKED:
        assert until == (ReferralState.DONE, date(2027, 2, 22))
    else:
        assert until is None


def test_a_withdrawn_referral_is_kept_a_month() -> None:
    assert referral.kept_until([(ReferralState.REVOKED, TODAY)], AS_DECLARED) == (
        ReferralState.REVOKED,
        date(2026, 12, 24),
    )


@pytest.mark.parametrize("status", ReporterStatus)
def test_who_reported_is_kept_half_a_year_after_the_end(status: ReporterStatus) -> None:
    ends = {ReporterStatus.CLOSED, ReporterStatus.CLOSED_NOT_STRENGTHENED, ReporterStatus.WITHDRAWN}
    until = date(2027, 5, 23) if status in ends else None
    answered = datetime(2026, 11, 24, tzinfo=UTC)
    assert intake.kept_until(status, TODAY, [], AS_DECLARED) == until
    assert intake.kept_until(status, TODAY, [answered], AS_DECLARED) == until
    assert intake.kept_until(status, TODAY, [answered, None], AS_DECLARED) is None
