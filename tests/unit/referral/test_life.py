"""The life of a referral as a table, and what each partner's model lets through."""

from __future__ import annotations

from datetime import date
from itertools import product
from uuid import UUID

import pytest

from schemas.codes.flow import ConsentReason, DeclineReason, DoneOutcome, Outcome, UserRole
from schemas.events import reply
from schemas.events.case import Company, Consent
from schemas.events.decision import ReferralOrder, ZorgDecisionTaken
from schemas.events.signal import SignalFacts
from schemas.registry import partners
from schemas.text import Contract
from services.casework.settings.domain import AS_DECLARED
from services.referral.domain import (
    ACTS,
    ALLOWED,
    LEADS_TO,
    NORMS,
    Act,
    Decision,
    IllegalStepError,
    Owner,
    State,
    act,
    advance,
    against_will,
    correct,
    due,
    ends_with_consent,
    keeps,
    refer,
    removal_after_decline,
)
from services.triage.cases.domain import Case
from services.triage.decisions.domain import Choice, Order, decide
from tests.unit.cases import TODAY, signal

REFERENCE = UUID("6f0f3a64-0000-4000-8000-000000000001")
FACTS: dict[State, Contract] = {
    State.RECEIVED: reply.ReferralReceived(reference=REFERENCE),
    State.ACCEPTED: reply.ReferralAccepted(reference=REFERENCE),
    State.DECLINED: reply.ReferralDeclined(reference=REFERENCE, reason=DeclineReason.NO_CAPACITY),
    State.INFORMATION_ASKED: reply.ReferralMoreInformationAsked(
        reference=REFERENCE, personal=reply.QuestionPersonal(question="Sinds wanneer?")
    ),
    State.IN_PROGRESS: reply.ReferralStarted(reference=REFERENCE),
    State.DONE: reply.ReferralDone(reference=REFERENCE, outcome=DoneOutcome.HELP_STARTED),
}


@pytest.mark.parametrize(("state", "following"), [*product(State, FACTS)])
def test_only_allowed_steps_are_taken(state: State, following: State) -> None:
    if following in ALLOWED[state]:
        assert advance(state, FACTS[following]) is following
    else:
        with pytest.raises(IllegalStepError) as error:
            advance(state, FACTS[following])
        assert error.value.allowed == ALLOWED[state]


def test_every_state_can_be_reached_and_every_open_one_left() -> None:
    reached = {State.SENT}
    while True:
        further = reached.union(*(ALLOWED[state] | {*ACTS[state].values()} for state in reached))
        if further == reached:
            break
        reached = further
    assert reached == set(State)
    assert set(LEADS_TO.values()) == set(State) - {State.SENT, State.INFORMATION_GIVEN, State.REVOKED}
    ends = {State.DONE, State.DECLINED, State.REVOKED}
    assert {state for state in State if not ALLOWED[state]} == ends
    assert set(NORMS) == set(State) - ends


@pytest.mark.parametrize(("state", "done"), [*product(State, Act)])
def test_what_the_aandachtfunctionaris_may_do(state: State, done: Act) -> None:
    if done is Act.ANSWER and state is State.INFORMATION_ASKED:
        assert act(state, done) is State.INFORMATION_GIVEN
    elif done is Act.REVOKE and state is not State.REVOKED:
        assert act(state, done) is State.REVOKED
    else:
        with pytest.raises(IllegalStepError) as error:
            act(state, done)
        assert error.value.names() == ("niets" if state is State.REVOKED else "intrekken")


def test_a_refused_step_names_those_that_can_follow() -> None:
    with pytest.raises(IllegalStepError) as error:
        advance(State.ACCEPTED, FACTS[State.DECLINED])
    assert error.value.names() == "afgerond, in-behandeling"
    assert error.value.args == (2,)


@pytest.mark.parametrize(
    ("state", "owner", "until"),
    [
        (State.SENT, Owner.PARTNER, date(2026, 12, 28)),
        (State.RECEIVED, Owner.PARTNER, date(2027, 1, 4)),
        (State.INFORMATION_ASKED, Owner.AANDACHTFUNCTIONARIS, date(2026, 12, 30)),
        (State.INFORMATION_GIVEN, Owner.PARTNER, date(2027, 1, 4)),
        (State.ACCEPTED, Owner.PARTNER, date(2027, 1, 11)),
        (State.IN_PROGRESS, Owner.PARTNER, date(2027, 3, 22)),
    ],
)
def test_a_state_that_waits_has_an_owner_and_a_norm_time(state: State, owner: Owner, until: date) -> None:
    assert NORMS[state].owner is owner
    assert due(state, date(2026, 12, 24), AS_DECLARED) == until


def test_an_end_has_no_norm_time() -> None:
    assert due(State.DONE, date(2026, 12, 24), AS_DECLARED) is None


def referral(partner: str, outcomes: tuple[Outcome, ...], *beside: str) -> str:
    decision, order = ordered(partner, outcomes, *beside)
    return refer(decision, order, REFERENCE).model_dump_json()


def ordered(partner: str, outcomes: tuple[Outcome, ...], *beside: str) -> tuple[Decision, ReferralOrder]:
    content = signal(company=Company(name="Kwekerij"))
    facts = SignalFacts(**{name: getattr(content, name) for name in SignalFacts.model_fields})
    orders = [Order(p, p == partner, None, None, f"Noot voor {p}.") for p in (partner, *beside)]
    choice = Choice(outcomes, tuple(orders), Consent(asked=True, given=True))
    decided = decide(Case(facts, content.personal), choice, UserRole.AANDACHTFUNCTIONARIS, TODAY, REFERENCE)
    decision = decided.riec if partner == "riec" else decided.zorg
    assert decision
    return decision, next(o for o in decision.orders if o.partner == partner)


def test_whether_the_victim_refused_is_known_of_the_care_half_alone() -> None:
    care, _ = ordered("zorgcoordinator", (Outcome.CARE,))
    riec, _ = ordered("riec", (Outcome.ORGANISED_CRIME,))
    assert isinstance(care, ZorgDecisionTaken)
    refused = Consent(asked=True, given=False, reason=ConsentReason.DANGER_TO_OTHERS)
    assert against_will(care.model_copy(update={"consent": refused}))
    not_asked = Consent(asked=False, reason=ConsentReason.MINOR)
    others = (care, riec, care.model_copy(update={"consent": not_asked}))
    assert not any(against_will(one) for one in others)


BEFORE, SINCE = date(2026, 11, 26), date(2026, 11, 27)


def test_what_was_shared_on_consent_ends_when_the_victim_refuses() -> None:
    """AVG 7(3)."""
    care, _ = ordered("zorgcoordinator", (Outcome.CARE,))
    assert isinstance(care, ZorgDecisionTaken)
    refused = Consent(asked=True, given=False, reason=ConsentReason.DANGER_TO_OTHERS)
    now = care.model_copy(update={"consent": refused, "decided_on": SINCE})
    assert ends_with_consent("toestemming", now)
    assert not ends_with_consent("wmo-2015-5-2-1", now)
    assert not ends_with_consent("toestemming", now.model_copy(update={"consent": care.consent}))
    assert not ends_with_consent("toestemming", now.model_copy(update={"decided_on": BEFORE}))


@pytest.mark.parametrize("basis", ["wgs-riec", "wgs-zvh"])
def test_a_partnership_that_does_not_take_the_case_destroys_what_it_got(basis: str) -> None:
    """BGS 1.16(1)."""
    assert removal_after_decline(basis, SINCE) == "BGS 1.16, eerste lid"
    assert removal_after_decline(basis, BEFORE) is None, "the register did not have it"
    assert not keeps(State.DECLINED, SINCE, basis)
    assert keeps(State.DECLINED, BEFORE, basis)
    assert keeps(State.DONE, SINCE, basis)


@pytest.mark.parametrize("basis", ["toestemming", "wmo-2015-meldcode", "wmo-2015-opvang", "riec-convenant", "onbekend"])
def test_nothing_says_that_others_do(basis: str) -> None:
    assert removal_after_decline(basis, SINCE) is None
    assert keeps(State.DECLINED, SINCE, basis)


def test_riec_gets_suspects_company_and_place_but_nobody_to_care_for() -> None:
    text = referral("riec", (Outcome.ORGANISED_CRIME,))
    assert "Verdachte Twee" in text
    assert "Kwekerij" in text
    assert "6511PP" in text
    assert "Noot voor riec." in text
    assert "Slachtoffer Een" not in text
    assert "Onderdak" not in text


def test_the_zorgcoordinator_gets_victims_but_no_suspects() -> None:
    text = referral("zorgcoordinator", (Outcome.CARE,), "veilig-thuis")
    assert "Slachtoffer Een" in text
    assert "Onderdak" in text
    assert "Verdachte Twee" not in text
    assert "Noot voor veilig-thuis." not in text


def test_regular_help_does_not_learn_what_was_suspected() -> None:
    text = referral("reguliere-hulp", (Outcome.CARE,))
    assert "Slachtoffer Een" in text
    assert '"forms"' not in text
    assert '"outcomes"' not in text


def test_a_correction_is_the_same_referral_under_a_notice_of_its_own() -> None:
    decision, order = ordered("zorgcoordinator", (Outcome.CARE,))
    sent = refer(decision, order, REFERENCE).model_dump(mode="json")
    notice = UUID("6f0f3a64-0000-4000-8000-000000000002")
    assert correct(decision, order, REFERENCE, notice).model_dump(mode="json") == {**sent, "notice": str(notice)}


def test_nobody_gets_the_reporter_or_the_description() -> None:
    for partner in ("zorgcoordinator", "veilig-thuis", "reguliere-hulp"):
        text = referral(partner, (Outcome.CARE,))
        assert "Meldende Vier" not in text
        assert "matrassen" not in text


def test_an_order_becomes_exactly_that_partners_model() -> None:
    assert set(partners()) >= {"comensha"}
    content = signal()
    facts = SignalFacts(**{name: getattr(content, name) for name in SignalFacts.model_fields})
    orders = (
        Order("zorgcoordinator", True, None, None, "Noot"),
        Order("comensha", False, None, None, "Geheime noot"),
    )
    choice = Choice((Outcome.CARE,), orders, Consent(asked=True, given=True))
    decided = decide(Case(facts, content.personal), choice, UserRole.AANDACHTFUNCTIONARIS, TODAY, REFERENCE)
    assert decided.zorg
    order = next(o for o in decided.zorg.orders if o.partner == "comensha")
    data = refer(decided.zorg, order, REFERENCE).model_dump(mode="json", exclude_none=True)
    assert data["victims"] == [{"gender": "onbekend", "minor": True}]
    assert "personal" not in data
    assert "Geheime noot" not in str(data)
