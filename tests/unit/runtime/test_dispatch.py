"""Every event goes somewhere: to its handler, or to a list that says whose it is. A new type is never dropped."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast
from uuid import UUID, uuid4

import pytest

from schemas.catalogue import models_on
from schemas.envelope import Event
from schemas.events import reply
from schemas.registry import read_by
from services.enrichment.handlers import DISPATCH as ENRICHMENT
from services.intake.handlers import DISPATCH as INTAKE
from services.riec_referral.handlers import DISPATCH as RIEC_REFERRAL
from services.runtime.messaging.dispatch import Delivery, Dispatch, Handled, UnknownTypeError, each
from services.runtime.messaging.record import Record
from services.triage.handlers import DISPATCH as TRIAGE
from services.zorg_referral.handlers import DISPATCH as ZORG_REFERRAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.text import Contract
    from services.runtime.base.database import Connection

NO_DATABASE = cast("Connection", None)
TABLES = {
    "intake": INTAKE,
    "enrichment": ENRICHMENT,
    "triage": TRIAGE,
    "zorg-referral": ZORG_REFERRAL,
    "riec-referral": RIEC_REFERRAL,
}


@pytest.mark.parametrize("service", TABLES)
def test_every_type_on_every_topic_a_service_reads_is_in_exactly_one_list(service: str) -> None:
    table = TABLES[service]
    arrives = {model for topic in read_by(f"service:{service}") for model in models_on(topic).values()}
    assert not table.handlers.keys() & table.ignored
    assert {*table.handlers, *table.ignored} == arrives


def delivered(data: Contract) -> Delivery[Contract]:
    record = Record("reply.politie", 0, 0, 0, None, b"", ())
    return Delivery(record, Event(uuid4(), "", "", str(uuid4()), datetime.now(UTC), None, data))


RECEIVED = delivered(reply.ReferralReceived(reference=UUID(int=1)))
STARTED = delivered(reply.ReferralStarted(reference=UUID(int=1)))


async def test_events_go_to_their_handlers_in_the_order_they_came() -> None:
    seen: list[list[Delivery[Contract]]] = []

    async def handle(_: Connection, deliveries: Sequence[Delivery[Contract]]) -> Handled:
        seen.append([*deliveries])
        return Handled()

    async def one(connection: Connection, delivery: Delivery[Contract]) -> Handled:
        return await handle(connection, [delivery])

    table = Dispatch({reply.ReferralReceived: handle, reply.ReferralStarted: each(one)})
    await table(NO_DATABASE, [RECEIVED, RECEIVED, STARTED, STARTED, RECEIVED])
    assert seen == [[RECEIVED, RECEIVED], [STARTED], [STARTED], [RECEIVED]]


async def test_what_is_in_no_list_is_a_defect_and_not_nothing() -> None:
    table = Dispatch({}, ignored=frozenset({reply.ReferralStarted}))
    assert await table(NO_DATABASE, [STARTED]) == Handled()
    with pytest.raises(UnknownTypeError, match="ReferralReceived"):
        await table(NO_DATABASE, [STARTED, RECEIVED])
