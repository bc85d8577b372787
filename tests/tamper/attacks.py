"""Every way to tamper that we could think of, as somebody with that much power would do it.

An attack changes a scene and returns where it must be found: a piece of the finding's place, or its first bad entry.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from services.tlog.note import Note, parse_note
from services.tlog.tiles import BUNDLE, WIDTH, all_places, path
from tests.tamper.history import LOG, OTHER_LOG_KEY, SOURCES, TOPICS, WITNESSES, Chain, Log, honest, length

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from random import Random

    from services.audit.entry import StoredRecord
    from services.audit.verify import Report


class Scene:
    """An honest export, and a checkpoint the auditor kept from halfway."""

    def __init__(self, random: Random, folder: Path) -> None:
        self.random = random
        self.folder = folder / "log"
        self.records = honest(random, length(random))
        self.log = Log()
        middle = len(self.records) // 2
        self.log.append(self.records[:middle])
        self.log.sign()
        self.earlier = folder / "kept-checkpoint"
        self.log.append(self.records[middle:])
        folder.mkdir(parents=True)
        self.earlier.write_text(str(self.log.checkpoint), "utf-8")
        self.middle = middle
        self.log.sign()
        self.log.export(self.folder)

    def place(self) -> int:
        return self.random.randrange(len(self.records))

    def tile(self, *, bundle: bool) -> tuple[Path, int, int]:
        """One of the export's files, its first entry and its width."""
        wanted = [(p, w) for p, w in all_places(len(self.log.entries)) if p[0] == (BUNDLE if bundle else 0)]
        (level, index), width = self.random.choice(wanted)
        return self.folder / path((level, index), width), index * WIDTH, width

    def publish(self, log: Log) -> None:
        shutil.rmtree(self.folder)
        log.export(self.folder)


def found(report: Report, where: str) -> bool:
    return any(where in f"{place}: {what}" for place, what in report.findings)


# --- files of an export, with no key at all


def flip_entry(scene: Scene) -> str:
    file, first, width = scene.tile(bundle=True)
    raw = bytearray(file.read_bytes())
    at, hit = 0, scene.random.randrange(width)
    for _ in range(hit):
        at += 2 + int.from_bytes(raw[at : at + 2], "big")
    length = int.from_bytes(raw[at : at + 2], "big")
    raw[at + 2 + scene.random.randrange(length)] ^= 1 << scene.random.randrange(8)
    file.write_bytes(raw)
    return f"entry {first + hit}:"


def flip_hash(scene: Scene) -> str:
    file, first, width = scene.tile(bundle=False)
    raw = bytearray(file.read_bytes())
    hit = scene.random.randrange(width)
    raw[hit * 32 + scene.random.randrange(32)] ^= 1 << scene.random.randrange(8)
    file.write_bytes(raw)
    return f"entry {first + hit}:"


def delete_file(scene: Scene) -> str:
    file, _, _ = scene.tile(bundle=scene.random.random() < 0.5)
    file.unlink()
    return str(file.relative_to(scene.folder))


def truncate_file(scene: Scene) -> str:
    file, _, _ = scene.tile(bundle=scene.random.random() < 0.5)
    raw = file.read_bytes()
    file.write_bytes(raw[: scene.random.randrange(len(raw))])
    return str(file.relative_to(scene.folder))


def swap_hashes(scene: Scene) -> str:
    file, first, width = scene.tile(bundle=False)
    one, other = sorted(scene.random.sample(range(width), 2)) if width > 1 else (0, 0)
    raw = file.read_bytes()
    rows = [raw[at : at + 32] for at in range(0, len(raw), 32)]
    rows[one], rows[other] = (rows[other], rows[one]) if width > 1 else (bytes(32), bytes(32))
    file.write_bytes(b"".join(rows))
    return f"entry {first + one}:"


def flip_checkpoint(scene: Scene) -> str:
    file = scene.folder / "checkpoint"
    note = parse_note(file.read_bytes())
    size = len(scene.log.entries)
    text = note.text.replace(f"\n{size}\n", f"\n{size - 1}\n")
    file.write_text(str(Note(text, note.lines)), "utf-8")
    return "checkpoint: the signature of"


def strip_witnesses(scene: Scene) -> str:
    file = scene.folder / "checkpoint"
    note = parse_note(file.read_bytes())
    file.write_text(str(Note(note.text, note.lines[: scene.random.choice([1, 2])])), "utf-8")
    return "not enough to count"


# --- the database or the topic, with the log's key and witnesses that go on believing what they saw


def _rewritten(scene: Scene, records: list[StoredRecord], *, signer: bool = True) -> None:
    log = Log(LOG if signer else OTHER_LOG_KEY)
    log.seen = dict(scene.log.seen)
    log.append(records)
    log.sign()
    scene.publish(log)


def _changed(scene: Scene, hit: int) -> StoredRecord:
    value = scene.records[hit].value or b""
    return replace(scene.records[hit], value=value.replace(b"id", b"ix", 1) if b"id" in value else value + b" ")


def resign_with_stolen_key(scene: Scene) -> str:
    """Change a record and make everything again, signed by the log: no witness goes along."""
    hit = scene.place()
    records = [*scene.records]
    records[hit] = _changed(scene, hit)
    _rewritten(scene, records)
    return "not enough to count"


def resign_with_another_key(scene: Scene) -> str:
    _rewritten(scene, scene.records, signer=False)
    return "checkpoint: is not signed by the log" if scene.random.random() < 0.5 else "not enough to count"


def collude_with_one_witness(scene: Scene) -> str:
    """One witness forgets what it saw: one is not enough."""
    log = Log()
    log.seen = {name: head for name, head in scene.log.seen.items() if name != WITNESSES[0].verifier.name}
    records = [*scene.records]
    hit = scene.place()
    records[hit] = _changed(scene, hit)
    log.append(records)
    log.sign()
    scene.publish(log)
    return "1 of 3 witnesses: not enough to count"


def collude_with_all_witnesses(scene: Scene) -> str:
    """Everybody lies; the checkpoint the auditor kept does not."""
    hit = scene.random.randrange(scene.middle)
    log = Log()
    records = [*scene.records]
    records[hit] = _changed(scene, hit)
    log.append(records)
    log.sign()
    scene.publish(log)
    return f"the first {scene.middle} entries: are not those"


def rewind(scene: Scene) -> str:
    """Put back an old backup, and let all witnesses forget: smaller than what the auditor kept."""
    log = Log()
    log.append(scene.records[: scene.random.randrange(1, scene.middle)])
    log.sign()
    scene.publish(log)
    return "you kept"


def old_backup(scene: Scene) -> str:
    """The same without the witnesses' help, grown again with other events."""
    log = Log()
    log.seen = dict(scene.log.seen)
    log.append(scene.records[: scene.middle - 1])
    log.append(honest(scene.random, 5))
    log.sign()
    scene.publish(log)
    return "not enough to count"


def backdate(scene: Scene) -> str:
    hit = scene.place()
    records = [*scene.records]
    records[hit] = replace(records[hit], timestamp_ms=records[hit].timestamp_ms - 86_400_000)
    _rewritten(scene, records)
    return "not enough to count"


def fork(scene: Scene) -> str:
    """Two heads of one size, for two audiences."""
    _rewritten(scene, [*scene.records[:-1], replace(scene.records[-1], value=b"{}", topic="reply.riec")])
    return "not enough to count"


# --- before the log: what never came into it. Everything is signed and witnessed as usual.


def _logged(scene: Scene, records: list[StoredRecord]) -> Log:
    log = Log()
    log.append(records)
    log.sign()
    scene.earlier.write_text(str(log.checkpoint), "utf-8")
    scene.publish(log)
    return log


def audit_drops_record(scene: Scene) -> str:
    """Audit reads the topic and keeps one record back: a gap in the offsets, before the next one of its partition."""
    partitions = {(r.topic, r.partition): n for n, r in enumerate(scene.records)}
    hit = scene.random.choice([n for n, r in enumerate(scene.records) if partitions[r.topic, r.partition] != n])
    gone = scene.records[hit]
    _logged(scene, [r for r in scene.records if r is not gone])
    return f"({gone.topic} partition {gone.partition}): offsets {gone.offset}..{gone.offset} were left out"


def audit_swaps_records(scene: Scene) -> str:
    """Two records of one partition change places."""
    hits: dict[tuple[str, int], list[int]] = {}
    for number, record in enumerate(scene.records):
        hits.setdefault((record.topic, record.partition), []).append(number)
    places = scene.random.choice([found for found in hits.values() if len(found) > 1])
    one, other = sorted(scene.random.sample(places, 2))
    records = [*scene.records]
    records[one], records[other] = records[other], records[one]
    _logged(scene, records)
    return f"entry {one} "


def broker_drops_event(scene: Scene) -> str:
    """The broker takes an event and never has it; its offsets look whole, the writer's numbers do not."""
    numbered = [n for n, r in enumerate(scene.records) if b"sequence" in r.headers]
    hit = scene.random.choice(numbered)
    gone = scene.records[hit]
    same = [r for r in scene.records if r.headers == gone.headers and r.topic == gone.topic]
    _logged(scene, _without(scene.records, same))
    return f"topic {gone.topic}: {1} event(s) left out"


def source_silenced(scene: Scene) -> str:
    """Everything one writer sent on a topic is withheld from somewhere on."""
    topic = scene.random.choice([t for t in TOPICS if TOPICS[t][0] and any(r.topic == t for r in scene.records)])
    own = [r for r in scene.records if r.topic == topic]
    value = scene.random.choice(own).value
    first = next(at for at, record in enumerate(own) if record.value == value)  # without a repeat nothing is missing
    _logged(scene, _without(scene.records, own[first:]))
    return f"topic {topic}: "


def _without(records: list[StoredRecord], gone: list[StoredRecord]) -> list[StoredRecord]:
    """As the broker would number them, had these never been there."""
    offsets: dict[tuple[str, int], int] = {}
    kept: list[StoredRecord] = []
    for record in records:
        if not any(record is one for one in gone):
            place = (record.topic, record.partition)
            offsets[place] = offsets.get(place, -1) + 1
            kept.append(replace(record, offset=offsets[place]))
    return kept


def relay_withholds(scene: Scene) -> str:
    """A relay never sends an event; the writer's statement names what still waits."""
    says_waiting(scene, "0193-x")
    return "event 0193-x was made but never sent"


def says_waiting(scene: Scene, event_id: str) -> None:
    """A writer's signed statement that this event of it was not sent yet, last in the log."""
    service = scene.random.choice([*SOURCES])
    signer = SOURCES[service]
    text = f"{signer.verifier.name}\n2026-11-24T12:00:00Z\nwaiting {event_id}\n"
    chain = Chain(scene.random, [*scene.records])
    record = next(r for r in reversed(scene.records) if r.topic == f"trail.{service}")
    value = (record.value or b"").decode()
    statement = str(Note(text, (signer.sign(text),))).replace("\n", "\\n").replace("—", "\\u2014")
    value = re.sub(r'"statement": "[^"]*"', lambda _: f'"statement": "{statement}"', value)
    last = max(r.offset for r in scene.records if r.topic == record.topic)
    chain.records.append(replace(record, offset=last + 1, value=value.encode()))
    _logged(scene, chain.records)


def forge_statement(scene: Scene) -> str:
    """Somebody writes a smaller count in a statement."""
    hit = scene.random.choice([n for n, r in enumerate(scene.records) if r.topic.startswith("trail.")])
    records = [*scene.records]
    value = records[hit].value or b""
    records[hit] = replace(records[hit], value=value.replace(b"T10:", b"T11:", 1))
    _logged(scene, records)
    return f"entry {hit} (trail."


ATTACKS: dict[str, Callable[[Scene], str]] = {
    attack.__name__: attack
    for attack in (
        flip_entry,
        flip_hash,
        delete_file,
        truncate_file,
        swap_hashes,
        flip_checkpoint,
        strip_witnesses,
        resign_with_stolen_key,
        resign_with_another_key,
        collude_with_one_witness,
        collude_with_all_witnesses,
        rewind,
        old_backup,
        backdate,
        fork,
        audit_drops_record,
        audit_swaps_records,
        broker_drops_event,
        source_silenced,
        relay_withholds,
        forge_statement,
    )
}
