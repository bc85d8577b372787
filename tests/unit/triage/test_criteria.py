"""BGS 2.16 and 2.20: a report to a partnership explains each criterion, from the day the register asks for it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from schemas.codes.flow import Outcome, ReportingBody
from schemas.events.decision import ExplainedCriterion, PartnershipReport
from schemas.registry import bases
from services.referral.domain import in_words, refer
from services.triage.criteria.domain import LONGEST, report_rules
from services.triage.decisions.domain import NotDecidableError
from tests.unit.cases import explained
from tests.unit.triage.test_decisions import DECISION_ID, NIJMEGEN_ZVH, taken, to

if TYPE_CHECKING:
    from services.triage.decisions.domain import Order

BEFORE, SINCE = date(2026, 11, 27), date(2026, 11, 28)
CRITERIA = {
    "riec": ["aanwijzingen", "verschijningsvorm", "noodzaak", "deelnemers", "regio"],
    NIJMEGEN_ZVH: ["betrokkene", "leefgebieden", "gevolgen", "domeinen"],
}
BASIS = {"riec": "wgs-riec", NIJMEGEN_ZVH: "wgs-zvh"}
OUTCOME = {"riec": Outcome.ORGANISED_CRIME, NIJMEGEN_ZVH: Outcome.NO_SUSPICION}


def without(partner: str, code: str) -> PartnershipReport:
    full = told(partner)
    return full.model_copy(update={"criteria": tuple(one for one in full.criteria if one.criterion != code)})


def told(partner: str) -> PartnershipReport:
    found = explained(partner)
    assert found
    return found


def broken(partner: str, report: PartnershipReport | None, day: date = SINCE, note: str = "Noot") -> dict[str, str]:
    return {one.field: one.rule for one in report_rules("aanmelding", note, report, BASIS.get(partner, partner), day)}


@pytest.mark.parametrize("partner", CRITERIA)
def test_the_register_asks_for_each_criterion_from_its_day_and_not_before(partner: str) -> None:
    records = [bases()[BASIS[partner]].on(day) for day in (BEFORE, SINCE)]
    assert [[*record.criteria] if record else None for record in records] == [[], CRITERIA[partner]]
    articles = [one.article for one in bases()[BASIS[partner]].latest.criteria.values()]
    number = {"riec": "2.16", NIJMEGEN_ZVH: "2.20"}[partner]
    assert articles == [f"BGS {number}, eerste lid, onder {letter}" for letter in "abcde"[: len(articles)]]


@pytest.mark.parametrize("partner", CRITERIA)
def test_a_decision_of_before_needs_no_report_and_one_of_after_does(partner: str) -> None:
    order = to(partner, director=True)
    assert taken((OUTCOME[partner],), order, today=BEFORE).orders
    with pytest.raises(NotDecidableError) as error:
        taken((OUTCOME[partner],), order, today=SINCE)
    assert [one.field for one in error.value.violations] == ["verwijzingen.0.aanmelding"]
    assert all(code in error.value.violations[0].rule for code in CRITERIA[partner])


@pytest.mark.parametrize(
    ("partner", "code"), [(partner, code) for partner, codes in CRITERIA.items() for code in codes]
)
def test_each_criterion_is_needed_and_is_said_in_the_words_of_its_article(partner: str, code: str) -> None:
    criterion = bases()[BASIS[partner]].latest.criteria[code]
    rule = f"{code} ontbreekt. {criterion.article}: “{criterion.words}”"
    assert broken(partner, without(partner, code)) == {"aanmelding.criteria": rule}


def test_indications_for_a_riec_are_the_municipalitys_own() -> None:
    """BGS 2.16(1)(a): "voor zover deze voortvloeien uit concrete waarnemingen van de deelnemer"."""
    heard = ExplainedCriterion(criterion="aanwijzingen", explanation="Een buur belde.")
    report = without("riec", "aanwijzingen")
    report = report.model_copy(update={"criteria": (heard, *report.criteria)})
    ((field, rule),) = broken("riec", report).items()
    assert field == "aanmelding.criteria.0.eigenWaarneming"
    assert "wat een ander meldde is niet genoeg. BGS 2.16, eerste lid, onder a: " in rule


@pytest.mark.parametrize("partner", CRITERIA)
def test_a_whole_report_is_right_also_where_only_one_criterion_is_observed(partner: str) -> None:
    assert broken(partner, told(partner)) == {}


def test_a_criterion_of_another_partnership_is_none() -> None:
    rules = report_rules("aanmelding", "Noot", told("riec"), "wgs-zvh", SINCE)
    allowed = f"is een van: {', '.join(CRITERIA[NIJMEGEN_ZVH])}"
    assert [(one.field, one.rule) for one in rules[:5]] == [
        (f"aanmelding.criteria.{place}.criterium", allowed) for place in range(5)
    ]
    assert [one.field for one in rules[5:]] == ["aanmelding.criteria"] * 4


def test_a_criterion_is_explained_once() -> None:
    report = told("riec")
    twice = report.model_copy(update={"criteria": (*report.criteria, report.criteria[1])})
    assert broken("riec", twice) == {"aanmelding.criteria.5.criterium": "elk criterium één keer"}


def test_nothing_is_reported_on_a_basis_that_has_no_criteria() -> None:
    assert broken("jeugdwet-2-3", told("riec")) == {"aanmelding": "hoort niet bij jeugdwet-2-3: laat de aanmelding weg"}
    assert broken("jeugdwet-2-3", None) == {}


@pytest.mark.parametrize("basis", ["riec-convenant", "geen-grondslag"])
def test_a_basis_on_which_nothing_is_shared_is_judged_elsewhere(basis: str) -> None:
    assert broken(basis, told("riec")) == {}
    assert report_rules("aanmelding", "Noot", None, None, SINCE) == []


def test_note_and_report_fit_what_a_partner_reads() -> None:
    most = LONGEST - len(in_words(told("riec"), "wgs-riec", SINCE)) - len("\n\n")
    assert broken("riec", told("riec"), note="x" * most) == {}
    assert broken("riec", told("riec"), note="x" * (most + 1)) == {
        "aanmelding": f"is samen met de toelichting {LONGEST + 1} tekens; hoogstens {LONGEST}"
    }


def ordered(partner: str) -> Order:
    plain = to(partner, director=True)
    return type(plain)(partner, plain.director, plain.basis, plain.purpose, plain.note, explained(partner))


@pytest.mark.parametrize("partner", CRITERIA)
def test_the_partner_reads_the_report_under_its_note(partner: str) -> None:
    decided = taken((OUTCOME[partner],), ordered(partner), today=SINCE)
    half = decided.riec or decided.zorg
    assert half
    read = refer(half, half.orders[0], DECISION_ID).model_dump()["personal"]["note"].split("\n")
    own = {"aanwijzingen": ", eigen waarneming"}
    assert read == [
        f"Voor {partner} alleen.",
        "",
        "Aangemeld door: burgemeester, voor: Gemeentewet 172.",
        *(
            f"{criterion.article} ({code}{own.get(code, '')}): Uitleg bij {code}."
            for code, criterion in bases()[BASIS[partner]].latest.criteria.items()
        ),
    ]


def test_another_partner_reads_nothing_of_a_report() -> None:
    orders = (ordered("riec"), to("zorgcoordinator"))
    decided = taken((Outcome.CARE, Outcome.ORGANISED_CRIME), *orders, today=SINCE)
    assert decided.zorg
    assert (decided.zorg.personal.reports, decided.zorg.personal.notes.keys()) == (None, {"zorgcoordinator"})
    assert "Aangemeld" not in refer(decided.zorg, decided.zorg.orders[0], DECISION_ID).model_dump_json()


def test_a_college_reports_as_itself() -> None:
    report = told("riec").model_copy(update={"body": ReportingBody.COLLEGE})
    assert in_words(report, "wgs-riec", SINCE).startswith("Aangemeld door: college, voor: ")


@pytest.mark.parametrize("end", ["", ".", ". "])
def test_the_words_of_a_report_are_sentences_that_end_once(end: str) -> None:
    report = told("riec").model_copy(update={"task": f"openbare orde{end}"})
    words = in_words(report, "wgs-riec", SINCE)
    assert words.splitlines()[0] == "Aangemeld door: burgemeester, voor: openbare orde."
    assert ".." not in words
