"""The checker finds what it is for: each kind of loss, double and disorder, planted in evidence that holds."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime
from hashlib import md5
from typing import TYPE_CHECKING, Any, cast

import pytest

from schemas.registry import SERVICES
from tests.faults.evidence import Evidence, Promises
from tests.faults.invariants import violations, with_copies
from tests.faults.topic_log import Seen

if TYPE_CHECKING:
    from collections.abc import Callable

SIGNAL = "01a20f7c-0000-7000-8000-000000000001"
SOURCE = "urn:nld:oin:00000099000000001000:systeem:intake"
Tables = dict[tuple[str, str], list[dict[str, Any]]]
_TABLES = {
    "intake": ("signal", "alert"),
    "enrichment": ("signal",),
    "triage": ("signal_case", "consultation", "decision", "referral"),
    "zorg-referral": ("referral", "referral_step"),
    "riec-referral": ("referral", "referral_step"),
    "audit": ("record",),
    "administration": ("setting",),
}


def record(number: int, fact: str, offset: int) -> Seen:
    event: dict[str, Any] = {
        "id": f"event-{number}",
        "source": SOURCE,
        "type": f"nl.signaalketen.signal.{fact}.v1",
        "subject": SIGNAL,
        "data": {},
    }
    value = json.dumps(event).encode()
    digest = md5(value).hexdigest()  # noqa: S324 - as the database computes it
    return Seen(("signal.received", 0, offset), SIGNAL.encode(), value, digest, event)


def whole() -> tuple[list[Seen], Tables]:
    """One report and one supplement, everywhere where they should be."""
    records = [record(1, "received", 0), record(2, "supplemented", 1)]
    tables: Tables = {(s, t): [] for s in SERVICES for t in ("outbox", "inbox", "quarantine", *_TABLES[s])}
    tables["intake", "signal"] = [{"signal_id": SIGNAL, "status": "ontvangen"}]
    tables["enrichment", "signal"] = [{"signal_id": SIGNAL, "state": "te-beoordelen", "supplements": 1}]
    for seen in records:
        event_id = seen.identity[1]
        row = {"topic": seen.place[0], "key": seen.key, "event_id": event_id, "digest": seen.digest, "sent": True}
        tables["intake", "outbox"].append({**row, "committed_at": datetime.fromtimestamp(seen.place[2], UTC)})
        tables["enrichment", "inbox"].append({"source": SOURCE, "event_id": event_id})
        place = {"topic": seen.place[0], "partition": 0, "record_offset": seen.place[2]}
        tables["audit", "record"].append({**place, "digest": seen.digest})
    return records, tables


def found(records: list[Seen], tables: Tables) -> str:
    return "\n".join(violations(Evidence(Promises(signals={SIGNAL}), records, cast("Any", tables))))


def test_what_holds_is_found_to_hold() -> None:
    assert not found(*whole())


def test_what_was_committed_later_may_come_later() -> None:
    records, tables = whole()
    tables["intake", "outbox"].reverse()
    assert not found(records, tables)


def _drop(service: str, table: str) -> Callable[[list[Seen], Tables], None]:
    def drop(_: list[Seen], tables: Tables) -> None:
        tables[service, table].pop()

    return drop


def _swap(records: list[Seen], _: Tables) -> None:
    records[:] = [record(2, "supplemented", 0), record(1, "received", 1)]


def _double(_: list[Seen], tables: Tables) -> None:
    tables["enrichment", "signal"][0]["supplements"] = 2


def _unsent(_: list[Seen], tables: Tables) -> None:
    tables["intake", "outbox"][1]["sent"] = False


def _other_bytes(_: list[Seen], tables: Tables) -> None:
    tables["intake", "outbox"][0]["digest"] = "another"


def _other_state(_: list[Seen], tables: Tables) -> None:
    tables["intake", "signal"][0]["status"] = "doorgeleid"


def _letter_nobody_wrote(_: list[Seen], tables: Tables) -> None:
    row = {"quarantine_id": "q", "topic": "signal.received", "partition": 0, "record_offset": 0, "reason": "defect"}
    tables["enrichment", "quarantine"].append(row)


@pytest.mark.parametrize(
    ("plant", "says"),
    [
        (_drop("intake", "signal"), "LOST among accepted signals at intake"),
        (_drop("enrichment", "signal"), "LOST among signals at enrichment"),
        (_drop("enrichment", "inbox"), "LOST in the inbox of enrichment"),
        (_drop("audit", "record"), "LOST in audit"),
        (_drop("intake", "outbox"), "UNKNOWN record on"),
        (_swap, "ORDER of one key"),
        (_double, "DOUBLED or unknown supplements"),
        (_unsent, "LOST outbox: 1 unsent"),
        (_other_bytes, "outbox of intake and topic differ"),
        (_other_state, "status of"),
        (_letter_nobody_wrote, "DOUBLED or unknown in quarantine of enrichment"),
    ],
)
def test_what_is_planted_is_found(plant: Callable[[list[Seen], Tables], None], says: str) -> None:
    records, tables = deepcopy(whole())
    plant(records, tables)
    assert says in found(records, tables)


def test_a_poison_that_was_sent_twice_is_poison_twice() -> None:
    """A writer that heard nothing of the first sends it again; what is like it on another topic is another."""
    first, again = (Seen(("reply.riec", 0, offset), b"k", b"{", "d", None) for offset in (3, 4))
    other = Seen(("reply.nla", 0, 9), b"k", b"{", "d", None)
    assert with_copies([first, again, other], {first.place}) == {first.place, again.place}
