"""The tree as tiles of 256 hashes (C2SP tlog-tiles). Pure: whoever keeps the tiles hands them in.

A tile is kept under (level, index) and only grows; a partial tile is a prefix of what is kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.tlog.merkle import cover, fold, node_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.tlog.merkle import Node

Place = tuple[int, int]

HASH = 32
WIDTH = 256
BUNDLE = -1
"""Stands for the level of entry bundles, which are cut like the tiles of level 0."""

_PATH = re.compile(r"(?:(?P<level>0|[1-9]\d?)|entries)/(?P<index>(?:x\d{3}/)*\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?")


def width_at(size: int, place: Place) -> int:
    """How many hashes (or entries) this tile has in a tree of this size: 0..256."""
    level, index = place
    return max(0, min(WIDTH, (size >> 8 * max(level, 0)) - index * WIDTH))


def rightmost(size: int) -> list[Place]:
    """The tile at each level that the next entries go into, or through."""
    places: list[Place] = []
    level = 0
    while level == 0 or size >> 8 * level:
        places.append((level, (size >> 8 * level) // WIDTH))
        level += 1
    return [*places, (level, 0)]


def grow(size: int, kept: Mapping[Place, bytes], leaves: Sequence[bytes]) -> dict[Place, bytes]:
    """The tiles that change when these leaf hashes are added; ``kept`` holds the ``rightmost`` tiles that exist."""
    changed: dict[Place, bytes] = {}
    level, start, row = 0, size, list(leaves)
    while row:
        above: list[bytes] = []
        at = 0
        while at < len(row):
            place = (level, (start + at) // WIDTH)
            tile = changed.get(place) or kept.get(place, b"")
            room = WIDTH - len(tile) // HASH
            tile += b"".join(row[at : at + room])
            changed[place] = tile
            at += room
            if len(tile) == WIDTH * HASH:
                above.append(root(tile))
        level, row = level + 1, above
        start = size >> 8 * level
    return changed


def hashes(tile: bytes) -> list[bytes]:
    """The hashes of a tile, full or partial, 32 bytes each."""
    return [tile[at : at + HASH] for at in range(0, len(tile), HASH)]


def root(tile: bytes) -> bytes:
    """The root of a full tile."""
    row = hashes(tile)
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def needed(nodes: Iterable[Node]) -> set[Place]:
    """Tiles from which these subtrees' hashes are made."""
    return {_tile_of(node) for node in nodes}


def _tile_of(node: Node) -> Place:
    height, index = node
    return height // 8, (index << height % 8) // WIDTH


def hash_of(node: Node, tiles: Mapping[Place, bytes]) -> bytes:
    """Raises KeyError when its tile is not there or too narrow."""
    height, index = node
    place = _tile_of(node)
    first = (index << height % 8) % WIDTH * HASH
    part = tiles[place][first : first + (HASH << height % 8)]
    if len(part) != HASH << height % 8:
        raise KeyError(place)
    return root(part)


def tree_root(size: int, tiles: Mapping[Place, bytes]) -> bytes:
    """Root of the tree of this size, from tiles that hold ``needed(cover(0, size))``."""
    return fold([hash_of(node, tiles) for node in cover(0, size)])


def path(place: Place, width: int = WIDTH) -> str:
    """Where the tile is served, below the log's prefix."""
    level, index = place
    name = f"{index % 1000:03}"
    while index := index // 1000:
        name = f"x{index % 1000:03}/{name}"
    partial = f".p/{width}" if width < WIDTH else ""
    return f"tile/{'entries' if level == BUNDLE else level}/{name}{partial}"


def parse_path(text: str) -> tuple[Place, int] | None:
    """Place and width of what comes after ``tile/``; None when it is no such path."""
    match = _PATH.fullmatch(text)
    if match is None:
        return None
    index = int(match["index"].replace("x", "").replace("/", ""))
    width = int(match["width"] or WIDTH)
    place = (int(match["level"]) if match["level"] else BUNDLE, index)
    canonical = path(place, width) == f"tile/{text}" and place[0] <= 63 and (width < WIDTH) == bool(match["width"])
    return (place, width) if canonical else None


def all_places(size: int) -> list[tuple[Place, int]]:
    """Every tile of a tree of this size, with its width; then every entry bundle."""
    found: list[tuple[Place, int]] = []
    level = 0
    while size >> 8 * level:
        count = -(-(size >> 8 * level) // WIDTH)
        found += [((level, index), width_at(size, (level, index))) for index in range(count)]
        level += 1
    return found + [((BUNDLE, index), width) for (level, index), width in found if level == 0]
