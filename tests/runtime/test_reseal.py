"""The quarantine key of a service changes under what is set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deploy.secrets import add_quarantine_key, destroy_quarantine_keys
from services.runtime.base.key_ring import UnknownKeyError
from services.runtime.messaging.inbox import Inbox
from services.runtime.messaging.quarantine import Vault
from services.runtime.operate import quarantine_desk
from tests.runtime.records import record
from tests.runtime.test_inbox import Effects

if TYPE_CHECKING:
    from services.runtime.base.config import Config
    from services.runtime.base.database import Pool


async def test_old_rows_stay_readable_new_ones_get_the_new_key_and_then_all_do(pool: Pool, config: Config) -> None:
    file = config.quarantine_key_file
    await Inbox("intake", pool, Vault(file), Effects()).process([record(0, value=b"oud")])
    add_quarantine_key(file)
    vault = Vault(file)
    await Inbox("intake", pool, vault, Effects()).process([record(1, value=b"nieuw")])
    rows = await pool.fetch("select quarantine_id, key_number from quarantine order by record_offset")
    assert [row["key_number"] for row in rows] == [1, 2]
    async with pool.acquire() as connection:
        for row in rows:
            await quarantine_desk.reveal(connection, "intake", vault, row["quarantine_id"], "tester")
        assert await quarantine_desk.reseal(connection, "intake", vault, "tester") == 1
        assert await quarantine_desk.reseal(connection, "intake", vault, "tester") == 0
        destroy_quarantine_keys(file)
        for row in rows:
            await quarantine_desk.reveal(connection, "intake", Vault(file), row["quarantine_id"], "tester")
    said = [row["value"] for row in await pool.fetch("select value from outbox where topic = 'trail.intake'")]
    assert len([value for value in said if b"quarantine reseal" in value and b"1 with key 2" in value]) == 1


async def test_what_is_redriven_and_refused_again_is_sealed_with_the_new_key(pool: Pool, config: Config) -> None:
    file = config.quarantine_key_file

    class Service:
        name = "intake"
        handle = Effects()
        store_raw = None

    await Inbox("intake", pool, Vault(file), Effects()).process([record(0, value=b"oud")])
    add_quarantine_key(file)
    row = await pool.fetchrow("select quarantine_id from quarantine")
    assert row
    async with pool.acquire() as connection:
        assert await quarantine_desk.redrive(connection, Service(), Vault(file), row["quarantine_id"], "tester")
        assert await pool.fetchval("select key_number from quarantine") == 2
        await quarantine_desk.reveal(connection, "intake", Vault(file), row["quarantine_id"], "tester")


async def test_without_its_key_a_row_says_which_one_is_missing(pool: Pool, config: Config) -> None:
    file = config.quarantine_key_file
    await Inbox("intake", pool, Vault(file), Effects()).process([record(0, value=b"oud")])
    add_quarantine_key(file)
    destroy_quarantine_keys(file)
    async with pool.acquire() as connection:
        with pytest.raises(UnknownKeyError, match="key 1"):
            await quarantine_desk.reseal(connection, "intake", Vault(file), "tester")
