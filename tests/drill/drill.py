"""One drill: a chain under load, killed; something of it wiped; restored; and everything must add up."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportPrivateImportUsage=false
# (confluent-kafka's futures are untyped, and its documented names not re-exported)

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition

from cli.audit import Source, mirror
from deploy.backup import groups
from deploy.backup.archive import Archive
from deploy.broker.lag import LATEST, Partition, committed, offsets, partitions_of
from deploy.database import role_of
from deploy.local import stack
from deploy.local.postgres import Postgres
from deploy.local.processes import Process, running, stop
from deploy.local.tokens import sign_token
from services.audit.verify import verify
from tests.chain import Chain, signal_body
from tests.command import signaalketen
from tests.faults import evidence
from tests.faults.evidence import Evidence, Promises
from tests.faults.invariants import violations
from tests.faults.partners import Partners
from tests.faults.topic_log import TopicLog
from tests.faults.traffic import Traffic
from tests.faults.writers import Writers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

_T = TypeVar("_T")

_PARTNER = "comensha"
_CASE_EVERY_SECONDS = 0.2
_PATIENCE_SECONDS = 120
_PAUSE_SECONDS = 0.25


class Drill:
    """``start``, ``strike`` as often as wanted, ``close``. ``said`` gets a line with the time of every step."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._temporary = Path(tempfile.mkdtemp(prefix="drill-", dir="/var/tmp"))
        self._temporary.chmod(0o755)
        self.root = self._temporary / "chain"
        self.archive = self._temporary / "archive"
        self._say = say
        self._promises = Promises()
        self._following: subprocess.Popen[bytes] | None = None
        self._chance = random.Random(19)

    async def start(self) -> None:
        addresses = await asyncio.to_thread(stack.up, self.root)
        self.chain = Chain(self.root, addresses)
        self._postgres = Postgres(self.root)
        self._open_log()
        self._writers = Writers(self)
        self._partners = Partners(self._log, self._writers)
        await self.follow()

    async def close(self) -> None:
        if self._following:
            self._following.terminate()
            self._following.wait()
        if hasattr(self, "_log"):
            await asyncio.to_thread(self._log.close)
        if hasattr(self, "chain"):
            await self.chain.close()
        await asyncio.to_thread(stack.discard, self.root)
        shutil.rmtree(self._temporary, ignore_errors=True)

    async def follow(self) -> None:
        """Keep the archive up to date from now on, as a process of its own."""
        command = [sys.executable, "-m", "cli", "backup", str(self.archive), "--follow"]
        environment = {**os.environ, "SIGNAALKETEN_LOCAL": str(self.root), "PYTHONUNBUFFERED": "1"}
        log = self._temporary / "follow.log"
        before = log.stat().st_size if log.exists() else 0
        with log.open("ab") as output:
            self._following = subprocess.Popen(  # noqa: ASYNC220 - it outlives this
                command, env=environment, stdout=output, stderr=output
            )

        async def archives() -> bool:
            assert self._following
            said = log.read_bytes()[before:].decode()
            assert self._following.poll() is None, said
            return "WAL: kept" in said and "groups: kept" in said

        await self._until(archives)

    async def strike(self, what: str, seconds: float) -> list[str]:
        """Work for so long, kill everything, wipe, restore; what does not add up afterwards."""
        traffic = Traffic(self, self._promises)
        working = [asyncio.create_task(case()) for case in traffic.cases()]
        answering = asyncio.create_task(self._partners.run())
        deadline = time.monotonic() + seconds
        reading = asyncio.create_task(self._read_as_a_partner())
        while time.monotonic() < deadline or not reading.done():
            working.append(asyncio.create_task(traffic.play(self._chance)))
            await asyncio.sleep(_CASE_EVERY_SECONDS)  # the load
        place = await reading
        open_cases = sum(not task.done() for task in working)
        self._say(
            f"{what}: {len(working)} cases, {open_cases} under way, {len(self._log.records())} records; all killed"
        )
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)
        await asyncio.to_thread(self._log.close)
        arguments = await self._kill_and_wipe(what)
        started = time.monotonic()
        said = await signaalketen(self.root, "restore", str(self.archive), what, *arguments)
        took = time.monotonic() - started
        self._say("\n".join(f"  {line}" for line in (said.out + said.err).splitlines()))
        self._say(f"{what}: restored and running in {took:.1f} s")
        if said.code == 2:
            for task in working:
                task.cancel()
            return [said.err]
        self._open_log()
        self._partners.go_on(self._log)
        if self._following is None:
            await self.follow()
        if what in ("broker", "all"):
            await self._partners.send_again()  # as each was asked to
        answering = asyncio.create_task(self._partners.run())
        try:
            await asyncio.gather(*working)
            found = await self._differs()
            if self._place_of_partner() != place:
                found.append(f"LOST place of {_PARTNER}: {self._place_of_partner()}, was {place}")
        finally:
            answering.cancel()
            await asyncio.gather(answering, return_exceptions=True)
        self._say(f"{what}: {'; '.join(found) or 'nothing lost, doubled or out of order'}")
        return found

    async def lose_what_came_after_a_copy(self) -> list[str]:
        """Only a copy, and no WAL of after it: what is lost has a name, and the log, of which witnesses saw more, goes
        on as another.
        """
        copy, client = self._temporary / "copy", self.chain.api("intake", "melder-professional")
        assert self._following
        self._following.terminate()
        self._following.wait()
        self._following = None
        await self._ran("backup", "--end", str(self.archive))
        await self._ran("backup", str(copy))
        lost = [(await client.post("/signalen", json=signal_body())).json()["id"] for _ in range(3)]

        async def witnessed() -> bool:
            keys = {record.key.decode() for record in self._log.records() if record.place[0] == "signal.received"}
            return keys >= {*lost} and not await asyncio.to_thread(self._log_differs, len(self._log.records()))

        await self._until(witnessed)
        restored = await signaalketen(self.root, "restore", str(copy), "database")
        self._say("\n".join(f"  {line}" for line in (restored.out + restored.err).splitlines()))
        made = {
            r.identity[1] for r in self._log.records() if r.key.decode() in lost and r.place[0] == "signal.received"
        }
        found = [f"not named: {event}" for event in made if event not in restored.out]
        found += [] if restored.code == 1 else [f"exit code {restored.code}"]
        self._say((await self._ran("audit", "new-origin")).strip())
        taken = await client.post("/signalen", json=signal_body())
        found += [] if taken.status_code == 201 else [f"signals: {taken.status_code}"]

        async def holds() -> bool:
            return not await asyncio.to_thread(self._log_differs, len(self._log.records()))

        await self._until(holds)
        self._say(f"copy: {'; '.join(found) or 'what was lost has a name, and the log goes on'}")
        return found

    async def _ran(self, *arguments: str) -> str:
        said = await signaalketen(self.root, *arguments)
        assert said.code == 0, said.err
        return said.out

    async def _kill_and_wipe(self, what: str) -> Sequence[str]:
        """All at once, as when the power goes; returns what `restore` has to be told beside."""
        for process in running(self.root):
            if process.name not in ("postgres", "kafka"):
                _kill(process.pid())
        if what == "all":
            assert self._following
            self._following.kill()
            self._following.wait()
            self._following = None
        for process in running(self.root):
            _kill(process.pid())
        if what == "all":
            await asyncio.to_thread(self._postgres.discard)
            for name in ("secrets", "certs", "kafka/data"):
                shutil.rmtree(self.root / name)
        elif what == "broker":
            await asyncio.to_thread(stop, [Process(self.root, "kafka")], seconds=5)
            shutil.rmtree(self.root / "kafka" / "data")
        else:
            return ["--until", await self._drop(what)]
        return []

    async def _drop(self, service: str) -> str:
        """A schema, by mistake; the moment before it, once the archive has what came after."""
        await asyncio.to_thread(self._postgres.start, self.chain.port("postgres"))

        async def act(connection: evidence.Connection) -> str:
            moment = await connection.fetchval("select clock_timestamp()")
            await connection.execute(f"drop schema {role_of(service)} cascade")
            after = await connection.fetchval("select pg_current_wal_flush_lsn()")

            async def archived() -> bool:
                return bool(
                    await connection.fetchval(
                        "select count(*) from pg_stat_replication"
                        " where application_name = 'signaalketen_backup' and flush_lsn >= $1",
                        after,
                    )
                )

            await self._until(archived)
            return moment.isoformat()

        return await self._administer(act)

    async def _differs(self) -> list[str]:
        """Once nothing moves any more; the last findings when they stay."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        before, found = -1, ["not quiet"]
        while time.monotonic() < deadline:
            records = self._log.records()
            if len(records) == before and not await self._administer(evidence.unsent):
                tables = await self._administer(evidence.tables)
                found = violations(Evidence(self._promises, self._log.records(), tables))
                found = found or await asyncio.to_thread(self._log_differs, len(records))
                if not found:
                    return []
            before = len(records)
            await asyncio.sleep(_PAUSE_SECONDS)  # polling a remote state
        return found

    def _log_differs(self, records: int) -> list[str]:
        """What an auditor finds in the log, with its witnesses."""
        source = Source(
            self.chain.addresses.urls["audit"], lambda: sign_token(self.root / "secrets", "auditor", "auditor", 1)
        )
        with tempfile.TemporaryDirectory() as name:
            mirror(source, Path(name) / "log")
            report = verify(Path(name) / "log")
        if report.findings:
            return [*report.lines()]
        return [] if report.records >= records else [f"{report.records} records of {records} are in the log"]

    async def _read_as_a_partner(self) -> Mapping[Partition, int]:
        """A partner has read what there is for it until now; how far that is, once the archive has it too."""
        admin, read = self.chain.door("provision").admin(), partitions_of([f"referral.{_PARTNER}"])
        ends: dict[Partition, int] = {}

        async def referred() -> bool:
            ends.update({at: end for at, end in offsets(admin, read, LATEST).items() if end})
            return bool(ends)

        await self._until(referred)
        wanted = [TopicPartition(*at, offset) for at, offset in ends.items()]
        committing = admin.alter_consumer_group_offsets([ConsumerGroupTopicPartitions(_PARTNER, wanted)])
        committing[_PARTNER].result()

        async def kept() -> bool:
            file = Archive(self.archive).lives()[-1].groups
            return groups.as_of(file, datetime.now(UTC)).get(_PARTNER) == ends

        await self._until(kept)
        return ends

    def _place_of_partner(self) -> Mapping[Partition, int]:
        return committed(self.chain.door("provision").admin(), _PARTNER)

    def _open_log(self) -> None:
        addresses = self.chain.addresses
        self._log = TopicLog(addresses.kafka_services, addresses.kafka_ca, self.root / "certs" / "audit.pem")
        self._log.start()

    async def _administer(self, act: Callable[[evidence.Connection], Awaitable[_T]]) -> _T:
        connection = await evidence.connect(self.chain.port("postgres"), self._postgres.admin_password())
        try:
            return await act(connection)
        finally:
            await connection.close()

    async def _until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not await holds():
                await asyncio.sleep(0.1)  # polling a remote state


def _kill(pid: int | None) -> None:
    if pid:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
