"""``python -m tests.bench.worklists [SIGNALS]``: what a page of each desk costs, with and without row-level security.

On a PostgreSQL of its own, as the roles of the APIs: 100,000 signals of fourteen municipalities to assess and as many
cases to decide, of which 10,000 share one address. Milliseconds of the first page, a deep one and the count together,
as the API asks them, for who has one municipality and who has all; 50 is the limit, and the exit code 1 beyond it.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg

from deploy.database import DATABASE, api_of, as_owner
from deploy.local.ports import HOST, Ports
from deploy.local.postgres import Postgres, admin_dsn
from deploy.roles import provision_database
from deploy.secrets import api_password
from schemas.codes.municipality import NAMES
from services.enrichment import store as enrichment
from services.enrichment.objects import store as links
from services.runtime.base import telemetry
from services.runtime.base.scope import Scope
from services.triage.worklist import beside
from services.triage.worklist import store as triage
from tests.unit.cases import signal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from services.runtime.base.database import Connection

LIMIT_MS = 50
_TIMES = 100
_PAGE = 101
_PASSWORD = "measured"  # noqa: S105 - of a database that is gone afterwards
NOW = datetime.now(UTC)
TOWNS = [*NAMES]

_FILL = {
    "enrichment": (
        """
        insert into signal (signal_id, state, state_since, received_at, content, address_state, residents_state,
            company_state, address_after, company_after, linked_with, municipality, strength, shared)
        select md5('s' || n)::uuid, 'te-beoordelen', now(), now() - n * interval '1 minute',
            jsonb_set($2::jsonb, '{municipality}', to_jsonb(($3::text[])[1 + n % 14])), 'bekend', 'niet-gevraagd',
            'bekend', 'infinity', 'infinity', 'x', ($3::text[])[1 + n % 14], case when n % 10 = 0 then 9 else n % 8 end,
            case when n % 10 = 0 then '{"links": [], "others": {"adres": 9999}, "elsewhere": 9285}'::jsonb
                else '{"links": [], "others": {}, "elsewhere": 0}'::jsonb end
        from generate_series(1, $1::integer) n
        """,
        "insert into case_tenant select signal_id, municipality, 'gemeld', now() from signal"
        " where $1::integer > 0 and $2::jsonb is not null and $3::text[] is not null",
    ),
    "triage": (
        """
        insert into signal_case (signal_id, municipality, state, arrived_at, strength, facts, personal)
        select md5('s' || n)::uuid, ($3::text[])[1 + n % 14], 'te-beslissen', now() - n * interval '1 minute', n % 8,
            jsonb_set($2::jsonb, '{municipality}', to_jsonb(($3::text[])[1 + n % 14])) - 'personal',
            $2::jsonb -> 'personal' from generate_series(1, $1::integer) n
        """,
        "insert into case_tenant select signal_id, municipality, 'gemeld', now() from signal_case"
        " where $1::integer > 0 and $2::jsonb is not null and $3::text[] is not null",
        """
        insert into addition (addition_id, signal_id, kind, words, said_at)
        select gen_random_uuid(), md5('s' || n)::uuid, 'ook-elders', '', now()
        from generate_series(1, $1::integer, 100) n where $2::jsonb is not null and $3::text[] is not null
        """,
    ),
}


async def assess(connection: Connection, scope: Scope) -> None:
    """As ``toonWerkvoorraad`` of enrichment."""
    shown = await enrichment.worklist(connection, scope, None, _PAGE)
    await links.doubles(connection, [one.signal_id for one in shown])
    await enrichment.worklist(connection, scope, (-3, NOW, UUID(int=0)), _PAGE)
    await enrichment.count_on_desk(connection, scope)


async def decide(connection: Connection, scope: Scope) -> None:
    """As ``toonWerkvoorraad`` of triage."""
    shown = await triage.page(connection, scope, NOW.date(), None, _PAGE)
    await beside.read(connection, [one.signal_id for one in shown])
    await triage.page(connection, scope, NOW.date(), (True, True, True, 0, -3, NOW, UUID(int=0)), _PAGE)
    await triage.count(connection)


DESKS: dict[str, Callable[[Connection, Scope], Awaitable[None]]] = {"enrichment": assess, "triage": decide}


async def measured(service: str, port: int, where: list[str]) -> tuple[float, float]:
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
                await DESKS[service](connection, scope)
            took.append((time.perf_counter() - began) * 1000)
    finally:
        await connection.close()
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


async def run(port: int, password: str, count: int) -> float:
    """The worst 95th percentile with row-level security."""
    dsn, worst = admin_dsn(port), 0.0
    passwords = {name: _PASSWORD for service in DESKS for name in (service, api_password(service))}
    await provision_database(dsn, passwords, admin_password=password)
    content = signal().model_dump_json()
    for service in DESKS:
        async with as_owner(dsn, service, admin_password=password) as owner:
            for statement in _FILL[service]:
                await owner.execute(statement, count, content, TOWNS)
            await owner.execute("vacuum analyze")
            for walled in (True, False):
                if not walled:
                    tables = "select tablename from pg_tables where schemaname = current_schema()"
                    for row in await owner.fetch(tables):
                        await owner.execute(f"alter table {row['tablename']} disable row level security")
                for where in (TOWNS[:1], TOWNS):
                    median, most = await measured(service, port, where)
                    worst = max(worst, most if walled else 0)
                    rls = "with" if walled else "without"
                    sys.stdout.write(
                        f"{service}, {len(where)} of {len(TOWNS)} municipalities, {rls} row-level security:"
                        f" {median:.1f} ms, p95 {most:.1f} ms\n"
                    )
    return worst


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.worklists", description=__doc__)
    parser.add_argument("signals", nargs="?", type=int, default=100_000)
    given = parser.parse_args()
    telemetry.configure("bench")
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
