"""The folder of a backup: which base serves which moment, how far groups were by then, and who may read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from deploy.backup import groups, keys
from deploy.backup.archive import Archive
from deploy.errors import CannotTryError
from deploy.secrets import LOG_KEY, LOG_POLICY, LOG_VKEY, make_secrets, replace_log_key
from services.tlog.note import Signer, parse_vkey
from services.tlog.policy import parse_policy

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PLACE = ("signal.received", 3)


def archive_with(folder: Path, *bases: tuple[int, datetime]) -> Archive:
    archive = Archive(folder / "archive")
    for timeline, whole_at in bases:
        life = archive.life(timeline)
        life.unfinished_base.mkdir()
        life.finished(whole_at)
    return archive


def test_the_newest_base_that_was_whole_by_then_is_taken(tmp_path: Path) -> None:
    archive = archive_with(tmp_path, (2, NOON), (2, NOON + MINUTE), (10, NOON + 5 * MINUTE))
    archive.life(11)  # of which there is no base yet
    assert [life.timeline for life in archive.lives()] == [2, 10, 11]
    for until, timeline, whole_at in (
        (None, 10, NOON + 5 * MINUTE),
        (NOON + 5 * MINUTE, 10, NOON + 5 * MINUTE),
        (NOON + 4 * MINUTE, 2, NOON + MINUTE),
        (NOON, 2, NOON),
    ):
        life = archive.life_for(until)
        assert (life.timeline, life.base_for(until).whole_at) == (timeline, whole_at)
    with pytest.raises(CannotTryError):
        archive.life_for(NOON - MINUTE)


def test_a_base_that_is_not_whole_is_none(tmp_path: Path) -> None:
    life = archive_with(tmp_path).life(1)
    life.unfinished_base.mkdir()
    assert life.bases() == []


def test_groups_are_never_further_than_the_database(tmp_path: Path) -> None:
    file = tmp_path / "groups.jsonl"
    assert groups.as_of(file, NOON) == {}
    groups.append(file, NOON, {"triage": {PLACE: 5}, "riec": {PLACE: 1}})
    groups.append(file, NOON + MINUTE, {"triage": {PLACE: 9}})
    assert groups.as_of(file, NOON - MINUTE) == {}
    assert groups.as_of(file, NOON + MINUTE / 2) == {"triage": {PLACE: 5}, "riec": {PLACE: 1}}
    assert groups.as_of(file, NOON + MINUTE) == {"triage": {PLACE: 9}, "riec": {PLACE: 1}}


def test_a_line_that_was_cut_off_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "groups.jsonl"
    groups.append(file, NOON, {"triage": {PLACE: 5}})
    whole = file.read_bytes()
    file.write_bytes(whole + whole[:-1].replace(b"5", b"9"))
    assert groups.as_of(file, NOON) == {"triage": {PLACE: 5}}


def test_keys_come_back_where_they_are_gone_and_nobody_else_reads_them(tmp_path: Path) -> None:
    root, kept = tmp_path / "root", tmp_path / "kept"
    for name in ("secrets/passwords/intake", "certs/partners/riec.pem", "postgres/password"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name, "utf-8")
    for _ in range(2):
        keys.keep(root, kept)
    found = [*kept.rglob("*")]
    assert {path.stat().st_mode & 0o777 for path in found if path.is_file()} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (kept, *found) if path.is_dir()} == {0o700}
    (root / "postgres" / "password").unlink()
    (root / "secrets" / "passwords" / "intake").write_text("of now", "utf-8")
    assert keys.put_back(kept, root) == ["postgres/password"]
    assert (root / "postgres" / "password").read_text("utf-8") == "postgres/password"
    assert (root / "secrets" / "passwords" / "intake").read_text("utf-8") == "of now"


def test_a_log_that_goes_on_has_a_name_and_key_of_its_own(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    before = parse_policy((tmp_path / LOG_POLICY).read_text("utf-8"))
    names = [replace_log_key(tmp_path) for _ in range(2)]
    log = "signaalketen.local/log"
    assert names == [(log, f"{log}/2"), (f"{log}/2", f"{log}/3")]
    policy = parse_policy((tmp_path / LOG_POLICY).read_text("utf-8"))
    signer = Signer.parse((tmp_path / LOG_KEY).read_text("utf-8"))
    assert policy.logs == (signer.verifier,)
    assert policy.witnesses == before.witnesses
    known = [parse_vkey(line).name for line in (tmp_path / LOG_VKEY).read_text("utf-8").splitlines()]
    assert known == [log, f"{log}/2", f"{log}/3"]
