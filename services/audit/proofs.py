"""Proofs that an entry is in the log, and that one head goes on from another."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from services.audit import log_store
from services.audit.log_store import LogBrokenError
from services.audit.whole_tree import WholeTree
from services.tlog.merkle import ProofError, consistency, cover, inclusion
from services.tlog.proof import write_proof
from services.tlog.tiles import WIDTH, hashes

if TYPE_CHECKING:
    from services.audit.log_store import Signed
    from services.runtime.base.database import Pool

_HEAD_SECONDS = 0.2

_TILES_AT_ONCE = 32
"""Hashed in a few milliseconds, in which nobody else is answered."""


class Prover:
    """One per process. Its first proof waits until it has the whole tree: some 20 s for ten million entries."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._tree = WholeTree()
        self._growing = asyncio.Lock()
        self._grown_to: Signed | None = None
        self._head: Signed | None = None
        self._head_until = 0.0

    def close(self) -> None:
        """Give up the files of the tree."""
        self._tree.close()

    async def head(self) -> Signed | None:
        """The checkpoint that counts; at most a moment old."""
        if time.monotonic() >= self._head_until:
            async with self._pool.acquire() as connection:
                self._head = await log_store.last_checkpoint(connection, witnessed=True)
            self._head_until = time.monotonic() + _HEAD_SECONDS
        return self._head

    async def inclusion(self, index: int) -> str:
        """Raises ProofError where the last checkpoint does not reach the entry, LogBrokenError where it is not kept."""
        head = await self._proven_head()
        path = [self._tree.root(nodes) for nodes in inclusion(index, head.size)]
        return write_proof(index, path, head.witnessed or head.note)

    async def consistency(self, old: int, new: int) -> list[bytes]:
        """Raises ProofError where the last checkpoint does not reach that far, LogBrokenError as ``inclusion``."""
        head = await self._proven_head()
        if new > head.size:
            raise ProofError("beyond the last checkpoint")
        return [self._tree.root(nodes) for nodes in consistency(old, new)]

    async def _proven_head(self) -> Signed:
        head = await self.head()
        if head is None:
            raise ProofError("no checkpoint yet")
        if head != self._grown_to:
            async with self._growing:
                await self._grow(head)
        return head

    async def _grow(self, head: Signed) -> None:
        while self._tree.size < head.size:
            first = self._tree.size // WIDTH
            end = min(head.size, (first + _TILES_AT_ONCE) * WIDTH)
            places = [(0, index) for index in range(first, -(-end // WIDTH))]
            async with self._pool.acquire() as connection:
                tiles = await log_store.tiles(connection, places)
            leaves = hashes(b"".join(tiles.get(place, b"") for place in places))
            new = leaves[self._tree.size - first * WIDTH : end - first * WIDTH]
            if len(new) != end - self._tree.size:
                raise LogBrokenError(f"tiles of entries {self._tree.size} to {end} are not all there")
            self._tree.add(new)
        if self._tree.root(cover(0, head.size)) != head.root:
            self.close()
            self._tree, self._grown_to = WholeTree(), None
            raise LogBrokenError(f"the tiles do not lead to the root that was signed for {head.size}")
        self._grown_to = head
