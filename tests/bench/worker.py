"""``python -m tests.bench.worker FOLDER [COUNT]``: intake's worker as the product runs it, on COUNT events of triage.

A million of them, unless named, wait when it starts. Measured: seconds from its start until the first is handled, its
memory at each tenth, and, while a second worker joins the last tenth, how long nothing is handled. Written to FOLDER as
``worker.json``. Exit code 1 when the first takes over 3 s, or memory grew by a twentieth from the first fifth to the
end; 2 when it could not be tried.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.broker import lag
from deploy.broker.admin import BrokerAccess
from deploy.errors import CannotTryError
from deploy.local import stack
from deploy.local.processes import Process
from tests.bench.chain_speed import machine
from tests.bench.stage import FEEDBACK, put

_COUNT = 1_000_000
_FIRST_SECONDS, _GROWTH = 3.0, 1.05
_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Measured:
    """``memory``: resident, in MB at each tenth; ``joining``: the longest time in which nothing was handled."""

    machine: str
    events: int
    first: float
    memory: list[float]
    joining: float

    @property
    def holds(self) -> bool:
        return self.first <= _FIRST_SECONDS and self.memory[-1] <= self.memory[1] * _GROWTH


class Watched:
    """How far intake's group is with what triage told it."""

    def __init__(self, root: Path, door: BrokerAccess) -> None:
        self._process = Process(root, "intake-worker")
        self._admin = door.admin()

    def done(self) -> int:
        committed = lag.committed(self._admin, FEEDBACK.service)
        return sum(offset for (topic, _), offset in committed.items() if topic == FEEDBACK.topic)

    def megabytes(self) -> float:
        status = Path(f"/proc/{self._process.pid()}/status").read_text("utf-8")
        (line,) = (one for one in status.splitlines() if one.startswith("VmRSS:"))
        return round(int(line.split()[1]) / 1000, 1)

    def until(self, count: int) -> float:
        """Once so many are done: the longest time in which none was."""
        longest, before, since = 0.0, self.done(), time.monotonic()
        while before < count:
            time.sleep(_PAUSE)
            now, at = self.done(), time.monotonic()
            longest = max(longest, at - since)
            if now > before:
                before, since = now, at
        return round(longest, 1)


def measured(root: Path, count: int) -> Measured:
    """Raises CannotTryError."""
    found = stack.up(root)
    certificates = root / "certs"
    door = BrokerAccess(found.kafka_services, found.kafka_ca, certificates / f"{FEEDBACK.writer}.pem")
    watched = Watched(root, BrokerAccess(found.kafka_services, found.kafka_ca, certificates / "provision.pem"))
    with stack.paused(root, FEEDBACK.service):
        put(door, FEEDBACK.topic, ((*FEEDBACK.event(), None) for _ in range(count)))
        before, first = watched.done(), list[float]()

        def note(started: float) -> None:
            watched.until(before + 1)
            first.append(round(time.monotonic() - started, 1))

        noting = threading.Thread(target=note, args=(time.monotonic(),))
        noting.start()  # the worker is, where this block ends
    memory: list[float] = []
    for tenth in range(1, 10):
        watched.until(before + tenth * count // 10)
        memory.append(watched.megabytes())
    noting.join()
    joining = threading.Thread(target=stack.scale, args=(root, FEEDBACK.service, 2))
    joining.start()
    longest = watched.until(before + count)
    joining.join()
    memory.append(watched.megabytes())
    return Measured(machine(), count, first[0], memory, longest)


def main(folder: Path, count: int) -> int:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as made:
        root = Path(made)
        try:
            found = measured(root, count)
        except CannotTryError as error:
            sys.stderr.write(f"{error}\n")
            return 2
        finally:
            stack.discard(root)
    (folder / "worker.json").write_text(json.dumps(asdict(found), indent=1) + "\n", "utf-8")
    sys.stdout.write(
        f"first event after {found.first} s, memory at each tenth of {count:,} events {found.memory} MB,"
        f" nothing handled for {found.joining} s while another joined: {'holds' if found.holds else 'DOES NOT HOLD'}\n"
    )
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else _COUNT))
