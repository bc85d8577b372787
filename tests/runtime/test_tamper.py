"""The log in audit's own database: tampered with there, found there; killed on its way, no alarm."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import pytest_asyncio

from deploy.database import DATABASE
from deploy.local.ports import HOST
from deploy.local.postgres import Postgres
from tests.tamper.in_the_database import IN_THE_DATABASE
from tests.tamper.kept import KeptLog
from tests.tamper.run import alarm_of, found_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from tests.chain import Chain


@pytest_asyncio.fixture(loop_scope="session")
async def kept(chain: Chain, tmp_path: Path) -> AsyncGenerator[KeptLog]:
    url = f"postgresql://postgres@{HOST}:{chain.port('postgres')}/{DATABASE}"
    schema = f"tamper_{uuid4().hex}"
    opened = await KeptLog.opened(url, Postgres(chain.root).admin_password(), schema, tmp_path)
    yield opened
    await opened.pool.execute(f"drop schema {schema} cascade")
    await opened.pool.close()


@pytest.mark.parametrize("attack", [*IN_THE_DATABASE])
async def test_tampering_in_the_database_is_found_where_it_was_made(kept: KeptLog, tmp_path: Path, attack: str) -> None:
    assert await found_of(kept, attack, Random(attack), tmp_path) is None


@pytest.mark.parametrize("seed", range(8))
async def test_a_log_that_was_killed_on_its_way_raises_no_alarm(kept: KeptLog, tmp_path: Path, seed: int) -> None:
    assert await alarm_of(kept, Random(seed), tmp_path) is None
