"""One signal's way through the chain, step by step, from the records the audit service kept. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from demo.audit import LoggedRecord
    from demo.reconcile import Evidence, Referral

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    topic: str
    what: str


@dataclass(frozen=True, slots=True)
class Story:
    title: str
    signal_id: str
    steps: Sequence[Step]


WANTED = {
    "care only": frozenset({"zorg"}),
    "care and criminal": frozenset({"zorg-en-strafrechtelijk"}),
    "RIEC": frozenset({"ondermijnende-criminaliteit"}),
}


def stories(evidence: Evidence, kept: Sequence[LoggedRecord]) -> list[Story]:
    """Of each kind of outcome the signal with most steps."""
    found: list[Story] = []
    for title, outcomes in WANTED.items():
        ids = [s for s, d in evidence.desks.items() if d.decisions and frozenset(d.decisions[0].outcomes) == outcomes]
        told = [Story(title, signal_id, steps(signal_id, evidence, kept)) for signal_id in ids]
        if told:
            found.append(max(told, key=lambda story: (len(story.steps), story.signal_id)))
    return found


def steps(signal_id: str, evidence: Evidence, kept: Iterable[LoggedRecord]) -> list[Step]:
    """By the signal's own id on internal topics, and by each partner's own reference on theirs."""
    sent = next((one for one in evidence.sent if one.signal_id == signal_id), None)
    references = {r.reference for r in evidence.referrals if r.signal_id == signal_id}
    references |= {reference for reference, _ in evidence.desks[signal_id].consultations}
    if sent and sent.alert_id:
        references.add(sent.alert_id)
    followed: list[Step] = []
    for record in kept:
        if record.topic.startswith("trail."):
            continue  # who read and did it, for the auditor
        if record.event["subject"] == signal_id or record.event["data"].get("reference") in references:
            followed.append(Step(record.at, record.topic, _what(record)))
    return followed


def same_case(evidence: Evidence) -> tuple[str, Mapping[str, Referral]]:
    """A signal that went to most partners, and its referrals: what each of them sees can be laid side by side."""
    by_signal: dict[str, dict[str, Referral]] = {"": {}}
    for referral in evidence.referrals:
        by_signal.setdefault(referral.signal_id, {})[referral.partner] = referral
    return max(by_signal.items(), key=lambda item: ("riec" in item[1], len(item[1]), item[0]))


def _what(record: LoggedRecord) -> str:
    """The fact in a few words; codes only, nothing personal."""
    data: Json = record.event["data"]
    match record.fact:
        case "signal.received" | "signal.received-directly":
            about = f"{', '.join(data['forms'])} in {data['municipality']}"
        case "signal.enriched":
            about = f"strength {data['strength']}: {'; '.join(data['reasons'])}"
        case "signal.reopened":
            about = f"shares {', '.join(data['objects'])} with another signal"
        case "signal.feedback-given":
            about = f"the reporter reads: {data['status']}"
        case "decision.zorg-taken" | "decision.riec-taken":
            partners = ", ".join(o["partner"] + (" (directs)" if o["director"] else "") for o in data["orders"])
            about = f"{' + '.join(data['outcomes'])}: {partners}"
        case "consult.answered":
            about = data["conclusion"]
        case "progress.referral-moved":
            about = f"{data['partner']}: {data['state']}"
        case "referral.declined":
            about = data["reason"]
        case "referral.done":
            about = data["outcome"]
        case _:
            about = f"basis {data['basis']}" if "basis" in data else ""
    return f"{record.fact}  {about}".rstrip()
