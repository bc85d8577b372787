"""What a decision says of consent, held against what the case has on record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.envelope import Violation
from services.runtime.messaging import trail
from services.triage.consent import domain, store, telling
from services.triage.consent.api import act_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from schemas.events.case import Consent
    from services.runtime.base.caller import Caller
    from services.runtime.base.database import Connection
    from services.runtime.messaging.outbox import Outgoing
    from services.triage.cases.store import Arrival
    from services.triage.consent.api import CaseConsentBody


@dataclass(frozen=True, slots=True)
class Settled:
    """``consent``: what holds, None where nobody said anything; ``new``: it was not on record yet."""

    consent: Consent | None
    new: CaseConsentBody | None
    violations: tuple[Violation, ...] = ()


async def settle(connection: Connection, signal_id: UUID, body: CaseConsentBody | None) -> Settled:
    """Without a body: as it is on record."""
    earlier = await store.latest(connection, signal_id)
    if body is None:
        held = earlier.consent if earlier else None
        missing = Violation(
            "toestemming", "verplicht: wat het slachtoffer over delen zei, of waarom dat niet gevraagd is"
        )
        return Settled(held, None, violations=() if held else (missing,))
    said = body.consent()
    broken = [*domain.rules(said, body.explanation), *domain.against_earlier(earlier, said)]
    violations = tuple(Violation(f"toestemming.{one.field}".removesuffix("."), one.rule) for one in broken)
    new = earlier is None or said != earlier.consent
    return Settled(said, body if new else None, violations)


async def record(
    connection: Connection, caller: Caller, at: datetime, arrival: Arrival, body: CaseConsentBody
) -> list[Outgoing]:
    """What was said in passing is a fact of the case as well, with an act of its own."""
    act = act_of(caller, at, arrival.signal_id, body.consent())
    told = await telling.record(connection, arrival, act, body.explanation)
    return [trail.done("triage", act), *told]
