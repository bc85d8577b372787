"""Enrichment's state from the log."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from schemas.codes.flow import Assessment
from schemas.events.acts.enrichment import (
    AddressLookedUp,
    AssessmentUndone,
    CompanyLookedUp,
    InterventionRecorded,
    InterventionWithdrawn,
    ResidentsLookedUp,
    SignalAssessed,
)
from schemas.events.signal import (
    SignalAssessmentUndone,
    SignalEnriched,
    SignalInformationAsked,
    SignalLinkedElsewhere,
    SignalNotStrengthened,
    SignalReopened,
    SignalRetracted,
    SignalSupplemented,
)
from services.casework import replay as casework
from services.enrichment import acts, acts_of_2026_11, store
from services.enrichment.domain import NORMS
from services.enrichment.escalation import TERMS
from services.enrichment.handlers import DISPATCH
from services.enrichment.interventions import acts as interventions
from services.enrichment.registers import acts as registers
from services.enrichment.registers.domain import Addresses, Found
from services.enrichment.weighing import wipe
from services.runtime.operate.comparison import skip, unsaid
from services.runtime.operate.replay import OWN, RUNTIME, TOLD, Earlier, Replay, of_act, of_event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemas.envelope import Event
    from schemas.events.signal import EnrichedPersonal
    from schemas.text import Contract
    from services.runtime.base.database import Connection
    from services.runtime.messaging.dispatch import Delivery, Handled


class _Log:
    """What went on with a signal that was strengthened, once."""

    def __init__(self, events: Sequence[Delivery[Contract]]) -> None:
        self.enriched: dict[UUID, EnrichedPersonal] = {
            UUID(delivery.event.subject): delivery.event.data.personal
            for delivery in events
            if isinstance(delivery.event.data, SignalEnriched)
        }


async def _assess(connection: Connection, event: Event[SignalAssessed], log: _Log) -> None:
    strengthened = event.data.conclusion is Assessment.STRENGTHENED
    note = log.enriched[event.data.signal_id].analyst_note if strengthened else None
    await acts.assess(connection, event.data, note)


async def _look_up_address(connection: Connection, event: Event[AddressLookedUp], log: _Log) -> None:
    known = log.enriched.get(event.data.signal_id)
    line = known.address if known else None
    await registers.look_up_address(connection, event.data, Addresses((line,), None) if line else None)


async def _look_up_company(connection: Connection, event: Event[CompanyLookedUp], log: _Log) -> None:
    known = log.enriched.get(event.data.signal_id)
    line = known.company_registered if known else None
    await registers.look_up_company(connection, event.data, Found("", line) if line else None)


async def _was_on_the_desk(connection: Connection, act: SignalAssessed, _: _Log) -> list[str]:
    if await store.state(connection, act.signal_id) in NORMS:
        return []
    return [f"signal {act.signal_id}: assessed while it was not on the analyst's desk"]


async def _consumed(connection: Connection, delivery: Delivery[Contract], _: _Log) -> Handled:
    return await DISPATCH(connection, [delivery])


_OF_A_REGISTER = "what the register answered goes no further than the signal it belongs to, once it goes on"
_IN_VAIN = "how often, and when, a register is asked is in no event"
_WORDS = "the analyst's own words, which go on only with a strengthened signal"
_LED_TO = "what an assessment led to; the act says which"

_ONWARD = "the reporter's own event again, for the aandachtfunctionaris"

REPLAY = Replay(
    _Log,
    own={
        **OWN,
        **casework.HANDLING,
        **casework.own(wipe, TERMS),
        SignalReopened: of_event(acts.reopen),
        SignalAssessed: _assess,
        AssessmentUndone: of_act(acts.undo),
        AddressLookedUp: _look_up_address,
        CompanyLookedUp: _look_up_company,
        ResidentsLookedUp: of_act(registers.look_up_residents),
        InterventionRecorded: of_act(interventions.record),
        InterventionWithdrawn: of_act(interventions.withdraw),
    },
    told={
        **TOLD,
        SignalEnriched: _LED_TO,
        SignalNotStrengthened: _LED_TO,
        SignalInformationAsked: _LED_TO,
        SignalAssessmentUndone: _LED_TO,
        SignalLinkedElsewhere: "follows from what is linked, for the aandachtfunctionaris",
        SignalSupplemented: _ONWARD,
        SignalRetracted: _ONWARD,
    },
    judges={SignalAssessed: _was_on_the_desk},
    consumed=_consumed,
    earlier=Earlier(acts_of_2026_11.acts, acts_of_2026_11.EXEMPT),
    exempt={
        **RUNTIME,
        **casework.EXEMPT,
        **casework.TALLY_EXEMPT,
        **casework.HANDLING_EXEMPT,
        "signal.address": unsaid(_OF_A_REGISTER),
        "signal.company": unsaid(_OF_A_REGISTER),
        "signal.residents": unsaid(_OF_A_REGISTER),
        "signal.residents_minor": unsaid(_OF_A_REGISTER),
        "signal.residents_of_unknown_age": unsaid(_OF_A_REGISTER),
        "signal.addresses": unsaid(_OF_A_REGISTER),
        "signal.address_without_suffix": unsaid(_OF_A_REGISTER),
        "signal.address_id": skip(_OF_A_REGISTER),
        "signal.strength": skip("follows from what is known of it, the links among that; by it a list is ordered"),
        "signal.shared": skip("follows from its objects"),
        "signal.linked_with": skip("which keys its objects were last hashed under"),
        "object_hash": skip("made with a key that is not in the log"),
        "report_digest": skip("follows from the content, once its objects are hashed"),
        "register_use": skip(_IN_VAIN),
        **{
            f"signal.{part}_{what}": skip(_IN_VAIN)
            for part in ("address", "company", "residents")
            for what in ("attempts", "after")
        },
        "signal.assessment_note": unsaid(_WORDS),
        "signal.undone_because": unsaid(_WORDS),
        "intervention.organisation": unsaid(_WORDS),
        "intervention.file_number": unsaid(_WORDS),
    },
    counted={"signal": ("state",), "intervention": ("kind",)},
)
