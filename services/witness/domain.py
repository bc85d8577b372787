"""What a witness answers to a checkpoint (C2SP tlog-witness, add-checkpoint). Pure."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from services.tlog.merkle import EMPTY_ROOT, ProofError, verify_consistency
from services.tlog.note import Checkpoint, Note, NoteError, parse_checkpoint, parse_note

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from services.tlog.note import Verifier

MAX_BYTES = 64_000
SIZE_TYPE = "text/x.tlog.size"

_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
_MAX_PROOF = 63


@dataclass(frozen=True, slots=True)
class Refused:
    """``body`` says why, or on a conflict the size that was cosigned last."""

    status: HTTPStatus
    body: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """To be cosigned, once it is on record."""

    note: Note
    checkpoint: Checkpoint


def judge(  # noqa: PLR0911 - one return per answer of the standard
    body: bytes, logs: Mapping[str, Verifier], last: Callable[[str], Checkpoint | None]
) -> Accepted | Refused:
    """``logs`` are those known, by origin; ``last`` gives the checkpoint cosigned last of an origin."""
    try:
        old, proof, note = _read(body)
        checkpoint = parse_checkpoint(note.text)
    except (NoteError, ValueError) as error:
        return Refused(HTTPStatus.BAD_REQUEST, f"{error}\n")
    known = logs.get(checkpoint.origin)
    if known is None:
        return Refused(HTTPStatus.NOT_FOUND, "unknown log\n")
    try:
        if not note.signed_by(known):
            return Refused(HTTPStatus.FORBIDDEN, "not signed by the log\n")
    except NoteError as error:
        return Refused(HTTPStatus.FORBIDDEN, f"{error}\n")
    if old > checkpoint.size:
        return Refused(HTTPStatus.BAD_REQUEST, "old size above the checkpoint's\n")
    latest = last(checkpoint.origin) or Checkpoint(checkpoint.origin, 0, EMPTY_ROOT)
    if old != latest.size:
        return Refused(HTTPStatus.CONFLICT, f"{latest.size}\n")
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "the empty tree has another root\n")
    try:
        verify_consistency(old, latest.root, checkpoint.size, checkpoint.root, proof)
    except ProofError as error:
        return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"{error}\n")
    return Accepted(note, checkpoint)


def _read(body: bytes) -> tuple[int, list[bytes], Note]:
    head, blank, note = body.partition(b"\n\n")
    lines = head.decode("ascii").split("\n")
    match = _OLD.fullmatch(lines[0])
    if not blank or match is None or len(lines) > _MAX_PROOF + 1:
        raise ValueError("not an add-checkpoint request")
    try:
        proof = [base64.b64decode(line, validate=True) for line in lines[1:]]
    except binascii.Error:
        proof = [b""]
    if any(len(hashed) != 32 for hashed in proof):
        raise ValueError("a line of the proof is not a hash")
    return int(match[1]), proof, parse_note(note)
