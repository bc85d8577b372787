"""The offline verifier: an honest export holds, and every way to tamper is found where it is."""

from __future__ import annotations

import json
import subprocess
import sys
from random import Random
from typing import TYPE_CHECKING

import pytest

from services.audit import verify as verifier
from services.audit.domain import headers_json
from services.audit.entry import StoredRecord, entries
from services.runtime.messaging.record import Cut, Record
from services.tlog.note import Note, parse_note
from tests.tamper.attacks import ATTACKS, Scene, found, says_waiting
from tests.tamper.history import Log, honest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("events", [0, 1, 5, 250, 600])
def test_an_honest_log_holds(tmp_path: Path, events: int) -> None:
    log = Log()
    log.append(honest(Random(events), events))
    log.sign()
    log.export(tmp_path)
    report = verifier.verify(tmp_path)
    assert report.findings == []
    assert (report.size, report.witnesses) == (len(log.entries), 3)


@pytest.mark.parametrize("attack", [*ATTACKS])
def test_every_attack_is_found_where_it_was_made(tmp_path: Path, attack: str) -> None:
    for seed in range(4):
        scene = Scene(Random(f"{attack}{seed}"), tmp_path / str(seed))
        where = ATTACKS[attack](scene)
        report = verifier.verify(scene.folder, None, scene.earlier)
        assert found(report, where), (where, report.findings[:5])


def test_what_waited_long_and_was_sent_after_all_is_no_alarm(tmp_path: Path) -> None:
    """A broker that is away for an hour makes a writer say so; found by looking at the fault runs."""
    scene = Scene(Random(3), tmp_path / "log")
    sent = next(r.value or b"" for r in scene.records if (r.value or b"").startswith(b'{"id"'))
    says_waiting(scene, json.loads(sent)["id"])
    assert verifier.verify(scene.folder).findings == []


@pytest.mark.parametrize(("start", "left_out"), [(1, False), (2, True), (0, True)])
def test_a_batch_that_was_not_unpacked_stands_for_its_offsets(tmp_path: Path, start: int, left_out: bool) -> None:
    """Neither fewer, nor those that are there already; what a writer puts in a header of its own stands for nothing."""
    batch = headers_json(Record("reply.riec", 0, 5, 5, None, None, (), Cut(17, "cd" * 32, "zstd", start)))
    forged = headers_json(Record("reply.riec", 0, 9, 5, None, b"{}", (("cut", b'{"start": 7}'),)))
    log = Log()
    log.append(
        [
            StoredRecord("reply.riec", 0, 0, 5, None, b"[]", b"{}"),
            StoredRecord("reply.riec", 0, 5, 5, None, batch.encode(), None),
            StoredRecord("reply.riec", 0, 6, 5, None, b"[]", b"{}"),
            StoredRecord("reply.riec", 0, 9, 5, None, forged.encode(), b"{}"),
        ]
    )
    log.sign()
    log.export(tmp_path)
    found = [what for _, what in verifier.verify(tmp_path).findings]
    assert found == ["offsets 1..4 were left out"] * left_out + ["offsets 7..8 were left out"]


def test_a_large_record_is_cut_and_put_together(tmp_path: Path) -> None:
    sizes = (63_900, 64_000, 65_536, 200_000)
    records = [StoredRecord("signal.direct", 0, n, 5, None, b"[]", bytes([n]) * size) for n, size in enumerate(sizes)]
    assert all(len(entry) < 65_536 for record in records for entry in entries(record))
    log = Log()
    log.append(records)
    log.sign()
    log.export(tmp_path)
    assert verifier.verify(tmp_path).findings == []
    assert len(log.entries) == 9


def test_two_of_three_witnesses_count_and_one_does_not(tmp_path: Path) -> None:
    log = Log()
    log.append(honest(Random(1), 40))
    log.sign()
    log.export(tmp_path)
    note = parse_note((tmp_path / "checkpoint").read_bytes())
    for kept, holds in ((3, True), (2, False)):
        (tmp_path / "checkpoint").write_text(str(Note(note.text, note.lines[:kept])), "utf-8")
        assert (verifier.verify(tmp_path).findings == []) is holds


def test_it_runs_alone(tmp_path: Path) -> None:
    """Isolated from our packages, with the exit codes every command has."""
    log = Log()
    log.append(honest(Random(2), 30))
    log.sign()
    log.export(tmp_path)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-ISE", verifier.__file__, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    held = run(str(tmp_path))
    assert held.returncode == 0
    assert held.stdout.endswith("holds\n")
    bundle = next((tmp_path / "tile" / "entries").iterdir())
    bundle = bundle if bundle.is_file() else next(bundle.iterdir())
    bundle.write_bytes(bundle.read_bytes().replace(b"key", b"kex", 1))
    broken = run(str(tmp_path))
    assert broken.returncode == 1
    assert "entry 0: is not what was logged" in broken.stdout
    assert run(str(tmp_path / "nothing")).returncode == 2


def test_an_auditor_reads_it_in_an_hour() -> None:
    with open(verifier.__file__, encoding="utf-8") as file:  # noqa: PTH123 - a module's own file
        assert len(file.readlines()) <= 500
