"""``python -m tests.bench.worklists [SIGNALS]``: what a page of each desk costs, with and without row-level security.

On a PostgreSQL of its own, as the roles of the APIs: 100,000 signals of fourteen municipalities to assess and as many
cases to decide, of which 10,000 share one address. Milliseconds of what one request asks, for the first page and a deep
one, of who has one municipality and who has all; 50 is the limit, and the exit code 1 beyond it.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import statistics
import sys
import tempfile
import time
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from deploy.database import DATABASE, api_of, as_owner
from deploy.local.ports import HOST, Ports
from deploy.local.postgres import Postgres, admin_dsn
from deploy.roles import provision_database
from deploy.secrets import api_password
from services.runtime.base import telemetry
from services.runtime.base.scope import Scope
from tests.curve.desks import LOOKS, TOWNS, fill

if TYPE_CHECKING:
    from tests.curve.desks import Look

LIMIT_MS = 50
_TIMES = 100
_PASSWORD = "measured"  # noqa: S105 - of a database that is gone afterwards


async def measured(service: str, look: Look, port: int, where: list[str]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    scope, took = Scope(frozenset(where), "x"), list[float]()
    connection = await asyncpg.connect(
        host=HOST, port=port, user=api_of(service), database=DATABASE, password=_PASSWORD
    )
    try:
        for _ in range(_TIMES):
            began = time.perf_counter()
            async with connection.transaction():
                await scope.enter(connection)
                await look(connection, scope=scope)
            took.append((time.perf_counter() - began) * 1000)
    finally:
        await connection.close()
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


async def run(port: int, password: str, count: int) -> float:
    """The worst 95th percentile with row-level security."""
    dsn, worst = admin_dsn(port), 0.0
    passwords = {name: _PASSWORD for service in LOOKS for name in (service, api_password(service))}
    await provision_database(dsn, passwords, admin_password=password)
    for service in LOOKS:
        async with as_owner(dsn, service, admin_password=password) as owner:
            await fill(owner, service, count)
            await owner.execute("vacuum analyze")
            for walled in (True, False):
                if not walled:
                    tables = "select tablename from pg_tables where schemaname = current_schema()"
                    for row in await owner.fetch(tables):
                        await owner.execute(f"alter table {row['tablename']} disable row level security")
                for where, (name, look) in product((TOWNS[:1], TOWNS), LOOKS[service].items()):
                    median, most = await measured(service, look, port, where)
                    worst = max(worst, most if walled else 0)
                    rls = "with" if walled else "without"
                    sys.stdout.write(
                        f"{service}, {name}, {len(where)} of {len(TOWNS)} municipalities, {rls} row-level security:"
                        f" {median:.1f} ms, p95 {most:.1f} ms\n"
                    )
    return worst


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.worklists", description=__doc__)
    parser.add_argument("signals", nargs="?", type=int, default=100_000)
    given = parser.parse_args()
    telemetry.configure("bench")
    gc.freeze()  # as a service does when it starts
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        server = Postgres(Path(folder))
        try:
            with Ports(Path(folder) / "ports.json") as ports:
                port = ports.assign(["postgres"])["postgres"]
                server.start(port)
            worst = asyncio.run(run(port, server.admin_password(), given.signals))
        finally:
            server.stop()
            server.discard()
    return 1 if worst > LIMIT_MS else 0


if __name__ == "__main__":
    sys.exit(main())
