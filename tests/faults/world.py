"""A chain of its own for one run: broker, database on a small disk, APIs, and workers that can be struck."""

# pyright: reportPrivateImportUsage=false
# (confluent-kafka's documented names are not re-exported)

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    ResourcePatternType,
    ResourceType,
)

from cli.audit import Source, mirror
from deploy.broker import lag
from deploy.broker.admin import BrokerAccess
from deploy.broker.provision import apply, plan
from deploy.database import role_of
from deploy.errors import CannotTryError
from deploy.local import stack
from deploy.local.kafka import Kafka
from deploy.local.ports import HOST, Ports
from deploy.local.postgres import Postgres
from deploy.local.processes import Process, running, stop
from deploy.local.services import Chain as Programs
from deploy.local.services import says_ready
from deploy.local.tokens import sign_token
from schemas.registry import SERVICES, read_by
from services.audit.verify import Report, verify
from services.runtime.base import database
from tests.chain import Chain
from tests.faults import evidence
from tests.faults.tcp_relay import TcpRelay
from tests.faults.topic_log import TopicLog

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

_MARK = "SIGNAALKETEN_STACK"
_DISK_MEGABYTES = 700
_SUPERVISE_SECONDS = 0.25
_PATIENCE_SECONDS = 180
_WRITING_SECONDS = 5


class NotPossibleHereError(Exception):
    """This machine does not let us do it, such as mounting a disk in a container without the right to."""


async def lasting(seconds: float) -> None:
    """A fault that is there for a while: its length is the fault, nothing is waited for."""
    await asyncio.sleep(seconds)


class World:
    """``start`` before use, ``close`` in the end."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="faults-", dir="/var/tmp"))
        self.root.chmod(0o755)
        self.note = note
        self.kept = {f"{service}-worker" for service in SERVICES}
        """Workers that are started again when they end, as an orchestrator would."""
        self.clocks: dict[str, tuple[Path, Path]] = {}
        """Workers that read their clock from a file, by this library."""
        self.restarts = 0
        self._disk = False
        self._tasks: list[asyncio.Task[None]] = []
        self._relay_ports: dict[str, int] = {}
        self._one_fork_at_a_time = asyncio.Lock()

    async def start(self) -> None:
        self._mount()
        addresses = await asyncio.to_thread(stack.up, self.root)
        self.chain = Chain(self.root, addresses)
        self.kafka = Kafka(self.root, stack.default_root() / "kafka" / "libs", self.root / "certs")
        self.postgres = Postgres(self.root)
        names = [name for service in SERVICES for name in (f"{service}-worker", f"{service}-worker-2")]
        with Ports(self.root / "run" / "ports.json") as ports:
            self.ports = dict(ports.known()) | {n: ports.assign([n])[n] for n in names if n not in ports.known()}
        stop([p for p in running(self.root) if "worker" in p.name], seconds=30)
        self.relay = TcpRelay(self.ports["kafka-services"])
        for name in names:
            self._relay_ports[name] = await self.relay.listen(name)
        (self.root / "armed").mkdir()
        self._forker = subprocess.Popen(  # noqa: ASYNC220 - its pipe is read in a thread
            [sys.executable, "-m", "tests.faults.launcher"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, _MARK: str(self.root), "PYTHONUNBUFFERED": "1"},
            cwd=Path(__file__).parents[2],
        )
        await self._line()
        await self._install_serialization_failures()
        for service in SERVICES:
            await self.start_worker(f"{service}-worker")
        self.log = TopicLog(addresses.kafka_services, addresses.kafka_ca, self.root / "certs" / "audit.pem")
        self.log.start()
        await self.ready(f"{service}-worker" for service in SERVICES)
        self._tasks.append(asyncio.create_task(self._supervise()))
        self._tasks.append(asyncio.create_task(self._have_read_on()))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if hasattr(self, "log"):
            self.log.close()
        if hasattr(self, "chain"):
            await self.chain.close()
        stop([p for p in running(self.root) if "worker" in p.name], seconds=10)
        if hasattr(self, "_forker"):
            self._forker.terminate()
            self._forker.wait()
        if hasattr(self, "relay"):
            await self.relay.close()
        await asyncio.to_thread(stack.discard, self.root)
        if self._disk:
            await asyncio.to_thread(subprocess.run, ["umount", "-l", str(self.disk)], check=False)
        shutil.rmtree(self.root, ignore_errors=True)

    async def keep_logs(self, folder: Path) -> None:
        """For who must find out what went wrong; each worker writes what it is doing in its own first."""
        for name in self.kept:
            if pid := self.process(name).pid():
                os.kill(pid, signal.SIGUSR1)
        await lasting(_WRITING_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.root / "logs", folder)

    async def state_of_workers(self) -> list[str]:
        """Whether each runs and is ready, and the last thing it said."""
        found = [f"{task.get_name()} of the harness ended: {task!r}" for task in self._tasks if task.done()]
        for name in sorted(self.kept):
            process, is_ready = self.process(name), await self._says_ready(name)
            said = process.log.read_text("utf-8").splitlines()[-1:] if process.log.exists() else []
            found.append(f"{name}: {process.pid() or 'away'}, {'ready' if is_ready else 'not ready'}, {said}")
        return found

    # --- the database's disk

    @property
    def disk(self) -> Path:
        return self.root / "postgres"

    @property
    def has_own_disk(self) -> bool:
        return self._disk

    def _mount(self) -> None:
        self.disk.mkdir()
        options = f"size={_DISK_MEGABYTES}m,mode=755"
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.disk)], check=False)
        self._disk = done.returncode == 0

    # --- workers

    def process(self, name: str) -> Process:
        return Process(self.root, name)

    def _environment(self, name: str) -> dict[str, str]:
        service = name.split("-worker", maxsplit=1)[0]
        program = Programs(self.root / "secrets", self.root / "certs", self.ports).program(service, "worker")
        return {
            **{key: value for key, value in os.environ.items() if not key.startswith("PG")},
            **program.settings,
            "PYTHONUNBUFFERED": "1",
            "NO_PROXY": HOST,
            "no_proxy": HOST,
            "HTTP_HOST": HOST,
            "HTTP_PORT": str(self.ports[name]),
            "INNER_PORT": str(self.ports[name]),
            "FAULT_ARMED": str(self.root / "armed" / name),
            "FAULT_BROKER_PORT": str(self.ports["kafka-services"]),
            "FAULT_RELAY_PORT": str(self._relay_ports[name]),
            _MARK: str(self.root),
        }

    async def start_worker(self, name: str) -> None:
        if name in self.clocks:
            self._start_with_clock(name, *self.clocks[name])
        else:
            await self.fork(name, "worker", {})

    async def fork(self, name: str, process: str, extra: dict[str, str]) -> int:
        """A process of the worker's service, from the parent that has everything loaded; its pid."""
        log = self.process(name).log
        line = {
            "service": name.split("-worker", maxsplit=1)[0],
            "process": process,
            "log": str(log),
            "environment": {**self._environment(name), **extra},
        }
        assert self._forker.stdin
        async with self._one_fork_at_a_time:  # each line that comes back answers the one that was written
            self._forker.stdin.write(json.dumps(line).encode() + b"\n")
            self._forker.stdin.flush()
            pid = int(await self._line())
        if process == "worker":
            self._record(name, pid)
        return pid

    def _start_with_clock(self, name: str, clock: Path, library: Path) -> None:
        """The same worker under libfaketime, which reads its clock from this file."""
        environment = {
            **self._environment(name),
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        command = [sys.executable, "-m", "tests.faults.launcher", name.split("-worker", maxsplit=1)[0], "worker"]
        self.process(name).start(command, environment)

    def _record(self, name: str, pid: int) -> None:
        with suppress(OSError):
            stat = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
            boot = Path("/proc/sys/kernel/random/boot_id").read_text("utf-8").strip()
            self.process(name).pid_file.write_text(f"{pid} {boot}:{stat[19]}\n", "utf-8")

    async def _line(self) -> bytes:
        assert self._forker.stdout
        return await asyncio.to_thread(self._forker.stdout.readline)

    def audited(self) -> Report:
        """What the offline verifier says of the log as the audit service gives it now."""
        source = Source(
            self.chain.addresses.urls["audit"], lambda: sign_token(self.root / "secrets", "auditor", "auditor", 1)
        )
        with tempfile.TemporaryDirectory() as name:
            mirror(source, Path(name) / "log")
            return verify(Path(name) / "log")

    async def end_worker(self, name: str, how: signal.Signals) -> bool:
        """Whether it ended by itself within its time."""
        pid = self.process(name).pid()
        if pid is None:
            return True
        os.kill(pid, how)
        ended = await self.until(lambda: self.process(name).pid() != pid, 25)  # its successor starts at once
        if not ended:
            stop([self.process(name)], seconds=0.1, sign=signal.SIGKILL)
        return ended

    async def ready(self, names: Iterable[str], seconds: float = 60) -> bool:
        """Whether each says that it is ready, in time."""
        return all([await self.until(lambda n=name: self._says_ready(n), seconds) for name in names])

    async def _says_ready(self, name: str) -> bool:
        return await asyncio.to_thread(says_ready, self.ports[name])

    async def until(self, holds: Callable[[], Any], seconds: float = _PATIENCE_SECONDS) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = holds()
            if await found if asyncio.iscoroutine(found) else found:
                return True
            await asyncio.sleep(0.05)  # polling a remote state
        return False

    async def _supervise(self) -> None:
        while True:
            for name in sorted(self.kept):
                if name in self.kept and not self.process(name).is_running():
                    self.restarts += 1
                    await self.start_worker(name)
            await asyncio.sleep(_SUPERVISE_SECONDS)

    async def _have_read_on(self) -> None:
        """As a person does where floods added up on one partner's topic: it stops, and is read on."""
        tables = [f"{role_of(service)}.reading" for service in SERVICES]

        async def everywhere(connection: asyncpg.Connection[asyncpg.Record]) -> None:
            for table in tables:
                await connection.execute(f"update {table} set stopped = false, since = now() where stopped")

        while True:
            with suppress(*database.ERRORS):  # struck for long: the next time
                await self.administer(everywhere)
            await asyncio.sleep(_SUPERVISE_SECONDS)

    # --- the administrator's way in

    async def administer(self, act: Callable[[asyncpg.Connection[asyncpg.Record]], Awaitable[Any]]) -> Any:
        """Runs ``act`` on the database as its administrator, as soon as the database answers."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                connection = await evidence.connect(self.ports["postgres"], self.postgres.admin_password())
                try:
                    return await act(connection)
                finally:
                    await connection.close(timeout=5)
            except database.ERRORS:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.2)  # polling a remote state

    async def _install_serialization_failures(self) -> None:
        """A real 40001 from the server, as often as the sequence allows, at the first statement of a batch."""
        statements = ["create schema faults", "grant usage on schema faults to public"]
        for service in SERVICES:
            role, table = role_of(service), "record" if service == "audit" else "inbox"
            statements += [
                f"create sequence faults.{role} start 10",
                f"select setval('faults.{role}', 10)",
                f"grant all on sequence faults.{role} to public",
                f"""create function faults.fail_{role}() returns trigger language plpgsql as $$ begin
                    if (select last_value from faults.{role}) < 4 then
                        perform nextval('faults.{role}');
                        raise exception using errcode = '40001', message = 'planted';
                    end if; return null; end $$""",
                f"create trigger planted before insert on {role}.{table} for each statement"
                f" execute function faults.fail_{role}()",
            ]

        async def install(connection: asyncpg.Connection[asyncpg.Record]) -> None:
            for statement in statements:
                await connection.execute(statement)

        await self.administer(install)

    async def start_postgres(self) -> None:
        await self._start(lambda: self.postgres.start(self.ports["postgres"]))

    async def start_kafka(self) -> None:
        await self._start(lambda: self.kafka.start(self.ports))

    async def _start(self, start: Callable[[], None]) -> None:
        for attempt in range(3):
            try:
                await asyncio.to_thread(start)
            except CannotTryError:
                if attempt == 2:
                    raise
            else:
                return

    def _broker_admin(self) -> Any:
        certificates = self.root / "certs"
        bootstrap = f"{HOST}:{self.ports['kafka-services']}"
        return BrokerAccess(bootstrap, self.chain.addresses.kafka_ca, certificates / "provision.pem").admin()

    def behind(self) -> list[str]:
        """Who has not read what, as the broker says: for who must find out what went wrong."""
        admin = self._broker_admin()
        found: list[str] = []
        for service in SERVICES:
            read = lag.partitions_of(read_by(f"service:{service}"))
            done, ends = lag.committed(admin, service), lag.offsets(admin, read, lag.LATEST)
            late = [at for at in read if ends[at] > done.get(at, 0)]
            found += [f"{service} is at {done.get(at, 0)} of {ends[at]} in {at[0]}/{at[1]}" for at in late]
        return found

    async def revoke(self, service: str, operation: str) -> bool:
        """Takes away every permission of this kind on topics; whether there was any."""

        def take() -> bool:
            broker = self._broker_admin()  # kept: its answers end with it
            rules = broker.delete_acls([_rules_of(service, operation)])
            return any(future.result(20) for future in rules.values())

        return await self._at_the_broker(take)

    async def restore_access(self) -> None:
        def give() -> bool:
            broker = self._broker_admin()
            apply(broker, plan(broker))
            return True

        await self._at_the_broker(give)

    async def _at_the_broker(self, act: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                return await asyncio.to_thread(act)
            except (CannotTryError, KafkaException, TimeoutError):  # the broker may be struck at the same time
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.2)  # polling a remote state


def _rules_of(service: str, operation: str) -> AclBindingFilter:
    return AclBindingFilter(
        ResourceType.TOPIC,
        None,  # pyright: ignore[reportArgumentType] - of any name
        ResourcePatternType.LITERAL,
        f"User:svc:{service}",
        None,  # pyright: ignore[reportArgumentType] - from any host
        AclOperation[operation.upper()],
        AclPermissionType.ALLOW,
    )
