"""What came of asking a register: at once, and again from the log, as far as it went on with the signal.

Each returns the signal's traceparent; None where its content is gone. ``again``: after how long it is asked again,
which no log says; None is never.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codes.register import LookupState
from services.enrichment import store
from services.enrichment.weighing import strengthen

if TYPE_CHECKING:
    from datetime import timedelta

    from schemas.events.acts.enrichment import AddressLookedUp, CompanyLookedUp, ResidentsLookedUp
    from services.enrichment.registers.domain import Addresses, Found, Residents
    from services.runtime.base.database import Connection


async def look_up_address(
    connection: Connection, act: AddressLookedUp, found: Addresses | None, again: timedelta | None = None
) -> str | None:
    """The BAG's answer decides whether the BRP is asked next: only about one address that it knows."""
    trace = await store.save_lookup(connection, "address", act, again)
    await store.save_address(connection, act.signal_id, found)
    await strengthen(connection, [act.signal_id])
    identified = act.outcome is LookupState.FOUND and act.identified
    await store.seek_residents(connection, act.signal_id, act.at, identified=identified)
    return trace


async def look_up_company(
    connection: Connection, act: CompanyLookedUp, found: Found | None, again: timedelta | None = None
) -> str | None:
    """Of the trade register only the line that the analyst reads is kept."""
    trace = await store.save_lookup(connection, "company", act, again)
    await store.save_company(connection, act.signal_id, found.line if found else None)
    return trace


async def look_up_residents(
    connection: Connection, act: ResidentsLookedUp, found: Residents | None = None, again: timedelta | None = None
) -> str | None:
    """``found`` is how many live there and how many are minors; no act says it."""
    trace = await store.save_lookup(connection, "residents", act, again)
    await store.save_residents(connection, act.signal_id, found)
    return trace
