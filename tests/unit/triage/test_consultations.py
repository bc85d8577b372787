"""A question to a partner: who can be asked, what it gets, and when it hears of a correction (plan 2.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from schemas.events.case import Company
from schemas.events.ground import Ground
from schemas.events.signal import SignalFacts
from schemas.registry import partners
from services.casework.four_eyes.disclosed import NOT_YET
from services.triage.amendments.domain import corrected_case
from services.triage.cases.domain import Case
from services.triage.consultations import domain
from services.triage.consultations.domain import (
    Consultation,
    changes,
    consultable,
    corrected,
    corrections,
    disclosure_of,
    ground_rules,
    question,
)
from tests.unit.cases import SUSPECT, TODAY, VICTIM, signal

NOTICE = UUID(int=7)


def case() -> Case:
    content = signal(company=Company(name="Kwekerij"))
    return Case(SignalFacts(**{name: getattr(content, name) for name in SignalFacts.model_fields}), content.personal)


def asked(partner: str) -> Consultation:
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    return Consultation(UUID(int=1), UUID(int=2), partner, "Is dit bedrijf bekend?", "af", at, date(2026, 12, 1))


def test_those_three_of_the_plan_can_be_asked() -> None:
    assert set(consultable()) == {"politie", "nla", "zorgcoordinator"}


@pytest.mark.parametrize(
    ("partner", "named"),
    [("politie", ("Slachtoffer Een", "Verdachte Twee")), ("nla", ()), ("zorgcoordinator", ())],
)
def test_a_partner_reads_the_question_and_its_own_part(partner: str, named: tuple[str, ...]) -> None:
    text = question(case(), asked(partner)).model_dump_json()
    assert "Is dit bedrijf bekend?" in text
    assert tuple(name for name in ("Slachtoffer Een", "Verdachte Twee", "Meldende Vier") if name in text) == named


def test_nobody_hears_of_a_correction_of_what_it_never_got() -> None:
    other = VICTIM.model_copy(update={"name": "Iemand Anders"})
    after = corrected_case(case(), {"people": (other, SUSPECT)})
    assert corrected(case(), after, asked("nla"), NOTICE) is None
    told = corrected(case(), after, asked("politie"), NOTICE)
    assert told
    assert "Iemand Anders" in told.model_dump_json()
    assert str(NOTICE) in told.model_dump_json()


def test_a_question_is_open_until_it_is_answered_or_withdrawn() -> None:
    at = datetime(2026, 11, 25, 9, tzinfo=UTC)
    open_one = asked("nla")
    assert open_one.overdue(date(2026, 12, 2))
    assert not open_one.overdue(TODAY)
    for one in (replace(open_one, answered_at=at), replace(open_one, withdrawn_at=at)):
        assert not one.open
        assert not one.overdue(date(2026, 12, 2))


def test_who_is_asked_reads_that_somebody_is_a_minor() -> None:
    child = VICTIM.model_copy(update={"minor": None, "birth_date": date(2014, 1, 1)})
    found = corrected_case(case(), {"people": (child,)})
    assert found.personal.people[0].minor
    unsettled = replace(case(), personal=case().personal.model_copy(update={"people": (child,)}))
    assert question(unsettled, asked("politie")).model_dump()["personal"]["people"][0]["minor"]


GROUND = Ground(basis="wpg-16", purpose="afstemming-voor-het-besluit", rule_version="2026-11-27")


def test_what_a_second_person_sees_is_what_the_partner_gets() -> None:
    one = replace(asked("politie"), ground=GROUND)
    shown = disclosure_of(case(), one)
    assert (shown.partner, shown.family, shown.basis, shown.purpose) == ("politie", "consult", *_said(GROUND))
    assert shown.content == question(case(), replace(one, reference=NOT_YET))
    assert disclosure_of(case(), asked("politie")).basis is None, "unsaid until there were grounds"


def _said(ground: Ground) -> tuple[str, str]:
    return ground.basis, ground.purpose


def test_of_a_correction_is_seen_who_hears_of_it() -> None:
    other = VICTIM.model_copy(update={"name": "Iemand Anders"})
    after = corrected_case(case(), {"people": (other, SUSPECT)})
    assert changes(case(), after, asked("politie"))
    assert not changes(case(), after, asked("nla"))
    (shown,) = corrections(case(), after, (asked("nla"), asked("politie")))
    assert shown.partner == "politie"
    assert "Iemand Anders" in shown.content.model_dump_json()
    assert shown.before
    assert "Iemand Anders" not in shown.before.model_dump_json()


def test_a_question_needs_a_basis_that_holds_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ground_rules(case(), "politie", TODAY) == []
    (rule,) = ground_rules(case(), "politie", date(2001, 1, 1))
    assert (rule.field, rule.rule) == ("partner", "geen grondslag om politie te vragen geldt op 2001-01-01")
    elsewhere = partners()["nla"].model_copy(update={"municipalities": ("GM0281",)})
    monkeypatch.setattr(domain, "partners", lambda: {"nla": elsewhere})
    (rule,) = ground_rules(case(), "nla", TODAY)
    assert rule.rule == "werkt niet voor gemeente GM0268"
