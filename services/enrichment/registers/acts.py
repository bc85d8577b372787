"""What a register answered: at once, and again from the log, as far as it went on with the signal.

Each returns the signal's traceparent; None where its content is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.enrichment import store
from services.enrichment.domain import AddressState, CompanyState, ResidentsState

if TYPE_CHECKING:
    from schemas.events.acts.enrichment import AddressLookedUp, CompanyLookedUp, ResidentsLookedUp
    from services.enrichment.domain import Residents
    from services.enrichment.registers.register import Found
    from services.runtime.base.database import Connection


async def look_up_address(connection: Connection, act: AddressLookedUp, found: Found | None) -> str | None:
    """The BAG's answer decides whether the BRP is asked next."""
    state = AddressState.KNOWN if act.known else AddressState.UNKNOWN
    line, identification = (found.line, found.identification) if found else (None, None)
    trace = await store.save_address(connection, act.signal_id, state, line, identification)
    await store.seek_residents(connection, act.signal_id, state)
    return trace


async def look_up_company(connection: Connection, act: CompanyLookedUp, found: Found | None) -> str | None:
    """Of the trade register only the line that the analyst reads is kept."""
    state = CompanyState.KNOWN if act.known else CompanyState.UNKNOWN
    return await store.save_company(connection, act.signal_id, state, found.line if found else None)


async def look_up_residents(
    connection: Connection, act: ResidentsLookedUp, found: Residents | None = None
) -> str | None:
    """``found`` is how many live there and how many are minors; no act says it."""
    state = ResidentsState.KNOWN if act.known else ResidentsState.UNKNOWN
    return await store.save_residents(connection, act.signal_id, state, found)
