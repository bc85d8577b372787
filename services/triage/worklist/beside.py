"""What triage knows of cases beside the cases themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.triage.additions import store as addition_store
from services.triage.agenda import store as agenda_store
from services.triage.cases import store
from services.triage.consultations import store as consultation_store
from services.triage.proposals import store as proposal_store
from services.triage.referrals import store as referral_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from services.runtime.base.database import Connection
    from services.triage.additions.store import Addition
    from services.triage.agenda.domain import Item
    from services.triage.consultations.domain import Consultation
    from services.triage.proposals.store import Proposal
    from services.triage.referrals.store import Followed


@dataclass(slots=True)
class Beside:
    """Of one case, each in the order of its store."""

    double_of: UUID | None
    asked: list[Consultation] = field(default_factory=list["Consultation"])
    followed: list[Followed] = field(default_factory=list["Followed"])
    items: list[Item] = field(default_factory=list["Item"])
    proposals: list[Proposal] = field(default_factory=list["Proposal"])
    additions: list[Addition] = field(default_factory=list["Addition"])


async def read(connection: Connection, signal_ids: Sequence[UUID]) -> dict[UUID, Beside]:
    """Of each of these cases; one question for each kind, however many cases there are."""
    ids = [*signal_ids]
    doubles = await store.doubles(connection, ids)
    found = {signal_id: Beside(doubles.get(signal_id)) for signal_id in ids}
    for asked in await consultation_store.of_signals(connection, ids):
        found[asked.signal_id].asked.append(asked)
    for followed in await referral_store.followed(connection, ids):
        found[followed.signal_id].followed.append(followed)
    for item in await agenda_store.of_signals(connection, ids):
        found[item.signal_id].items.append(item)
    for proposal in await proposal_store.waiting(connection, ids):
        found[proposal.signal_id].proposals.append(proposal)
    for addition in await addition_store.of_signals(connection, ids):
        found[addition.signal_id].additions.append(addition)
    return found
