"""What standing referrals mean for the case, its next decision and its reporter."""

from __future__ import annotations

from uuid import UUID

import pytest

from schemas.codes.flow import Outcome, ReferralState, ReporterStatus, UserRole
from schemas.events.case import Consent
from schemas.events.signal import SignalFacts
from services.triage.cases.domain import Case
from services.triage.decisions.domain import Choice, Decided, NotDecidableError, Order, decide, directors
from services.triage.referrals.domain import Standing, comes_back, reporter_status
from tests.unit.cases import TODAY, signal

S = ReferralState
HOLDING = set(S) - {S.DECLINED, S.REVOKED}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("director", [True, False])
def test_what_brings_a_case_back(state: ReferralState, director: bool) -> None:
    moved = Standing("zorgcoordinator", director, state)
    assert comes_back(moved, [moved]) == (state in (S.DECLINED, S.REVOKED))
    other = Standing("veilig-thuis", True, S.ACCEPTED)
    assert comes_back(moved, [moved, other]) == (state is S.DECLINED)
    beside = Standing("comensha", False, S.ACCEPTED)
    assert comes_back(moved, [moved, beside]) == (state in (S.DECLINED, S.REVOKED))


@pytest.mark.parametrize(
    ("director", "told"),
    [
        (S.SENT, ReporterStatus.REFERRED),
        (S.RECEIVED, ReporterStatus.REFERRED),
        (S.INFORMATION_ASKED, ReporterStatus.REFERRED),
        (S.INFORMATION_GIVEN, ReporterStatus.REFERRED),
        (S.ACCEPTED, ReporterStatus.IN_PROGRESS),
        (S.IN_PROGRESS, ReporterStatus.IN_PROGRESS),
        (S.DONE, ReporterStatus.CLOSED),
        (S.DECLINED, ReporterStatus.REFERRED),
        (S.REVOKED, ReporterStatus.REFERRED),
    ],
)
def test_the_reporter_hears_of_the_director_only(director: ReferralState, told: ReporterStatus) -> None:
    for beside in S:
        referrals = [Standing("a", True, director), Standing("b", False, beside)]
        assert reporter_status(referrals, to_decide=False) is told
        assert reporter_status(referrals, to_decide=True) is ReporterStatus.WITH_AANDACHTFUNCTIONARIS


def again(outcomes: tuple[Outcome, ...], orders: dict[str, bool], standing: list[Standing]) -> Decided:
    content = signal()
    facts = SignalFacts(**{name: getattr(content, name) for name in SignalFacts.model_fields})
    wanted = tuple(Order(partner, director, None, None, "Noot") for partner, director in orders.items())
    choice = Choice(outcomes, wanted, Consent(asked=True, given=True))
    role = UserRole.AANDACHTFUNCTIONARIS
    return decide(Case(facts, content.personal), choice, role, TODAY, UUID(int=1), standing)


def broken(outcomes: tuple[Outcome, ...], orders: dict[str, bool], standing: list[Standing]) -> list[str]:
    with pytest.raises(NotDecidableError) as error:
        again(outcomes, orders, standing)
    return [f"{v.field}: {v.rule}" for v in error.value.violations]


def test_a_case_that_came_back_finds_another_director() -> None:
    declined = [Standing("zorgcoordinator", True, S.DECLINED), Standing("comensha", False, S.SENT)]
    decided = again((Outcome.CARE,), {"veilig-thuis": True}, declined)
    assert decided.zorg
    assert [order.partner for order in decided.zorg.orders] == ["veilig-thuis"]


def test_a_partner_that_declined_can_be_asked_again() -> None:
    assert again((Outcome.CARE,), {"veilig-thuis": True}, [Standing("veilig-thuis", True, S.DECLINED)]).zorg


def test_a_case_goes_on_without_a_partner_beside() -> None:
    standing = [Standing("zorgcoordinator", True, S.ACCEPTED), Standing("comensha", False, S.DECLINED)]
    decided = again((Outcome.CARE,), {}, standing)
    assert (decided.zorg, decided.riec) == (None, None)


def test_a_case_never_goes_on_without_a_director() -> None:
    rules = broken((Outcome.CARE,), {"comensha": False}, [Standing("zorgcoordinator", True, S.DECLINED)])
    assert "verwijzingen: precies één partner voert de regie, niet 0" in rules


@pytest.mark.parametrize("state", HOLDING - {S.DONE})
def test_a_second_director_waits_for_the_first_to_be_withdrawn(state: ReferralState) -> None:
    standing = [Standing("zorgcoordinator", True, state)]
    (rule,) = broken((Outcome.CARE,), {"veilig-thuis": True}, standing)
    assert rule == (
        "verwijzingen: precies één partner voert de regie, niet 2; trek eerst de verwijzing aan zorgcoordinator in"
    )


def test_who_finished_makes_place() -> None:
    done = [Standing("zorgcoordinator", True, S.DONE)]
    assert again((Outcome.CARE,), {"veilig-thuis": True}, done).zorg
    choice = Choice((Outcome.CARE,), (), Consent(asked=True, given=True))
    assert directors(choice, done) == ["zorgcoordinator"]


def test_who_finished_and_is_asked_again_beside_directs_no_more() -> None:
    done = [Standing("veilig-thuis", True, S.DONE)]
    (rule,) = broken((Outcome.CARE,), {"veilig-thuis": False}, done)
    assert rule == "verwijzingen: precies één partner voert de regie, niet 0"


@pytest.mark.parametrize("state", HOLDING - {S.DONE})
def test_a_partner_at_work_is_not_sent_the_case_again(state: ReferralState) -> None:
    standing = [Standing("comensha", False, state), Standing("zorgcoordinator", True, S.DECLINED)]
    rules = broken((Outcome.CARE,), {"veilig-thuis": True, "comensha": False}, standing)
    assert rules == ["verwijzingen.1.partner: heeft deze zaak al"]
