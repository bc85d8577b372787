"""What partners' replies must have done, replayed from their topics by the published life cycle."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from schemas.registry import topics

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tests.faults.topic_log import Place, Seen

_MAY_FOLLOW = {
    "ontvangen": {"verzonden"},
    "aanvaard": {"verzonden", "ontvangen", "meer-informatie-gevraagd", "informatie-gegeven"},
    "afgewezen": {"verzonden", "ontvangen", "meer-informatie-gevraagd", "informatie-gegeven"},
    "meer-informatie-gevraagd": {"verzonden", "ontvangen", "informatie-gegeven"},
    "in-behandeling": {"aanvaard"},
    "afgerond": {"aanvaard", "in-behandeling"},
}
_SAYS = {
    "referral.received": "ontvangen",
    "referral.accepted": "aanvaard",
    "referral.declined": "afgewezen",
    "referral.more-information-asked": "meer-informatie-gevraagd",
    "referral.started": "in-behandeling",
    "referral.done": "afgerond",
}


@dataclass(slots=True)
class Replayed:
    """``refused`` by service: records that changed nothing, which must have been set aside."""

    steps: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    answered: set[str] = field(default_factory=set[str])
    acknowledged: set[str] = field(default_factory=set[str])
    refused: dict[str, set[Place]] = field(default_factory=dict[str, "set[Place]"])


def replay(records: Sequence[Seen], poisoned: Collection[Place]) -> Replayed:
    """First deliveries only, in the order of each topic."""
    found = Replayed()
    done: set[tuple[str, str]] = set()
    for record in sorted((r for r in records if r.place[0].startswith("reply.")), key=lambda r: r.place):
        if record.place in poisoned or record.event is None or record.identity in done:
            continue
        done.add(record.identity)
        kind = str(record.event["type"]).removeprefix("nl.signaalketen.").removesuffix(".v1")
        reference = str(record.event["data"]["reference"])
        if kind == "consult.answered":
            found.answered.add(reference)
        elif kind == "alert.acknowledged":
            found.acknowledged.add(reference)
        else:
            taken = found.steps.setdefault(reference, [])
            before = taken[-1] if taken else "verzonden"
            if before in _MAY_FOLLOW[_SAYS[kind]]:
                taken.append(_SAYS[kind])
            else:
                partner = record.place[0].removeprefix("reply.")
                service = topics()[f"referral.{partner}"].writer.removeprefix("service:")
                found.refused.setdefault(service, set()).add(record.place)
    return found
