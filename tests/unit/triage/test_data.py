"""What a partnership may know of people (Wgs 2.21, 2.22, 2.29 and 2.30; BGS 1.9), before and since it was a rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from schemas.codes.exploitation import Form
from schemas.codes.flow import Outcome, UserRole
from schemas.events.decision import PartnershipReport
from services.casework.limits.domain import limits_of
from services.referral.domain import refer
from services.triage.cases.domain import Case
from services.triage.decisions.domain import Choice, Decided, NotDecidableError, Order, decide, disclosures
from tests.unit.cases import SUSPECT, VICTIM, explained
from tests.unit.triage.test_decisions import AGREED, DECISION_ID, NIJMEGEN_ZVH, case

BEFORE, SINCE = date(2026, 11, 28), date(2026, 11, 29)
OUTCOME = {"riec": Outcome.ORGANISED_CRIME, NIJMEGEN_ZVH: Outcome.NO_SUSPICION}
BOTH = pytest.mark.parametrize("partner", OUTCOME)


def about(*forms: Form) -> Case:
    found = case()
    people = tuple(person.model_copy(update={"nationality": "RO"}) for person in (VICTIM, SUSPECT))
    facts = found.facts.model_copy(update={"forms": forms})
    return Case(facts, found.personal.model_copy(update={"people": people}))


def reported(partner: str, **told: str) -> PartnershipReport:
    full = explained(partner)
    assert full
    return full.model_copy(update=told)


def decided(partner: str, day: date, *forms: Form, **told: str) -> Decided:
    order = Order(partner, True, None, None, "Noot.", reported(partner, **told))
    choice = Choice((OUTCOME[partner],), (order,), AGREED)
    return decide(about(*(forms or (Form.LABOUR,))), choice, UserRole.AANDACHTFUNCTIONARIS, day, DECISION_ID)


def told(partner: str, day: date, *forms: Form, **said: str) -> str:
    (one,) = disclosures(decided(partner, day, *forms, **said))
    return one.content.model_dump_json(exclude_none=True)


@BOTH
@pytest.mark.parametrize(("day", "goes"), [(BEFORE, True), (SINCE, False)])
def test_nationality_goes_to_no_partnership(partner: str, day: date, *, goes: bool) -> None:
    """BGS 1.9: "De samenwerkingsverbanden verwerken geen persoonsgegevens inzake nationaliteit"."""
    assert ('"nationality":"RO"' in told(partner, day)) is goes


@BOTH
def test_nationality_goes_where_nobody_is_identified_without_it_and_the_partner_reads_why(partner: str) -> None:
    """BGS 1.9: "tenzij de verwerking geschiedt met het oog op de identificatie van de betrokkene"."""
    sent = told(partner, SINCE, nationality="Drie mannen met deze naam.")
    assert '"nationality":"RO"' in sent
    assert "BGS 1.9 (nationaliteit): Drie mannen met deze naam." in sent


def test_other_partners_are_told_nationality_as_before() -> None:
    order = Order("zorgcoordinator", True, "toestemming", None, "Noot.")
    choice = Choice((Outcome.CARE,), (order,), AGREED)
    found = decide(about(Form.SEXUAL), choice, UserRole.AANDACHTFUNCTIONARIS, SINCE, DECISION_ID)
    (one,) = disclosures(found)
    sent = one.content.model_dump_json()
    assert '"nationality":"RO"' in sent
    assert '"forms":["seksueel"]' in sent
    assert limits_of(one) == {}


FIELDS = {
    "health": ("gezondheid", "gezondheid"),
    "sexual_conduct": ("seksueelGedrag", "seksueel-gedrag"),
    "criminal": ("strafrechtelijk", "strafrechtelijk"),
}
NEVER = {
    ("riec", "health"): "Wgs 2.21 en 2.22: \u201cgegevens over gezondheid staan niet bij wat een RIEC verwerkt\u201d",
    ("riec", "sexual_conduct"): "Wgs 2.22, eerste lid, onder a, 2°, en 2.23, zesde lid: ",
    (NIJMEGEN_ZVH, "sexual_conduct"): "Wgs 2.29 en 2.30: ",
}


@BOTH
@pytest.mark.parametrize("field", FIELDS)
def test_each_kind_has_a_field_of_its_own_and_the_rule_of_its_partnership(partner: str, field: str) -> None:
    name, kind = FIELDS[field]
    if article := NEVER.get((partner, field)):
        with pytest.raises(NotDecidableError) as error:
            decided(partner, SINCE, **{field: "Woorden."})
        ((broken, rule),) = ((one.field, one.rule) for one in error.value.violations)
        assert broken == f"verwijzingen.0.aanmelding.{name}"
        assert rule.startswith(f"gaat niet naar deze partner. {article}")
    else:
        assert f" ({kind}): Woorden." in told(partner, SINCE, **{field: "Woorden."})


@BOTH
@pytest.mark.parametrize("field", ["nationality", *FIELDS])
def test_before_the_register_had_the_rule_nothing_is_told_apart(partner: str, field: str) -> None:
    with pytest.raises(NotDecidableError) as error:
        decided(partner, BEFORE, **{field: "Woorden."})
    assert [one.rule for one in error.value.violations] == ["hoort niet apart in deze aanmelding: laat het weg"]


@BOTH
def test_what_may_never_go_is_not_told_either_where_a_decision_holds_it(partner: str) -> None:
    made = decided(partner, SINCE)
    half = made.riec or made.zorg
    assert half
    report = reported(partner, health="Ziek.", sexual_conduct="Gedrag.")
    half = half.model_copy(update={"personal": half.personal.model_copy(update={"reports": (report,)})})
    sent = refer(half, half.orders[0], DECISION_ID).model_dump_json()
    assert ("Ziek." in sent, "Gedrag." in sent) == (partner == NIJMEGEN_ZVH, False)


@pytest.mark.parametrize(
    ("day", "forms", "sent"),
    [
        (BEFORE, (Form.SEXUAL, Form.LABOUR), '"forms":["seksueel","arbeid"]'),
        (SINCE, (Form.SEXUAL, Form.LABOUR), '"forms":["arbeid"]'),
        (SINCE, (Form.SEXUAL,), '"forms":["onbekend"]'),
    ],
)
def test_a_zvh_is_not_told_a_form_that_says_something_of_sexual_conduct(
    day: date, forms: tuple[Form, ...], sent: str
) -> None:
    """Wgs 2.29 and 2.30 have health and no sexual conduct; a RIEC hears of no victim."""
    assert sent in told(NIJMEGEN_ZVH, day, *forms)
    assert '"forms":["seksueel"]' in told("riec", day, Form.SEXUAL)


KEPT = "Bewaren: zolang nodig, en hoogstens vijf jaar na de eerste verwerking (Wgs 1.8, zevende lid)"
CONTACT = {
    "riec": "Verzoeken van betrokkenen: aan een burgemeester in het RIEC (BGS 1.1)",
    NIJMEGEN_ZVH: "Verzoeken van betrokkenen: aan een college of burgemeester in het ZVH (BGS 1.1)",
}


@BOTH
@pytest.mark.parametrize(("day", "reads"), [(BEFORE, False), (SINCE, True)])
def test_a_partnership_reads_how_long_it_keeps_and_who_answers(partner: str, day: date, *, reads: bool) -> None:
    """Wgs 1.8(7); BGS 1.1."""
    sent = told(partner, day)
    assert (KEPT in sent, CONTACT[partner] in sent) == (reads, reads)


@BOTH
def test_what_is_shown_to_a_second_person_has_the_limits_of_the_day_it_was_decided(partner: str) -> None:
    (before,), (since,) = (disclosures(decided(partner, day)) for day in (BEFORE, SINCE))
    assert [bool(limits_of(one)) for one in (before, since)] == [False, True]
    assert limits_of(replace(since, content=before.content)) == {}
