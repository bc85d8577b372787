"""What a partner gets is what the oracle says it may see: no other field, no other value, anywhere in its bytes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from schemas.codes.flow import PersonRole, UserRole
from schemas.envelope import source_of
from schemas.events.case import Person
from schemas.registry import MUNICIPALITY_OIN, bases, partners, topics
from services.casework.grounds.domain import usual_purpose
from services.triage.decisions.domain import RULE_VERSION
from tests.boundary.generated_cases import VIEWS, Story, View, held, stories, token
from tests.boundary.pairs import EVENT_ID, NOW, REFERENCE, TRACE, Delivered, seen_outcomes, sent

each_view = pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.id)
fixed = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

ENVELOPE = {"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "traceparent"}


def delivered(view: View, whole: Story) -> Delivered:
    result = sent(view, whole)
    assert isinstance(result, Delivered), result
    return result


def drawn(data: st.DataObject, view: View) -> Story:
    return data.draw(stories(view))


TOLD_AS = {
    "slavernij": "dienstbaarheid",
    "draagmoederschap": "onbekend",
    "gedwongen-huwelijk": "onbekend",
    "illegale-adoptie": "onbekend",
}
"""Partners' contracts have no code for these: the nearest that they do have."""

# --- the oracle: the whole of ``data``, from the table ---------------------------------------------------------------


def bare(model: BaseModel, fields: frozenset[str] | None = None) -> dict[str, Any]:
    """What of the case's own part is seen, as JSON; what is unknown is not said."""
    whole = model.model_dump(mode="json", exclude_none=True)
    return {name: value for name, value in whole.items() if fields is None or name in fields}


def expected(view: View, whole: Story) -> dict[str, Any]:
    facts, case = whole.facts, whole.personal
    data: dict[str, Any] = {"reference": str(REFERENCE), "municipality": facts.municipality}
    personal: dict[str, Any] = {}
    if view.path == "alert":
        data["raised_at"] = NOW.isoformat().replace("+00:00", "Z")
        personal["situation"] = case.description
    if view.path == "consult":
        data["answer_by"] = whole.answer_by.isoformat()
        personal["question"] = whole.question
    if view.path in {"referral", "meldcode"}:
        data |= header(view, whole)
    if "forms" in view.parts:
        data["forms"] = [*dict.fromkeys(TOLD_AS.get(form, form) for form in facts.forms)]
    if "note" in view.parts:
        personal["note"] = case.description if view.path == "meldcode" else whole.words[view.partner].note
    for part in ("location", "company", "care_needs"):
        value = getattr(case, part)
        if part in view.parts and value is not None:
            personal[part] = value if isinstance(value, str) else bare(value)
    lists = {
        name: [bare(one, view.fields_of(one.role)) for one in case.people if one.role in roles]
        for name, roles in view.lists
    }
    if view.partner == "comensha":  # counts are not personal
        return data | lists
    return data | {"personal": personal | lists}


def header(view: View, whole: Story) -> dict[str, Any]:
    meldcode = view.path == "meldcode"
    own = whole.words[view.partner]
    basis = own.basis or held(view.partner, whole.day)[0]
    data: dict[str, Any] = {
        "director": meldcode or whole.plan.director == view.partner,
        "basis": basis,
        "purpose": own.purpose or (usual_purpose(basis, whole.day) if basis in bases() else None),
        "decider_role": whole.role,
        "rule_version": RULE_VERSION,
        "decided_on": whole.day.isoformat(),
    }
    if meldcode:
        data |= {
            "basis": "wmo-2015-meldcode",
            "purpose": "melding-volgens-de-meldcode",
            "decider_role": UserRole.PROFESSIONAL,
        }
    if "consent" in view.parts:
        reason = {"asked": False, "reason": "volgens-de-meldcode"}
        data["consent"] = reason if meldcode else bare(whole.consent)
    if "outcomes" in view.parts:
        data["outcomes"] = ["zorg"] if meldcode else [*seen_outcomes(view, whole.plan.outcomes)]
    return data


def canaries(value: object) -> set[str]:
    """Every value that can only come from one place: names, texts, phones, dates of birth, post codes."""
    if isinstance(value, dict):
        return set[str]().union(*(canaries(inner) for inner in value.values()))  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
    if isinstance(value, list | tuple):
        return set[str]().union(*(canaries(inner) for inner in value))  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
    text = str(value)
    if "~" in text:
        return {token(text)}
    telling = len(text) >= 6 and any(c.isdigit() for c in text) and not text.startswith(("GM", "20"))
    return {text} if isinstance(value, str) and telling else set()


def planted(whole: Story) -> set[str]:
    words = [own.note for own in whole.words.values()]
    rest = [whole.question, whole.explanation, whole.asked_by, str(whole.decision_id), str(whole.signal_id)]
    report = whole.personal.model_dump(mode="json", exclude={"meldcode"})
    findings = [step.finding for step in whole.personal.meldcode.steps] if whole.personal.meldcode else []
    return canaries([report, findings, words, rest])


# --- the properties --------------------------------------------------------------------------------------------------


@each_view
@given(data=st.data())
@fixed
def test_a_partner_gets_exactly_what_it_may_see(view: View, data: st.DataObject) -> None:
    whole = drawn(data, view)
    assert json.loads(delivered(view, whole).value)["data"] == expected(view, whole)


@each_view
@given(data=st.data())
@fixed
def test_no_hidden_canary_is_anywhere_in_a_partners_bytes(view: View, data: st.DataObject) -> None:
    whole = drawn(data, view)
    got = delivered(view, whole)
    everything = b"\n".join([got.topic.encode(), got.key, *(part for k, v in got.headers for part in (k.encode(), v))])
    everything += got.value
    hidden = planted(whole) - canaries(expected(view, whole))
    assert [value for value in sorted(hidden) if value.encode() in everything] == []


@each_view
@given(data=st.data())
@fixed
def test_the_envelope_says_nothing_of_the_case(view: View, data: st.DataObject) -> None:
    got = delivered(view, drawn(data, view))
    envelope = json.loads(got.value)
    family = "referral" if view.path == "meldcode" else view.path
    fact = {"alert": "raised", "consult": "asked", "referral": "sent"}[family]
    writer = topics()[got.topic].writer.removeprefix("service:")
    event_type = f"nl.signaalketen.{family}.{view.partner}-{fact}.v1"
    del envelope["data"]
    assert envelope == {
        "specversion": "1.0",
        "id": str(EVENT_ID),
        "source": source_of(MUNICIPALITY_OIN, writer),
        "type": event_type,
        "subject": str(REFERENCE),
        "time": "2026-11-24T09:00:00Z",
        "datacontenttype": "application/json",
        "dataschema": f"urn:nld:oin:{MUNICIPALITY_OIN}:schema:{event_type}",
        "traceparent": TRACE,
    }
    assert got.topic == f"{family}.{view.partner}"
    assert got.key == str(REFERENCE).encode()


# --- the table itself ------------------------------------------------------------------------------------------------


def test_every_way_to_every_partner_has_a_view() -> None:
    ways = {(view.partner, view.path) for view in VIEWS}
    assert {way for way in ways if way[1] != "meldcode"} == {
        (name, family) for name, partner in partners().items() for family in partner.families
    }


def test_no_view_lets_the_reporter_the_polices_answers_or_riec_care_content_through() -> None:
    for view in VIEWS:
        assert not view.parts & {"reporter", "meldcode", "explanation", "motivation"}, view.id
        assert ("description" in view.parts) == (view.id in {"alert.politie", "meldcode.veilig-thuis"})
    riec = next(view for view in VIEWS if view.partner == "riec")
    assert not riec.parts & {"care_needs", "consent"}
    assert [role for role, _ in riec.fields] == [PersonRole.SUSPECT]


@each_view
@given(data=st.data())
@fixed
def test_the_cases_hold_something_to_hide(view: View, data: st.DataObject) -> None:
    """Otherwise the properties above would hold of nothing."""
    whole = drawn(data, view)
    assert len(planted(whole) - canaries(expected(view, whole))) > 10
    assert all(isinstance(one, Person) for one in whole.personal.people)
