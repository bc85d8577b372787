"""``python -m tests.bench.curve FOLDER [COUNT ...]``: what the services' queries cost after so much history.

Of each act of ``tests.curve.histories``: rows and pages that its statements looked at, and the seconds PostgreSQL took,
at 10,000, 100,000 and 1,000,000 rows unless counts are named; ``--only`` names histories. The last column is the most
pages by the fewest: 1 is a flat curve. On a PostgreSQL of its own, which goes afterwards; nothing here is a limit.
Written to FOLDER as ``curve.json``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import asyncpg

from deploy.local.ports import Ports
from deploy.local.postgres import Postgres, admin_dsn
from services.runtime.base import telemetry
from services.runtime.base.database import migrate
from services.runtime.service import RUNTIME_MIGRATIONS
from tests.curve.histories import HISTORIES
from tests.curve.plans import Reading, reading

if TYPE_CHECKING:
    from collections.abc import Sequence

_COUNTS = (10_000, 100_000, 1_000_000)


async def measured(dsn: str, password: str, name: str, count: int) -> dict[str, Reading]:
    """Of each act of one history of so many rows."""
    connection = await asyncpg.connect(dsn, password=password)
    schema = f"curve_{uuid4().hex}"
    try:
        await connection.execute(f"create schema {schema}; set search_path to {schema}")
        history = HISTORIES[name]
        await migrate(connection, [RUNTIME_MIGRATIONS, *history.service.migrations])
        await history.fill(connection, count)
        await connection.execute("vacuum analyze")
        found: dict[str, Reading] = {}
        for what, act in history.acts.items():
            await reading(connection, act)  # warm
            found[what] = await reading(connection, act)
        await connection.execute(f"drop schema {schema} cascade")
        return found
    finally:
        await connection.close()


async def run(dsn: str, password: str, names: Sequence[str], counts: Sequence[int]) -> list[dict[str, object]]:
    """Of each act, what it read at each count."""
    found: list[dict[str, object]] = []
    for name in names:
        curves = [await measured(dsn, password, name, count) for count in counts]
        for what in HISTORIES[name].acts:
            told = [
                {"count": count, "rows": one.rows, "pages": one.pages, "ms": round(one.seconds * 1000, 2)}
                for count, one in zip(counts, (found_at[what] for found_at in curves), strict=True)
            ]
            found.append({"act": f"{name}: {what}", "curve": told})
            sys.stdout.write(f"{json.dumps(found[-1])}\n")
            sys.stdout.flush()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.curve", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("counts", nargs="*", type=int, default=_COUNTS)
    parser.add_argument("--only", nargs="*", default=[*HISTORIES], choices=[*HISTORIES])
    given = parser.parse_args()
    telemetry.configure("curve")
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        server = Postgres(Path(folder))
        try:
            with Ports(Path(folder) / "ports.json") as ports:
                port = ports.assign(["postgres"])["postgres"]
                server.start(port)
            found = asyncio.run(run(admin_dsn(port), server.admin_password(), given.only, given.counts))
        finally:
            server.stop()
            server.discard()
    (given.folder / "curve.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
