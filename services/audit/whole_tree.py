"""Every hash of the log's tree, a file for each height, so that a proof is read instead of computed.

Each process makes its own of the tiles, which stay what counts; it takes 64 bytes of disk an entry.
"""

from __future__ import annotations

from mmap import ACCESS_READ, mmap
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from services.tlog.merkle import fold, node_hash
from services.tlog.tiles import HASH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.tlog.merkle import Node


class WholeTree:
    """``add`` in order; ``hash_of`` and ``root`` read what was added. For one thread at a time."""

    def __init__(self) -> None:
        self.size = 0
        self._files: list[IO[bytes]] = []
        self._rows: list[mmap] = []

    def add(self, leaves: Sequence[bytes]) -> None:
        """All of them, or, where the disk is full (OSError), none."""
        height, start, row = 0, self.size, [*leaves]
        while row:
            self._write(height, start, row)
            if start & 1:
                start, row = start - 1, [self.hash_of((height, start - 1)), *row]
            row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)]
            height, start = height + 1, start // 2
        self.size += len(leaves)

    def hash_of(self, node: Node) -> bytes:
        """Of a perfect subtree that is whole. Raises IndexError above the tree."""
        height, index = node
        return self._rows[height][index * HASH : (index + 1) * HASH]

    def root(self, nodes: Sequence[Node]) -> bytes:
        """Over perfect subtrees as ``cover`` lists them."""
        return fold([self.hash_of(node) for node in nodes])

    def close(self) -> None:
        """The files go with it."""
        for kept in (*self._rows, *self._files):
            kept.close()

    def _write(self, height: int, start: int, row: Sequence[bytes]) -> None:
        if height == len(self._files):
            self._files.append(TemporaryFile())  # noqa: SIM115 - as long as the tree is there
        file = self._files[height]
        file.seek(start * HASH)
        file.write(b"".join(row))
        file.flush()
        self._rows[height : height + 1] = [mmap(file.fileno(), 0, access=ACCESS_READ)]
