"""Corrections and withdrawals reach everyone who has a part of the case, and nobody else."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from schemas.codes.flow import ConsentReason, Outcome, PersonRole, UserRole
from schemas.events.case import Company, Consent, Person
from schemas.events.decision import (
    RiecDecisionCorrected,
    RiecDecisionWithdrawn,
    ZorgDecisionCorrected,
    ZorgDecisionWithdrawn,
)
from schemas.events.signal import SignalFacts
from services.triage.amendments.domain import OPEN, correct, corrected_case, disclosures, reconsider, withdraw
from services.triage.cases.domain import Case, State
from services.triage.decisions.domain import Choice, Decided, Order, decide
from tests.unit.cases import SUSPECT, TODAY, VICTIM, explained, signal

CORRECTION = UUID(int=7)
PARTNERS = ("zvh-rijk-van-nijmegen", "zorgcoordinator", "comensha", "riec")


def case() -> Case:
    content = signal(company=Company(name="Kwekerij"))
    return Case(SignalFacts(**{name: getattr(content, name) for name in SignalFacts.model_fields}), content.personal)


def decided(*partners: str) -> Decided:
    care = (Outcome.CARE_AND_CRIMINAL,) if "zorgcoordinator" in partners else ()
    outcomes = (*care, Outcome.ORGANISED_CRIME) if "riec" in partners else (Outcome.CARE,)
    orders = tuple(Order(p, place == 0, None, None, f"Voor {p}.") for place, p in enumerate(partners))
    choice = Choice(outcomes, orders, Consent(asked=True, given=True))
    return decide(case(), choice, UserRole.AANDACHTFUNCTIONARIS, TODAY, UUID(int=1))


def test_a_correction_has_what_was_reported_to_the_partnership() -> None:
    """BGS 2.16(2): what explained the criteria is no less true for a name that was wrong."""
    order = Order("riec", True, None, None, "Voor riec.", explained("riec"))
    choice = Choice((Outcome.ORGANISED_CRIME,), (order,), Consent(asked=True, given=True))
    day = date(2026, 11, 28)
    before = decide(case(), choice, UserRole.AANDACHTFUNCTIONARIS, day, UUID(int=1))
    other = SUSPECT.model_copy(update={"name": "Iemand Anders"})
    (event,) = correct(before, corrected_case(case(), {"people": (VICTIM, other)}), CORRECTION).events
    assert event.personal.reports == (explained("riec"),)


def test_a_suspect_is_corrected_with_those_who_know_of_the_suspect() -> None:
    other = SUSPECT.model_copy(update={"name": "Iemand Anders"})
    corrected = correct(decided(*PARTNERS), corrected_case(case(), {"people": (VICTIM, other)}), CORRECTION)
    zorg, riec = corrected.events
    assert isinstance(zorg, ZorgDecisionCorrected)
    assert isinstance(riec, RiecDecisionCorrected)
    assert [order.partner for order in zorg.orders] == ["zvh-rijk-van-nijmegen"]
    assert corrected.partners == ("zvh-rijk-van-nijmegen", "riec")
    assert zorg.correction_id == riec.correction_id == CORRECTION
    assert "Iemand Anders" in zorg.model_dump_json()
    assert zorg.personal.notes == {p: f"Voor {p}." for p in PARTNERS if p != "riec"}
    assert corrected.decided.zorg
    assert len(corrected.decided.zorg.orders) == 3
    assert "Iemand Anders" in corrected.decided.zorg.model_dump_json()
    shown = {one.partner: one for one in disclosures(corrected)}
    assert shown.keys() == {*corrected.partners}
    assert (shown["riec"].basis, shown["riec"].purpose) == ("wgs-riec", "aanpak-van-ondermijning")
    assert "Iemand Anders" in shown["riec"].content.model_dump_json()
    for one in shown.values():  # the same, but for what changes
        assert one.before
        was = one.before.model_dump_json()
        assert "Iemand Anders" not in was
        assert was.replace(str(SUSPECT.name), "Iemand Anders") == one.content.model_dump_json()
    assert corrected.decided.riec
    assert "Iemand Anders" in corrected.decided.riec.model_dump_json()


def test_a_victim_is_never_corrected_with_the_riec() -> None:
    other = VICTIM.model_copy(update={"name": "Iemand Anders"})
    corrected = correct(decided(*PARTNERS), corrected_case(case(), {"people": (other, SUSPECT)}), CORRECTION)
    assert corrected.partners == ("zvh-rijk-van-nijmegen", "zorgcoordinator")


def test_what_no_partner_has_is_corrected_in_silence() -> None:
    witness = Person(role=PersonRole.WITNESS, name="Iemand Anders")
    corrected = correct(decided(*PARTNERS), corrected_case(case(), {"people": (VICTIM, SUSPECT, witness)}), CORRECTION)
    assert corrected.events == ()
    assert corrected.decided == decided(*PARTNERS)


def test_one_half_can_be_corrected_alone() -> None:
    after = corrected_case(case(), {"company": Company(name="Kwekerij BV")})
    assert correct(decided(*PARTNERS), after, CORRECTION).partners == ("riec",)
    assert correct(decided("zorgcoordinator"), after, CORRECTION).events == ()


def test_a_withdrawal_reaches_each_table_that_had_its_part() -> None:
    assert withdraw(decided(*PARTNERS)) == (
        ZorgDecisionWithdrawn(decision_id=UUID(int=1)),
        RiecDecisionWithdrawn(decision_id=UUID(int=1)),
    )
    assert withdraw(decided("zorgcoordinator")) == (ZorgDecisionWithdrawn(decision_id=UUID(int=1)),)
    assert withdraw(Decided(UUID(int=1), None, None)) == ()


def test_what_the_aandachtfunctionaris_holds_can_be_amended() -> None:
    assert {State.TO_DECIDE, State.DECIDED} == OPEN


def test_a_case_that_only_the_riec_has_is_corrected_with_the_riec_alone() -> None:
    other = SUSPECT.model_copy(update={"name": "Iemand Anders"})
    corrected = correct(decided("riec"), corrected_case(case(), {"people": (VICTIM, other)}), CORRECTION)
    assert corrected.partners == ("riec",)
    assert corrected.decided.zorg is None


AGREED = Consent(asked=True, given=True)
REFUSED = Consent(asked=True, given=False, reason=ConsentReason.DANGER_TO_OTHERS)


def decided_on(day: date, *orders: tuple[str, str | None]) -> Decided:
    found = tuple(Order(p, place == 0, basis, None, f"Voor {p}.") for place, (p, basis) in enumerate(orders))
    choice = Choice((Outcome.CARE,), found, AGREED)
    return decide(case(), choice, UserRole.AANDACHTFUNCTIONARIS, day, UUID(int=1))


def test_who_received_it_on_consent_hears_that_it_is_withdrawn() -> None:
    """AVG 7(3), 19. CoMensha's part says nothing of consent, and does not rest on it: it hears nothing."""
    before = decided_on(date(2026, 11, 27), ("veilig-thuis", "toestemming"), ("comensha", "comensha-registratie"))
    reconsidered = reconsider(before, REFUSED)
    assert reconsidered
    now, event = reconsidered
    assert [order.partner for order in event.orders] == ["veilig-thuis"]
    assert event.consent == REFUSED
    assert now.zorg
    assert (now.zorg.consent, len(now.zorg.orders)) == (REFUSED, 2)
    assert reconsider(now, REFUSED) is None, "the second time nobody hears anything"
    again = reconsider(now, AGREED)
    assert again
    assert again[1].consent == AGREED


def test_who_received_it_on_another_basis_is_told_what_the_victim_says_now() -> None:
    before = decided_on(date(2026, 11, 27), ("zorgcoordinator", "wmo-2015-5-2-1"), ("comensha", "toestemming"))
    reconsidered = reconsider(before, REFUSED)
    assert reconsidered
    assert [order.partner for order in reconsidered[1].orders] == ["zorgcoordinator", "comensha"]


def test_the_day_before_nothing_rested_on_consent() -> None:
    before = decided_on(date(2026, 11, 26), ("zorgcoordinator", None), ("comensha", None))
    reconsidered = reconsider(before, REFUSED)
    assert reconsidered
    assert [order.partner for order in reconsidered[1].orders] == ["zorgcoordinator"], "its part says what was said"


def test_the_riec_hears_nothing_of_consent() -> None:
    assert reconsider(decided("riec"), REFUSED) is None
