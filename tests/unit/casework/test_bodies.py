"""What people send, and what is made of it: one form of each field, and Dutch where it can't be."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.events import case
from schemas.events.reply import AnswerPersonal, QuestionPersonal
from schemas.events.signal import SignalContent
from schemas.text import Line, Text
from schemas.validation_words import rule
from services.casework.bodies import CompanyBody, LocationBody, MeldcodeStepBody, PersonBody, ReporterBody
from services.casework.days import BirthDate, ComingDay, PastDay, today
from services.intake.signals.api import SignalBody
from services.triage.agenda.api import PutOnBody
from services.triage.amendments.api import CorrectionBody
from services.triage.consultations.api import ConsultationBody
from tests.unit.cases import signal

if TYPE_CHECKING:
    from pydantic import BaseModel

REPORTER = {"naam": "Meldende Vier", "organisatie": "Toezicht", "sector": "gemeente"}
REPORT: dict[str, Any] = {
    "kanaal": "meldpunt",
    "gemeente": "GM0268",
    "vormen": ["arbeid"],
    "omschrijving": "Twaalf matrassen.",
    "melder": REPORTER,
    "slachtofferHerkenbaar": False,
}


def rules(error: ValidationError) -> dict[str, str]:
    return {".".join(str(part) for part in one["loc"]): rule(one) for one in error.errors()}


def refused(model: type[BaseModel], body: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(body)
    return rules(caught.value)


@pytest.mark.parametrize(
    ("model", "body", "field", "form"),
    [
        (LocationBody, {"postcode": "6511 pp"}, "postcode", "6511PP"),
        (LocationBody, {"huisnummer": "12"}, "house_number", 12),
        (LocationBody, {"huisnummer": 12, "toevoeging": "A bis"}, "house_number_suffix", "A-bis"),
        (LocationBody, {"toevoeging": ""}, "house_number_suffix", None),
        (LocationBody, {"plaats": "Nĳmegen\u202e"}, "city", "Nĳmegen"),
        (ReporterBody, {**REPORTER, "telefoon": "(024) 329 12 34"}, "phone", "+31243291234"),
        (ReporterBody, {**REPORTER, "email": " A.B@Voorbeeld.nl "}, "email", "A.B@voorbeeld.nl"),
        (ReporterBody, {**REPORTER, "email": None}, "email", None),
        (ReporterBody, {**REPORTER, "functie": " \u200b "}, "position", None),
        (ReporterBody, {**REPORTER, "naam": "Zoe\u0308\nde  Wit"}, "name", "Zoë de Wit"),
        (PersonBody, {"rol": "slachtoffer", "telefoon": "+31 (0)6 12345678"}, "phone", "+31612345678"),
        (PersonBody, {"rol": "slachtoffer", "nationaliteit": "staatloos"}, "nationality", "XXA"),
        (PersonBody, {"rol": "slachtoffer", "nationaliteit": "XXX"}, "nationality", "XXX"),
        (PersonBody, {"rol": "slachtoffer", "geboortedatum": "2009"}, "birth_date", "2009"),
        (PersonBody, {"rol": "slachtoffer", "geboortedatum": "17-05-2009"}, "birth_date", date(2009, 5, 17)),
        (PersonBody, {"rol": "slachtoffer", "geslacht": ""}, "gender", "onbekend"),
        (PersonBody, {"rol": "slachtoffer", "minderjarig": ""}, "minor", None),
        (CompanyBody, {"naam": "De Zon", "kvkNummer": 1234567}, "kvk_number", "01234567"),
        (CompanyBody, {"naam": "De Zon", "kvkNummer": ""}, "kvk_number", None),
        (SignalBody, {**REPORT, "kentekens": ["gö ab 123", "", None]}, "plates", ("GÖ-AB-123",)),
        (SignalBody, {**REPORT, "betrokkenen": None, "acuteNood": None}, "people", ()),
        (SignalBody, {**REPORT, "hulpvraag": "\t"}, "care_needs", None),
        (SignalBody, {**REPORT, "omschrijving": "\ufeffa\r\nb\u2066"}, "description", "a\nb"),
    ],
)
def test_it_is_taken_as_meant(model: type[BaseModel], body: dict[str, Any], field: str, form: object) -> None:
    assert getattr(model.model_validate(body), field) == form


@pytest.mark.parametrize(
    ("written", "ages"),
    [
        (15, (15, 15)),
        ("15", (15, 15)),
        ("14-16", (14, 16)),
        ("14 tot 16 jaar", (14, 16)),
        ({"van": 14, "totEnMet": "16"}, (14, 16)),
        ({"van": 14, "totEnMet": 16, "geschatOp": "2026-11-01"}, (14, 16)),
    ],
)
def test_an_age_may_be_estimated(written: object, ages: tuple[int, int]) -> None:
    person = PersonBody.model_validate({"rol": "slachtoffer", "geschatteLeeftijd": written})
    assert person.estimated_age
    assert (person.estimated_age.youngest, person.estimated_age.oldest) == ages
    day = date(2026, 11, 1) if isinstance(written, dict) and "geschatOp" in written else today()
    assert person.estimated_age.estimated_on == day


@pytest.mark.parametrize(
    "written", [-1, 121, "jong", True, "16-14", [15], 1.5, {"van": 16, "totEnMet": 14}, {"van": 1}]
)
def test_what_is_no_age_is_refused(written: object) -> None:
    found = refused(PersonBody, {"rol": "slachtoffer", "geschatteLeeftijd": written})
    assert all("bijvoorbeeld" in words or words.startswith("verplicht") for words in found.values())


@pytest.mark.parametrize(
    ("model", "body", "field", "wanted"),
    [
        (LocationBody, {"postcode": "6511"}, "postcode", "bijvoorbeeld 6511 PP"),
        (LocationBody, {"huisnummer": "12A"}, "huisnummer", "bijvoorbeeld 12"),
        (ReporterBody, {**REPORTER, "email": "a..b@x..nl"}, "email", "bijvoorbeeld naam@voorbeeld.nl"),
        (ReporterBody, {**REPORTER, "telefoon": "bel mij"}, "telefoon", "bijvoorbeeld 024 329 12 34"),
        (ReporterBody, {**REPORTER, "naam": "\u200b"}, "naam", "verplicht"),
        (SignalBody, {**REPORT, "omschrijving": "\u2060 \x00"}, "omschrijving", "verplicht"),
        (SignalBody, {**REPORT, "omschrijving": "a\ud800"}, "omschrijving", "half teken"),
        (SignalBody, {**REPORT, "kanaal": "fax"}, "kanaal", "is een van: 'meldpunt' of 'netwerk'"),
        (MeldcodeStepBody, {"stap": 6, "gezetOp": "2026-11-01", "bevinding": "a"}, "stap", "1 tot en met 5"),
        (PersonBody, {"rol": "slachtoffer", "geboortedatum": 20140101}, "geboortedatum", "2009-05-17"),
        (PersonBody, {"rol": "slachtoffer", "geboortedatum": "2090-01-01"}, "geboortedatum", "toekomst"),
        (PersonBody, {"rol": "slachtoffer", "geboortedatum": "0026-01-01"}, "geboortedatum", "120 jaar"),
        (PersonBody, {"rol": "slachtoffer", "geboortedatum": "1800"}, "geboortedatum", "120 jaar"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_is_wanted(model: type[BaseModel], body: dict[str, Any], field: str, wanted: str) -> None:
    assert wanted in refused(model, body)[field]


def test_an_unknown_field_is_not_lost_because_it_is_empty() -> None:
    assert list(refused(LocationBody, {"straatnaam": None})) == ["straatnaam"]


@pytest.mark.parametrize("number", [20140101, 0, 1.5, True, "20140101", "0", [2026, 1, 1]])
@pytest.mark.parametrize("kind", [PastDay, ComingDay, BirthDate], ids=["past", "coming", "birth"])
def test_a_number_is_no_date(kind: Any, number: object) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter[object](kind).validate_python(number)
    assert "jjjj-mm-dd" in rules(caught.value)[""]


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        (PastDay, [today(), today() - DAY, date(today().year - 99, 1, 1)], [today() + DAY, date(1900, 1, 1), date.max]),
        (ComingDay, [today(), today() + 729 * DAY], [today() - DAY, date(today().year + 3, 1, 1), date.max, date.min]),
        (BirthDate, [today(), str(today().year)], [today() + DAY, str(today().year + 1), date(26, 1, 1), "1890"]),
    ],
    ids=["past", "coming", "birth"],
)
def test_a_day_has_bounds(kind: Any, right: list[object], wrong: list[object]) -> None:
    adapter = TypeAdapter[object](kind)
    for day in right:
        assert adapter.validate_python(str(day)) == day
    for day in wrong:
        with pytest.raises(ValidationError):
            adapter.validate_python(str(day))


@pytest.mark.parametrize(
    ("model", "body", "field"),
    [
        (PutOnBody, {"tafel": "mdo-mensenhandel", "deelnemers": ["riec"], "op": "9999-12-31"}, "op"),
        (ConsultationBody, {"partner": "nla", "vraag": "Bekend?", "antwoordVoor": "9999-12-31"}, "antwoordVoor"),
    ],
)
def test_what_is_planned_is_near(model: type[BaseModel], body: dict[str, Any], field: str) -> None:
    assert list(refused(model, body)) == [field]


def test_null_takes_a_part_of_a_case_away_and_blanks_leave_it() -> None:
    body = {"reden": "Verkeerd.", "locatie": None, "bedrijf": "", "betrokkenen": None, "hulpvraag": " "}
    assert CorrectionBody.model_validate(body).model_fields_set == {"reason", "location"}


@pytest.mark.parametrize("kind", [Line, Text])
def test_text_that_comes_in_shows_something(kind: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter[str](kind).validate_python("\u200b")
    assert rules(caught.value)[""].startswith("is leeg")


def test_a_partners_words_are_cleaned_too() -> None:
    assert QuestionPersonal.model_validate_json('{"question": "\\u202eWaar?\\u202c\\r\\n"}').question == "Waar?"
    with pytest.raises(ValidationError):
        QuestionPersonal.model_validate_json('{"question": "\\u200b"}')
    assert AnswerPersonal.model_validate_json('{"explanation": "\\u200b"}').explanation is None


def test_what_was_stored_before_is_still_read() -> None:
    old = signal(plates=("12-abc-3",)).model_dump(mode="json")
    old["personal"]["description"] = " \u200b"
    old["personal"]["reporter"] |= {"name": " ", "phone": "06-1357 2468", "email": "a..b@x..nl"}
    old["personal"]["location"] |= {"house_number_suffix": "-2-"}
    old["personal"]["people"] = [{"role": "slachtoffer", "phone": "000000", "birth_date": "0026-01-01"}]
    read = SignalContent.model_validate(old)
    assert read.personal.description == " \u200b"
    assert read.personal.people[0].birth_date == date(26, 1, 1)
    assert SignalContent.model_validate_json(read.model_dump_json()) == read


def test_a_written_form_meets_the_contract() -> None:
    location = LocationBody.model_validate({"toevoeging": "A boven 2", "postcode": "6511 pp"})
    person = PersonBody.model_validate(
        {"rol": "slachtoffer", "telefoon": "14 024", "geboortedatum": "2009-05", "geschatteLeeftijd": 17}
    )
    assert case.Location.model_validate_json(location.model_dump_json())
    assert case.Person.model_validate_json(case.Person(**dict(person)).model_dump_json(), strict=True)
