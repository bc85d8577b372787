"""The demonstration's people: every rule gives what the chain accepts, and every outcome occurs."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from demo import rules
from demo.generator import generate
from schemas.catalogue import models
from schemas.codes.flow import Conclusion, Outcome, UserRole
from schemas.events.signal import SignalContent
from schemas.registry import partners
from services.intake.signals.api import SignalBody
from services.referral.domain import State, advance, refer
from services.triage.cases.domain import Case
from services.triage.decisions import domain
from services.triage.decisions.bodies import DecisionBody

TODAY = date(2026, 11, 28)
REPORTS = [report for report in generate(240, 273, TODAY) if report.accepted]


def _case(content: dict[str, Any], **answers: str) -> dict[str, Any]:
    """As triage's API shows it."""
    given = [{"partner": partner, "conclusie": conclusion} for partner, conclusion in answers.items()]
    shown = {**content, "alarmGegeven": content["acuteNood"]}
    return {"inhoud": shown, "gemeente": content["gemeente"], "consultaties": given}


def _content(body: bytes) -> SignalContent:
    return SignalBody.model_validate_json(body).content(datetime.now(UTC))


def _decided(doubt: bool) -> list[tuple[Case, domain.Choice]]:
    found: list[tuple[Case, domain.Choice]] = []
    for report in REPORTS:
        answers = {"nla": Conclusion.DOES_NOT_SUPPORT.value} if doubt else {}
        if body := rules.decision(_case(report.content, **answers), TODAY):
            read = DecisionBody.model_validate(body)
            assert read.consent
            content = _content(report.body)
            case = Case(content, content.personal)
            found.append((case, read.choice(read.consent.consent())))
    return found


@pytest.mark.parametrize("doubt", [True, False])
def test_every_decision_meets_the_plan(doubt: bool) -> None:
    for case, choice in _decided(doubt):
        domain.decide(case, choice, UserRole.AANDACHTFUNCTIONARIS, TODAY, uuid4())


def test_every_outcome_alone_and_one_combination() -> None:
    outcomes = {choice.outcomes for _, choice in _decided(doubt=False)}
    assert outcomes == {
        *((outcome,) for outcome in Outcome),
        (Outcome.CARE_AND_CRIMINAL, Outcome.ORGANISED_CRIME),
    }
    directors = {o.partner for doubt in (True, False) for _, c in _decided(doubt) for o in c.orders if o.director}
    assert directors == {name for name, p in partners().items() if "referral" in p.families} - {"comensha"}


def test_every_reply_to_a_referral_can_follow() -> None:
    states: Counter[State] = Counter()
    for case, choice in _decided(doubt=False):
        decided = domain.decide(case, choice, UserRole.AANDACHTFUNCTIONARIS, TODAY, uuid4())
        for decision in (decided.zorg, decided.riec):
            if decision is None:
                continue
            for order in decision.orders:
                reference = uuid4()
                seen = json.loads(refer(decision, order, reference).model_dump_json(exclude_none=True))
                states[_after(rules.answer_referral(order.partner, seen), reference)] += 1
    assert states.keys() >= {State.RECEIVED, State.DECLINED, State.INFORMATION_ASKED, State.IN_PROGRESS, State.DONE}


def _after(replies: list[rules.Reply], reference: UUID) -> State:
    state = State.SENT
    for reply in replies:
        model = models()[f"nl.signaalketen.{reply.fact}.v1"]
        state = advance(state, model.model_validate({"reference": reference, **reply.data}))
    return state


def test_a_note_does_not_tell_one_partner_of_another() -> None:
    for _, choice in _decided(doubt=False):
        for order in choice.orders:
            told = order.note.lower()
            assert not [word for word in ("mensenhandel", "riec", "ondermijn", "strafrecht") if word in told]


def test_a_question_without_answer_keeps_the_case() -> None:
    case = _case(REPORTS[0].content, nla="ondersteunt-vermoeden")
    case["consultaties"][0]["conclusie"] = None
    assert rules.decision(case, TODAY) is None


def test_a_partner_is_asked_once() -> None:
    for report in REPORTS:
        case = _case(report.content)
        first = rules.consultations(case, TODAY)
        case["consultaties"] = [{"partner": question["partner"]} for question in first]
        assert rules.consultations(case, TODAY) == []


def test_an_employer_without_kvk_number_is_looked_up_first() -> None:
    question = {"personal": {"question": "?", "company": {"name": "Kwekerij", "industry": "bouw"}}}
    assert rules.answer_consultation("nla", question) is None


@pytest.mark.parametrize(
    ("person", "conclusion"),
    [
        ({"role": "verdachte", "name": "A", "birth_date": "1990-01-01"}, Conclusion.SUPPORTS),
        ({"role": "verdachte", "name": "A"}, Conclusion.UNKNOWN),
        ({"role": "verdachte"}, Conclusion.DOES_NOT_SUPPORT),
    ],
)
def test_police_answers_about_suspects(person: dict[str, str], conclusion: Conclusion) -> None:
    answer = rules.answer_consultation("politie", {"personal": {"question": "?", "people": [person]}})
    assert answer
    assert answer.data["conclusion"] == conclusion


def _assessable(
    strength: int, *, observed: str = "2026-11-01", supplements: tuple[str, ...] = (), alert: bool = False
) -> dict[str, Any]:
    return {
        "sterkte": strength,
        "redenen": [],
        "aanvullingen": supplements,
        "inhoud": {"alarmGegeven": alert, "waargenomenOp": observed},
    }


@pytest.mark.parametrize(
    ("signal", "conclusion"),
    [
        (_assessable(4), "versterkt"),
        (_assessable(3), "meer-informatie-nodig"),
        (_assessable(3, supplements=("meer",)), "versterkt"),
        (_assessable(1), "niet-versterkt"),
        (_assessable(4, observed=TODAY.isoformat()), None),
        (_assessable(4, observed=TODAY.isoformat(), alert=True), "versterkt"),
    ],
)
def test_analyst(signal: dict[str, Any], conclusion: str | None) -> None:
    body = rules.analyst(signal, TODAY)
    assert (body and body["conclusie"]) == conclusion


def test_meldcode_goes_on_only_after_the_second_step() -> None:
    report = {"meldcode": {"stappen": [{"stap": 1}]}}
    assert rules.reporter_meldcode(report, TODAY) is None
    report["meldcode"]["stappen"].append({"stap": 2})
    body = rules.reporter_meldcode(report, TODAY)
    assert body
    assert [step["stap"] for step in body["stappen"]] == [3, 4, 5]
    assert body["meldenBijVeiligThuis"] is False
