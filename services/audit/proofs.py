"""Proofs that an entry is in the log, and that one head goes on from another."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import structlog

from services.audit import log_store
from services.audit.log_store import LogBrokenError
from services.audit.whole_tree import WholeTree
from services.runtime.base import database
from services.tlog.merkle import (
    ProofError,
    consistency,
    cover,
    inclusion,
    root_of_inclusion,
    verify_consistency,
)
from services.tlog.proof import write_proof
from services.tlog.tiles import WIDTH, hashes

if TYPE_CHECKING:
    from services.audit.log_store import Signed
    from services.runtime.base.database import Pool
    from services.tlog.merkle import Node

_HEAD_SECONDS = 0.2

_TILES_AT_ONCE = 32
"""Hashed in a few milliseconds, in which nobody else is answered."""

_AGAIN_SECONDS = 60.0
"""After tiles that do not lead to what was signed: reading all of them again takes long."""

log = structlog.get_logger()


class Prover:
    """One per process. A proof is read from the whole tree, and until that is there (20 s for ten million entries)
    made from the tiles it needs.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._tree = WholeTree()
        self._growing = asyncio.Lock()
        self._grown_to: Signed | None = None
        self._beside: asyncio.Task[None] | None = None
        self._beside_from = 0.0
        self._head: Signed | None = None
        self._head_until = 0.0

    @property
    def whole(self) -> bool:
        """Whether the whole tree of some head is there."""
        return self._grown_to is not None

    def close(self) -> None:
        """Give up the files of the tree."""
        if self._beside:
            self._beside.cancel()
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
        head = await self._signed_head()
        covers = inclusion(index, head.size)
        if await self._at_hand(head):
            path = [self._tree.root(nodes) for nodes in covers]
        else:
            leaf, *path = await self._made([[(0, index)], *covers])
            if root_of_inclusion(leaf, index, head.size, path) != head.root:
                raise LogBrokenError(f"the tiles of entry {index} do not lead to the root that was signed")
        return write_proof(index, path, head.witnessed or head.note)

    async def consistency(self, old: int, new: int) -> list[bytes]:
        """Raises ProofError where the last checkpoint does not reach that far, LogBrokenError as ``inclusion``."""
        head = await self._signed_head()
        if new > head.size:
            raise ProofError("beyond the last checkpoint")
        covers = consistency(old, new)
        if await self._at_hand(head):
            return [self._tree.root(nodes) for nodes in covers]
        onward, ends = consistency(new, head.size), [cover(0, old), cover(0, new)]
        old_root, new_root, *path = await self._made([*ends, *covers, *onward])
        try:
            verify_consistency(new, new_root, head.size, head.root, path[len(covers) :])
            verify_consistency(old, old_root, new, new_root, path[: len(covers)])
        except ProofError as error:
            raise LogBrokenError("the tiles do not lead to the root that was signed") from error
        return path[: len(covers)]

    async def _made(self, covers: list[list[Node]]) -> list[bytes]:
        async with self._pool.acquire() as connection:
            return await log_store.prove(connection, covers)

    async def _signed_head(self) -> Signed:
        head = await self.head()
        if head is None:
            raise ProofError("no checkpoint yet")
        return head

    async def _at_hand(self, head: Signed) -> bool:
        """Whether the tree reaches this head, or soon does; one that is far behind grows beside the proofs."""
        if head.size - self._tree.size > _TILES_AT_ONCE * WIDTH:
            if (self._beside is None or self._beside.done()) and time.monotonic() >= self._beside_from:
                self._beside = asyncio.create_task(self._grow_beside(head))
            return False
        if head != self._grown_to:
            async with self._growing:
                await self._grow(head)
        return True

    async def _grow_beside(self, head: Signed) -> None:
        try:
            async with self._growing:
                await self._grow(head)
        except (LogBrokenError, *database.ERRORS) as error:
            self._beside_from = time.monotonic() + _AGAIN_SECONDS
            log.error("no whole tree of the log", exc_info=error)

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
