"""The ways through the stroomschema (plan 2.2 and 2.3), and how often each was taken here: all of them are shown.

Told by the events on the topics, as the audit service kept them. Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemas.codes.flow import Conclusion, Outcome, ReferralState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from demo.audit import LoggedRecord

Json = dict[str, Any]
Way = tuple[str, "Callable[[Json], bool]"]
"""The fact that tells it, and what of its data does."""


ALL_WITH = 240
"""So many signals take every way; fewer may not."""


def _any(_: Json) -> bool:
    return True


def _decided(outcome: Outcome, director: str) -> Way:
    """By its care half; RIEC alone has none."""
    half = "decision.riec-taken" if director == "riec" else "decision.zorg-taken"
    return half, lambda data: outcome in data["outcomes"] and director in _directors(data)


def _directors(data: Json) -> Sequence[str]:
    return [order["partner"] for order in data["orders"] if order["director"]]


def _moved(state: ReferralState) -> Way:
    return "progress.referral-moved", lambda data: data["state"] == state


def _answered(conclusion: Conclusion) -> Way:
    return "consult.answered", lambda data: data["conclusion"] == conclusion


WAYS: Mapping[str, Way] = {
    "acute danger: to the police at once": ("alert.politie-raised", _any),
    "through the Meldpunt, to the analyst": ("signal.received", _any),
    "from the network, straight to the aandachtfunctionaris": (
        "signal.received-directly",
        lambda data: not data["meldcode_report"],
    ),
    "by the meldcode, to Veilig Thuis": ("signal.received-directly", lambda data: data["meldcode_report"]),
    "the analyst asks the reporter for more": ("signal.information-asked", _any),
    "the reporter answers": ("signal.supplemented", _any),
    "strengthened": ("signal.enriched", _any),
    "not strengthened": ("signal.not-strengthened", _any),
    "back: another signal shares an object": ("signal.reopened", _any),
    "the police are consulted": ("consult.politie-asked", _any),
    "the NLA is consulted": ("consult.nla-asked", _any),
    "the zorgcoordinator is consulted": ("consult.zorgcoordinator-asked", _any),
    "advice: supports the suspicion": _answered(Conclusion.SUPPORTS),
    "advice: does not": _answered(Conclusion.DOES_NOT_SUPPORT),
    "advice: not known": _answered(Conclusion.UNKNOWN),
    "no suspicion, reguliere hulp": _decided(Outcome.NO_SUSPICION, "reguliere-hulp"),
    "no suspicion, ZVH Rijk van Nijmegen": _decided(Outcome.NO_SUSPICION, "zvh-rijk-van-nijmegen"),
    "no suspicion, ZVH Rivierenland": _decided(Outcome.NO_SUSPICION, "zvh-rivierenland"),
    "care, directed by the zorgcoordinator": _decided(Outcome.CARE, "zorgcoordinator"),
    "care, directed by Veilig Thuis": _decided(Outcome.CARE, "veilig-thuis"),
    "care, directed by reguliere hulp": _decided(Outcome.CARE, "reguliere-hulp"),
    "care and criminal, ZVH Rijk van Nijmegen": _decided(Outcome.CARE_AND_CRIMINAL, "zvh-rijk-van-nijmegen"),
    "care and criminal, ZVH Rivierenland": _decided(Outcome.CARE_AND_CRIMINAL, "zvh-rivierenland"),
    "organised crime, directed by the RIEC": _decided(Outcome.ORGANISED_CRIME, "riec"),
    "organised crime beside care and criminal": (
        "decision.riec-taken",
        lambda data: not _directors(data),
    ),
    "CoMensha registers": ("referral.comensha-sent", _any),
    "a partner receives": _moved(ReferralState.RECEIVED),
    "a partner accepts": _moved(ReferralState.ACCEPTED),
    "a partner declines, and it comes back": _moved(ReferralState.DECLINED),
    "a partner asks for more": _moved(ReferralState.INFORMATION_ASKED),
    "and is answered": ("referral.information-given", _any),
    "in progress": _moved(ReferralState.IN_PROGRESS),
    "done": _moved(ReferralState.DONE),
    "a referral is withdrawn": _moved(ReferralState.REVOKED),
    "a case is corrected": ("case.corrected", _any),
    "a whole case is withdrawn": ("decision.zorg-withdrawn", _any),
    "a partner confirms either": ("referral.confirmed", _any),
    "the reporter reads where it stands": ("signal.feedback-given", _any),
}


def taken(kept: Iterable[LoggedRecord]) -> dict[str, int]:
    """How often each way was taken."""
    facts = [(record.fact, record.event["data"]) for record in kept if not record.topic.startswith("trail.")]
    return {name: sum(fact == told and holds(data) for fact, data in facts) for name, (told, holds) in WAYS.items()}
