"""What waits for a second person is read again as it was asked for."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.runtime.http.problem import ProblemError
from services.triage.amendments.bodies import CorrectionBody
from services.triage.proposals.asked import asked
from services.triage.proposals.prepared import Waiting
from services.triage.proposals.store import Asked, Proposal


def proposal(kind: Waiting, body: str) -> Proposal:
    at = datetime(2026, 11, 27, 9, tzinfo=UTC)
    return Proposal(UUID(int=1), UUID(int=2), kind, Asked(body, {}), (), "een", at)


@pytest.mark.parametrize(
    "written",
    [
        {"reden": "Anders.", "betrokkenen": [{"rol": "slachtoffer", "naam": "Een", "geschatteLeeftijd": "14-16"}]},
        {"reden": "Weg.", "locatie": None, "bedrijf": None, "hulpvraag": None},
        {"reden": "Daar.", "locatie": {"postcode": "6511 pp", "huisnummer": "12", "toevoeging": "bis"}},
        {"reden": "Die.", "kentekens": ["ab-123-c"], "bedrijf": {"naam": "Kwekerij", "kvkNummer": "1234 5678"}},
    ],
)
def test_a_correction_waits_as_it_was_asked_for(written: dict[str, Any]) -> None:
    body = CorrectionBody.model_validate_json(json.dumps(written))
    again = asked(proposal(Waiting.CORRECTION, body.model_dump_json(by_alias=True, exclude_unset=True)))
    assert isinstance(again, CorrectionBody)
    assert again.changes() == body.changes() != {}


def test_what_can_not_be_asked_any_more_is_said() -> None:
    passed = {"partner": "politie", "vraag": "Bekend?", "antwoordVoor": "2026-01-02"}
    with pytest.raises(ProblemError) as refused:
        asked(proposal(Waiting.CONSULTATION, json.dumps(passed)))
    assert (refused.value.status, [one.field for one in refused.value.errors]) == (409, ["antwoordVoor"])
