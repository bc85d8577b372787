"""Trees, tiles, notes and policies, against published vectors and against the definition itself."""

from __future__ import annotations

from contextlib import closing
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree  # pyright: ignore[reportMissingTypeStubs] - has none

from services.audit import verify as verifier
from services.audit.signer import Frontier
from services.audit.whole_tree import WholeTree
from services.tlog import merkle, tiles
from services.tlog.merkle import ProofError, leaf_hash, node_hash
from services.tlog.note import (
    COSIGNATURE,
    NOTE,
    Checkpoint,
    NoteError,
    Signer,
    parse_checkpoint,
    parse_note,
    parse_vkey,
)
from services.tlog.policy import PolicyError, parse_policy
from tests.tamper.history import POLICY

# Of the Certificate Transparency reference implementation, used by every other one since.
CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
CT_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}

# c2sp.org/signed-note, the example.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjO"
    "BH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)

# RFC 8032, 7.1, TEST 3.
RFC8032_PUBLIC = bytes.fromhex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
RFC8032_SIGNATURE = bytes.fromhex(
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc0"
    "27beceea1ec40a"
)


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(by_definition(leaves[:middle]), by_definition(leaves[middle:]))


def kept(leaves: list[bytes], *batches: int) -> dict[tiles.Place, bytes]:
    """Tiles of a tree that grew in these batches, and then to its end."""
    found: dict[tiles.Place, bytes] = {}
    size = 0
    for batch in (*batches, len(leaves)):
        new = leaves[size : size + batch]
        right = {place: found[place] for place in tiles.rightmost(size) if place in found}
        found |= tiles.grow(size, right, new)
        size += len(new)
    return found


LEAVES = [leaf_hash(str(number).encode()) for number in range(1100)]


def test_published_roots() -> None:
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in CT_LEAVES]
    for size, root in CT_ROOTS.items():
        assert tiles.tree_root(size, kept(leaves[:size])).hex() == root
        assert by_definition(leaves[:size]).hex() == root


@given(st.integers(1, len(LEAVES)), st.lists(st.integers(1, 400), max_size=4), st.data())
def test_however_it_grew_the_tiles_hold_the_tree_and_its_proofs(
    size: int, batches: list[int], data: st.DataObject
) -> None:
    leaves = LEAVES[:size]
    stored = kept(leaves, *batches)
    root = by_definition(leaves)
    assert tiles.tree_root(size, stored) == root
    old = data.draw(st.integers(0, size))
    old_root = by_definition(leaves[:old])
    perfect = [(height, index) for height in range(size.bit_length()) for index in range(size >> height)]
    with closing(WholeTree()) as tree:
        for batch in (*batches, size):
            tree.add(leaves[tree.size : tree.size + batch])
        assert [tree.hash_of(node) for node in perfect] == [tiles.hash_of(node, stored) for node in perfect]
        assert tree.root(merkle.cover(0, old)) == old_root
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    assert frontier.root() == root
    widths = {place: width for place, width in tiles.all_places(size) if place[0] >= 0}
    assert {place: len(tile) // 32 for place, tile in stored.items()} == widths

    def prove(covers: list[list[merkle.Node]]) -> list[bytes]:
        return [merkle.fold([tiles.hash_of(node, stored) for node in nodes]) for nodes in covers]

    index = data.draw(st.integers(0, size - 1))
    proof = prove(merkle.inclusion(index, size))
    assert merkle.root_of_inclusion(leaves[index], index, size, proof) == root
    proof = prove(merkle.consistency(old, size))
    merkle.verify_consistency(old, old_root, size, root, proof)
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        bad = [*proof]
        bad[place] = bytes(a ^ 1 for a in bad[place])
        for wrong in (bad, proof[:-1], [*proof, proof[0]]):
            with pytest.raises(ProofError):
                merkle.verify_consistency(old, old_root, size, root, wrong)
    if old:
        with pytest.raises(ProofError):
            merkle.verify_consistency(old, node_hash(old_root, old_root), size, root, proof)


def test_another_implementation_makes_the_same_roots_and_proofs() -> None:
    entries = [str(number).encode() for number in range(300)]
    oracle: Any = InmemoryTree(algorithm="sha256")
    for entry in entries:
        oracle.append_entry(entry)
    leaves = [leaf_hash(entry) for entry in entries]
    stored = kept(leaves)
    for size in (1, 2, 3, 7, 8, 100, 255, 256, 257, 300):
        assert tiles.tree_root(size, stored) == oracle.get_root(size)
        for index in {0, size // 3, size - 1}:
            theirs = oracle.prove_inclusion(index + 1, size).serialize()["path"]
            ours = [merkle.fold([tiles.hash_of(n, stored) for n in nodes]) for nodes in merkle.inclusion(index, size)]
            assert sorted(theirs) == sorted(hashed.hex() for hashed in [leaves[index], *ours])


@pytest.mark.parametrize(("place", "width", "text"), [
    ((0, 0), 256, "tile/0/000"),
    ((1, 1234067), 256, "tile/1/x001/x234/067"),
    ((tiles.BUNDLE, 273), 112, "tile/entries/273.p/112"),
])  # fmt: skip
def test_paths_are_those_of_the_standard(place: tiles.Place, width: int, text: str) -> None:
    assert tiles.path(place, width) == text
    assert tiles.parse_path(text.removeprefix("tile/")) == (place, width)


@pytest.mark.parametrize("text", ["00/000", "0/x000/001", "0/1", "0/001.p/0", "0/001.p/256", "0/001.p/01", "64/000"])
def test_no_other_path_is_a_tiles(text: str) -> None:
    assert tiles.parse_path(text) is None


def test_a_tree_of_70000_has_the_tiles_the_standard_says() -> None:
    widths = dict(tiles.all_places(70_000))
    assert sum(width == 256 for (level, _), width in widths.items() if level == 0) == 273
    assert (widths[0, 273], widths[1, 0], widths[1, 1], widths[2, 0]) == (112, 256, 17, 1)


def test_the_published_note() -> None:
    assert parse_note(EXAMPLE_NOTE.encode()).signed_by(parse_vkey(EXAMPLE_KEY))
    assert verifier.signed(EXAMPLE_NOTE.encode(), verifier.parse_key(EXAMPLE_KEY))
    changed = EXAMPLE_NOTE.replace("message", "massage").encode()
    with pytest.raises(NoteError):
        parse_note(changed).signed_by(parse_vkey(EXAMPLE_KEY))
    with pytest.raises(verifier.BrokenError):
        verifier.signed(changed, verifier.parse_key(EXAMPLE_KEY))


def test_published_ed25519() -> None:
    assert verifier.ed25519_holds(RFC8032_PUBLIC, bytes.fromhex("af82"), RFC8032_SIGNATURE)
    for place in range(64):
        wrong = bytearray(RFC8032_SIGNATURE)
        wrong[place] ^= 1
        assert not verifier.ed25519_holds(RFC8032_PUBLIC, bytes.fromhex("af82"), bytes(wrong))


@given(st.binary(min_size=32, max_size=32), st.sampled_from([NOTE, COSIGNATURE]), st.integers(1, 2**62))
def test_two_implementations_agree_on_signatures(seed: bytes, kind: int, at: int) -> None:
    signer = Signer.make("log.example/x", kind, seed)
    assert Signer.parse(signer.text) == signer
    text = Checkpoint("log.example/x", 3, sha256(seed).digest()).text
    raw = f"{text}\n{signer.sign(text, at)}".encode()
    assert parse_note(raw).signed_by(signer.verifier)
    assert verifier.signed(raw, verifier.parse_key(signer.verifier.vkey))
    assert not parse_note(raw).signed_by(Signer.make("log.example/x", kind, sha256(seed).digest()).verifier)


@pytest.mark.parametrize("text", ["a\n05\n", "a\n-1\n", "\n1\n", "a\n1\nAAAA\n", "a\n1\n"])
def test_what_is_no_checkpoint(text: str) -> None:
    with pytest.raises(NoteError):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("quorum w\n", ""), "no quorum"),
        (("quorum w\n", "quorum none\nquorum w\n"), "line 7"),
        (("group w 2", "group w 4"), "line 5"),
        (("group w 2 w1 w2 w3", "group w 2 w1 w1 w3"), "line 5"),
        (("witness w1", "witness none"), "line 2"),
        (("quorum w", "quorum x"), "line 6"),
    ],
)
def test_a_broken_policy_names_its_line(change: tuple[str, str], said: str) -> None:
    parse_policy(POLICY)
    with pytest.raises(PolicyError, match=said):
        parse_policy(POLICY.replace(*change))
