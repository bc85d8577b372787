"""The register of law: what it says of itself, and the page a privacy officer reads."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from cli.legal import PAGE, page, to_read_again
from schemas.codes.exploitation import Form
from schemas.codes.flow import CaseTable
from schemas.disclosures.parts import KnownForm, KnownForms
from schemas.legal import Basis, BasisRecord, Carries, Record, Table
from schemas.registry import bases, forms, partners, processing_of, reporting_routes, retention, tables, topics
from services.enrichment import domain as enrichment
from services.intake.routes.api import routes_on
from services.intake.signals.domain import RETENTION as RETENTION_REPORTED
from services.referral.domain import RETENTION
from services.triage.cases.domain import CLOSED, WITHDRAWN

READ = {"wgs-riec", "wgs-zvh", "wmo-2015-meldcode", "wpg-16", "politiewet-3"}
"""Whose text was read and agrees; all others were not, or not as a whole."""

BEFORE, SINCE = date(2026, 11, 26), date(2026, 11, 27)


def test_the_page_is_what_the_register_says() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_verified_is_what_was_read_and_nothing_else() -> None:
    assert {name for name, basis in bases().items() if basis.latest.verified} == READ
    assert not any(basis.records[0].verified for basis in bases().values()), "nothing was, before"


@pytest.mark.parametrize("name", sorted(READ))
def test_what_was_read_says_by_whom_when_and_which_state(name: str) -> None:
    read = bases()[name].latest.read
    assert read
    assert (bool(read.by), read.day) == (True, date(2026, 11, 27))
    assert any(year in read.state for year in ("2025", "2026"))


@pytest.mark.parametrize(
    ("name", "before", "since"),
    [
        ("wgs-riec", "Wgs en BGS, artikelen 2.17-2.24", "Wgs 1.5 en 2.16-2.23; BGS 2.13-2.16"),
        ("wgs-zvh", "Wgs en BGS, artikelen 2.25-2.32", "Wgs 1.5 en 2.24-2.32; BGS 2.17-2.22"),
        ("wmo-2015-meldcode", "Wmo 2015, artikelen 3.3 en 5.2.6", "Wmo 2015, artikel 5.2.6"),
        ("wpg-16", "Wet politiegegevens, artikel 16", "Wpg 16, eerste lid, onder b"),
        ("wmo-2015-opvang", "Wmo 2015, hoofdstukken 2 en 5", None),
        ("arbeidsinspectie-toezicht", "Arbeidsomstandighedenwet, hoofdstuk 5", None),
        ("zvh-convenant", "Handvat gegevensuitwisseling zorg- en veiligheidsdomein, v2.0", None),
        ("wmo-2015-5-2-1", None, "Wmo 2015, artikel 5.2.1, tweede lid"),
    ],
)
def test_what_was_wrong_is_not_overwritten(name: str, before: str | None, since: str | None) -> None:
    assert [record and record.article for record in (bases()[name].on(BEFORE), bases()[name].on(SINCE))] == [
        before,
        since,
    ]


def test_the_wgs_rests_on_the_act_and_the_decree() -> None:
    for name in ("wgs-riec", "wgs-zvh"):
        assert [one.uri.rpartition("/")[2] for one in bases()[name].latest.sources] == ["BWBR0049962", "BWBR0050665"]


def test_nothing_is_shared_on_what_another_answers_or_the_municipality_does_itself() -> None:
    shared = {name for partner in partners().values() for names in partner.bases.values() for name in names}
    for name in shared:
        basis = bases()[name]
        if basis.latest.carries is not Carries.DISCLOSURE:
            assert basis.shares_on(SINCE) is None
            assert basis.shares_on(BEFORE), "it is there for what was shared before"


def test_the_municipalitys_own_processing_is_an_open_question_about_what_it_does() -> None:
    own = [basis.latest for basis in bases().values() if basis.latest.carries is Carries.OWN_PROCESSING]
    activities = {one.processing for topic in topics() if (one := processing_of(topic))}
    assert {name for record in own for name in record.processing} <= activities
    assert {"signalen-ontvangen", "signalen-veredelen", "besluiten-over-zorg"} <= {
        name for record in own for name in record.processing
    }
    assert all(record.question and not record.verified for record in own)


def test_instead_of_what_was_withdrawn_there_is_something_else() -> None:
    for basis in bases().values():
        if basis.withdrawn:
            assert basis.withdrawn.instead
            assert all(bases()[name].on(basis.withdrawn.since) for name in basis.withdrawn.instead)


_SOURCE = [{"name": "Wet", "uri": "https://example.nl"}]
_BASIS = {
    "name": "Grondslag",
    "article": "1",
    "valid_from": date(2020, 1, 1),
    "valid_until": None,
    "purposes": {"doel": "Doel"},
    "sources": _SOURCE,
    "verified": False,
}


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"verified": True}, "who read which state"),
        ({"read": {"by": "A", "day": date(2026, 1, 1), "state": "S"}}, "who read which state"),
        ({"purposes": {}}, "what is shared has purposes"),
        ({"carries": "eigen-verwerking", "question": "?"}, "what is shared has purposes"),
        ({"carries": "eigen-verwerking", "purposes": {}}, "open question"),
        ({"sources": []}, "at least 1"),
    ],
)
def test_a_record_that_says_less_than_it_must_is_refused(wrong: dict[str, object], rule: str) -> None:
    with pytest.raises(ValidationError, match=rule):
        BasisRecord.model_validate(_BASIS | wrong)


@pytest.mark.parametrize(
    "later",
    [{"change": "C"}, {"since": date(2026, 1, 1)}, {"since": date(2025, 1, 1), "change": "C"}],
    ids=["no day", "no reason", "the same day"],
)
def test_a_record_that_follows_another_says_since_when_and_why(later: dict[str, object]) -> None:
    first = BasisRecord.model_validate(_BASIS | {"since": date(2025, 1, 1)})
    with pytest.raises(ValidationError, match="which later day, and why"):
        Basis(basis="b", records=(first, BasisRecord.model_validate(_BASIS | later)))


def test_a_record_holds_from_its_day_and_not_before() -> None:
    first = BasisRecord.model_validate(_BASIS | {"since": SINCE})
    basis = Basis(basis="b", records=(first,))
    assert (basis.on(BEFORE), basis.on(SINCE)) == (None, first)
    assert isinstance(basis.latest, Record)


def test_no_table_seats_whom_its_act_does_not_name() -> None:
    """Wgs 2.19: no care organisation; Wgs 2.27: not the NLA, the RIEC or CoMensha."""
    riec, zvh = (tables()[table].on(SINCE) for table in (CaseTable.RIEC, CaseTable.MDO))
    care = {"zorgcoordinator", "veilig-thuis", "sociaal-domein", "zorg-en-veiligheidshuis", "ggd", "ggz", "comensha"}
    assert not care & {*riec.participants}
    assert not {"arbeidsinspectie", "riec", "comensha"} & {*zvh.participants}
    assert (riec.third_parties, zvh.third_parties) == (None, "Wgs 2.31, negende lid, en BGS 2.21")


@pytest.mark.parametrize("table", list(CaseTable))
def test_every_table_is_in_the_register_and_led_by_partners(table: CaseTable) -> None:
    first, *_, last = tables()[table].records
    assert len(first.participants) == 9
    assert {*last.led_by} <= partners().keys()
    with pytest.raises(LookupError):
        Table(table=table, records=(last,)).on(BEFORE)


BILL = {Form.SURROGACY, Form.FORCED_MARRIAGE, Form.ILLEGAL_ADOPTION}


def test_every_form_of_exploitation_is_in_the_register() -> None:
    assert forms().keys() == {*Form}


def test_what_only_a_bill_names_is_not_said_to_be_in_the_statute() -> None:
    """Bills 36 547 and 36 835; the statute is that of 2022."""
    assert {form for form, one in forms().items() if one.latest.bill} == BILL
    for form in BILL:
        latest = forms()[form].latest
        assert (latest.in_statute_since, latest.verified) == (None, False)
        assert latest.question
    statute = {form for form, one in forms().items() if one.latest.verified}
    assert statute == {*Form} - BILL - {Form.UNKNOWN}
    assert all("273f" in forms()[form].latest.article for form in statute)


HTCDS = {
    "ForcedLabour",
    "SexualExploitation",
    "ChildLabour",
    "ForcedMarriage",
    "Servitude",
    "ForcedMilitaryByNonStateActors",
    "OrganRemoval",
    "ForcedBegging",
    "ForcedAdoption",
    "Surrogacy",
    "Other",
}
"""Human Trafficking Case Data Standard, version 2.0, vic_TypeOfExploitation."""


def test_every_form_has_its_code_in_the_case_data_standard() -> None:
    assert {code for one in forms().values() for code in one.latest.htcds} <= HTCDS
    assert [form for form, one in forms().items() if not one.latest.htcds] == [Form.UNKNOWN]
    assert forms()[Form.SURROGACY].latest.htcds == ("Surrogacy",), "and no longer under organs"


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ([Form.SLAVERY], [KnownForm.SERVITUDE]),
        ([Form.SLAVERY, Form.SERVITUDE, Form.LABOUR], [KnownForm.SERVITUDE, KnownForm.LABOUR]),
        (sorted(BILL), [KnownForm.UNKNOWN]),
        ([form.value for form in KnownForm], [*KnownForm]),
    ],
)
def test_a_partner_reads_the_forms_its_contract_knows(told: list[Form | str], known: list[KnownForm]) -> None:
    """A contract that partners read does not grow by a code: the nearest one stands for it."""
    assert [*TypeAdapter(KnownForms).validate_python(told)] == known


@pytest.mark.parametrize("told", [["liefde"], [3], "arbeid", None])
def test_what_is_no_form_is_refused_all_the_same(told: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(KnownForms).validate_python(told)


def test_every_term_of_the_municipality_is_beside_the_list() -> None:
    """Archiefwet: what is destroyed earlier than the list says is a decision, and is shown as one."""
    terms = retention().terms
    used = {CLOSED, WITHDRAWN, RETENTION_REPORTED, *RETENTION.values()}
    assert {*terms} == used | {enrichment.NOT_STRENGTHENED, enrichment.FORWARDED, enrichment.RETRACTED}
    shorter = [name for name, term in terms.items() if term.days < term.listed_days]
    assert shorter == [name for name in terms if name != "zaak-afgesloten"]
    assert not retention().verified
    assert all(term.category in page() for term in terms.values())


def test_a_form_that_came_later_says_since_when() -> None:
    later = {Form.SLAVERY, *BILL}
    assert {form for form, one in forms().items() if one.records[0].since} == later
    assert all(forms()[form].records[0].since == SINCE and forms()[form].latest.told_before_as for form in later)


def test_numbers_of_routes_have_their_source_and_day_and_were_text_before() -> None:
    before, since = (
        {
            name: [phone.number for phone in record.phones]
            for name, one in reporting_routes().items()
            if (record := one.on(day))
        }
        for day in (date(2026, 11, 27), date(2026, 11, 28))
    )
    assert not any(before.values())
    assert since == {
        "politie": ["112", "0900-8844"],
        "meld-misdaad-anoniem": ["0800-7000"],
        "arbeidsinspectie": ["0800-5151", "+31 70 333 44 44"],
        "comensha": ["033-448 11 86"],
    }
    read = {name for name, one in reporting_routes().items() if one.records[-1].verified}
    assert read == {"politie", "arbeidsinspectie", "comensha"}, "MMA was not read at its own page"


def test_what_is_shown_of_a_route_says_where_it_was_checked() -> None:
    shown = {one.name: one for one in routes_on(date(2026, 11, 28)).routes}
    anonymous, police = shown["Meld Misdaad Anoniem"], shown["Politie"]
    assert (anonymous.checked_on, police.checked_on) == (None, date(2026, 11, 27))
    assert police.source == "https://www.wegwijzermensenhandel.nl"
    assert all(not one.phones for one in routes_on(date(2026, 11, 27)).routes)


_NEVER = "meld-misdaad-anoniem: de nummers zijn nooit bij de bron nagelezen (https://www.meldmisdaadanoniem.nl)"


@pytest.mark.parametrize(
    ("day", "old"),
    [
        (date(2026, 11, 28), set[str]()),
        (date(2027, 11, 27), set[str]()),
        (date(2027, 11, 28), {"arbeidsinspectie", "comensha", "politie"}),
    ],
)
def test_numbers_that_nobody_read_for_a_year_are_warned_of(day: date, old: set[str]) -> None:
    said = "nagelezen op 27-11-2026, langer dan een jaar geleden: lees ze na"
    assert {*to_read_again(day)} == {f"{name}: {said}" for name in old} | {_NEVER}


def test_a_route_without_numbers_is_not_warned_of() -> None:
    assert to_read_again(date(2026, 11, 27)) == []


def test_every_number_has_its_source_and_who_read_it_when_or_a_question() -> None:
    for record in (one.latest for one in reporting_routes().values()):
        assert record.phones
        assert all(source.uri.startswith("https://") for source in record.sources)
        assert record.read or record.question
