"""A correction of what a partner may not see does not even tell it that there is one."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from uuid import UUID

import pytest

from services.referral.domain import correct as corrected_for
from services.referral.domain import refer
from services.runtime.base import telemetry
from services.triage.amendments.domain import correct
from services.triage.consultations import events as consultation_events
from services.triage.consultations.domain import Consultation
from services.triage.decisions.domain import decide
from tests.boundary.generated_cases import VIEWS, View, story
from tests.boundary.pairs import hide

REFERRED = [view for view in VIEWS if view.path == "referral"]
CONSULTED = [view for view in VIEWS if view.path == "consult"]
telemetry.configure("boundary")
REFERENCE, NOTICE = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize("view", REFERRED, ids=lambda view: view.id)
def test_a_referred_partner_hears_of_its_own_part_alone(view: View) -> None:
    heard = 0
    for number in range(150):
        rng = Random(f"{view.id}.{number}")
        whole = story(rng, view)
        decided = decide(whole.case, whole.choice, whole.role, whole.day, whole.decision_id)
        hidden = replace(whole, personal=hide(rng, view, whole).personal)
        assert view.partner not in correct(decided, hidden.case, NOTICE).partners
        other = replace(whole, personal=story(rng, view).personal)
        corrected = correct(decided, other.case, NOTICE)
        event = next((e for e in corrected.events if view.partner in {o.partner for o in e.orders}), None)
        if event:
            heard += 1
            order = next(o for o in event.orders if o.partner == view.partner)
            told = corrected_for(event, order, REFERENCE, NOTICE)
            assert told.model_dump(exclude={"notice"}) == refer(event, order, REFERENCE).model_dump()
    assert heard > 100


@pytest.mark.parametrize("view", CONSULTED, ids=lambda view: view.id)
def test_a_consulted_partner_hears_of_its_own_part_alone(view: View) -> None:
    heard = 0
    for number in range(150):
        rng = Random(f"{view.id}.{number}")
        whole = story(rng, view)
        asked = Consultation(
            REFERENCE, whole.signal_id, view.partner, whole.question, "x", whole.facts.received_at, whole.day
        )
        hidden = replace(whole, personal=hide(rng, view, whole).personal)
        assert consultation_events.correct(whole.case, hidden.case, asked, NOTICE) is None
        other = replace(whole, personal=story(rng, view).personal)
        heard += consultation_events.correct(whole.case, other.case, asked, NOTICE) is not None
    assert heard > 100 or view.partner == "zorgcoordinator"  # which sees nobody, so nothing of it changes
