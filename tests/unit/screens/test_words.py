"""What codes, days and terms are called on a page."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel, ValidationError

from schemas import disclosures
from schemas.codes import exploitation, flow, reading, reason, register, setting
from schemas.settings import texts_of_codes
from services import desk
from services.casework import notice
from services.casework.settings.domain import AS_DECLARED
from services.desk import texts
from services.desk.screens.corrections import Part
from services.enrichment import worklist as enrichment
from services.enrichment.domain import State
from services.enrichment.objects.domain import KnownBy
from services.referral import domain as referral
from services.screens import words
from services.triage.agenda.domain import ItemState
from services.triage.cases.domain import State as CaseState
from services.triage.proposals.prepared import Waiting
from services.triage.worklist import store as triage

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2026, 11, 27), "vandaag"),
        (date(2026, 11, 28), "vandaag"),
        (date(2026, 11, 30), "nog 1 werkdag"),
        (date(2026, 12, 1), "nog 2 werkdagen"),
        (date(2026, 11, 26), "1 werkdag te laat"),
        (date(2026, 11, 24), "3 werkdagen te laat"),
    ],
)
def test_a_term_is_told_in_working_days(due: date, said: str) -> None:
    assert words.term(due, FRIDAY) == said


def test_what_is_no_worklist_is_counted_so_far() -> None:
    assert [words.so_many(count) for count in (0, 999, 1000)] == ["0", "999", "1.000 of meer"]


def test_what_was_due_on_a_weekend_day_is_late_all_the_same() -> None:
    assert words.term(date(2026, 11, 28), date(2026, 11, 29)) == "te laat"


def test_days_are_written_out_as_they_are_here() -> None:
    assert words.day(FRIDAY) == "27 november 2026"
    assert words.moment(datetime(2026, 11, 26, 23, 30, tzinfo=UTC)) == "27 november 2026"


@pytest.mark.parametrize(
    ("code_list", "codes"),
    [
        ("aan-zet", referral.Owner),
        ("aanvulling", flow.AdditionKind),
        ("alarmreden", reason.AlertWithdrawalReason),
        ("afwijzing", (*flow.DeclineReason, *flow.DoneOutcome)),
        ("agendastand", ItemState),
        ("bericht", notice.Kind),
        ("beoordeling", flow.Assessment),
        ("casustafel", flow.CaseTable),
        ("conclusie", flow.Conclusion),
        ("deel", Part),
        ("deelnemer", flow.Participant),
        ("geslacht", flow.Gender),
        ("herkend", KnownBy),
        ("instelling", setting.SettingKind),
        ("instelreden", setting.ChangeReason),
        ("instelweigering", setting.ChangeRefusalReason),
        ("interventie", flow.InterventionKind),
        ("kanaal", flow.Channel),
        ("leesdoel", reading.ReadingPurpose),
        ("meldingstatus", flow.ReporterStatus),
        ("opheffingsreden", reason.LiftReason),
        ("opzoeking", register.LookupState),
        ("orgaan", flow.ReportingBody),
        ("overdracht", reason.HandOverReason),
        ("register", register.BaseRegister),
        ("rol", flow.PersonRole),
        ("sector", flow.Sector),
        ("status", State),
        ("stopreden", reason.HoldReason),
        ("telling", {*enrichment.Mark, *triage.Mark}),
        ("toestemming", words.CONSENTS),
        ("toestemmingsreden", flow.ConsentReason),
        ("tweede", flow.SecondPersonReason),
        ("uitbuitingsvorm", exploitation.Form),
        ("uitkomst", flow.Outcome),
        ("verband", flow.ObjectKind),
        ("verwijzing", flow.ReferralState),
        ("wacht", Waiting),
        ("zaak", CaseState),
    ],
)
def test_every_code_has_words(code_list: str, codes: Iterable[str]) -> None:
    assert {*texts_of_codes()[code_list]} == {*codes}


def test_there_is_one_list_of_words() -> None:
    """What a page asks a text of is a list that can be set, or one of those that are left out."""
    asked = re.compile(r"""label\((?:[^()'"]*, )?['"]([a-z-]+)['"]|choices\(['"]([a-z-]+)|names\(['"]([a-z-]+)""")
    folders = (Path(words.__file__).parent, Path(desk.__file__).parent)
    files = [file for folder in folders for file in folder.rglob("*") if file.suffix in (".py", ".html")]
    found = {name for file in files for names in asked.findall(file.read_text("utf-8")) for name in names if name}
    assert len(found) > 20
    assert found <= {*texts_of_codes(), "gemeente", "grondslag", "veld"}


def test_a_code_of_later_is_shown_as_it_is() -> None:
    assert words.label("iets-nieuws", "uitbuitingsvorm") == words.label("iets-nieuws", "grondslag") == "iets-nieuws"


@pytest.fixture
def told() -> Generator[None]:
    """Since Friday care is called otherwise, and another time from the Monday after."""
    answer = {
        "items": [
            {
                "lijst": "uitkomst",
                "code": "zorg",
                "versies": [
                    {"sinds": "2000-01-01", "tekst": "zorg"},
                    {"sinds": "2026-11-27", "tekst": "hulp en zorg"},
                    {"sinds": "2126-11-30", "tekst": "later"},
                ],
            }
        ]
    }
    texts.read(answer)
    yield
    words.Texts.settings = AS_DECLARED


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("of", "said"),
    [
        (date(2026, 11, 26), "zorg"),
        (FRIDAY, "hulp en zorg"),
        (date(2126, 11, 29), "hulp en zorg"),
        (date(2126, 11, 30), "later"),
        (datetime(2026, 11, 26, 22, 59, tzinfo=UTC), "zorg"),
        (datetime(2026, 11, 26, 23, 0, tzinfo=UTC), "hulp en zorg"),
        (None, "hulp en zorg"),
    ],
)
def test_a_code_has_the_text_of_the_day_it_is_of(of: date | datetime | None, said: str) -> None:
    """A moment is of the day it is here."""
    assert words.label("zorg", "uitkomst", of) == said
    assert words.label("geen-vermoeden", "uitkomst", of) == "geen vermoeden van mensenhandel"


@pytest.mark.usefixtures("told")
def test_what_is_chosen_from_today_has_the_words_of_today() -> None:
    assert words.choices("uitkomst", {"zorg": "Zo."})["zorg"] == ("hulp en zorg", "Zo.")
    assert words.names("uitkomst")["zorg"] == "hulp en zorg"


@pytest.mark.usefixtures("told")
def test_an_answer_that_cannot_be_read_changes_nothing() -> None:
    unread: list[Any] = [{"items": [{"lijst": "uitkomst"}]}, [], {"items": [{"lijst": "a", "code": "b", "versies": 1}]}]
    for answer in unread:
        with pytest.raises(ValidationError):
            texts.read(answer)
    assert words.label("zorg", "uitkomst") == "hulp en zorg"


def test_an_article_is_called_as_it_was_that_day() -> None:
    """Not set by anybody: the register of legal bases has it."""
    assert words.label("wpg-16", "grondslag", date(2026, 11, 26)) == "Wet politiegegevens, artikel 16"
    assert words.label("wpg-16", "grondslag", FRIDAY) == "Wpg 16, eerste lid, onder b"


def test_a_sentence_keeps_its_other_capitals() -> None:
    assert words.capital("terug naar het RIEC") == "Terug naar het RIEC"
    assert words.capital("") == ""


def test_every_field_that_a_partner_can_get_has_a_word() -> None:
    found = {
        name
        for module in walk_packages(disclosures.__path__, "schemas.disclosures.")
        for model in vars(import_module(module.name)).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name in model.model_fields
    }
    assert "suspects" in found
    # Of an alert and of a notice, which no screen shows yet; an age, whose fields have their words in the report.
    assert found - {*words.FIELDS} <= {"article", "notice", "raised_at"}


@pytest.mark.parametrize(("value", "said"), [(True, "ja"), (False, "nee"), (None, "niet bekend"), ("arbeid", "arbeid")])
def test_what_a_partner_gets_is_shown_as_it_is(value: object, said: str) -> None:
    assert words.shown(value) == said
    assert words.shown("GM0268") == "Nijmegen (GM0268)"
