"""The sums: every signal in is an outcome, a refusal with a reason, or waiting at a desk; or else it is lost. Pure.

What counts is what the services and the partners' topics say, never what the generator meant to happen; that is only
compared with it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Place = tuple[str | None, str | None, str | None]

WAITING: dict[Place, str] = {
    ("meldcode-stappen-nodig", None, None): "reporter: steps of the meldcode",
    ("ontvangen", "te-beoordelen", None): "analyst",
    ("ontvangen", "te-beoordelen", "bij-melder"): "analyst",
    ("ontvangen", "te-beoordelen", "bij-analist"): "analyst",
    ("meer-informatie-gevraagd", "bij-melder", "bij-melder"): "reporter: more information",
    ("bij-aandachtfunctionaris", "doorgezet", "te-beslissen"): "aandachtfunctionaris",
    ("bij-aandachtfunctionaris", None, "te-beslissen"): "aandachtfunctionaris",
}
"""What intake, enrichment and triage say together of a signal on somebody's desk."""

_FIRST = frozenset({"sent", "asked", "raised"})
"""What begins something under a reference; anything else follows on that."""

CONSULTED = "aandachtfunctionaris: a partner's answer"
NOT_STRENGTHENED: Place = ("niet-versterkt", "niet-versterkt", "niet-versterkt")
DECIDED: frozenset[Place] = frozenset(
    (told, enrichment, "besloten")
    for told in ("doorgeleid", "in-behandeling", "afgerond")
    for enrichment in ("doorgezet", None)
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A report and what intake answered."""

    number: int
    expected: int
    status: int
    signal_id: str | None
    reason: str = ""
    acute: bool = False
    alert_id: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    outcomes: tuple[str, ...]
    partners: tuple[str, ...]
    director: str


@dataclass(frozen=True, slots=True)
class Desks:
    """Where each service says one signal is."""

    intake: str | None
    enrichment: str | None
    triage: str | None
    open_consultations: int = 0
    decisions: tuple[Decision, ...] = ()
    consultations: tuple[tuple[str, str], ...] = ()
    """Reference and partner of each question asked."""

    @property
    def place(self) -> Place:
        return self.intake, self.enrichment, self.triage


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral as its service knows it."""

    reference: str
    signal_id: str
    partner: str
    director: bool
    state: str
    unconfirmed: int = 0
    """What its partner has not confirmed."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A record that a partner's own client read from its topic."""

    topic: str
    reference: str
    event_id: str
    position: tuple[str, int, int]
    sha256: str
    kind: str = "sent"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything the sums are made of."""

    sent: Sequence[Sent]
    desks: Mapping[str, Desks]
    referrals: Sequence[Referral]
    arrived: Sequence[Arrived]
    acknowledged: frozenset[str]
    """Alerts of which intake says the police has them."""
    audited: Mapping[tuple[str, int, int], str]
    """Fingerprints the audit service holds, by topic, partition and offset."""
    entered: frozenset[str]
    """Signals that were ever on intake's topics, by the audit service."""
    deadletters: int = 0


@dataclass(slots=True)
class Sums:
    """What was made of all signals; ``lost`` and ``wrong`` are empty when it adds up."""

    signals: int = 0
    outcomes: Counter[str] = field(default_factory=Counter[str])
    refused: Counter[str] = field(default_factory=Counter[str])
    waiting: Counter[str] = field(default_factory=Counter[str])
    referrals: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """By partner and state."""
    alerts: int = 0
    lost: list[str] = field(default_factory=list[str])
    """Signals, referrals and alerts that should be somewhere and are not."""
    wrong: list[str] = field(default_factory=list[str])
    """What is there but should not be, or not like this: doubles, strangers, copies that differ."""

    @property
    def holds(self) -> bool:
        placed = self.outcomes.total() + self.refused.total() + self.waiting.total()
        return not self.lost and not self.wrong and placed == self.signals


def reconcile(evidence: Evidence) -> Sums:
    """Place every signal, and follow every referral and alert to its partner's topic."""
    sums = Sums(signals=len(evidence.sent))
    for sent in evidence.sent:
        _place(sums, sent, evidence.desks)
    _no_strangers(sums, evidence)
    _consultations(sums, evidence)
    _referrals(sums, evidence)
    _alerts(sums, evidence)
    _audit(sums, evidence)
    return sums


def _place(sums: Sums, sent: Sent, desks: Mapping[str, Desks]) -> None:
    if sent.status != sent.expected:
        sums.wrong.append(f"report {sent.number}: answered {sent.status}, not {sent.expected} ({sent.reason})")
    if 400 <= sent.status < 500 and sent.reason:
        sums.refused[sent.reason] += 1
        return
    if sent.signal_id is None:
        sums.lost.append(f"report {sent.number}: answered {sent.status}, without a reason or an id")
        return
    found = desks.get(sent.signal_id, Desks(None, None, None))
    if found.place == NOT_STRENGTHENED:
        sums.outcomes["niet-versterkt"] += 1
    elif found.intake == found.triage == "ingetrokken":
        sums.outcomes["ingetrokken"] += 1
    elif found.place in DECIDED and found.decisions:
        sums.outcomes[" + ".join(found.decisions[-1].outcomes)] += 1
    elif found.place in WAITING:
        sums.waiting[CONSULTED if found.open_consultations else WAITING[found.place]] += 1
    else:
        places = f"intake {found.intake}, enrichment {found.enrichment}, triage {found.triage}"
        sums.lost.append(f"signal {sent.signal_id}: {places}, {len(found.decisions)} decisions")


def _no_strangers(sums: Sums, evidence: Evidence) -> None:
    ids = [sent.signal_id for sent in evidence.sent if sent.signal_id]
    sums.wrong += [f"signal {signal_id}: given to {n} reports" for signal_id, n in Counter(ids).items() if n > 1]
    sums.wrong += [f"signal {signal_id}: on a topic, but nobody sent it" for signal_id in evidence.entered - {*ids}]


def _referrals(sums: Sums, evidence: Evidence) -> None:
    """Every referral a decision ordered is with its service once, and on its partner's topic once."""
    made: dict[tuple[str, str], list[Referral]] = defaultdict(list)
    for referral in evidence.referrals:
        made[referral.signal_id, referral.partner].append(referral)
    ordered = {
        (signal_id, partner): decision.director == partner
        for signal_id, desk in evidence.desks.items()
        for decision in desk.decisions
        for partner in decision.partners
    }
    for (signal_id, partner), directs in ordered.items():
        found = made.pop((signal_id, partner), [])
        if len(found) != 1:
            problems = sums.lost if not found else sums.wrong
            problems.append(f"signal {signal_id}: {len(found)} referrals to {partner}")
        elif found[0].director != directs:
            sums.wrong.append(f"referral {found[0].reference}: the wrong partner directs")
    sums.wrong += [f"signal {signal_id}: nobody decided a referral to {partner}" for signal_id, partner in made]
    read = _events(evidence.arrived, "referral.")
    for referral in evidence.referrals:
        sums.referrals[referral.partner, referral.state] += 1
        if referral.unconfirmed:
            sums.lost.append(f"referral {referral.reference}: the partner's confirmation did not come back")
        topic = f"referral.{referral.partner}"
        _once(sums, f"referral {referral.reference}", topic, read.pop((topic, referral.reference), set()))
    sums.wrong += [f"{topic}: {reference} is no referral" for topic, reference in read]


def _consultations(sums: Sums, evidence: Evidence) -> None:
    """Every question is on its partner's topic once."""
    read = _events(evidence.arrived, "consult.")
    for desk in evidence.desks.values():
        for reference, partner in desk.consultations:
            topic = f"consult.{partner}"
            _once(sums, f"question {reference}", topic, read.pop((topic, reference), set()))
    sums.wrong += [f"{topic}: {reference} was asked by nobody" for topic, reference in read]


def _alerts(sums: Sums, evidence: Evidence) -> None:
    read = _events(evidence.arrived, "alert.")
    topic = "alert.politie"
    for sent in evidence.sent:
        if sent.alert_id:
            sums.alerts += 1
            _once(sums, f"alert {sent.alert_id}", topic, read.pop((topic, sent.alert_id), set()))
            if sent.alert_id not in evidence.acknowledged:
                sums.lost.append(f"alert {sent.alert_id}: the police's acknowledgement did not come back")
        elif sent.acute:
            sums.lost.append(f"report {sent.number}: acute, and no alert was given")
        if sent.alert_id and not sent.acute:
            sums.wrong.append(f"report {sent.number}: not acute, and an alert was given")
    sums.wrong += [f"{topic}: {reference} was raised by nobody" for _, reference in read]


def _audit(sums: Sums, evidence: Evidence) -> None:
    """The audit service holds what the partners read, to the byte."""
    for record in evidence.arrived:
        held = evidence.audited.get(record.position)
        if held is None:
            sums.lost.append(f"audit: has not {record.position}")
        elif held != record.sha256:
            sums.wrong.append(f"audit: {record.position} differs from what the partner read")
    if evidence.deadletters:
        sums.wrong.append(f"{evidence.deadletters} events were set aside; see the deadletter topics")


def _events(arrived: Iterable[Arrived], family: str) -> dict[tuple[str, str], set[str]]:
    """Events by topic and reference. The same event again is a redelivery, which readers ignore by its id."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in arrived:
        if record.topic.startswith(family) and record.kind in _FIRST:
            found[record.topic, record.reference].add(record.event_id)
    return found


def _once(sums: Sums, what: str, topic: str, events: set[str]) -> None:
    if not events:
        sums.lost.append(f"{what}: not on {topic}")
    elif len(events) > 1:
        sums.wrong.append(f"{what}: {len(events)} times on {topic}")
