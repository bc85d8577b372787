"""A witness cosigns what goes on from what it cosigned before, and nothing else (C2SP tlog-witness)."""

from __future__ import annotations

from base64 import b64decode, b64encode
from contextlib import closing
from http import HTTPStatus
from random import Random
from typing import TYPE_CHECKING

import pytest

from services.tlog.merkle import EMPTY_ROOT, consistency, fold
from services.tlog.note import Checkpoint, Note
from services.tlog.tiles import hash_of
from services.witness.domain import Accepted, Refused, judge
from services.witness.state import State
from tests.tamper.history import LOG, ORIGIN, OTHER_LOG_KEY, Log, frontier, honest

if TYPE_CHECKING:
    from pathlib import Path

LOGS = {ORIGIN: LOG.verifier}


@pytest.fixture(scope="module")
def log() -> Log:
    made = Log()
    made.append(honest(Random(6), 300))
    return made


def head(log: Log, size: int, *, root: bytes | None = None, signer: object = LOG, origin: str = ORIGIN) -> Note:
    text = Checkpoint(origin, size, root or (frontier(log, size) if size else EMPTY_ROOT)).text
    return Note(text, (LOG.sign(text) if signer is LOG else OTHER_LOG_KEY.sign(text),))


def body(log: Log, old: int, new: int, note: Note, *, proof: list[bytes] | None = None) -> bytes:
    hashes = proof
    if hashes is None:
        hashes = [fold([hash_of(n, log.tiles) for n in nodes]) for nodes in consistency(old, new)] if old <= new else []
    lines = "".join(f"{b64encode(hashed).decode()}\n" for hashed in hashes)
    return f"old {old}\n{lines}\n{note}".encode()


def damaged(note: Note) -> Note:
    """With a signature line that holds another's signature under the log's key."""
    name, encoded = note.lines[0].removeprefix("— ").split()
    raw = bytearray(b64decode(encoded))
    raw[-1] ^= 1
    return Note(note.text, (f"— {name} {b64encode(raw).decode()}\n",))


def answer(log: Log, sent: bytes, last: int | None) -> Accepted | Refused:
    known = None if last is None else Checkpoint(ORIGIN, last, frontier(log, last))
    return judge(sent, LOGS, lambda origin: known if origin == ORIGIN else None)


def test_it_accepts_what_goes_on(log: Log) -> None:
    first = head(log, 200)
    assert answer(log, body(log, 0, 200, first), None) == Accepted(first, Checkpoint(ORIGIN, 200, frontier(log, 200)))
    assert isinstance(answer(log, body(log, 200, 290, head(log, 290)), 200), Accepted)
    assert isinstance(answer(log, body(log, 200, 200, head(log, 200)), 200), Accepted)


def test_every_refusal_of_the_standard(log: Log) -> None:
    other = bytes(32)
    sent = body(log, 7, 9, head(log, 9))
    line = sent.split(b"\n")[1]
    request, proof = "not an add-checkpoint request", "a line of the proof is not a hash"
    status = HTTPStatus
    cases = {
        "unknown log": (
            body(log, 0, 9, head(log, 9, origin="log.example/other")),
            (None, status.NOT_FOUND, "unknown log"),
        ),
        "another key": (body(log, 0, 9, head(log, 9, signer=None)), (None, status.FORBIDDEN, "not signed by the log")),
        "a signature that does not hold": (
            body(log, 0, 9, damaged(head(log, 9))),
            (None, status.FORBIDDEN, f"the signature of {ORIGIN} does not hold"),
        ),
        "old above new": (
            body(log, 10, 9, head(log, 9)),
            (10, status.BAD_REQUEST, "old size above the checkpoint's"),
        ),
        "stale": (body(log, 5, 9, head(log, 9)), (7, status.CONFLICT, "7")),
        "rolled back": (body(log, 0, 9, head(log, 9)), (200, status.CONFLICT, "200")),
        "forked": (
            body(log, 7, 9, head(log, 9, root=other)),
            (7, status.UNPROCESSABLE_ENTITY, "the hashes do not lead from the one root to the other"),
        ),
        "two roots": (
            body(log, 9, 9, head(log, 9, root=other)),
            (9, status.UNPROCESSABLE_ENTITY, "two roots for one size"),
        ),
        "proof from nothing": (
            body(log, 0, 9, head(log, 9), proof=[other]),
            (None, status.UNPROCESSABLE_ENTITY, "nothing to prove, yet a proof"),
        ),
        "the longest proof": (
            body(log, 0, 9, head(log, 9), proof=[other] * 63),
            (None, status.UNPROCESSABLE_ENTITY, "nothing to prove, yet a proof"),
        ),
        "a longer one": (body(log, 0, 9, head(log, 9), proof=[other] * 64), (None, status.BAD_REQUEST, request)),
        "empty tree": (
            body(log, 0, 0, head(log, 0, root=other)),
            (None, status.UNPROCESSABLE_ENTITY, "the empty tree has another root"),
        ),
        "no note": (b"old 0\n\nx", (None, status.BAD_REQUEST, "no signatures")),
        "no blank line": (sent.partition(b"\n\n")[0], (7, status.BAD_REQUEST, request)),
        "leading zero": (sent.replace(b"old 7", b"old 07"), (7, status.BAD_REQUEST, request)),
        "no hash": (body(log, 7, 9, head(log, 9), proof=[b"short"]), (7, status.BAD_REQUEST, proof)),
        "no base64": (sent.replace(line, b"!" + line), (7, status.BAD_REQUEST, proof)),
        "cut base64": (sent.replace(line, line[:-1]), (7, status.BAD_REQUEST, proof)),
    }
    for name, (request_body, (last, refused_with, said)) in cases.items():
        assert answer(log, request_body, last) == Refused(refused_with, f"{said}\n"), name


def test_what_it_cosigned_outlives_it(log: Log, tmp_path: Path) -> None:
    with closing(State(tmp_path)) as state:
        state.save(ORIGIN, str(head(log, 9)))
    with closing(State(tmp_path)) as state:
        assert state.last(ORIGIN) == Checkpoint(ORIGIN, 9, frontier(log, 9))


def test_one_process_per_state(tmp_path: Path) -> None:
    with closing(State(tmp_path)) as held:
        with pytest.raises(BlockingIOError):
            State(tmp_path)
        assert held.last(ORIGIN) is None
