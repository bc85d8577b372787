"""Proofs of a log that a process just began to serve: from the tiles they need, however long the log is."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownParameterType=false
# (asyncpg's query logger is only partly typed)

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
import pytest_asyncio

from services.audit.log_store import LogBrokenError
from services.audit.proofs import Prover
from services.audit.service import SERVICE
from services.runtime.base.database import migrate
from services.tlog.merkle import ProofError, leaf_hash, verify_consistency
from services.tlog.note import Checkpoint, Note
from services.tlog.policy import parse_policy
from services.tlog.proof import check_proof
from services.tlog.tiles import grow, tree_root
from tests.tamper.history import LOG, ORIGIN, POLICY, WITNESSES

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from services.runtime.base.config import Config
    from services.runtime.base.database import Pool

POLICY_READ = parse_policy(POLICY)
ALL_TILES_OF_THE_SHORT_LOG = 78


def entry(number: int) -> bytes:
    return str(number).encode()


async def logged(pool: Pool, size: int) -> bytes:
    """A log of so many entries, as its tiles and its head; its root."""
    tiles = grow(0, {}, [leaf_hash(entry(number)) for number in range(size)])
    root = tree_root(size, tiles)
    head = Checkpoint(ORIGIN, size, root).text
    note = str(Note(head, (LOG.sign(head), *(one.sign(head, 1_795_000_000) for one in WITNESSES))))
    async with pool.acquire() as connection:
        await migrate(connection, SERVICE.migrations)
        await connection.copy_records_to_table("tile", records=[(*place, tile) for place, tile in tiles.items()])
        await connection.execute(
            "insert into checkpoint (size, root, note, witnessed) values ($1, $2, $3, $3)", size, root, note
        )
    return root


@pytest_asyncio.fixture(loop_scope="session")
async def asked_of(config: Config, pool: Pool) -> AsyncGenerator[tuple[Pool, list[int]]]:
    """A pool, and of each question for tiles to it how many it asks for."""
    asked: list[int] = []

    def note(query: Any) -> None:
        if " join tile " in query.query:
            asked.append(len(query.args[0]))

    async def listen(connection: asyncpg.Connection[asyncpg.Record]) -> None:
        connection.add_query_logger(note)

    password = config.database_password_file.read_text("utf-8")
    async with asyncpg.create_pool(config.database_url, password=password, min_size=1, max_size=1, init=listen) as own:
        yield own, asked


@pytest.mark.parametrize("size", [20_000, 200_000])
async def test_the_first_proof_reads_a_few_tiles_however_many_there_are(
    pool: Pool, asked_of: tuple[Pool, list[int]], size: int
) -> None:
    await logged(pool, size)
    own, asked = asked_of
    with closing(Prover(own)) as prover:
        proof = await prover.inclusion(size // 3)
        assert sum(asked) < ALL_TILES_OF_THE_SHORT_LOG
    assert check_proof(entry(size // 3), proof, POLICY_READ) == size // 3


async def test_from_tiles_and_from_the_whole_tree_it_is_the_same_proof(pool: Pool) -> None:
    size = 20_000
    root = await logged(pool, size)
    half = tree_root(7_001, grow(0, {}, [leaf_hash(entry(number)) for number in range(7_001)]))
    with closing(Prover(pool)) as prover:
        while not await _same(prover, size, root, half):
            pass


async def _same(prover: Prover, size: int, root: bytes, half: bytes) -> bool:
    """Asks for proofs; whether they were read from the whole tree."""
    for index in (0, 255, 256, 12_345, size - 1):
        assert check_proof(entry(index), await prover.inclusion(index), POLICY_READ) == index
    verify_consistency(7_001, half, size, root, await prover.consistency(7_001, size))
    verify_consistency(1, leaf_hash(entry(0)), 7_001, half, await prover.consistency(1, 7_001))
    assert await prover.consistency(size, size) == []
    for beyond in (prover.inclusion(size), prover.consistency(1, size + 1)):
        with pytest.raises(ProofError):
            await beyond
    return prover.whole


SPOILED = "overlay(hashes placing sha256('') from 33 for 32)"


@pytest.mark.parametrize(
    "spoil",
    [
        f"update tile set hashes = {SPOILED} where level = 0 and tile_index = 0",
        "delete from tile where level = 0 and tile_index = 0",
    ],
)
async def test_no_proof_is_given_from_a_few_tiles_that_are_not_what_was_signed(pool: Pool, spoil: str) -> None:
    await logged(pool, 20_000)
    await pool.execute(spoil)
    with closing(Prover(pool)) as prover:
        for asked in (prover.inclusion(3), prover.consistency(200, 20_000)):
            with pytest.raises(LogBrokenError):
                await asked
