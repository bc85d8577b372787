"""Processes are restarted one by one, and end when a part of them gave up; nothing is lost."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx
import pytest

from deploy.local.ports import HOST, Ports
from deploy.local.processes import Process
from deploy.local.services import Chain as Programs
from tests.chain import signal_body, until
from tests.command import signaalketen
from tests.workers import arrived, caught_up

if TYPE_CHECKING:
    from tests.chain import Chain

pytestmark = pytest.mark.disturbs_the_chain


async def test_restarting_one_by_one_under_load_loses_nothing(chain: Chain) -> None:
    restarting = asyncio.Event()
    posted: list[str] = []
    client = chain.api("intake", "melder-professional")

    async def accepted() -> None:
        """As a client should: the same key until there is an answer."""
        key = {"Idempotency-Key": str(uuid4())}
        body = signal_body()

        async def answered() -> httpx.Response | None:
            try:
                return await client.post("/signalen", json=body, headers=key)
            except httpx.TransportError:
                return None

        answer: httpx.Response = await until(answered)
        assert answer.status_code == 201, answer.text
        posted.append(answer.json()["id"])

    async def report_on() -> None:
        while not restarting.is_set():
            await accepted()

    async with asyncio.TaskGroup() as load:
        load.create_task(report_on())
        pids = {name: Process(chain.root, name).pid() for name in ("intake-worker", "enrichment-worker")}
        for service in ("intake", "enrichment"):
            said = await signaalketen(chain.root, "restart", service)
            assert said.code == 0, said.err
            assert said.out == f"{service}-api: restarted\n{service}-worker: restarted\n"
        restarting.set()
    assert all(Process(chain.root, name).pid() not in (None, pid) for name, pid in pids.items())
    assert len(set(posted)) == len(posted) > 20
    await arrived(chain, posted)
    await caught_up(chain, "audit")
    ids = [signal_id.encode() for signal_id in posted]
    async with chain.database("audit") as connection:
        rows = await connection.fetch(
            "select key from record where topic = 'signal.received' and key = any($1::bytea[])", ids
        )
    assert sorted(row["key"] for row in rows) == sorted(ids)


async def test_a_restart_brings_the_tables_up_to_the_code(chain: Chain) -> None:
    async with chain.owner("intake") as connection:
        await connection.execute(
            "drop index signal_overdue; delete from migration where name = 'intake/0004_overdue.sql'"
        )
        said = await signaalketen(chain.root, "restart", "intake")
        assert said.code == 0, said.err
        assert await connection.fetchval("select to_regclass('signal_overdue') is not null")


async def test_a_worker_of_which_one_part_gave_up_ends(chain: Chain) -> None:
    """Without its key the audit worker would read on and sign nothing; found by checking the log of a fault run."""
    known = Programs(chain.root / "secrets", chain.root / "certs", Ports(chain.root / "run" / "ports.json").known())
    settings = {**known.program("audit", "worker").settings, "HTTP_HOST": HOST, "HTTP_PORT": "0", "INNER_PORT": "0"}
    del settings["LOG_KEY_FILE"]
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.audit", "worker"), env={**os.environ, **settings}, stdout=subprocess.PIPE
    )
    said, _ = await worker.communicate()
    last = json.loads(said.splitlines()[-1])
    assert (worker.returncode, last["event"], last["error"]) == (1, "worker stops", "LookupError")
