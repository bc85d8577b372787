"""RFC 6962 Merkle trees: hashes, which subtrees a proof is made of, and whether a proof holds. Pure.

A ``Node`` is a perfect subtree: its height and its place among the subtrees of that height.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Node = tuple[int, int]

EMPTY_ROOT = sha256(b"").digest()


class ProofError(ValueError):
    """A proof that does not hold, or cannot exist for these sizes."""


def leaf_hash(entry: bytes) -> bytes:
    """RFC 6962, 2.1: a leaf is never taken for a node."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962, 2.1: of two subtrees, 32 bytes each."""
    return sha256(b"\1" + left + right).digest()


def cover(start: int, end: int) -> list[Node]:
    """The perfect subtrees of ``[start, end)``, left to right; ``start`` is a multiple of the largest one's width."""
    nodes: list[Node] = []
    while start < end:
        height = (end - start).bit_length() - 1
        nodes.append((height, start >> height))
        start += 1 << height
    return nodes


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over perfect subtrees as ``cover`` lists them."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def inclusion(index: int, size: int) -> list[list[Node]]:
    """What each hash of the inclusion proof covers, from the leaf's sibling to the root's child (RFC 6962 2.1.1)."""
    if not 0 <= index < size:
        raise ProofError(f"entry {index} is not in a tree of {size}")
    return [cover(start, end) for start, end in _siblings(index, 0, size)]


def _siblings(index: int, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def consistency(old: int, new: int) -> list[list[Node]]:
    """What each hash of the consistency proof covers (RFC 6962 2.1.2); empty for an empty old tree or equal sizes."""
    if not 0 <= old <= new:
        raise ProofError(f"a tree of {new} does not go on from one of {old}")
    if old in (0, new):
        return []
    found: list[tuple[int, int]] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start, whole = middle, False
    if not whole:
        found.append((start, end))
    return [cover(start, end) for start, end in reversed(found)]


def _split(width: int) -> int:
    """The largest power of two below ``width``."""
    return 1 << ((width - 1).bit_length() - 1)


def root_of_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root this proof leads to (RFC 9162 2.1.3.2). Raises ProofError when it has another length."""
    siblings = _siblings(index, 0, size) if 0 <= index < size else None
    if siblings is None or len(siblings) != len(proof):
        raise ProofError(f"no inclusion proof of entry {index} in a tree of {size} has {len(proof)} hashes")
    root = leaf
    for (start, _), sibling in zip(siblings, proof, strict=True):
        root = node_hash(root, sibling) if start > index else node_hash(sibling, root)
    return root


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Raises ProofError unless the tree of ``new`` begins with the tree of ``old`` (RFC 9162 2.1.4.2)."""
    if old > new:
        raise ProofError("the tree became smaller")
    if old == new and old_root != new_root:
        raise ProofError("two roots for one size")
    if old in (0, new):
        if proof:
            raise ProofError("nothing to prove, yet a proof")
        return
    hashes: Iterator[bytes] = iter([old_root, *proof] if old & (old - 1) == 0 else proof)
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    try:
        one = other = next(hashes)
        while last:
            if node & 1 or node == last:
                sibling = next(hashes)
                one, other = node_hash(sibling, one), node_hash(sibling, other)
                while node and not node & 1:
                    node, last = node >> 1, last >> 1
            else:
                other = node_hash(other, next(hashes))
            node, last = node >> 1, last >> 1
    except StopIteration:
        raise ProofError("too few hashes") from None
    if next(hashes, None) is not None:
        raise ProofError("too many hashes")
    if one != old_root or other != new_root:
        raise ProofError("the hashes do not lead from the one root to the other")
