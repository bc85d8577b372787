"""Faults that strike the broker or the database under everything at once."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.local.prerequisites import strace
from deploy.local.processes import stop
from tests.faults.world import NotPossibleHereError, lasting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.faults.schedule import Fault
    from tests.faults.world import World

_SLOW_SECONDS = 0.15
_BALLAST = "ballast"
_MEGABYTE = 1 << 20


class AtTheChain:
    """``strike`` returns whether the fault really happened; the chain is whole again when it returns."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def strike(self, fault: Fault) -> bool:
        ways: dict[str, Callable[[Fault], Awaitable[bool]]] = {
            "broker-killed": self._kill_broker,
            "broker-away": self._take_broker_away,
            "broker-slow": self._slow_broker,
            "postgres-killed": self._kill_postgres,
            "postgres-restarted": self._restart_postgres,
            "disk-full": self._fill_disk,
            "fsync-error": self._fail_fsync,
        }
        return await ways[fault.kind](fault)

    async def _kill_broker(self, fault: Fault) -> bool:
        stop([self._world.kafka.process], seconds=10, sign=signal.SIGKILL)
        await self._world.start_kafka()
        return True

    async def _take_broker_away(self, fault: Fault) -> bool:
        await asyncio.to_thread(self._world.kafka.stop)
        await lasting(fault.away_seconds)
        await self._world.start_kafka()
        return True

    async def _slow_broker(self, fault: Fault) -> bool:
        self._world.relay.pause_seconds = _SLOW_SECONDS
        await lasting(fault.away_seconds / 2)
        self._world.relay.pause_seconds = 0
        return True

    async def _kill_postgres(self, fault: Fault) -> bool:
        stop([self._world.postgres.process], seconds=10, sign=signal.SIGKILL)
        await self._world.start_postgres()
        return True

    async def _restart_postgres(self, fault: Fault) -> bool:
        await asyncio.to_thread(self._world.postgres.stop)
        await self._world.start_postgres()
        return True

    async def _fill_disk(self, fault: Fault) -> bool:
        """Not one page left on the disk of the database; then there is room again."""
        if not self._world.has_own_disk:
            raise NotPossibleHereError("no disk could be mounted")
        ballast = self._world.disk / _BALLAST
        full = await asyncio.to_thread(_fill, ballast)
        await lasting(fault.away_seconds / 3)
        ballast.unlink()
        await self._start_if_it_gave_up()
        return full

    async def _fail_fsync(self, fault: Fault) -> bool:
        """The first flush to disk of every server process fails: PostgreSQL must not believe the next one."""
        pid = self._world.postgres.process.pid()
        trace = self._world.root / "logs" / "fsync.trace"
        trace.unlink(missing_ok=True)
        command = [str(strace()), "-f", "-o", str(trace), "-e", "trace=fsync,fdatasync"]
        command += ["-e", "inject=fsync,fdatasync:error=EIO:when=1"]
        for process in [pid, *_children(pid)] if pid else []:
            command += ["-p", str(process)]
        tracer = await asyncio.create_subprocess_exec(
            *command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        ended = asyncio.create_task(tracer.wait())
        failed = await self._world.until(lambda: ended.done() or _injected(trace), 10) and _injected(trace)
        if ended.done() and not failed:
            raise NotPossibleHereError("no process may be traced")
        tracer.terminate()
        await ended
        await self._start_if_it_gave_up()
        return failed

    async def _start_if_it_gave_up(self) -> None:
        """A server that recovers by itself keeps its process; one that can't is started again."""
        await lasting(1)
        if not self._world.postgres.process.is_running():
            await self._world.start_postgres()
        await self._world.administer(lambda connection: connection.fetchval("select 1"))


def _injected(trace: Path) -> bool:
    return trace.exists() and "INJECTED" in trace.read_text("utf-8")


def _fill(path: Path) -> bool:
    zeros = bytes(_MEGABYTE)
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(zeros)
        except OSError:
            pass
        try:
            while True:
                file.write(zeros[:4096])
        except OSError:
            return True


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()]
