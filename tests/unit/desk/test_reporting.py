"""A report as it is filled in, as intake takes it."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.codes.flow import ReporterStatus
from services.desk.reporting.danger import danger_in
from services.desk.reporting.filled import (
    MOST_PEOPLE,
    PAGES,
    Report,
    form_of,
    page_of,
    person_field,
    places,
    steps_places,
    told,
)
from services.desk.reporting.looked_over import lines
from services.desk.reporting.states import ENDED, own
from services.desk.reporting.states import said as said_of
from services.intake.signals.api import SignalBody
from services.intake.signals.domain import ENDED as ENDED_AT_INTAKE

WHOLE = {
    "gemeente": "GM0281",
    "gezien_op": "2026-11-13",
    "huisnummer": "12",
    "postcode": "6511 pp",
    "bedrijf": "De Blauwe Bel",
    "kentekens": "12-ABC-3, gö-ab 123",
    "vorm_arbeid": "ja",
    "omschrijving": "Twaalf matrassen.",
    "hoe": "zelf-gezien",
    "dringend": "dagen",
    "dringend_waarom": "Morgen vertrekt de bus.",
    "teken_woont_op_het_werk": "ja",
    "herkenbaar": "ja",
    "kring": "weet-niet",
    "persoon_2_rol": "slachtoffer",
    "persoon_2_leeftijd": "14-16",
    "persoon_2_minderjarig": "ja",
    "melder_naam": "Meldende Vier",
    "melder_organisatie": "School",
    "melder_sector": "onderwijs",
    "stap_1_op": "2026-11-16",
    "stap_1_bevinding": "Slaapt op het werk.",
    "stap_3_op": "2026-11-16",
    "stap_3_bevinding": "Hij luistert mee.",
    "stap_3_overgeslagen": "ja",
    "veilig_thuis": "ja",
    "hulp": "nee",
}


def body(**changes: str) -> dict[str, Any]:
    return Report({**WHOLE, **changes}).body(meldcode=True)


def test_all_of_it_is_what_intake_takes() -> None:
    taken = SignalBody.model_validate(body())
    assert taken.model_dump(include={"victim_recognisable", "domestic_circle", "plates", "indicators"}) == {
        "victim_recognisable": True,
        "domestic_circle": None,
        "plates": ("12-ABC-3", "GÖ-AB-123"),
        "indicators": ("woont-op-het-werk",),
    }
    assert taken.description == (
        "Twaalf matrassen.\n\nHoe de melder dit weet: ik heb het zelf gezien of gehoord.\n\nHoe dringend het is: er "
        "gebeurt waarschijnlijk binnen enkele dagen iets.\n\nWaaraan de melder dat merkt: Morgen vertrekt de bus."
    )
    assert taken.meldcode
    assert [(one.step, one.skipped_for_safety) for one in taken.meldcode.steps] == [(1, False), (3, True)]
    assert (taken.meldcode.report_to_veilig_thuis, taken.meldcode.arrange_help) == (True, False)
    (person,) = taken.people
    assert (person.minor, person.name) == (True, None)


def test_the_steps_go_along_only_where_they_were_asked() -> None:
    assert "meldcode" not in Report(WHOLE).body(meldcode=False)


def test_nothing_told_is_nothing_said() -> None:
    assert Report({}).body(meldcode=True) == {"kanaal": "meldpunt", "vormen": []}
    assert Report({"omschrijving": " ", "dringend": "dagen"}).body(meldcode=False).keys() == {"kanaal", "vormen"}


def test_a_decision_without_steps_is_still_said() -> None:
    assert Report({"hulp": "ja"}).meldcode() == {"stappen": [], "hulpBieden": True}


def test_an_alarm_that_was_given_goes_along_and_is_not_given_again() -> None:
    found = body(dringend="nu", alarm="01a21055-5882-7611-b163-79c146f4bdf0")
    assert found["alarm"] == "01a21055-5882-7611-b163-79c146f4bdf0"
    assert "acuteNood" not in found
    assert Report({"dringend": "nu"}).in_danger


def test_the_police_get_what_there_is() -> None:
    values = {"situatie": "Hij heeft een mes.", "huisnummer": "naast de kerk", "plaats": " ", "signaal": ""}
    assert danger_in(values) == {"situatie": "Hij heeft een mes.", "locatie": {"huisnummer": "naast de kerk"}}
    assert danger_in({}) == {}
    told_first = Report({"omschrijving": "Matrassen.", "dringend_waarom": "Mes.", "straat": "Oude Weg"}).alert()
    assert told_first == {"situatie": "Matrassen.\n\nMes.", "locatie": {"straat": "Oude Weg"}}


@pytest.mark.parametrize(
    ("values", "count"),
    [({}, 1), ({"personen": "3"}, 3), ({"personen": "x"}, 1), ({"personen": "99"}, MOST_PEOPLE)],
)
def test_as_many_people_are_asked_about_as_somebody_wants(values: dict[str, str], count: int) -> None:
    assert Report(values).asked_about == count
    assert Report({**values, "persoon_4_naam": "Ana"}).asked_about == max(count, 4)


def test_what_is_wrong_is_said_at_its_own_field() -> None:
    report = Report(WHOLE)
    rules = {
        "vormen": "heeft minstens 1 element(en)",
        "betrokkenen.0.rol": "verplicht",
        "betrokkenen.0.geschatteLeeftijd.van": "is een leeftijd",
        "locatie.huisnummer": "is een geheel getal",
        "meldcode.stappen.1.gezetOp": "ligt in de toekomst",
        "kentekens.0": "is een kenteken",
        "onbekend": "laat weg",
    }
    assert told(rules, places(report)) == {
        "vorm": "Kies minstens één vorm. Weet u het niet, kies dan: vorm nog niet bekend.",
        "persoon_2_rol": "Persoon 2, rol: verplicht",
        "persoon_2_leeftijd": "Persoon 2, geschatte leeftijd: is een leeftijd",
        "huisnummer": "Huisnummer: is een geheel getal",
        "stap_3_op": "Stap 3, gezet op: ligt in de toekomst",
        "kentekens": "Kentekens: is een kenteken",
        "elders:onbekend": "De melding: laat weg",
    }
    two = told({"stappen.0.gezetOp": "een", "stappen.0.bevinding": "twee"}, steps_places(report))
    assert two == {"stap_1_op": "Stap 1, gezet op: een", "stap_1_bevinding": "Stap 1, wat u vond: twee"}
    both = told({"kentekens.0": "een", "kentekens.1": "twee"}, places(report))
    assert both == {"kentekens": "Kentekens: een; twee"}


def test_every_field_is_on_one_page_and_of_the_form() -> None:
    fields = {*form_of().model_fields} - {"alarm", "personen", "bladzijde"}
    assert {page_of(name) for name in fields} == {*PAGES}
    assert page_of("alarm") is None
    assert person_field(MOST_PEOPLE, "rol") in fields


def test_it_is_looked_over_in_words() -> None:
    shown = dict(lines(Report(WHOLE), meldcode=True))
    assert shown["Gemeente"] == "Tiel"
    assert shown["Vorm van uitbuiting"] == "arbeidsuitbuiting"
    assert shown["Uw sector"] == "onderwijs"
    assert shown["Wat u zag"] == "slaapt op de plek waar gewerkt wordt"
    assert shown["Melden bij Veilig Thuis"] == "Ja, melden bij Veilig Thuis"
    assert "Melden bij Veilig Thuis" not in dict(lines(Report(WHOLE), meldcode=False))
    assert "Wat u zag" not in dict(lines(Report({}), meldcode=False))


def test_where_it_stands_is_called_by_its_name() -> None:
    assert ENDED == ENDED_AT_INTAKE
    assert own()["ontvangen"][0] == "ontvangen"
    assert {*own()} == {*ReporterStatus}
    assert said_of("hulp", "nee") == "Nee, dat kan ik niet of niet genoeg"
    assert said_of("stap_1_op", "2026-11-16") == "2026-11-16"
