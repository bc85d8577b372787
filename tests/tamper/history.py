"""Made-up histories of the audit log: records, a log with keys and witnesses over them, and its export on disk."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from services.audit.entry import StoredRecord, bundle, entries
from services.tlog.merkle import EMPTY_ROOT, consistency, cover, fold, leaf_hash
from services.tlog.note import COSIGNATURE, NOTE, Checkpoint, Note, Signer
from services.tlog.tiles import BUNDLE, HASH, WIDTH, all_places, grow, hash_of, path, rightmost, tree_root
from services.witness.domain import Accepted, judge

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from random import Random

    from services.tlog.tiles import Place

ORIGIN = "log.example/audit"
TOPICS = {"signal.received": ("intake", 3), "decision.zorg": ("triage", 2), "reply.riec": (None, 1)}
"""Topic to its writing service (None: a partner, who numbers nothing) and its partitions."""


def _signer(name: str, kind: int) -> Signer:
    return Signer.make(name, kind, sha256(name.encode()).digest())


LOG = _signer(ORIGIN, NOTE)
OTHER_LOG_KEY = Signer.make(ORIGIN, NOTE, bytes(32))
WITNESSES = [_signer(f"witness.example/{number}", COSIGNATURE) for number in (1, 2, 3)]
SOURCES = {service: _signer(f"count.example/{service}", NOTE) for service in ("intake", "triage")}

POLICY = "".join(
    [
        f"log {LOG.verifier.vkey}\n",
        *(f"witness w{number} {signer.verifier.vkey}\n" for number, signer in enumerate(WITNESSES, 1)),
        "group w 2 w1 w2 w3\nquorum w\n",
    ]
)


@dataclass
class Chain:
    """Writers, topics and what audit read: an honest history, event by event."""

    random: Random
    records: list[StoredRecord] = field(default_factory=list[StoredRecord])
    _offsets: dict[tuple[str, int], int] = field(default_factory=dict[tuple[str, int], int])
    _numbers: dict[str, int] = field(default_factory=dict[str, int])

    def event(self, topic: str) -> None:
        service, partitions = TOPICS[topic]
        event = {"id": str(UUID(int=self.random.getrandbits(128))), "type": f"nl.{topic}.v1"}
        value = json.dumps(event, separators=(",", ":"))  # as the writers do
        headers: list[list[str]] = [["content-type", b64encode(b"application/cloudevents+json").decode()]]
        if service:
            self._numbers[topic] = number = self._numbers.get(topic, 0) + 1
            headers.append(["sequence", b64encode(str(number).encode()).decode()])
        self._write(topic, self.random.randrange(partitions), value, headers)
        if service and self.random.random() < 0.05:  # the relay crashed before it marked: the same event again
            self._write(topic, self.records[-1].partition, value, headers)

    def statement(self, service: str) -> None:
        """The writer signs how far it came."""
        counts = [f"{topic} {n}\n" for topic, n in self._numbers.items() if TOPICS[topic][0] == service]
        signer = SOURCES[service]
        text = f"{signer.verifier.name}\n2026-11-24T10:{len(self.records) % 60:02}:00Z\n{''.join(counts)}"
        statement = str(Note(text, (signer.sign(text),)))
        data = {"type": "nl.signaalketen.audit.events-counted.v1", "data": {"statement": statement}}
        self._write(f"trail.{service}", 0, json.dumps(data), [])

    def _write(self, topic: str, partition: int, value: str, headers: list[list[str]]) -> None:
        offset = self._offsets.get((topic, partition), -1) + 1
        self._offsets[topic, partition] = offset
        at = 1_795_000_000_000 + len(self.records) * 7
        self.records.append(
            StoredRecord(topic, partition, offset, at, b"key", json.dumps(headers).encode(), value.encode())
        )


def length(random: Random) -> int:
    """Of a history, in events: mostly short ones, some with full tiles."""
    return random.choices([20, 60, 270, 520], [8, 4, 2, 1])[0]


def honest(random: Random, events: int) -> list[StoredRecord]:
    """A history that ends with every writer's statement, twice: nothing is on its way any more."""
    chain = Chain(random)
    for _ in range(events):
        chain.event(random.choice([*TOPICS]))
        if random.random() < 0.05:
            chain.statement(random.choice([*SOURCES]))
    for _ in range(2):
        for service in SOURCES:
            chain.statement(service)
    return chain.records


class Log:
    """The Merkle log over records, in memory, checkpointed and witnessed as the service does it."""

    def __init__(self, signer: Signer = LOG, witnesses: Sequence[Signer] = WITNESSES) -> None:
        self.signer = signer
        self.witnesses = witnesses
        self.entries: list[bytes] = []
        self.tiles: dict[Place, bytes] = {}
        self.checkpoint = Note("", ())
        self.seen: dict[str, Checkpoint] = {}

    def append(self, records: Sequence[StoredRecord]) -> None:
        new = [entry for record in records for entry in entries(record)]
        kept = {place: self.tiles[place] for place in rightmost(len(self.entries)) if place in self.tiles}
        self.tiles |= grow(len(self.entries), kept, [leaf_hash(entry) for entry in new])
        self.entries += new

    def root(self) -> bytes:
        return tree_root(len(self.entries), self.tiles) if self.entries else EMPTY_ROOT

    def sign(self) -> None:
        """A new head, with the cosignature of every witness that accepts it."""
        head = Checkpoint(ORIGIN, len(self.entries), self.root())
        note = Note(head.text, (self.signer.sign(head.text),))
        lines = [self._cosign(witness, note, head) for witness in self.witnesses]
        self.checkpoint = Note(note.text, (*note.lines, *(line for line in lines if line)))

    def _cosign(self, witness: Signer, note: Note, head: Checkpoint) -> str | None:
        name = witness.verifier.name
        old = self.seen[name].size if name in self.seen else 0
        proof: list[bytes] = []
        if old <= head.size:
            proof = [fold([hash_of(n, self.tiles) for n in nodes]) for nodes in consistency(old, head.size)]
        lines = "".join(f"{b64encode(hashed).decode()}\n" for hashed in proof)
        body = f"old {old}\n{lines}\n{note}".encode()
        judged = judge(body, {ORIGIN: LOG.verifier}, lambda _: self.seen.get(name))
        if not isinstance(judged, Accepted):
            return None
        self.seen[name] = head
        return witness.sign(note.text, 1_795_000_000)

    def export(self, folder: Path) -> None:
        for (level, index), width in all_places(len(self.entries)):
            if level == BUNDLE:
                content = bundle(self.entries[index * WIDTH : index * WIDTH + width])
            else:
                content = self.tiles[level, index][: width * HASH]
            put(folder, (level, index), width, content)
        folder.mkdir(exist_ok=True)
        (folder / "checkpoint").write_text(str(self.checkpoint), "utf-8")
        write_keys(folder)


def put(folder: Path, place: Place, width: int, content: bytes) -> None:
    """A tile or a bundle of an export."""
    file = folder / path(place, width)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def write_keys(folder: Path) -> None:
    (folder / "policy").write_text(POLICY, "utf-8")
    (folder / "log.vkey").write_text(f"{LOG.verifier.vkey}\n", "utf-8")
    (folder / "sources").write_text("".join(f"{s.verifier.vkey}\n" for s in SOURCES.values()), "utf-8")


def frontier(log: Log, size: int) -> bytes:
    """Root of the first ``size`` entries."""
    return fold([hash_of(node, log.tiles) for node in cover(0, size)])
