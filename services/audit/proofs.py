"""Proofs from the tiles; full tiles never change, so those read last are remembered."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from services.audit import log_store
from services.runtime.tlog.merkle import ProofError, consistency, fold, inclusion
from services.runtime.tlog.proof import write_proof
from services.runtime.tlog.tiles import HASH, WIDTH, hash_of, needed

if TYPE_CHECKING:
    from services.audit.log_store import Signed
    from services.runtime.database import Pool
    from services.runtime.tlog.merkle import Node
    from services.runtime.tlog.tiles import Place

_REMEMBERED = 4096
_HEAD_SECONDS = 0.2


class Prover:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._full: dict[Place, bytes] = {}
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
        wanted = needed(node for nodes in covers for node in nodes)
        tiles = {place: self._full[place] for place in wanted if place in self._full}
        if missing := wanted - tiles.keys():
            async with self._pool.acquire() as connection:
                read = await log_store.tiles(connection, missing)
            tiles |= read
            self._remember({place: tile for place, tile in read.items() if len(tile) == WIDTH * HASH})
        try:
            return [fold([hash_of(node, tiles) for node in nodes]) for nodes in covers]
        except KeyError as error:
            raise log_store.LogBrokenError(f"tile {error.args[0]} is not there") from None

    def _remember(self, full: dict[Place, bytes]) -> None:
        self._full |= full
        while len(self._full) > _REMEMBERED:
            # Oldest first, but the few tiles above the leaves are in every proof.
            leaves = (place for place in self._full if place[0] == 0)
            del self._full[next(leaves, next(iter(self._full)))]
