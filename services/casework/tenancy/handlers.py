"""What triage says of who has a case, in every other service that has it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from schemas.events.tenancy import CaseShared, CaseShareEnded
from services.casework.tenancy import store
from services.runtime.messaging.dispatch import Delivery, Handled, each

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemas.text import Contract
    from services.runtime.base.database import Connection
    from services.runtime.messaging.dispatch import Handler


async def share(connection: Connection, delivery: Delivery[CaseShared]) -> Handled:
    """The municipality reaches what is here of the case."""
    event = delivery.event
    await store.share(connection, UUID(event.subject), event.data.municipality, event.time, event.data.until)
    return Handled()


async def end_share(connection: Connection, delivery: Delivery[CaseShareEnded]) -> Handled:
    """It does not any more."""
    event = delivery.event
    await store.end_share(connection, UUID(event.subject), event.data.municipality, event.time)
    return Handled()


HANDLERS: Mapping[type[Contract], Handler] = {CaseShared: each(share), CaseShareEnded: each(end_share)}
