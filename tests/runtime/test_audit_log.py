"""The log in a real PostgreSQL: whatever is interrupted or delivered again, one tree, no hole, nothing false signed."""

from __future__ import annotations

import asyncio
import tracemalloc
from contextlib import AsyncExitStack, closing
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import httpx
import pytest
import pytest_asyncio
from pydantic_settings import SettingsConfigDict

from cli.audit_origin import begin_again
from deploy.backup.database import begin_archiving, end_archiving
from services.audit import log_store, store
from services.audit.config import AuditConfig
from services.audit.entry import entries
from services.audit.log_store import LogBrokenError
from services.audit.proofs import Prover
from services.audit.service import SERVICE
from services.audit.signer import Checkpointer
from services.runtime.base.database import migrate
from services.runtime.messaging.record import Cut, Record
from services.tlog.merkle import ProofError, leaf_hash, verify_consistency
from services.tlog.note import parse_checkpoint, parse_note
from services.tlog.policy import parse_policy
from services.tlog.proof import check_proof
from services.witness.__main__ import State, WitnessConfig, application
from tests.chain import until
from tests.tamper.history import LOG, ORIGIN, POLICY, WITNESSES, Log, honest

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from services.audit.entry import StoredRecord
    from services.audit.log_store import Signed
    from services.runtime.base.config import Config
    from services.runtime.base.database import Pool

_ENTRY_70 = (
    "(topic, partition, record_offset) = (select topic, partition, record_offset from log_entry where log_index = 70)"
)
HOSTS = [f"http://w{number}" for number in (1, 2, 3)]


class Witnesses:
    """Three witnesses behind their HTTP side, each with its own key and state on disk."""

    def __init__(self, folder: Path) -> None:
        self.down: set[str] = set()
        (folder / "logs").write_text(LOG.verifier.vkey, "utf-8")
        self._apps: dict[str, httpx.ASGITransport] = {}
        self.states: list[State] = []
        for host, signer in zip(HOSTS, WITNESSES, strict=True):
            key = folder / host[-2:]
            key.write_text(signer.text, "utf-8")
            config = WitnessConfig(
                witness_key_file=key,
                witness_state=folder / f"{host[-2:]}-state",
                log_vkeys_file=folder / "logs",
                http_port=0,
            )
            app = application(config)
            self.states.append(app.state.witness)
            self._apps[host] = httpx.ASGITransport(app)

    def client(self) -> httpx.AsyncClient:
        async def route(request: httpx.Request) -> httpx.Response:
            host = f"http://{request.url.host}"
            if host in self.down:
                raise httpx.ConnectError("down", request=request)
            return await self._apps[host].handle_async_request(request)

        return httpx.AsyncClient(transport=httpx.MockTransport(route))


@pytest_asyncio.fixture(loop_scope="session")
async def witnesses(tmp_path: Path) -> AsyncGenerator[Witnesses]:
    made = Witnesses(tmp_path)
    yield made
    for state in made.states:
        state.close()


@pytest_asyncio.fixture(loop_scope="session")
async def checkpointer(
    config: Config, pool: Pool, witnesses: Witnesses, tmp_path: Path
) -> AsyncGenerator[Checkpointer]:
    async with AsyncExitStack() as stack:
        async with pool.acquire() as connection:
            await migrate(connection, SERVICE.migrations)
        client = await stack.enter_async_context(witnesses.client())
        yield Checkpointer(audit_config(config, tmp_path), pool, client)


def audit_config(config: Config, folder: Path) -> AuditConfig:
    (folder / "log-key").write_text(LOG.text, "utf-8")
    (folder / "log-policy").write_text(POLICY, "utf-8")

    class Given(AuditConfig):
        model_config = SettingsConfigDict(env_prefix="UNUSED_")

    return Given(
        **config.model_dump(),
        log_key_file=folder / "log-key",
        log_policy_file=folder / "log-policy",
        log_sources_file=folder / "log-policy",
        witness_urls=" ".join(HOSTS),
    )


def as_read(kept: StoredRecord) -> Record:
    return Record(kept.topic, kept.partition, kept.offset, kept.timestamp_ms, kept.key, kept.value, ())


def history(events: int, seed: int = 1) -> list[StoredRecord]:
    """Without headers: those are compared elsewhere."""
    return [replace(record, headers=b"[]") for record in honest(Random(seed), events)]


async def add(pool: Pool, records: list[StoredRecord]) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await store.add(connection, [as_read(record) for record in records])


async def settle(checkpointer: Checkpointer) -> None:
    while await checkpointer.step():
        pass


async def read_all(pool: Pool) -> list[bytes]:
    async with pool.acquire() as connection:
        return await log_store.read(connection, 0, await log_store.size(connection))


async def test_what_is_read_is_logged_signed_and_witnessed(pool: Pool, checkpointer: Checkpointer) -> None:
    records = history(600)
    await add(pool, records[:100])
    await settle(checkpointer)
    await add(pool, records[100:])
    await settle(checkpointer)
    logged = await read_all(pool)
    assert sorted(logged) == sorted(entry for record in records for entry in entries(record))
    async with pool.acquire() as connection:
        head = await log_store.last_checkpoint(connection, witnessed=True)
    assert head is not None
    assert head.witnessed is not None
    note = parse_note(head.witnessed.encode())
    assert parse_policy(POLICY).witnessed(note)
    model = Log()
    model.append(records)
    assert parse_checkpoint(note.text).size == len(records)
    assert len(note.lines) == 4


async def test_no_witness_sees_a_head_that_the_archive_has_not(
    pool: Pool, checkpointer: Checkpointer, witnesses: Witnesses
) -> None:
    """What they saw must come back with any restore. Everybody else's commits wait for no archive."""
    records = history(60)
    async with pool.acquire() as connection:
        await begin_archiving(connection)
    try:
        await add(pool, records)  # with no archive there
        stepping = asyncio.create_task(settle(checkpointer))

        async def waits() -> bool:
            async with pool.acquire() as connection:
                return await connection.fetchval(
                    "select exists (select from pg_stat_activity where wait_event = 'SyncRep' and usename = user)"
                )

        await until(waits)
        assert [state.last(ORIGIN) for state in witnesses.states] == [None, None, None]
    finally:
        async with pool.acquire() as connection:
            await end_archiving(connection)
    await stepping
    assert {head.size for state in witnesses.states if (head := state.last(ORIGIN))} == {len(records)}


async def test_a_log_that_begins_again_signs_all_its_entries(pool: Pool, checkpointer: Checkpointer) -> None:
    await add(pool, history(60))
    await settle(checkpointer)
    async with pool.acquire() as connection:
        before = await log_store.last_checkpoint(connection)
        await begin_again(connection)
        assert await log_store.last_checkpoint(connection) is None
    await settle(checkpointer)
    async with pool.acquire() as connection:
        after = await log_store.last_checkpoint(connection)
    assert before is not None
    assert after is not None
    assert (after.size, after.root) == (before.size, before.root)


async def test_proofs_lead_to_the_head_that_counts_however_the_log_grows(
    pool: Pool, checkpointer: Checkpointer
) -> None:
    records, policy = history(700), parse_policy(POLICY)
    with closing(Prover(pool)) as prover:
        with pytest.raises(ProofError):
            await prover.inclusion(0)
        for end in (1, 300, 700):
            await add(pool, records[:end])
            await settle(checkpointer)
            head = await until_head(prover, end)
            logged = await read_all(pool)
            indexes = [0, end // 2, end - 1]
            proofs = await asyncio.gather(*(prover.inclusion(index) for index in indexes))
            for index, proof in zip(indexes, proofs, strict=True):
                assert check_proof(logged[index], proof, policy) == index
            verify_consistency(1, leaf_hash(logged[0]), end, head.root, await prover.consistency(1, end))
            with pytest.raises(ProofError):
                await prover.inclusion(end)


@pytest.mark.parametrize(
    "spoil",
    [
        "update tile set hashes = overlay(hashes placing sha256('') from 33 for 32) where level = 0 and tile_index = 0",
        "delete from tile where level = 0",
    ],
)
async def test_no_proof_is_given_from_tiles_that_are_not_what_was_signed(
    pool: Pool, checkpointer: Checkpointer, spoil: str
) -> None:
    await add(pool, history(300))
    await settle(checkpointer)
    await pool.execute("create table kept as select * from tile")
    await pool.execute(spoil)
    with closing(Prover(pool)) as prover:
        with pytest.raises(LogBrokenError):
            await prover.inclusion(299)
        await pool.execute("truncate tile; insert into tile select * from kept")
        assert await prover.inclusion(299)


async def until_head(prover: Prover, size: int) -> Signed:
    """What it saw last, it keeps for a moment."""

    async def there() -> Signed | None:
        head = await prover.head()
        return head if head and head.size == size else None

    return await until(there)


async def test_reading_again_adds_nothing(pool: Pool, checkpointer: Checkpointer) -> None:
    records = history(50)
    await add(pool, records[:30])
    await settle(checkpointer)
    before = await read_all(pool)
    await add(pool, records[:40])
    await add(pool, records)
    await settle(checkpointer)
    after = await read_all(pool)
    assert after[: len(before)] == before
    assert len(after) == len(records)


async def test_several_sequencers_make_one_log(pool: Pool, checkpointer: Checkpointer) -> None:
    records = history(300)
    await add(pool, records)

    async def take() -> None:
        for _ in range(10):
            async with pool.acquire() as connection, connection.transaction():
                await log_store.append(connection, 9)

    await asyncio.gather(*(take() for _ in range(4)))
    await settle(checkpointer)
    assert len(await read_all(pool)) == len(records)


async def test_a_record_of_any_shape_has_its_place(pool: Pool, checkpointer: Checkpointer) -> None:
    """Also one with a NUL in a header's name, no key, no value, or more bytes than an entry may have."""
    odd = [
        Record("reply.riec", 0, 0, 5, None, None, (("\0", b"\0"), ("é", b""))),
        Record("reply.riec", 0, 1, 5, b"", b"", ()),
        Record("reply.riec", 0, 2, 5, b"k" * 900_000, b"v" * 70_000, ()),
    ]
    async with pool.acquire() as connection, connection.transaction():
        await store.add(connection, odd)
    await settle(checkpointer)
    logged = await read_all(pool)
    assert logged[0] == b'record/v1 reply.riec 0 0 5 1/1 - 36 -\n[["\\u0000", "AA=="], ["\\u00e9", ""]]'
    assert logged[1] == b"record/v1 reply.riec 0 1 5 1/1 0 2 0\n[]"
    assert b"".join(entry.partition(b"\n")[2] for entry in logged[2:]) == b"k" * 900_000 + b"[]" + b"v" * 70_000


async def test_a_record_of_many_entries_is_in_memory_once(pool: Pool, checkpointer: Checkpointer) -> None:
    """4 MB on its topic cost 250 MB when each of its parts was cut from a record of its own."""
    async with pool.acquire() as connection, connection.transaction():
        await store.add(connection, [Record("reply.riec", 0, 0, 5, None, b"v" * 4_000_000, ())])
    tracemalloc.start()
    try:
        await settle(checkpointer)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(await read_all(pool)) == 63
    assert peak < 24_000_000


async def test_large_records_are_given_their_places_a_few_at_a_time(pool: Pool, checkpointer: Checkpointer) -> None:
    many = [Record("reply.riec", 0, offset, 5, None, b"v" * 6_000_000, ()) for offset in range(5)]
    async with pool.acquire() as connection, connection.transaction():
        await store.add(connection, many)
        assert [await log_store.append(connection, 100) for _ in range(4)] == [2, 2, 1, 0]


async def test_what_was_cut_keeps_its_digest_and_comes_back_as_it_was(pool: Pool, checkpointer: Checkpointer) -> None:
    odd = [
        Record("reply.riec", 0, 0, 5, b"k", b"v" * 65_536, (("h", None), ("i", b"1")), Cut(70_000, "ab" * 32, "", 0)),
        Record("reply.riec", 0, 3, 5, None, None, (), Cut(17, "cd" * 32, "zstd", 1)),
    ]
    async with pool.acquire() as connection, connection.transaction():
        await store.add(connection, odd)
    await settle(checkpointer)
    async with pool.acquire() as connection:
        assert await log_store.records(connection) == odd
        digests = await connection.fetch("select sha256 from record order by record_offset")
    assert [row["sha256"].hex() for row in digests] == ["ab" * 32, "cd" * 32]


@pytest.mark.parametrize("step", ["read", "root", "save_checkpoint", "save_witnessed", "tiles", "size"])
async def test_killed_anywhere_it_goes_on_where_it_was(
    pool: Pool, checkpointer: Checkpointer, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The step dies before, and then right after, each of its database calls: a disk that is full ends the same way."""
    records = history(120)
    await add(pool, records[:60])
    await settle(checkpointer)
    await add(pool, records[60:])
    whole = getattr(log_store, step)

    async def before(*_: object, **__: object) -> None:
        raise OSError

    async def after(*given: object, **named: object) -> None:
        await whole(*given, **named)
        raise OSError

    for dies in (before, after):
        monkeypatch.setattr(log_store, step, dies)
        with pytest.raises(OSError):
            await settle(checkpointer)
        monkeypatch.undo()
    await settle(checkpointer)
    assert len(await read_all(pool)) == len(records)
    async with pool.acquire() as connection:
        heads = await connection.fetch("select size, root from checkpoint order by size")
        assert [row["root"] for row in heads] == [await log_store.root(connection, row["size"]) for row in heads]
    assert heads[-1]["size"] == len(records)


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        (f"update record set value = 'x' where {_ENTRY_70}", "differ"),
        (f"delete from record where {_ENTRY_70}", "gone"),
        ("update log_entry set record_offset = record_offset + 1000 where log_index = 70", "gone"),
        ("delete from log_entry where log_index = 70", "gone"),
        ("update tile set hashes = overlay(hashes placing '\\x00'::bytea from 2305) where level = 0", "differ"),
        ("delete from tile", "not there"),
        ("update log_head set size = 20", "20 entries"),
    ],
)
async def test_nothing_is_signed_over_what_was_changed(
    pool: Pool, checkpointer: Checkpointer, monkeypatch: pytest.MonkeyPatch, tampering: str, said: str
) -> None:
    records = history(120)
    await add(pool, records[:60])
    await settle(checkpointer)
    await add(pool, records[60:])
    async with pool.acquire() as connection, connection.transaction():
        await log_store.append(connection, 2000)
        await connection.execute(tampering)
    with pytest.raises(LogBrokenError, match=said):
        await settle(checkpointer)
    async with pool.acquire() as connection:
        assert await connection.fetchval("select max(size) from checkpoint") == 60


async def test_without_two_witnesses_it_does_not_count_and_with_them_it_does(
    pool: Pool, checkpointer: Checkpointer, witnesses: Witnesses
) -> None:
    await add(pool, history(20))
    witnesses.down = set(HOSTS[:2])
    await settle(checkpointer)
    async with pool.acquire() as connection:
        assert await log_store.last_checkpoint(connection, witnessed=True) is None
        assert await log_store.last_checkpoint(connection) is not None
    witnesses.down = set(HOSTS[:1])
    await settle(checkpointer)
    async with pool.acquire() as connection:
        assert await log_store.last_checkpoint(connection, witnessed=True) is not None


async def test_two_workers_sign_one_log_without_an_alarm(
    config: Config, pool: Pool, checkpointer: Checkpointer, witnesses: Witnesses, tmp_path: Path
) -> None:
    records = history(12)
    async with witnesses.client() as client:
        other = Checkpointer(audit_config(config, tmp_path), pool, client)
        for end in range(1, 13):
            await add(pool, records[end - 1 : end])
            await asyncio.gather(settle(checkpointer), settle(other))
    async with pool.acquire() as connection:
        assert await connection.fetchval("select max(size) from checkpoint where witnessed is not null") == 12


async def test_a_backup_put_back_is_noticed_by_the_witnesses(
    config: Config, pool: Pool, checkpointer: Checkpointer, witnesses: Witnesses, tmp_path: Path
) -> None:
    await add(pool, history(50))
    await settle(checkpointer)
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("truncate record, arrival, log_entry, tile, checkpoint; update log_head set size = 0")
    await add(pool, history(20, seed=2))
    async with witnesses.client() as client:
        again = Checkpointer(audit_config(config, tmp_path), pool, client)
        with pytest.raises(LogBrokenError, match="cosigned"):
            await settle(again)
    async with pool.acquire() as connection:
        assert await log_store.last_checkpoint(connection, witnessed=True) is None


def test_the_leaf_of_an_entry_is_rfc_6962s() -> None:
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert LOG.verifier.name == ORIGIN
