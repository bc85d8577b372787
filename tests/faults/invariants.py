"""Nothing lost, nothing doubled, nothing out of order: by contracts, topics and tables alone.

Knows no code of any service: what must be true is derived from what the topics hold (schemas/topics)
and from what callers were told. Each finding says what is missing or doubled, and where.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from hashlib import sha256
from itertools import combinations
from typing import TYPE_CHECKING, Any

from schemas.envelope import MAX_BYTES, family_of
from schemas.registry import SERVICES, answers_unreadable, read_by, topics
from tests.faults.replies import replay

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Set

    from tests.faults.evidence import Evidence
    from tests.faults.replies import Replayed
    from tests.faults.topic_log import Place, Seen

_AT_MOST = 12
_UNPACKED_BYTES = 2 * 1024 * 1024
"""What is larger, nobody unpacks."""


def violations(evidence: Evidence) -> list[str]:
    """Empty when everything holds."""
    poisoned = with_copies(evidence.records, evidence.promises.poisoned)
    evidence = replace(evidence, promises=replace(evidence.promises, poisoned=poisoned))
    replayed = replay(evidence.records, evidence.promises.poisoned)
    distinct = _distinct(evidence)
    found = [
        *_outbox_is_topic(evidence),
        *_order_by_key(evidence),
        *_inbox(evidence),
        *_dead_letters(evidence, replayed),
        *_audit(evidence),
        *_signals(evidence, distinct),
        *_decisions(evidence, distinct),
        *_referrals(evidence, distinct, replayed),
        *_questions(evidence, distinct, replayed),
    ]
    return found[:_AT_MOST]


def with_copies(records: Sequence[Seen], poisoned: Set[Place]) -> set[Place]:
    """A writer that heard nothing of what it sent sends it again: the same on the same topic is as bad."""
    bad = {(record.place[0], record.key, record.digest) for record in records if record.place in poisoned}
    return {record.place for record in records if (record.place[0], record.key, record.digest) in bad}


def _type(record: Seen) -> str:
    return str((record.event or {}).get("type", "")).removeprefix("nl.signaalketen.").removesuffix(".v1")


def _distinct(evidence: Evidence) -> dict[str, list[Seen]]:
    """Each event once, by topic, in the order of its partition; without what was injected to be refused."""
    found: dict[str, list[Seen]] = defaultdict(list)
    known: set[tuple[str, str, str]] = set()
    for record in sorted(evidence.records, key=lambda r: r.place):
        if record.event is None or record.place in evidence.promises.poisoned:
            continue
        if (record.place[0], *record.identity) not in known:
            known.add((record.place[0], *record.identity))
            found[record.place[0]].append(record)
    return found


def _differ(what: str, expected: Iterable[Any], actual: Iterable[Any]) -> list[str]:
    """Missing and superfluous, with their number."""
    wanted, had = Counter(iter(expected)), Counter(iter(actual))
    missing, extra = wanted - had, had - wanted
    found: list[str] = []
    if missing:
        found.append(f"LOST {what}: {missing.total()} missing, such as {next(iter(missing))}")
    if extra:
        found.append(f"DOUBLED or unknown {what}: {extra.total()} too many, such as {next(iter(extra))}")
    return found


def _outbox_is_topic(evidence: Evidence) -> list[str]:
    found: list[str] = []
    on_topic: dict[tuple[str, str], set[tuple[bytes, str]]] = defaultdict(set)
    for record in evidence.records:
        on_topic[record.place[0], record.identity[1]].add((record.key, record.digest))
    rows = {service: evidence.tables[service, "outbox"] for service in SERVICES}
    waiting = [f"{service} {row['topic']}" for service in SERVICES for row in rows[service] if not row["sent"]]
    found += [f"LOST outbox: {len(waiting)} unsent, such as {waiting[0]}"] if waiting else []
    for service in SERVICES:
        for row in rows[service]:
            seen = on_topic.get((row["topic"], row["event_id"]), set())
            if row["sent"] and seen != {(row["key"], row["digest"])}:
                found.append(f"LOST {row['topic']}: outbox of {service} and topic differ at event {row['event_id']}")
                break
    written = {(row["topic"], row["event_id"]) for service in SERVICES for row in rows[service]}
    own = {f"service:{service}" for service in SERVICES}
    unknown = [
        record.place
        for record in evidence.records
        if topics()[record.place[0]].writer in own
        and record.place not in evidence.promises.poisoned
        and record.identity[1] not in evidence.promises.injected
        and (record.place[0], record.identity[1]) not in written
    ]
    return found + ([f"UNKNOWN record on {unknown[0]}: in no outbox"] if unknown else [])


def _order_by_key(evidence: Evidence) -> list[str]:
    published: dict[tuple[str, bytes], list[str]] = defaultdict(list)
    known: set[tuple[str, str]] = set()
    for record in sorted(evidence.records, key=lambda r: r.place):
        identity = (record.place[0], record.identity[1])
        if record.event and identity not in known and identity[1] not in evidence.promises.injected:
            known.add(identity)
            published[record.place[0], record.key].append(identity[1])
    decided: dict[tuple[str, bytes], list[Any]] = defaultdict(list)
    for service in SERVICES:
        for row in evidence.tables[service, "outbox"]:
            if row["sent"]:
                decided[row["topic"], row["key"]].append(row)
    return [
        f"ORDER of one key on {topic}: {first} comes after {second}"
        for (topic, key), rows in decided.items()
        for first, second in _turned_round(rows, published[topic, key])
    ]


def _turned_round(rows: list[Any], published: list[str]) -> list[tuple[str, str]]:
    """Events of which the second was published first, though the first was made, and committed, before it."""
    at = {event: place for place, event in enumerate(published)}
    rows = [row for row in rows if row["event_id"] in at]
    return [
        (first["event_id"], second["event_id"])
        for first, second in combinations(rows, 2)
        if at[first["event_id"]] > at[second["event_id"]] and _before(first, second)
    ]


def _before(first: Any, second: Any) -> bool:
    moments = first["committed_at"], second["committed_at"]
    return None in moments or moments[0] <= moments[1]


def _inbox(evidence: Evidence) -> list[str]:
    found: list[str] = []
    readable: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for record in evidence.records:
        if record.event is not None and record.place not in evidence.promises.poisoned:
            readable[record.place[0]].add(record.identity)
    for service in SERVICES:
        if service != "audit":
            events = set[tuple[str, str]]().union(*(readable[topic] for topic in read_by(f"service:{service}")))
            handled = [(row["source"], row["event_id"]) for row in evidence.tables[service, "inbox"]]
            found += _differ(f"in the inbox of {service}", events, handled)
    return found


def _dead_letters(evidence: Evidence, replayed: Replayed) -> list[str]:
    found: list[str] = []
    for service in SERVICES:
        expected = {
            record.place
            for record in evidence.records
            if record.place in evidence.promises.poisoned
            and answers_unreadable(record.place[0], family_of(record.value)) == service
        }
        expected |= replayed.refused.get(service, set())
        rows = evidence.tables[service, "quarantine"]
        found += _differ(
            f"in quarantine of {service}", expected, [(r["topic"], r["partition"], r["record_offset"]) for r in rows]
        )
        letters = {
            record.identity[1]: record.event["data"]["quarantine_id"]
            for record in evidence.records
            if record.place[0] == f"deadletter.{service}" and record.event
        }
        found += _differ(f"on deadletter.{service}", [r["quarantine_id"] for r in rows], letters.values())
    return found


def _audit(evidence: Evidence) -> list[str]:
    """Of what nobody could unpack audit has the place, and a digest of what came: not of what is in it."""
    bombs = {record.place for record in evidence.records if len(record.value) > _UNPACKED_BYTES}
    rows = [((r["topic"], r["partition"], r["record_offset"]), r["digest"]) for r in evidence.tables["audit", "record"]]
    kept = [(place, None if place in bombs else digest) for place, digest in rows]
    return _differ("in audit", [(record.place, _logged(record)) for record in evidence.records], kept)


def _logged(record: Seen) -> str | None:
    """What audit knows it by: of what is too large for an event it keeps the beginning, and a digest of the whole."""
    if len(record.value) > _UNPACKED_BYTES:
        return None
    return f"whole {sha256(record.value).hexdigest()}" if len(record.value) > MAX_BYTES else record.digest


def _subjects(distinct: dict[str, list[Seen]], topic: str, *kinds: str) -> Counter[str]:
    return Counter(str(r.event["subject"]) for r in distinct[topic] if r.event and (not kinds or _type(r) in kinds))


def _signals(evidence: Evidence, distinct: dict[str, list[Seen]]) -> list[str]:
    """Every accepted signal stands in exactly one state, the same wherever it is known."""
    tables = evidence.tables
    received = _subjects(distinct, "signal.received", "signal.received")
    direct = _subjects(distinct, "signal.direct")
    supplements = _subjects(distinct, "signal.received", "signal.supplemented")
    taken = {
        topic: [r for r in distinct[topic] if r.identity[1] not in evidence.promises.injected]
        for topic in ("decision.zorg", "decision.riec")
    }
    decided = _subjects(taken, "decision.zorg") | _subjects(taken, "decision.riec")
    assessed: dict[str, list[str]] = defaultdict(list)
    for record in distinct["signal.enriched"]:
        assessed[str((record.event or {})["subject"])].append(_type(record))
    intake = {row["signal_id"]: row["status"] for row in tables["intake", "signal"]}
    enrichment = {row["signal_id"]: row for row in tables["enrichment", "signal"]}
    triage = {row["signal_id"]: row["state"] for row in tables["triage", "signal_case"]}
    found = _differ("among accepted signals at intake", evidence.promises.signals, intake)
    found += _differ("among signals at enrichment", received, enrichment)
    found += _differ("among signals at triage", {*direct, *assessed}, triage)
    returned = {row["signal_id"] for row in tables["triage", "referral"] if row["returned"]}
    told = _told(evidence, distinct)
    due = Counter({signal: len(facts) for signal, facts in assessed.items()}) + decided
    moved = _subjects(distinct, "progress.zorg") + _subjects(distinct, "progress.riec")
    number = Counter({signal: len(statuses) for signal, statuses in told.items()})
    found += _differ("feedback to reporters", (due - number).elements(), [])
    found += _differ("feedback to reporters", [], (number - due - moved).elements())
    for signal in {*intake, *enrichment, *triage}:
        facts = assessed[signal]
        last = facts[-1] if facts else ""
        back = last == "signal.information-asked" and supplements[signal] >= facts.count("signal.information-asked")
        if signal in enrichment:
            state = {
                "signal.enriched": "doorgezet",
                "signal.not-strengthened": "niet-versterkt",
                "signal.information-asked": "te-beoordelen" if back else "bij-melder",
            }.get(last, "te-beoordelen")
            row = enrichment[signal]
            found += _differ(f"state at enrichment of {signal}", [state], [row["state"]])
            found += _differ(f"supplements of {signal}", [supplements[signal]], [row["supplements"]])
        if signal in triage:
            state = {
                "signal.not-strengthened": "niet-versterkt",
                "signal.information-asked": "bij-melder",
                "signal.reopened": "bij-analist",
            }.get(last, "te-beslissen")
            if decided[signal]:
                state = "te-beslissen" if signal in returned else "besloten"
            found += _differ(f"state at triage of {signal}", [state], [triage[signal]])
        if signal in intake:
            reporter_sees = _status(last, bool(direct[signal]), bool(received[signal]), back=back)
            if decided[signal] and told[signal]:
                reporter_sees = told[signal][-1]
            found += _differ(f"status of {signal}", [reporter_sees], [intake[signal]])
    return found


def _told(evidence: Evidence, distinct: dict[str, list[Seen]]) -> dict[str, list[str]]:
    """What reporters were told, by signal, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for record in distinct["signal.feedback"]:
        if record.event and record.identity[1] not in evidence.promises.injected:
            found[str(record.event["subject"])].append(str(record.event["data"]["status"]))
    return found


def _status(last: str, direct: bool, received: bool, *, back: bool) -> str:
    if direct or last == "signal.enriched":
        return "bij-aandachtfunctionaris"
    if last == "signal.not-strengthened":
        return "niet-versterkt"
    if last == "signal.information-asked" and not back:
        return "meer-informatie-gevraagd"
    return "ontvangen" if received else "meldcode-stappen-nodig"


def _decisions(evidence: Evidence, distinct: dict[str, list[Seen]]) -> list[str]:
    published = {
        str(r.event["data"]["decision_id"])
        for topic in ("decision.zorg", "decision.riec")
        for r in distinct[topic]
        if r.event and r.identity[1] not in evidence.promises.injected
    }
    rows = [row["decision_id"] for row in evidence.tables["triage", "decision"]]
    found = _differ("among decisions at triage", published, rows)
    return found + _differ(
        "among decisions told", evidence.promises.decisions, evidence.promises.decisions.intersection(rows)
    )


def _referrals(evidence: Evidence, distinct: dict[str, list[Seen]], replayed: Replayed) -> list[str]:
    """One referral per order of a decision, sent once, standing where its partner's replies brought it."""
    found: list[str] = []
    for service, topic in (("zorg-referral", "decision.zorg"), ("riec-referral", "decision.riec")):
        ordered = [
            (str(r.event["subject"]), str(r.event["data"]["decision_id"]), str(order["partner"]))
            for r in distinct[topic]
            if r.event
            for order in r.event["data"]["orders"]
        ]
        rows = evidence.tables[service, "referral"]
        found += _differ(
            f"among referrals of {service}", ordered, [(r["signal_id"], r["decision_id"], r["partner"]) for r in rows]
        )
        sent = [
            (str(r.event["subject"]), name.removeprefix("referral."))
            for name, declared in topics().items()
            if name.startswith("referral.") and declared.writer == f"service:{service}"
            for r in distinct[name]
            if r.event and _type(r).endswith("-sent")
        ]
        found += _differ(f"on the topics of {service}", [(r["reference"], r["partner"]) for r in rows], sent)
        taken: dict[str, list[str]] = defaultdict(list)
        for step in evidence.tables[service, "referral_step"]:
            taken[step["reference"]].append(step["state"])
        for row in rows:
            steps = replayed.steps.get(row["reference"], [])
            found += _differ(
                f"steps of referral {row['reference']}", enumerate(steps), enumerate(taken[row["reference"]])
            )
            found += _differ(
                f"state of referral {row['reference']}", [steps[-1] if steps else "verzonden"], [row["state"]]
            )
    followed = [(row["reference"], row["state"]) for row in evidence.tables["triage", "referral"]]
    services = ("zorg-referral", "riec-referral")
    known = [(row["reference"], row["state"]) for service in services for row in evidence.tables[service, "referral"]]
    return found + _differ("among referrals as triage follows them", known, followed)


def _questions(evidence: Evidence, distinct: dict[str, list[Seen]], replayed: Replayed) -> list[str]:
    """Alerts and consultations: each once on its topic, answered where its partner answered."""
    alerts = evidence.tables["intake", "alert"]
    asked = evidence.tables["triage", "consultation"]

    def on(topic: str) -> list[str]:
        return [
            str(r.event["subject"]) for r in distinct[topic] if r.event and _type(r).endswith(("-asked", "-raised"))
        ]

    sent = [s for topic in topics() if topic.startswith("consult.") for s in on(topic)]
    return [
        *_differ("among alerts promised", evidence.promises.alerts, [row["alert_id"] for row in alerts]),
        *_differ("on alert.politie", [row["alert_id"] for row in alerts], on("alert.politie")),
        *_differ(
            "alerts acknowledged", replayed.acknowledged, [row["alert_id"] for row in alerts if row["acknowledged"]]
        ),
        *_differ("among consultations", evidence.promises.consultations, [row["reference"] for row in asked]),
        *_differ("on consult topics", [row["reference"] for row in asked], sent),
        *_differ("consultations answered", replayed.answered, [row["reference"] for row in asked if row["answered"]]),
    ]
