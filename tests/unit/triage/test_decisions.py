"""Plan 2.3 and the stroomschema: every outcome, every rule about who directs, and the split over two topics."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from schemas.codes.flow import ConsentReason, Outcome, PersonRole, UserRole
from schemas.events.case import Company, Consent, Person
from schemas.events.signal import SignalFacts
from schemas.registry import partners
from services.casework.grounds.domain import valid_basis
from services.referral.domain import refer
from services.triage.cases.domain import Case
from services.triage.decisions.domain import (
    BESIDE,
    DIRECTORS,
    RULE_VERSION,
    Choice,
    Decided,
    NotDecidableError,
    Order,
    decide,
    disclosures,
    meldcode_choice,
)
from tests.unit.cases import PLACE, SUSPECT, TODAY, VICTIM, signal

AGREED = Consent(asked=True, given=True)
DECISION_ID = UUID("019309a0-0000-7000-8000-000000000001")
NIJMEGEN_ZVH = "zvh-rijk-van-nijmegen"


def case() -> Case:
    content = signal(company=Company(name="Kwekerij", kvk_number="12345678"))
    facts = SignalFacts(**{name: getattr(content, name) for name in SignalFacts.model_fields})
    return Case(facts, content.personal)


def to(partner: str, *, director: bool = False, basis: str | None = None, purpose: str | None = None) -> Order:
    return Order(partner, director, basis, purpose, f"Voor {partner} alleen.")


def taken(outcomes: tuple[Outcome, ...], *orders: Order, consent: Consent = AGREED, today: date = TODAY) -> Decided:
    return decide(case(), Choice(outcomes, orders, consent), UserRole.AANDACHTFUNCTIONARIS, today, DECISION_ID)


def broken(outcomes: tuple[Outcome, ...], *orders: Order, consent: Consent = AGREED, today: date = TODAY) -> set[str]:
    with pytest.raises(NotDecidableError) as error:
        taken(outcomes, *orders, consent=consent, today=today)
    return {f"{v.field}: {v.rule}" for v in error.value.violations}


@pytest.mark.parametrize("director", ["reguliere-hulp", NIJMEGEN_ZVH])
def test_no_suspicion_is_regular_help_or_zvh(director: str) -> None:
    """Nee: Gemeentelijk oppakken d.m.v. reguliere hulp of Zorg- en Veiligheidshuis."""
    decided = taken((Outcome.NO_SUSPICION,), to(director, director=True))
    assert decided.zorg
    assert decided.riec is None
    assert [(o.partner, o.director) for o in decided.zorg.orders] == [(director, True)]


@pytest.mark.parametrize("director", ["zorgcoordinator", "veilig-thuis", "reguliere-hulp"])
def test_care_only_has_three_possible_directors(director: str) -> None:
    """Alleen een zorgtraject noodzakelijk: regie door zorgcoördinator, VT, of reguliere hulp."""
    decided = taken((Outcome.CARE,), to(director, director=True), to("comensha"))
    assert decided.zorg
    assert decided.zorg.outcomes == (Outcome.CARE,)
    assert {o.partner for o in decided.zorg.orders} == {director, "comensha"}


def test_care_and_criminal_is_directed_by_the_zvh_with_the_zorgcoordinator() -> None:
    """De zorgcoördinator neemt de zorg voor haar rekening, algehele procesregie ligt bij het ZVH."""
    decided = taken((Outcome.CARE_AND_CRIMINAL,), to(NIJMEGEN_ZVH, director=True), to("zorgcoordinator"))
    assert decided.zorg
    assert decided.riec is None


def test_care_and_criminal_without_the_zorgcoordinator_is_refused() -> None:
    assert broken((Outcome.CARE_AND_CRIMINAL,), to(NIJMEGEN_ZVH, director=True)) == {
        "verwijzingen: bij zorg-en-strafrechtelijk hoort de zorgcoordinator voor de zorg"
    }


def test_organised_crime_goes_to_riec_without_care_content() -> None:
    """Ondermijnende criminaliteit: regie door RIEC. Never care content to RIEC."""
    decided = taken((Outcome.ORGANISED_CRIME,), to("riec", director=True))
    assert decided.zorg is None
    assert decided.riec
    assert decided.riec.personal.people == (SUSPECT,)
    assert "Onderdak" not in decided.riec.model_dump_json()
    assert decided.riec.rule_version == RULE_VERSION


def test_outcomes_go_together_and_each_table_gets_its_own_half() -> None:
    decided = taken(
        (Outcome.CARE_AND_CRIMINAL, Outcome.ORGANISED_CRIME),
        to("riec", director=True),
        to(NIJMEGEN_ZVH),
        to("zorgcoordinator"),
    )
    assert decided.zorg
    assert decided.riec
    assert decided.zorg.outcomes == (Outcome.CARE_AND_CRIMINAL,)
    assert decided.riec.outcomes == (Outcome.ORGANISED_CRIME,)
    assert decided.zorg.personal.people == (VICTIM, SUSPECT)
    assert decided.zorg.personal.notes.keys() == {NIJMEGEN_ZVH, "zorgcoordinator"}
    assert decided.riec.personal.notes.keys() == {"riec"}
    assert not any(o.director for o in decided.zorg.orders)
    assert decided.orders == (*decided.zorg.orders, *decided.riec.orders)


def test_witnesses_and_reporters_are_in_neither_half() -> None:
    decided = taken((Outcome.CARE, Outcome.ORGANISED_CRIME), to("zorgcoordinator", director=True), to("riec"))
    whole = f"{decided.zorg}{decided.riec}"
    assert "Getuige Drie" not in whole
    assert "Meldende Vier" not in whole


def test_no_suspicion_excludes_every_other_outcome() -> None:
    assert "uitkomsten: geen-vermoeden gaat niet samen met een andere uitkomst" in broken(
        (Outcome.NO_SUSPICION, Outcome.CARE), to("reguliere-hulp", director=True)
    )


def test_an_outcome_is_given_once() -> None:
    assert "uitkomsten: elke uitkomst één keer" in broken(
        (Outcome.CARE, Outcome.CARE), to("zorgcoordinator", director=True)
    )


@pytest.mark.parametrize("directors", [(), ("zorgcoordinator", "veilig-thuis")], ids=["none", "two"])
def test_exactly_one_partner_directs(directors: tuple[str, ...]) -> None:
    orders = [to(p, director=p in directors) for p in ("zorgcoordinator", "veilig-thuis")]
    assert broken((Outcome.CARE,), *orders) == {
        f"verwijzingen: precies één partner voert de regie, niet {len(directors)}"
    }


def test_the_director_belongs_to_an_outcome() -> None:
    rules = broken((Outcome.CARE_AND_CRIMINAL,), to("zorgcoordinator", director=True), to(NIJMEGEN_ZVH))
    assert rules == {"verwijzingen: de regie ligt bij deze uitkomst(en) bij zvh-rijk-van-nijmegen of zvh-rivierenland"}


@pytest.mark.parametrize("outcome", sorted(Outcome))
def test_every_outcome_needs_one_of_its_own_partners(outcome: Outcome) -> None:
    foreign = "riec" if outcome is not Outcome.ORGANISED_CRIME else "zorgcoordinator"
    assert any(rule.startswith(f"verwijzingen: bij {outcome} hoort") for rule in broken((outcome,), to(foreign)))


def test_riec_is_never_informed_of_care() -> None:
    assert "verwijzingen.1.partner: past niet bij de gekozen uitkomst(en)" in broken(
        (Outcome.CARE,), to("zorgcoordinator", director=True), to("riec")
    )


def test_every_partner_rule_is_named_at_once() -> None:
    rules = broken(
        (Outcome.CARE,),
        to("zorgcoordinator", director=True, basis="wgs-riec"),
        to("zorgcoordinator"),
        to("gemeente"),
        to("politie"),
    )
    assert {rule.split(":")[0] for rule in rules} == {
        "verwijzingen.0.grondslag",
        "verwijzingen.1.partner",
        "verwijzingen.2.partner",
        "verwijzingen.3.partner",
    }


def test_the_zvh_is_that_of_the_municipality() -> None:
    """Gelderland-Zuid kent twee Zorg- en Veiligheidshuizen."""
    assert "verwijzingen.0.partner: werkt niet voor gemeente GM0268" in broken(
        (Outcome.CARE_AND_CRIMINAL,), to("zvh-rivierenland", director=True), to("zorgcoordinator")
    )


def test_a_basis_must_hold_on_the_day() -> None:
    assert valid_basis("riec", "referral", date(2025, 2, 28)) == "riec-convenant"
    assert valid_basis("riec", "referral", date(2025, 3, 1)) == "wgs-riec"
    expired = broken((Outcome.ORGANISED_CRIME,), to("riec", director=True, basis="riec-convenant"))
    assert expired == {"verwijzingen.0.grondslag: riec-convenant geldt niet op 2026-11-24"}
    early = broken((Outcome.ORGANISED_CRIME,), to("riec", director=True), today=date(2019, 1, 1))
    assert early == {"verwijzingen.0.grondslag: geen grondslag van riec geldt op 2019-01-01"}
    chosen = taken((Outcome.ORGANISED_CRIME,), to("riec", director=True)).riec
    assert chosen
    assert chosen.orders[0].basis == "wgs-riec"


SINCE = date(2026, 11, 27)
"""The first day of the register as the texts read; TODAY is before it."""

UNASKED = Consent(asked=False, reason=ConsentReason.STATUTORY_TASK)
REFUSED = Consent(asked=True, given=False, reason=ConsentReason.DANGER_TO_OTHERS)


def of_adults(outcomes: tuple[Outcome, ...], *orders: Order, consent: Consent, today: date) -> Decided:
    adult = Person(role=PersonRole.VICTIM, name="Slachtoffer Een", minor=False)
    found = replace(case(), personal=case().personal.model_copy(update={"people": (adult, SUSPECT)}))
    return decide(found, Choice(outcomes, orders, consent), UserRole.AANDACHTFUNCTIONARIS, today, DECISION_ID)


@pytest.mark.parametrize("consent", [UNASKED, REFUSED], ids=["a reason", "refused"])
def test_no_reason_stands_in_for_consent_where_that_is_the_basis(consent: Consent) -> None:
    """AVG 6(1)(a): until the register had it so, any reason would do."""
    order = to("zorgcoordinator", director=True)
    before = of_adults((Outcome.CARE,), order, consent=consent, today=date(2026, 11, 26)).zorg
    assert before
    assert before.orders[0].basis == "wmo-2015-opvang"
    with pytest.raises(NotDecidableError) as error:
        of_adults((Outcome.CARE,), order, consent=consent, today=SINCE)
    (violation,) = error.value.violations
    assert violation.field == "verwijzingen.0.grondslag"
    assert violation.rule.startswith(
        "zonder meer geldt er geen; noem de grondslag die wel geldt: toestemming alleen als het slachtoffer toestemming"
    )
    assert "Wmo 2015, artikel 5.2.1, tweede lid" in violation.rule
    with pytest.raises(NotDecidableError) as error:
        named = to("zorgcoordinator", director=True, basis="toestemming")
        of_adults((Outcome.CARE,), named, consent=consent, today=SINCE)
    assert ["geen reden vervangt haar" in v.rule for v in error.value.violations] == [True]


def test_a_basis_that_needs_no_consent_is_named_by_who_knows_that_it_holds() -> None:
    order = to("zorgcoordinator", director=True, basis="wmo-2015-5-2-1")
    decided = of_adults((Outcome.CARE,), order, consent=UNASKED, today=SINCE).zorg
    assert decided
    assert (decided.orders[0].basis, decided.orders[0].purpose) == ("wmo-2015-5-2-1", "hulp-en-ondersteuning")


def test_consent_is_a_basis_of_its_own_and_a_child_has_youth_care() -> None:
    order = to("zorgcoordinator", director=True)
    agreed = of_adults((Outcome.CARE,), order, consent=AGREED, today=SINCE).zorg
    child = taken((Outcome.CARE,), order, consent=UNASKED, today=SINCE).zorg
    assert agreed
    assert child
    assert [half.orders[0].basis for half in (agreed, child)] == ["toestemming", "jeugdwet-2-3"]
    both = (Person(role=PersonRole.VICTIM, minor=False), Person(role=PersonRole.VICTIM, minor=True))
    found = replace(case(), personal=case().personal.model_copy(update={"people": both}))
    choice = Choice((Outcome.CARE,), (order,), UNASKED)
    with pytest.raises(NotDecidableError):
        decide(found, choice, UserRole.AANDACHTFUNCTIONARIS, SINCE, DECISION_ID)


def test_who_is_no_participant_of_a_zvh_is_told_on_a_basis_that_is_named() -> None:
    """Wgs 2.27: CoMensha, beside a case of the ZVH; beside the zorgcoördinator nothing is asked."""
    zvh = (to(NIJMEGEN_ZVH, director=True), to("zorgcoordinator"))
    whole = (Outcome.CARE_AND_CRIMINAL,)
    assert of_adults(whole, *zvh, to("comensha"), consent=AGREED, today=date(2026, 11, 26)).zorg
    with pytest.raises(NotDecidableError) as error:
        of_adults(whole, *zvh, to("comensha"), consent=AGREED, today=SINCE)
    assert [f"{v.field}: {v.rule}" for v in error.value.violations] == [
        "verwijzingen.2.grondslag: comensha is geen deelnemer van MDO mensenhandel (Zorg- en Veiligheidshuis) "
        "(Wgs 2.27): noem de eigen grondslag"
    ]
    assert of_adults(whole, *zvh, to("comensha", basis="toestemming"), consent=AGREED, today=SINCE).zorg
    beside = (to("zorgcoordinator", director=True), to("comensha"))
    assert of_adults((Outcome.CARE,), *beside, consent=AGREED, today=SINCE).zorg
    both = (to("riec", director=True), to("zorgcoordinator"), to("comensha"))
    halves = of_adults((Outcome.CARE, Outcome.ORGANISED_CRIME), *both, consent=AGREED, today=SINCE)
    assert halves.zorg, "what the RIEC directs is the other half"


def test_a_case_of_2023_is_judged_by_the_bases_of_2023() -> None:
    decided = taken((Outcome.ORGANISED_CRIME,), to("riec", director=True), today=date(2023, 5, 1))
    assert decided.riec
    assert decided.riec.orders[0].basis == "riec-convenant"
    assert decided.riec.decided_on == date(2023, 5, 1)


def test_a_purpose_is_one_of_the_basis_and_the_usual_one_where_nobody_says() -> None:
    chosen = taken((Outcome.CARE,), to("veilig-thuis", director=True)).zorg
    assert chosen
    assert chosen.orders[0].purpose == "beoordeling-van-de-veiligheid"
    said = taken((Outcome.CARE,), to("veilig-thuis", director=True, purpose="melding-volgens-de-meldcode")).zorg
    assert said
    assert said.orders[0].purpose == "melding-volgens-de-meldcode"
    rule = "verwijzingen.0.doel: is een van: hulp-en-ondersteuning"
    assert broken((Outcome.CARE,), to("zorgcoordinator", director=True, purpose="Voor Ioana, 12-03-1999")) == {rule}


def test_what_a_decision_discloses_is_what_the_partners_get() -> None:
    outcomes = (Outcome.CARE_AND_CRIMINAL, Outcome.ORGANISED_CRIME)
    decided = taken(outcomes, to(NIJMEGEN_ZVH, director=True), to("zorgcoordinator"), to("riec"))
    shown = {one.partner: one for one in disclosures(decided)}
    assert shown.keys() == {NIJMEGEN_ZVH, "zorgcoordinator", "riec"}
    assert (shown["riec"].basis, shown["riec"].purpose) == ("wgs-riec", "aanpak-van-ondermijning")
    assert decided.riec
    assert shown["riec"].content == refer(decided.riec, decided.riec.orders[0], UUID(int=0))


def test_the_meldcode_decision_is_the_professionals() -> None:
    """Medewerkers die onder de meldcode vallen, moeten beslissen of zij een melding doen bij Veilig Thuis."""
    decided = decide(case(), meldcode_choice(case(), TODAY), UserRole.PROFESSIONAL, TODAY, DECISION_ID)
    assert decided.zorg
    assert decided.zorg.decider_role is UserRole.PROFESSIONAL
    assert [(o.partner, o.director, o.basis) for o in decided.zorg.orders] == [
        ("veilig-thuis", True, "wmo-2015-meldcode")
    ]


def test_what_goes_to_veilig_thuis_by_the_meldcode_is_the_whole_report() -> None:
    description = "Twaalf matrassen boven het restaurant."
    order = Order("veilig-thuis", True, "wmo-2015-meldcode", "melding-volgens-de-meldcode", description)
    consent = Consent(asked=False, reason=ConsentReason.MELDCODE)
    assert meldcode_choice(case(), TODAY) == Choice((Outcome.CARE,), (order,), consent)


MELDCODE_BEFORE, MELDCODE_SINCE = date(2026, 11, 28), date(2026, 11, 29)


@pytest.mark.parametrize(
    ("minor", "day", "basis"),
    [
        (True, MELDCODE_BEFORE, "wmo-2015-meldcode"),
        (True, MELDCODE_SINCE, "jeugdwet-4-1-7"),
        (False, MELDCODE_SINCE, "wmo-2015-meldcode"),
    ],
)
def test_a_child_is_reported_apart(minor: bool, day: date, basis: str) -> None:
    """Jeugdwet 4.1.7 and Wmo 1.1.1: kindermishandeling."""
    told = of_victim(minor=minor)
    decided = decide(told, meldcode_choice(told, day), UserRole.PROFESSIONAL, day, DECISION_ID)
    assert [(o.basis, o.purpose) for o in decided.orders] == [(basis, "melding-volgens-de-meldcode")]


def of_victim(*, minor: bool | None, domestic: bool | None = True) -> Case:
    found = case()
    people = (VICTIM.model_copy(update={"minor": minor}), SUSPECT)
    facts = found.facts.model_copy(update={"domestic_circle": domestic})
    return Case(facts, found.personal.model_copy(update={"people": people}))


ONLY = (
    "wmo-2015-meldcode geldt alleen als een slachtoffer minderjarig is of wie uitbuit tot de huiselijke kring hoort;"
    " anders met toestemming (Wmo 2015, artikel 5.2.6)"
)


@pytest.mark.parametrize(
    ("minor", "domestic", "named", "broken"),
    [
        (True, None, False, None),
        (False, True, False, None),
        (False, None, True, None),
        (False, False, True, ONLY),
        (False, None, False, "zonder meer geldt er geen; noem de grondslag die wel geldt: "),
    ],
)
def test_veilig_thuis_is_told_without_consent_of_a_child_or_of_the_domestic_circle_alone(
    minor: bool, domestic: bool | None, named: bool, broken: str | None
) -> None:
    """Wmo 5.2.6; where the case leaves it open, who decides says so by naming it."""
    order = to("veilig-thuis", director=True, basis="wmo-2015-meldcode" if named else None)
    choice = Choice((Outcome.CARE,), (order,), UNASKED)
    told = of_victim(minor=minor, domestic=domestic)

    def decided(day: date) -> Decided:
        return decide(told, choice, UserRole.AANDACHTFUNCTIONARIS, day, DECISION_ID)

    assert decided(MELDCODE_BEFORE).orders[0].basis == "wmo-2015-meldcode"
    if broken is None:
        assert decided(MELDCODE_SINCE).orders[0].basis == ("jeugdwet-4-1-7" if minor else "wmo-2015-meldcode")
    else:
        with pytest.raises(NotDecidableError) as error:
            decided(MELDCODE_SINCE)
        (violation,) = error.value.violations
        assert violation.rule.startswith(broken)
        agreed = replace(choice, consent=AGREED, orders=(to("veilig-thuis", director=True),))
        with_consent = decide(told, agreed, UserRole.AANDACHTFUNCTIONARIS, MELDCODE_SINCE, DECISION_ID)
        assert with_consent.orders[0].basis == "toestemming"


def test_a_broken_rule_says_what_can_be_done() -> None:
    care = to("zorgcoordinator", director=True)
    known = ", ".join(name for name, partner in partners().items() if "referral" in partner.families)
    assert f"verwijzingen.1.partner: is een van: {known}" in broken((Outcome.CARE,), care, to("onbekend"))
    assert broken((Outcome.CARE,), care, to("zorgcoordinator")) == {"verwijzingen.1.partner: elke partner één keer"}
    wrong = to("zorgcoordinator", director=True, basis="x")
    assert broken((Outcome.CARE,), wrong) == {"verwijzingen.0.grondslag: is een van: wmo-2015-opvang"}
    directors = "reguliere-hulp of veilig-thuis of zorgcoordinator"
    assert f"verwijzingen: bij zorg hoort een verwijzing naar {directors}" in broken((Outcome.CARE,), to("comensha"))


def test_both_halves_know_the_place() -> None:
    decided = taken(
        (Outcome.CARE_AND_CRIMINAL, Outcome.ORGANISED_CRIME),
        to(NIJMEGEN_ZVH, director=True),
        to("zorgcoordinator"),
        to("riec"),
    )
    assert decided.zorg
    assert decided.riec
    assert decided.zorg.personal.location == decided.riec.personal.location == PLACE


def test_what_a_refused_decision_leaves_in_a_log_is_a_number() -> None:
    with pytest.raises(NotDecidableError) as error:
        taken((Outcome.CARE,))
    assert error.value.args == (len(error.value.violations),)


def test_the_declared_directors_are_those_of_the_stroomschema() -> None:
    """Regie: regulier of ZVH; zorgcoördinator, VT of reguliere hulp; ZVH; RIEC."""
    zvh = {NIJMEGEN_ZVH, "zvh-rivierenland"}
    assert {
        Outcome.NO_SUSPICION: {"reguliere-hulp"} | zvh,
        Outcome.CARE: {"zorgcoordinator", "veilig-thuis", "reguliere-hulp"},
        Outcome.CARE_AND_CRIMINAL: zvh,
        Outcome.ORGANISED_CRIME: {"riec"},
    } == DIRECTORS


def test_nobody_is_beside_a_case_without_a_suspicion_or_of_organised_crime() -> None:
    assert {
        Outcome.NO_SUSPICION: set(),
        Outcome.CARE: {"comensha"},
        Outcome.CARE_AND_CRIMINAL: {"zorgcoordinator", "veilig-thuis", "reguliere-hulp", "comensha"},
        Outcome.ORGANISED_CRIME: set(),
    } == BESIDE


def test_a_victim_is_a_minor_by_its_birth_date_for_who_registers_and_who_protects() -> None:
    """Also in a case from before that was derived."""
    child = Person(role=PersonRole.VICTIM, name="Kind Een", birth_date="2014", nationality="XXA")
    found = replace(case(), personal=case().personal.model_copy(update={"people": (child,)}))
    orders = (to("veilig-thuis", director=True), to("comensha"))
    choice = Choice((Outcome.CARE,), orders, AGREED)
    decided = decide(found, choice, UserRole.AANDACHTFUNCTIONARIS, TODAY, DECISION_ID)
    assert decided.zorg
    parts = {order.partner: refer(decided.zorg, order, DECISION_ID).model_dump() for order in decided.zorg.orders}
    assert parts["comensha"]["victims"] == ({"gender": "onbekend", "nationality": None, "minor": True},)
    victim = parts["veilig-thuis"]["personal"]["victims"][0]
    assert (victim["minor"], victim["birth_date"], victim["nationality"]) == (True, None, None)
