"""Processes that outlive the command that started them, and are found again by the next one.

A pid file also records when its process started, so a number that now belongs to someone else is never signalled.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.files import write_file

_MARK = "SIGNAALKETEN_STACK"
_KILL_DEADLINE_SECONDS = 10

# Children of this very process: kept, so that one that ended is reaped instead of lingering as a zombie.
_children: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True, slots=True)
class Account:
    """A system user to run a process as."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Process:
    """One named process of the stack under ``root``."""

    root: Path
    name: str

    @property
    def log(self) -> Path:
        return self.root / "logs" / f"{self.name}.log"

    @property
    def pid_file(self) -> Path:
        return self.root / "run" / f"{self.name}.pid"

    def start(self, command: Sequence[str], environment: Mapping[str, str], account: Account | None = None) -> None:
        """In a session of its own, so that neither Ctrl-C nor a closed terminal reaches it."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.pid_file.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**environment, _MARK: str(self.root)},
                cwd="/",
                start_new_session=True,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        _children.append(child)
        write_file(self.pid_file, f"{child.pid} {_started(child.pid)}\n".encode(), 0o644)

    def pid(self) -> int | None:
        """None when it does not run, whatever the pid file says."""
        try:
            pid, _, started = self.pid_file.read_text("utf-8").strip().partition(" ")
            return int(pid) if started and _started(int(pid)) == started else None
        except (FileNotFoundError, ValueError):
            return None

    def is_running(self) -> bool:
        return self.pid() is not None

    def last_lines(self, count: int = 20) -> str:
        try:
            return "\n".join(self.log.read_text("utf-8", errors="replace").splitlines()[-count:])
        except FileNotFoundError:
            return "(no log)"


def running(root: Path) -> list[Process]:
    """Every process of this stack that runs, by its pid file."""
    found = [Process(root, path.stem) for path in sorted((root / "run").glob("*.pid"))]
    return [process for process in found if process.is_running()]


def stop(processes: Iterable[Process], *, seconds: float, sign: signal.Signals = signal.SIGTERM) -> None:
    """Asks all of them, waits until each has ended, and kills what has not by then."""
    asked = list(processes)
    stop_pids([pid for process in asked if (pid := process.pid())], seconds=seconds, sign=sign)
    for process in asked:
        process.pid_file.unlink(missing_ok=True)


def stop_pids(pids: Iterable[int], *, seconds: float, sign: signal.Signals = signal.SIGTERM) -> None:
    """The same for processes that have no pid file."""
    ending: list[int] = []  # handles, which unlike numbers are never given to another process
    for pid in pids:
        with suppress(ProcessLookupError):
            ending.append(os.pidfd_open(pid))
    try:
        for handle in ending:
            _signal(handle, sign)
        left = _not_ended(ending, seconds)
        for handle in left:
            _signal(handle, signal.SIGKILL)
        _not_ended(left, _KILL_DEADLINE_SECONDS)
    finally:
        for handle in ending:
            os.close(handle)
        _reap()


def _signal(handle: int, sign: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(handle, sign)


def _not_ended(handles: list[int], seconds: float) -> list[int]:
    deadline = time.monotonic() + seconds
    left: list[int] = list(handles)
    while left and (remaining := deadline - time.monotonic()) > 0:
        ended: list[int] = select.select(left, [], [], remaining)[0]
        left = [handle for handle in left if handle not in ended]
    return left


def strays(root: Path) -> list[int]:
    """Processes started for this stack of which the pid file is gone, such as after a crash or ``rm -r``."""
    known = {process.pid() for process in running(root)}
    mark = f"{_MARK}={root}".encode()
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                parents[int(folder.name)] = int(_stat(int(folder.name))[1])
    # Children of ours (the workers of PostgreSQL) inherit the mark; ending them is their parent's work.
    return [pid for pid, parent in parents.items() if pid not in known and parent not in parents]


def working_in(folder: Path, program: str) -> list[int]:
    """Processes of this program whose working directory is this folder."""
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (entry / "cwd").readlink() == folder and (entry / "exe").readlink().name.startswith(program):
                found.append(int(entry.name))
    return found


def _started(pid: int) -> str | None:
    """When this process started, unique for its number; None when there is none, or only its remains."""
    _reap()
    try:
        state, *fields = _stat(pid)
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("utf-8").strip()
    except OSError:
        return None
    return None if state in "ZX" else f"{boot}:{fields[18]}"


def _stat(pid: int) -> list[str]:
    """State, parent and so on: what follows the program's name in proc(5)."""
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()


def _reap() -> None:
    _children[:] = [child for child in _children if child.poll() is None]
