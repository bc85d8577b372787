"""Tampering by who may do anything in audit's database, at rest and before it is logged.

As in ``attacks``: each changes the scene and returns where it must be found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.audit import log_store
from services.tlog.merkle import leaf_hash
from services.tlog.note import Checkpoint, Note
from services.tlog.tiles import grow
from tests.tamper.history import LOG, honest, length

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path
    from random import Random

    from tests.tamper.kept import KeptLog

UNSIGNED = "cosigned"
"""Said by the service when a witness knows a larger log than its own: it signs nothing any more."""

_OF_ENTRY = "(topic, partition, record_offset) = (select topic, partition, record_offset from log_entry where"


class KeptScene:
    """An honest log as the service keeps it, and the checkpoint the auditor kept from halfway."""

    def __init__(self, log: KeptLog, random: Random, folder: Path) -> None:
        self.log = log
        self.random = random
        self.earlier = folder / "kept-checkpoint"
        self.records = honest(random, length(random))
        self.middle = len(self.records) // 2

    async def fill(self, *, crashing: bool = False) -> None:
        await self.log.begin(self.random)
        await self.log.take(self.records[: self.middle], crashing=crashing)
        await self.log.settle()
        self.earlier.write_text(await self.log.checkpoint(), "utf-8")
        await self.log.take(self.records[self.middle :], crashing=crashing)
        await self.log.settle()

    def entry(self) -> int:
        return self.random.randrange(len(self.records))

    async def run(self, statement: str, *arguments: object) -> None:
        """Meant to hit exactly one row."""
        done = await self.log.pool.execute(statement, *arguments)
        if not done.endswith(" 1"):
            raise AssertionError(f"{statement}: {done}")


async def _change(scene: KeptScene, change: str) -> str:
    hit = scene.entry()
    await scene.run(f"update record set {change} where {_OF_ENTRY} log_index = $1)", hit)
    return f"entry {hit}:"


async def change_value(scene: KeptScene) -> str:
    return await _change(scene, "value = value || '\\x20'::bytea")


async def change_key(scene: KeptScene) -> str:
    return await _change(scene, "key = 'other'")


async def change_headers(scene: KeptScene) -> str:
    return await _change(scene, "headers = headers || ' '")


async def backdate_record(scene: KeptScene) -> str:
    return await _change(scene, "logged_at = logged_at - interval '1 day'")


async def delete_record(scene: KeptScene) -> str:
    hit = scene.entry()
    await scene.run(f"delete from record where {_OF_ENTRY} log_index = $1)", hit)
    return f"entry {hit} is gone"


async def delete_entry(scene: KeptScene) -> str:
    hit = scene.entry()
    await scene.run("delete from log_entry where log_index = $1", hit)
    return f"entry {hit} is gone"


async def swap_entries(scene: KeptScene) -> str:
    one, other = sorted(scene.random.sample(range(len(scene.records)), 2))
    async with scene.log.pool.acquire() as connection, connection.transaction():
        for start, end in ((one, -1), (other, one), (-1, other)):
            await connection.execute("update log_entry set log_index = $2 where log_index = $1", start, end)
    return f"entry {one}:"


async def flip_leaf(scene: KeptScene) -> str:
    hit = scene.entry()
    await scene.run(
        "update tile set hashes = set_byte(hashes, $2, get_byte(hashes, $2) # 1) where level = 0 and tile_index = $1",
        hit // 256,
        hit % 256 * 32 + scene.random.randrange(32),
    )
    return f"entry {hit}:"


async def delete_tile(scene: KeptScene) -> str:
    hit = scene.entry() // 256
    await scene.run("delete from tile where level = 0 and tile_index = $1", hit)
    return f"tile/0/{hit:03}"


async def _rebuild(scene: KeptScene) -> int:
    """Change a record and every tile with it: the database is of one piece again."""
    hit = scene.random.randrange(scene.middle)
    await scene.run(f"update record set value = 'x' where {_OF_ENTRY} log_index = $1)", hit)
    async with scene.log.pool.acquire() as connection:
        found = await log_store.read(connection, 0, len(scene.records))
        for (level, index), hashes in grow(0, {}, [leaf_hash(entry) for entry in found]).items():
            await connection.execute(
                "update tile set hashes = $3 where level = $1 and tile_index = $2", level, index, hashes
            )
    return hit


async def rebuild_tiles(scene: KeptScene) -> str:
    await _rebuild(scene)
    return f"the first {scene.middle} entries: are not those"


async def rebuild_and_sign(scene: KeptScene) -> str:
    """With the log's key, but no witness."""
    await _rebuild(scene)
    async with scene.log.pool.acquire() as connection:
        head = Checkpoint(LOG.verifier.name, len(scene.records), await log_store.root(connection, len(scene.records)))
        note = str(Note(head.text, (LOG.sign(head.text),)))
        await connection.execute(
            "update checkpoint set root = $1, note = $2, witnessed = $2 where size = $3", head.root, note, head.size
        )
    return "not enough to count"


async def put_back_backup(scene: KeptScene) -> str:
    """Of before the auditor's checkpoint, and grown again: the witnesses know more than it holds."""
    await scene.log.pool.execute("truncate record, arrival, log_entry, tile, checkpoint; update log_head set size = 0")
    await scene.log.take(honest(scene.random, 3), crashing=False)
    await scene.log.settle()
    return UNSIGNED


async def keep_one_back(scene: KeptScene) -> str:
    """A record disappears between the topic and the log."""
    last = {(r.topic, r.partition): r for r in scene.records}
    gone = scene.random.choice([r for r in scene.records if last[r.topic, r.partition] is not r])
    await scene.log.begin(scene.random)
    await scene.log.take([r for r in scene.records if r is not gone], crashing=False)
    await scene.log.settle()
    scene.earlier.write_text(await scene.log.checkpoint(), "utf-8")
    return f"({gone.topic} partition {gone.partition}): offsets {gone.offset}..{gone.offset} were left out"


IN_THE_DATABASE: dict[str, Callable[[KeptScene], Awaitable[str]]] = {
    attack.__name__: attack
    for attack in (
        change_value,
        change_key,
        change_headers,
        backdate_record,
        delete_record,
        delete_entry,
        swap_entries,
        flip_leaf,
        delete_tile,
        rebuild_tiles,
        rebuild_and_sign,
        put_back_backup,
        keep_one_back,
    )
}
