"""From stored entries to a checkpoint that counts: append, verify by another way, sign, have it witnessed.

A head is signed only after its root was made again from the records as they are stored, and sent out only after it was
stored, here and in the archive: neither a crash nor a restore leads to two heads of one size. A witness that knows a
larger tree than ours has seen what we lost (a copy put back without its archive): then nothing is signed any more.
"""

from __future__ import annotations

import asyncio
import base64
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

import httpx
import structlog

from services.audit import log_store
from services.audit.log_store import LogBrokenError
from services.runtime.base import periodic
from services.tlog.merkle import consistency, cover, fold, leaf_hash, node_hash
from services.tlog.note import Checkpoint, Note, Signer, parse_note
from services.tlog.policy import cosigned, parse_policy
from services.tlog.tiles import hash_of, needed

if TYPE_CHECKING:
    from services.audit.config import AuditConfig
    from services.audit.log_store import Signed
    from services.runtime.base.config import Config
    from services.runtime.base.database import Pool

log = structlog.get_logger()

BATCH = 2000
_READ = 256  # entries in memory at once, of up to 64 KB each
_PAUSE_SECONDS = 0.2
_AFTER_FAILURE_SECONDS = 2.0
_WITNESS_SECONDS = 5.0


class Frontier:
    """The perfect subtrees of a tree that grows leaf by leaf: the second way to its root."""

    def __init__(self) -> None:
        self.size = 0
        self._hashes: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """The next leaf's hash."""
        hashed, place = leaf, self.size
        while place & 1:
            hashed, place = node_hash(self._hashes.pop(), hashed), place >> 1
        self._hashes.append(hashed)
        self.size += 1

    def root(self) -> bytes:
        """Of all leaves so far (RFC 6962)."""
        return fold(self._hashes)

    @classmethod
    async def at(cls, pool: Pool, size: int) -> Frontier:
        """Taken from the tiles: to be compared with a root that was signed."""
        frontier = cls()
        nodes = cover(0, size)
        async with pool.acquire() as connection:
            tiles = await log_store.tiles(connection, needed(nodes))
        try:
            frontier._hashes = [hash_of(node, tiles) for node in nodes]
        except KeyError as error:
            raise LogBrokenError(f"tile {error.args[0]} is not there") from None
        frontier.size = size
        return frontier


class Checkpointer:
    """``step`` may be interrupted anywhere; what it did not finish, the next one does."""

    def __init__(self, config: AuditConfig, pool: Pool, client: httpx.AsyncClient) -> None:
        if config.log_key_file is None:
            raise LookupError("LOG_KEY_FILE: needed to sign")
        self._signer = Signer.parse(config.log_key_file.read_text("utf-8"))
        self._policy = parse_policy(config.log_policy_file.read_text("utf-8"))
        if self._signer.verifier not in self._policy.logs:
            raise LookupError("LOG_KEY_FILE: is not the key of the log in LOG_POLICY_FILE")
        self._witnesses = dict(zip(self._policy.witnesses, config.witness_urls.split(), strict=True))
        self._known = dict.fromkeys(self._witnesses, 0)
        self._pool = pool
        self._client = client
        self._frontier: Frontier | None = None

    async def step(self) -> bool:
        """Append what arrived, sign the head, gather cosignatures; true when there was something to do."""
        async with self._pool.acquire() as connection:
            if not await log_store.is_due(connection):
                return False
        async with self._pool.acquire() as connection, connection.transaction():
            appended = await log_store.append(connection, BATCH)
        if appended == BATCH:
            return True  # a backlog: entries first
        head = await self._sign()
        if head is None or (head.witnessed and not appended):
            return False
        return await self._witness(head)

    async def _sign(self) -> Signed | None:
        async with self._pool.acquire() as connection:
            last = await log_store.last_checkpoint(connection)
            size = await log_store.size(connection)
        if last and size < last.size:
            raise LogBrokenError(f"the log has {size} entries, {last.size} were signed")
        if size == (last.size if last else 0):
            return last
        root = await self._root_by_entries(last, size)
        note = Checkpoint(self._signer.verifier.name, size, root).text
        async with self._pool.acquire() as connection, connection.transaction():
            if await log_store.root(connection, size) != root:
                raise LogBrokenError(f"tiles and records differ somewhere below {size}")
            signed = str(Note(note, (self._signer.sign(note),)))
            await log_store.save_checkpoint(connection, size, root, signed)
            last = await log_store.last_checkpoint(connection)
        if last and last.size == size and last.root != root:
            raise LogBrokenError(f"another root was signed for {size}")
        return last

    async def _root_by_entries(self, last: Signed | None, size: int) -> bytes:
        frontier = self._frontier
        if frontier is None or frontier.size != (last.size if last else 0):
            frontier = await Frontier.at(self._pool, last.size if last else 0)
            if last and frontier.root() != last.root:
                raise LogBrokenError(f"the tiles do not lead to the root that was signed for {last.size}")
        self._frontier = None
        while frontier.size < size:
            async with self._pool.acquire() as connection:
                found = await log_store.read(connection, frontier.size, min(size, frontier.size + _READ))
            for entry in found:
                frontier.add(leaf_hash(entry))
        self._frontier = frontier
        return frontier.root()

    async def _witness(self, head: Signed) -> bool:
        async with self._pool.acquire() as connection:
            await log_store.archived(connection)  # what a witness has seen, no restore may lack
        note = parse_note((head.witnessed or head.note).encode())
        missing = [name for name in self._witnesses if not cosigned(note, self._policy.witnesses[name])]
        lines = await asyncio.gather(*(self._ask(name, head) for name in missing))
        note = Note(note.text, (*note.lines, *(line for line in lines if line)))
        if not self._policy.witnessed(note):
            log.warning("checkpoint lacks witnesses", count=len(note.lines) - 1)
            return False
        async with self._pool.acquire() as connection, connection.transaction():
            await log_store.save_witnessed(connection, head.size, str(note))
        return True

    async def _ask(self, name: str, head: Signed) -> str | None:
        """The witness's cosignature; None when it can't be had now. Raises LogBrokenError."""
        status = 0
        while status in (0, HTTPStatus.CONFLICT):
            old = self._known[name]
            if old > head.size:
                if await self._was_signed(old):
                    return None  # by another worker, meanwhile
                raise LogBrokenError(f"{name} cosigned {old} entries, the log has {head.size}")
            try:
                answer = await self._client.post(
                    f"{self._witnesses[name]}/add-checkpoint", content=await self._body(old, head)
                )
            except httpx.HTTPError as error:
                log.warning("witness does not answer", reason=name, exc_info=error)
                return None
            status = answer.status_code
            if status == HTTPStatus.OK:
                self._known[name] = head.size
                return next((f"{line}\n" for line in answer.text.split("\n") if self._made_by(name, line, head)), None)
            if status == HTTPStatus.CONFLICT:
                self._known[name] = int(answer.text)
        log.error("witness refuses", reason=name, status=status)
        return None

    async def _was_signed(self, size: int) -> bool:
        async with self._pool.acquire() as connection:
            last = await log_store.last_checkpoint(connection)
        return last is not None and last.size >= size

    def _made_by(self, name: str, line: str, head: Signed) -> bool:
        text = parse_note(head.note.encode()).text
        return line.startswith("— ") and cosigned(Note(text, (f"{line}\n",)), self._policy.witnesses[name])

    async def _body(self, old: int, head: Signed) -> str:
        async with self._pool.acquire() as connection:
            hashes = await log_store.prove(connection, consistency(old, head.size))
        proof = "".join(f"{base64.b64encode(hashed).decode()}\n" for hashed in hashes)
        return f"old {old}\n{proof}\n{head.note}"


async def keep_log(config: Config, pool: Pool) -> None:
    """The audit worker's job."""
    async with httpx.AsyncClient(timeout=_WITNESS_SECONDS, trust_env=False) as client:
        checkpointer = Checkpointer(cast("AuditConfig", config), pool, client)

        async def step() -> bool:
            """Not more often than once a pause, or every event would be signed by itself."""
            started = time.monotonic()
            try:
                return await checkpointer.step() and time.monotonic() - started > _PAUSE_SECONDS
            except LogBrokenError as error:
                log.critical("log is broken, nothing is signed", reason=str(error))
                raise

        await periodic.for_ever(step, _PAUSE_SECONDS, "log interrupted", _AFTER_FAILURE_SECONDS)
