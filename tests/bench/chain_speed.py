"""``python -m tests.bench.chain_speed FOLDER [PY_SPY]``: what a report costs, and how long an alert takes meanwhile.

A chain of its own, reporters on persistent connections of which one in fifty reports acute danger, and the police's own
client on their topic. Written to FOLDER: ``chain.json``, and with py-spy a flame graph of each process that costs most.
"""

from __future__ import annotations

import asyncio
import json
import platform
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from deploy.database import DATABASE, role_of
from deploy.local import stack
from deploy.local.postgres import Postgres, admin_dsn
from deploy.local.processes import Process, running
from deploy.local.tokens import sign_token
from schemas.registry import SERVICES
from tests.bench import processor_time
from tests.bench.reporters import Load, Told
from tests.chain import Chain

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

_SETTLED_SECONDS = 300
_IDLE_SECONDS = 30
_ACUTE = 0.02
_REPORTERS = 20
_PROFILED = ("intake-api", "enrichment-worker", "audit-worker")
_PROFILE_SECONDS = 15

LOADS: dict[str, tuple[int, int, float]] = {
    "1 client": (1, 200, 0),
    "8 clients": (8, 4000, 0),
    "32 clients": (32, 4000, 0),
    "64 clients": (64, 4000, 0),
    "256 clients": (256, 4000, 0),
    "1000 clients": (1000, 5000, 0),
    "100/s": (64, 2000, 100),
    "200/s": (128, 3000, 200),
}
"""Clients, reports, and reports a second; 0: each as soon as the one before was answered."""

Percentiles = dict[str, float]


@dataclass(frozen=True, slots=True)
class Result:
    """Of one load, in milliseconds. ``accepted``, ``begun``: from then until the police's client read an alert.
    ``processor``: per report taken in, of every process; ``settled``: seconds until all was in the log.
    """

    load: str
    reports_per_second: float
    report: Percentiles
    accepted: Percentiles
    begun: Percentiles
    statuses: dict[str, int]
    unread_alerts: int
    processor: dict[str, float]
    settled: float


def percentiles(seconds: Sequence[float]) -> Percentiles:
    """In milliseconds; none of nothing."""
    ordered = sorted(seconds)
    return {f"p{p}": round(1000 * ordered[len(ordered) * p // 100], 1) for p in (50, 95, 99)} if ordered else {}


@contextmanager
def police(chain: Chain) -> Generator[list[str]]:
    """What the police's client read, once it was stopped."""
    door = chain.partners_door("politie")
    command = [sys.executable, "-m", "tests.bench.police", door.bootstrap, str(door.ca), str(door.certificate)]
    client = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    lines: list[str] = []
    assert client.stdout
    assert client.stdout.readline() == "reads\n"
    try:
        yield lines
    finally:
        client.terminate()
        lines += client.stdout.read().splitlines()
        client.wait()


@dataclass(frozen=True, slots=True)
class Bench:
    """A running chain that is measured."""

    chain: Chain

    @property
    def _admin(self) -> tuple[str, str]:
        return admin_dsn(self.chain.port("postgres")), Postgres(self.chain.root).admin_password()

    def _processor(self) -> dict[str, float]:
        pids = {process.name: pid for process in running(self.chain.root) if (pid := process.pid())}
        return processor_time.used(pids, *self._admin)

    def idle(self) -> float:
        """Part of one core that the chain uses while nothing is reported."""
        asyncio.run(_settled(*self._admin))
        before = self._processor()
        time.sleep(_IDLE_SECONDS)
        return round(sum(processor_time.spent(before, self._processor()).values()) / _IDLE_SECONDS, 3)

    def run(self, name: str, profiles: Iterable[subprocess.Popen[bytes]] = ()) -> Result:
        """Under one load, and until all of it is in the log."""
        clients, count, rate = LOADS[name]
        tokens = (
            sign_token(self.chain.root / "secrets", "melder-professional", f"melder-{n}", 12) for n in range(_REPORTERS)
        )
        url = f"{self.chain.addresses.urls['intake']}/v1/signalen"
        load = Load(url, tuple(tokens), clients, count, _ACUTE, rate, seed=len(name) + count + clients)
        asyncio.run(_settled(*self._admin))
        with police(self.chain) as lines:
            before = self._processor()
            command = [sys.executable, "-m", "tests.bench.reporters"]
            given = json.dumps(asdict(load))
            done = subprocess.run(command, input=given, stdout=subprocess.PIPE, text=True, check=True)
            ended = time.monotonic()
            asyncio.run(_settled(*self._admin))
            settled = time.monotonic() - ended
            used = processor_time.spent(before, self._processor())
        for profile in profiles:
            profile.wait()
        return _result(name, Told(**json.loads(done.stdout)), lines, used, settled)

    def profiled(self, folder: Path, py_spy: str) -> list[subprocess.Popen[bytes]]:
        """Flame graphs that are being made from now on."""
        made: list[subprocess.Popen[bytes]] = []
        for name in _PROFILED:
            pid = Process(self.chain.root, name).pid()
            into = folder / f"{name}.svg"
            options = ["record", "--duration", str(_PROFILE_SECONDS), "--rate", "200", "--output", str(into)]
            made.append(subprocess.Popen([py_spy, *options, "--pid", str(pid)], stdout=subprocess.DEVNULL))
        return made


def _result(name: str, told: Told, lines: list[str], used: dict[str, float], settled: float) -> Result:
    read = {key: float(at) for key, at in (line.split() for line in lines)}
    alerts = [(begun, accepted, read[key]) for key, (begun, accepted) in told.alerts.items() if key in read]
    taken_in = len(told.took)
    return Result(
        name,
        round(told.done / told.seconds, 1),
        percentiles(told.took),
        percentiles([at - accepted for _, accepted, at in alerts]),
        percentiles([at - begun for begun, _, at in alerts]),
        told.statuses,
        len(told.alerts) - len(alerts),
        {part: round(1000 * seconds / taken_in, 3) for part, seconds in used.items() if seconds},
        round(settled, 1),
    )


async def _settled(admin: str, password: str) -> None:
    """Until every event that was made is in the log, and every signal is linked."""
    made = " + ".join(f"(select coalesce(sum(last), 0) from {role_of(s)}.outbox_sequence)" for s in SERVICES)
    waits = [f"exists (select from {role_of(s)}.outbox where sent_at is null)" for s in SERVICES]
    waits.append("exists (select from enrichment.signal where linked_with is null and content is not null)")
    waits.append("exists (select from audit.arrival)")
    waits.append(f"{made} > (select count(*) from audit.record where topic !~ '^(reply|admin)')")
    connection = await asyncpg.connect(
        admin, password=password, database=DATABASE, server_settings={"application_name": processor_time.OURS}
    )
    try:
        async with asyncio.timeout(_SETTLED_SECONDS):
            while await connection.fetchval(f"select {' or '.join(waits)}"):
                await asyncio.sleep(0.25)
    finally:
        await connection.close()


def machine() -> str:
    """What it ran on."""
    cpu = Path("/proc/cpuinfo").read_text("utf-8")
    names = [line.partition(":")[2].strip() for line in cpu.splitlines() if line.startswith("model name")]
    return f"{len(names)} x {names[0]}, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def main(folder: Path, py_spy: str | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        try:
            bench = Bench(Chain(root, stack.up(root)))
            results: list[Result] = []
            idle = bench.idle()
            for name in LOADS:
                profiles = bench.profiled(folder, py_spy) if py_spy and name == "32 clients" else []
                results.append(bench.run(name, profiles))
                one = results[-1]
                total = sum(one.processor.values())
                sys.stdout.write(f"{name}: {one.reports_per_second}/s, {total:.1f} ms each, alert {one.accepted}\n")
                sys.stdout.flush()
        finally:
            stack.discard(root)
    found = {"machine": machine(), "idle": idle, "loads": [asdict(result) for result in results]}
    (folder / "chain.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
