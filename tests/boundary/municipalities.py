"""Non-interference between municipalities: others' cases change nothing that a caller is answered.

``python -m tests.boundary.municipalities`` compares histories that differ only in the cases of other municipalities: of
every GET of every API, all that the caller's mandate lets through is the same bytes. A history differs from the next in
many cases at once; each of them, with all that is known of it, is one difference that could have shown.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import httpx

from deploy.local import stack
from deploy.local.tokens import mandates, sign
from deploy.roles import definition
from schemas.codes.flow import UserRole
from schemas.codes.municipality import NAMES
from schemas.registry import SERVICES
from services.runtime.base.walls import OPEN_IN_THE_RUNTIME
from tests.chain import Chain, until
from tests.pipeline.authorisation import REPORTER, SIGNALS, Objects, Of, cases, table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from services.runtime.base.database import Connection

HERE = "GM0225"
"""A small one, in which no other test reports."""

ELSEWHERE = [town for town in NAMES if town != HERE]
UNCHANGING = {"toonTellingen", "toonGetuigen"}
"""How long the log is and who signed for that, which everybody may know and every look makes longer."""

_NOT_OF_A_CASE = {*OPEN_IN_THE_RUNTIME, "idempotency"}
_TABLES = """
    select c.relname as name, array_agg((a.attname, a.atttypid::regtype::text)::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attidentity = ''
    group by c.relname
"""
_BEFORE = """
    select conrelid::regclass::text as later, confrelid::regclass::text as earlier from pg_constraint
    where contype = 'f' and connamespace = current_schema()::regnamespace
"""


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: Mapping[str, str]

    @property
    def ids(self) -> list[str]:
        return [name for name, kind in self.columns.items() if kind == "uuid"]

    def copied(self) -> str:
        """SQL: rows about the cases $1 again, for each number from $2 to $3 as somebody else's; seed $4, towns $5."""
        values = ", ".join(_of_another(name, kind) for name, kind in self.columns.items())
        about = " or ".join(f"t.{name} = any($1)" for name in self.ids)
        return (
            f"insert into {self.name} ({', '.join(self.columns)}) select {values}"
            f" from {self.name} t cross join generate_series($2::integer, $3::integer) n"
            " cross join lateral (select $5::text[] as towns, $4::text as seed) given"
            " cross join lateral (select towns[1 + n % cardinality(towns)] as town) there"
            f" where {about} on conflict do nothing"
        )

    def removed(self) -> str:
        """SQL: those rows are gone."""
        made = " or ".join(f"{name} in (select {_id('one')} from made)" for name in self.ids)
        return (
            "with made as materialized (select one, n, $4::text as seed from unnest($1::uuid[]) one"
            " cross join generate_series($2::integer, $3::integer) n where $5::text[] is not null)"
            f" delete from {self.name} where {made}"
        )


def _id(value: str) -> str:
    return f"md5(seed || n || {value}::text)::uuid"


_BY_NAME = {
    "municipality": "town",
    "tenant": "town",
    "strength": "{0} + n % 9 - 4",
    "reported_by": "{0} || ' elders'",
    "raised_by": "{0} || ' elders'",
}
_BY_KIND = {
    "uuid": _id("{0}"),
    "jsonb": f"replace({{0}}::text, '{HERE}', town)::jsonb",
    "timestamp with time zone": "{0} + make_interval(mins => n * 7919 % 61 - 30)",
    "bytea": "case when n % 2 = 0 then {0} else sha256({0} || convert_to(n::text, 'UTF8')) end",
}


def _of_another(name: str, kind: str) -> str:
    """A value as it is in somebody else's case: other ids, people, places, moments and strengths; at times the same
    report.
    """
    return _BY_NAME.get(name, _BY_KIND.get(kind, "{0}")).format(f"t.{name}")


async def tables(connection: Connection) -> list[Table]:
    """Those that say something of a case, each after those it refers to."""
    found = {
        row["name"]: Table(row["name"], dict(re.findall(r"\((\w+),\"?([^\")]+)\"?\)", " ".join(row["columns"]))))
        for row in await connection.fetch(_TABLES)
        if row["name"] not in _NOT_OF_A_CASE
    }
    found = {name: one for name, one in found.items() if one.ids}
    before = [(row["earlier"], row["later"]) for row in await connection.fetch(_BEFORE)]
    ordered: list[Table] = []
    while len(ordered) < len(found):
        there = {one.name for one in ordered}
        ordered += [
            one
            for name, one in found.items()
            if name not in there and {e for e, later in before if later == name and e != name} & {*found} <= there
        ]
    return ordered


async def differ(chain: Chain, cases: Collection[str], numbers: range, seed: str, *, there: bool) -> int:
    """Other municipalities have so many cases, or have them no more; how many rows that is."""
    given = ([UUID(one) for one in cases], numbers.start, numbers.stop - 1, seed, ELSEWHERE)
    rows = 0
    for service in SERVICES:
        if definition(service).walls is None or service == "administration":  # of no case
            continue
        async with chain.owner(service) as connection, connection.transaction():
            known = await tables(connection)
            for one in known if there else reversed(known):
                done = await connection.execute(one.copied() if there else one.removed(), *given)
                rows += int(done.rpartition(" ")[2])
    return rows


class Caller:
    """People of one municipality, one for each function, and everything that they are answered."""

    def __init__(self, chain: Chain, own: Sequence[Objects]) -> None:
        self._chain, self._own = chain, own

    async def answers(self) -> dict[str, bytes]:
        """Of every GET, by who asks what: status and body, and of lists also the first pages."""
        found: dict[str, bytes] = {}
        async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
            for service in SERVICES:
                url = self._chain.addresses.urls[service]
                paths = (await client.get(f"{url}/openapi.json")).json()["paths"]
                for path, what in ((path, item["get"]) for path, item in paths.items() if "get" in item):
                    if what["operationId"] in UNCHANGING:
                        continue
                    for function in table()[service][what["operationId"]].may:
                        for asked in self._asked(service, path):
                            answer = await client.get(f"{url}/v1{asked}", headers=self._headers(function))
                            found[f"{service} {function} {asked}"] = b"%d " % answer.status_code + answer.content
        return found

    def _asked(self, service: str, path: str) -> list[str]:
        if place := re.match(r"/([^/{]+)/{", path):
            return [re.sub(r"{[^}]+}", one.of(service, place[1]), path) for one in self._own]
        query = {"/gebeurtenissen": "topic=referral.riec&", "/verstrekkingen": "partner=riec&"}.get(path, "")
        return [f"{path}?{query}limit={limit}" for limit in (500, 3)]

    def _headers(self, function: str) -> dict[str, str]:
        role = UserRole.PROFESSIONAL if function == "iedereen" else UserRole(function)
        subject = REPORTER if role is UserRole.PROFESSIONAL else f"{role} in {HERE}"
        token = sign(self._chain.root / "secrets", mandates(role, [HERE]), subject, 1)
        return {"Authorization": f"Bearer {token}"}


@dataclass(frozen=True, slots=True)
class Ran:
    """``answers``: how many were compared each time."""

    differences: int
    histories: int
    rows: int
    answers: int
    seen: tuple[str, ...]


async def run(chain: Chain, count: int, step: int, seed: str = "") -> Ran:
    """Stops at the first history in which something shows."""
    async with cases(chain, HERE) as of_each:
        own, caller = of_each[Of.OWN], Caller(chain, [of_each[Of.OWN], of_each[Of.SHARED]])
        before, rows, histories = await _settled(caller), 0, 0
        for start in range(0, count, step):
            numbers = range(start // SIGNALS, min(start + step, count) // SIGNALS)
            rows += await differ(chain, own.ids, numbers, seed, there=True)
            try:
                after = await caller.answers()
            finally:
                await differ(chain, own.ids, numbers, seed, there=False)
            histories += 1
            if after != before:
                again = await caller.answers()
                if seen := tuple(asked for asked in before if before[asked] != after[asked] != again[asked]):
                    return Ran(start + step, histories, rows, len(before), seen)
                before = again  # something of its own was under way
    return Ran(count, histories, rows, len(before), ())


async def _settled(caller: Caller) -> dict[str, bytes]:
    """Once what was reported has been looked up, linked and told to whoever follows it."""
    found: dict[str, bytes] = {}

    async def the_same() -> bool:
        nonlocal found
        earlier, found = found, await caller.answers()
        of_cases = (said for asked, said in found.items() if "/signalen/" in asked)
        return earlier == found and not any(b"wordt-opgezocht" in said for said in of_cases)

    await until(the_same)
    return found


async def _on_a_chain(root: Path, count: int, step: int, seed: str) -> Ran:
    chain = Chain(root, await asyncio.to_thread(stack.addresses, root))
    try:
        return await run(chain, count, step, seed)
    finally:
        await chain.close()


def told(ran: Ran, seconds: float) -> str:
    return (
        f"municipalities: {ran.differences} pairs of cases in {ran.histories} pairs of histories ({ran.rows} rows),"
        f" {ran.answers} answers each, {len(ran.seen)} differences, {seconds:.0f} s"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.boundary.municipalities", description=__doc__)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--step", type=int, default=4_000, help="differences in one pair of histories")
    parser.add_argument("--seed", default="", help="other cases than the usual ones")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="municipalities-") as folder:
        try:
            stack.up(Path(folder))
            began = time.monotonic()
            ran = asyncio.run(_on_a_chain(Path(folder), chosen.pairs, chosen.step, chosen.seed))
        finally:
            stack.discard(Path(folder))
    for asked in ran.seen:
        print(f"another answer: {asked}")  # noqa: T201
    print(told(ran, time.monotonic() - began))  # noqa: T201
    return 1 if ran.seen else 0


if __name__ == "__main__":
    sys.exit(main())
