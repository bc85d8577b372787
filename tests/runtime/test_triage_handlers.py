"""Triage's handler on real tables, for what the running chain cannot be brought to: another day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from schemas.catalogue import type_of
from schemas.codes.flow import Sector
from schemas.envelope import Event
from schemas.events.decision import ZorgDecisionTaken
from schemas.events.signal import SignalContent, SignalFeedbackGiven, SignalReceivedDirectly
from schemas.text import Contract
from services.runtime.base.database import migrate
from services.runtime.base.scope import Scope
from services.runtime.messaging.dispatch import Delivery
from services.triage.cases.domain import State
from services.triage.handlers import DISPATCH
from services.triage.service import SERVICE
from services.triage.worklist import store as worklist
from tests.runtime.records import record
from tests.unit.cases import signal, steps

if TYPE_CHECKING:
    from services.runtime.base.database import Pool


NIJMEGEN = Scope(frozenset({"GM0268"}), "tester")


def meldcode_report(year: int) -> Delivery[Contract]:
    """A professional's report to Veilig Thuis after the five steps, as it came off the topic that year."""
    content = signal(sector=Sector.EDUCATION, victim_recognisable=True, meldcode=steps(1, 2, 3, 4, 5))
    data = SignalReceivedDirectly(
        **{name: getattr(content, name) for name in SignalContent.model_fields}, meldcode_report=True
    )
    time = datetime(year, 5, 1, tzinfo=UTC)
    event = Event(uuid4(), "urn:x", type_of(SignalReceivedDirectly), str(uuid4()), time, None, data)
    return Delivery(record(0), event)


@pytest.mark.parametrize(("year", "state"), [(2023, State.DECIDED), (2014, State.TO_DECIDE)])
async def test_a_report_without_a_basis_that_day_waits_for_a_human(pool: Pool, year: int, state: State) -> None:
    delivery = meldcode_report(year)
    async with pool.acquire() as connection, connection.transaction():
        await migrate(connection, SERVICE.migrations)
        handled = await DISPATCH(connection, [delivery])
        (waiting,) = await worklist.page(connection, NIJMEGEN, date(2026, 11, 24), None, 9) or [None]
    data = [item.event.data for item in handled.outgoing]
    feedback = next(item for item in data if isinstance(item, SignalFeedbackGiven))
    if state is State.DECIDED:
        assert waiting is None
        assert any(isinstance(item, ZorgDecisionTaken) for item in data)
        assert feedback.status == "doorgeleid"
    else:
        assert waiting
        assert waiting.reasons == ("verwijzingen.0.grondslag: wmo-2015-meldcode geldt niet op 2014-05-01",)
        assert not any(isinstance(item, ZorgDecisionTaken) for item in data)
        assert feedback.status == "bij-aandachtfunctionaris"
