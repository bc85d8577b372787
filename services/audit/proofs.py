"""Proofs from the tiles; the hash of a perfect subtree never changes: those that many proofs share are remembered."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from services.audit import log_store
from services.runtime.tlog.merkle import ProofError, consistency, fold, inclusion
from services.runtime.tlog.proof import write_proof
from services.runtime.tlog.tiles import hash_of, needed

if TYPE_CHECKING:
    from services.audit.log_store import Signed
    from services.runtime.database import Pool
    from services.runtime.tlog.merkle import Node
    from services.runtime.tlog.tiles import Place

_SHARED_HEIGHT = 8
"""Below it, in the tiles of level 0, a subtree is in the proofs of a few neighbours only."""

_REMEMBERED = 200_000
"""What a log of 25 million entries has above that height; about 40 MB."""

_HEAD_SECONDS = 0.2


class Prover:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._shared: dict[Node, bytes] = {}
        self._head: Signed | None = None
        self._head_until = 0.0

    async def head(self) -> Signed | None:
        """The checkpoint that counts; at most a moment old."""
        if time.monotonic() >= self._head_until:
            async with self._pool.acquire() as connection:
                self._head = await log_store.last_checkpoint(connection, witnessed=True)
            self._head_until = time.monotonic() + _HEAD_SECONDS
        return self._head

    async def inclusion(self, index: int) -> str:
        """Raises ProofError where the last checkpoint does not reach the entry."""
        head = await self.head()
        if head is None:
            raise ProofError("no checkpoint yet")
        hashes = await self._prove(inclusion(index, head.size))
        return write_proof(index, hashes, head.witnessed or head.note)

    async def consistency(self, old: int, new: int) -> list[bytes]:
        """Raises ProofError where the last checkpoint does not reach that far."""
        head = await self.head()
        if head is None or new > head.size:
            raise ProofError("beyond the last checkpoint")
        return await self._prove(consistency(old, new))

    async def _prove(self, covers: list[list[Node]]) -> list[bytes]:
        wanted = {node for nodes in covers for node in nodes}
        hashes = {node: self._shared[node] for node in wanted if node in self._shared}
        missing = wanted - hashes.keys()
        tiles: dict[Place, bytes] = {}
        if missing:
            async with self._pool.acquire() as connection:
                tiles = await log_store.tiles(connection, needed(missing))
        try:
            made = {node: hash_of(node, tiles) for node in missing}
        except KeyError as error:
            raise log_store.LogBrokenError(f"tile {error.args[0]} is not there") from None
        self._remember({node: hashed for node, hashed in made.items() if node[0] >= _SHARED_HEIGHT})
        hashes |= made
        return [fold([hashes[node] for node in nodes]) for nodes in covers]

    def _remember(self, shared: dict[Node, bytes]) -> None:
        self._shared |= shared
        while len(self._shared) > _REMEMBERED:
            del self._shared[next(iter(self._shared))]
