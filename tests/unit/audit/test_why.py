"""On which basis something was shared: as the register had it that day, and what was found wrong in it since."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from schemas.catalogue import type_of
from schemas.codes.setting import SettingKind
from schemas.envelope import encode, new_event
from schemas.events.acts import By
from schemas.events.acts.triage import PartnerConsulted
from schemas.events.ground import Ground
from schemas.events.setting import Label, SettingChanged
from services.audit.why import Evidence, Json, Logged, contact_points, explain
from services.casework.settings.domain import AS_DECLARED, Settings

REFERENCE, SIGNAL = UUID(int=1), UUID(int=2)


def logged(topic: str, event_type: str, data: Json | PartnerConsulted, at: datetime) -> Logged:
    if isinstance(data, PartnerConsulted):
        event: Json = json.loads(encode(new_event("triage", event_type, str(SIGNAL), data, None)))
    else:
        event = {"id": "1", "type": event_type, "time": at.isoformat(), "data": data}
    return Logged(topic, 0, 0, at, event, 7)


def ground_of(basis: str, day: date) -> Json:
    return told_of(basis, day)["grondslag"]


def told_of(basis: str, day: date, settings: Settings = AS_DECLARED) -> Json:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    act = PartnerConsulted(
        **By(actor="a", roles=(), at=at),
        signal_id=SIGNAL,
        reference=REFERENCE,
        partner="politie",
        answer_by=day,
        ground=Ground(basis=basis, purpose="afstemming-voor-het-besluit", rule_version="2026-11"),
    )
    asked = logged("consult.politie", "nl.signaalketen.consult.politie-asked.v1", {"reference": str(REFERENCE)}, at)
    did = logged("trail.triage", type_of(PartnerConsulted), act, at)
    found = explain(Evidence(str(REFERENCE), [asked], [], [did], [], str(SIGNAL), did), settings)
    assert found
    return found


def test_a_purpose_is_called_as_it_was_on_the_day_of_the_question() -> None:
    day, later = date(2026, 11, 27), date(2026, 11, 28)
    set_later = SettingChanged(
        change_id=REFERENCE,
        kind=SettingKind.LABEL,
        setting="doel.afstemming-voor-het-besluit",
        effective_on=later,
        value=Label(label="overleg"),
    )
    settings = Settings.of([set_later])
    assert told_of("wpg-16", later, settings)["doel"] == "overleg"
    assert told_of("wpg-16", day, settings)["doel"] == told_of("wpg-16", day)["doel"] != "overleg"


def test_a_question_of_before_a_change_is_judged_by_the_record_of_its_day() -> None:
    told = ground_of("wpg-16", date(2026, 11, 26))
    assert (told["artikel"], told["geldig"], told["nagelezen"]) == ("Wet politiegegevens, artikel 16", True, False)
    (since,) = told["sindsdien"]
    assert (since["vanaf"], since["artikel"]) == (date(2026, 11, 27), "Wpg 16, eerste lid, onder b")
    assert since["wijziging"].startswith("Verkeerd om")


def test_a_question_on_what_is_only_an_answer_is_not_valid_since() -> None:
    told = ground_of("wpg-16", date(2026, 11, 27))
    assert (told["geldig"], told["nagelezen"], told["sindsdien"]) == (False, True, [])
    assert ground_of("vraag-aan-de-politie", date(2026, 11, 27))["geldig"] is True


def test_what_the_register_has_no_longer_says_so() -> None:
    told = ground_of("wmo-2015-opvang", date(2026, 11, 26))
    assert (told["geldig"], [one["artikel"] for one in told["sindsdien"]]) == (True, ["niet meer in het register"])


@pytest.mark.parametrize("basis", ["wmo-2015-opvang", "onbekend"])
def test_what_the_register_did_not_have_that_day_is_not_valid(basis: str) -> None:
    assert ground_of(basis, date(2026, 11, 27)) == {"naam": basis, "geldigOp": date(2026, 11, 27), "geldig": False}


def test_who_is_in_what_a_partnership_got_is_told_to_whom_to_turn() -> None:
    """BGS 1.1: the RIEC a burgemeester, a ZVH a college or burgemeester; others answer for themselves."""
    at = datetime(2026, 11, 27, 12, tzinfo=UTC)
    got = [
        logged(topic, "x", {}, at) for topic in ("referral.riec", "referral.riec", "referral.comensha", "reply.riec")
    ]
    points = contact_points(got)
    assert points.keys() == {"riec"}
    assert "een burgemeester" in points["riec"]
    assert "BGS 1.1" in points["riec"]
    assert contact_points(got[2:]) == {}
