"""Self-contained proofs that an entry is in a log (C2SP tlog-proof)."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

from services.tlog.merkle import ProofError, leaf_hash, root_of_inclusion
from services.tlog.note import parse_checkpoint, parse_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.tlog.policy import Policy

_HEAD = "c2sp.org/tlog-proof@v1"


def write_proof(index: int, hashes: Sequence[bytes], checkpoint: str) -> str:
    """As text; ``checkpoint`` is the whole note, ``hashes`` the path from the leaf up."""
    lines = "".join(f"{base64.b64encode(hashed).decode()}\n" for hashed in hashes)
    return f"{_HEAD}\nindex {index}\n{lines}\n{checkpoint}"


def check_proof(entry: bytes, proof: str, policy: Policy) -> int:
    """The entry's index. Raises ProofError or NoteError unless the policy's log holds it, witnessed."""
    text, _, checkpoint = proof.partition("\n\n")
    head, place, *lines = [line for line in text.split("\n") if not line.startswith("extra ")] + [""] * 2
    match = re.fullmatch(r"index (0|[1-9][0-9]{0,18})", place)
    if head != _HEAD or match is None:
        raise ProofError("not a tlog-proof")
    note = parse_note(checkpoint.encode())
    tree = parse_checkpoint(note.text)
    if not any(log.name == tree.origin and note.signed_by(log) for log in policy.logs):
        raise ProofError("not signed by a log of the policy")
    if not policy.witnessed(note):
        raise ProofError("not enough witnesses")
    hashes = [base64.b64decode(line, validate=True) for line in lines if line]
    if root_of_inclusion(leaf_hash(entry), int(match[1]), tree.size, hashes) != tree.root:
        raise ProofError("does not lead to the checkpoint's root")
    return int(match[1])
