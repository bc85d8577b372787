"""Processor time of each part of a chain, as the system counts it (proc(5), stat): seconds since it started."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import asyncpg

from deploy.database import DATABASE

OURS = "bench"
"""Whoever is connected so is not part of the chain."""

_TICKS = os.sysconf("SC_CLK_TCK")
_UTIME, _CUTIME = 11, 13
"""Places in ``stat`` behind the name, which may hold anything."""


def _used(pid: int, *, children: bool = False) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    mine = [*fields[_UTIME : _UTIME + 2], *(fields[_CUTIME : _CUTIME + 2] if children else ())]
    return sum(map(int, mine)) / _TICKS


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()]


def used(processes: dict[str, int], admin: str, password: str) -> dict[str, float]:
    """By the name of the process; of PostgreSQL by who is connected, as ``postgres:<application>``."""
    backends = asyncio.run(_backends(admin, password))
    found = {name: _used(pid) for name, pid in processes.items() if name != "postgres"}
    server = processes["postgres"]
    found["postgres:server"] = _used(server, children=True)
    for pid in _children(server):
        part = f"postgres:{backends.get(pid, 'server')}"
        found[part] = found.get(part, 0.0) + _used(pid)
    found.pop(f"postgres:{OURS}", None)
    return found


def spent(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """Since then; the most first."""
    found = {part: used - before.get(part, 0.0) for part, used in after.items()}
    return dict(sorted(found.items(), key=lambda item: -item[1]))


async def _backends(admin: str, password: str) -> dict[int, str]:
    connection = await asyncpg.connect(
        admin, password=password, database=DATABASE, server_settings={"application_name": OURS}
    )
    try:
        rows = await connection.fetch("select pid, application_name from pg_stat_activity where usename is not null")
    finally:
        await connection.close()
    return {row["pid"]: row["application_name"] or "relay" for row in rows}
