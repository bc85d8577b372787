"""Faults that strike the worker of one service while it is at work."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.database import role_of
from deploy.local.postgres import admin_dsn
from deploy.local.prerequisites import libfaketime
from tests.faults.launcher import SESSION_SECONDS
from tests.faults.schedule import BY_A_PARTNER, KILLS
from tests.faults.world import lasting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.faults.partners import Partners
    from tests.faults.planting import Planter
    from tests.faults.schedule import Fault
    from tests.faults.world import World

_REACH_SECONDS = 90
_POKE_SECONDS = 1.0
_PAST_SESSION_SECONDS = SESSION_SECONDS + 1.5
_TERMINATIONS = 4
_JUMPS_SECONDS = (7200, -120, 0)


class AtAService:
    """``strike`` returns whether the fault really happened; the service is whole again when it returns."""

    def __init__(self, world: World, planter: Planter, partners: Partners) -> None:
        self._world = world
        self._planter = planter
        self._partners = partners
        self._access = asyncio.Lock()

    async def strike(self, fault: Fault) -> bool:
        chance = random.Random(fault.choice)
        return await self._ways(fault.kind)(fault.target, chance)

    def _ways(self, kind: str) -> Callable[[str, random.Random], Awaitable[bool]]:
        if kind in KILLS:
            return lambda service, chance: self._kill_at(kind, service, chance)
        if kind.startswith("poison-"):
            return lambda service, chance: self._plant(self._planter.poison(service, kind[7:], chance))
        if kind in BY_A_PARTNER:
            return lambda service, chance: self._plant(self._planter.from_a_partner(kind, service, chance))
        ways: dict[str, Callable[[str, random.Random], Awaitable[bool]]] = {
            "kill-inside-migration": self._kill_inside_migration,
            "sigterm-under-load": self._terminate,
            "zombie-past-session": self._zombie,
            "join-and-leave": self._join_and_leave,
            "connections-cut": self._cut_connections,
            "serialization-failure": self._fail_serialization,
            "duplicates-inside-batch": lambda s, c: self._plant(self._planter.duplicates_inside(s, c)),
            "duplicates-across-batches": lambda s, c: self._plant(self._planter.duplicates_across(s, c)),
            "replies-out-of-order": self._scramble,
            "acl-revoked": self._revoke,
            "clock-jumps": self._jump,
            "network-cut": self._cut_network,
        }
        return ways[kind]

    async def _plant(self, planting: Awaitable[None]) -> bool:
        await planting
        return True

    async def _kill_at(self, point: str, service: str, chance: random.Random) -> bool:
        """Armed, the worker ends itself the next time it is there; events are sent until it is."""
        name = f"{service}-worker"
        armed = self._world.root / "armed" / name
        armed.write_text(point, "utf-8")
        for _ in range(int(_REACH_SECONDS / _POKE_SECONDS)):
            if await self._world.until(lambda: not armed.exists(), _POKE_SECONDS):
                return True
            await self._planter.fresh(service, chance)
        armed.unlink(missing_ok=True)
        return False

    async def _kill_inside_migration(self, service: str, chance: random.Random) -> bool:
        """A migrator dies after its statements and before its commit; the next one does all of it, once."""
        name, role = f"{service}-worker", role_of(service)
        table = f"planted_{chance.randrange(2**31)}"
        folder = self._world.root / "migrations" / table / "migrations"
        folder.mkdir(parents=True)
        (folder / f"9999_{table}.sql").write_text(f"create table {table} (n integer primary key);", "utf-8")
        armed = self._world.root / "armed" / f"{name}-migration"
        extra = {
            "FAULT_MIGRATIONS": str(folder),
            "FAULT_ARMED": str(armed),
            "FAULT_ADMIN_URL": admin_dsn(self._world.ports["postgres"]),
            "FAULT_ADMIN_PASSWORD": self._world.postgres.admin_password(),
        }

        async def count(query: str) -> int:
            return int(await self._world.administer(lambda c: c.fetchval(query)))

        applied = f"select count(*) from {role}.migration where name like '%{table}.sql'"
        made = f"select count(*) from pg_tables where schemaname = '{role}' and tablename = '{table}'"
        armed.write_text("kill-inside-migration", "utf-8")
        died = False
        while not died:
            pid = await self._world.fork(name, "migrate", extra)
            await self._world.until(lambda p=pid: not _exists(p), _REACH_SECONDS)
            died = not armed.exists()
        if await count(applied) or await count(made):
            raise AssertionError(f"a migration of {service} that was killed left something behind")

        async def done() -> bool:
            pid = await self._world.fork(name, "migrate", extra)
            await self._world.until(lambda: not _exists(pid), _REACH_SECONDS)
            return bool(await count(applied))

        await self._world.until(done, _REACH_SECONDS)  # the disk may be full meanwhile
        if await count(applied) != 1 or await count(made) != 1:
            raise AssertionError(f"a migration of {service} was not done after another was killed")
        await self._world.administer(lambda c: c.execute(f"drop table {role}.{table}"))
        await self._world.administer(
            lambda c: c.execute(f"delete from {role}.migration where name like '%{table}.sql'")
        )
        return True

    async def _terminate(self, service: str, chance: random.Random) -> bool:
        return await self._world.end_worker(f"{service}-worker", signal.SIGTERM)

    async def _zombie(self, service: str, chance: random.Random) -> bool:
        """Stopped until the group gave its partitions to another, then awake again with its batch in hand."""
        first, second = f"{service}-worker", f"{service}-worker-2"
        self._world.kept.add(second)
        await self._world.ready([second], _REACH_SECONDS)
        process = self._world.process(first)
        _signal(process.pid(), signal.SIGSTOP)
        await lasting(_PAST_SESSION_SECONDS)
        _signal(process.pid(), signal.SIGCONT)
        await self._planter.fresh(service, chance)
        self._world.kept.discard(second)
        await self._world.end_worker(second, signal.SIGTERM)
        return True

    async def _join_and_leave(self, service: str, chance: random.Random) -> bool:
        name = f"{service}-worker-2"
        self._world.kept.add(name)
        joined = await self._world.ready([name], _REACH_SECONDS)
        self._world.kept.discard(name)
        await self._world.end_worker(name, chance.choice([signal.SIGTERM, signal.SIGKILL]))
        return joined

    async def _cut_connections(self, service: str, chance: random.Random) -> bool:
        query = "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = $1"
        cut = 0
        for _ in range(_TERMINATIONS):
            cut += await self._world.administer(lambda c: c.fetchval(query, role_of(service)))
            await lasting(chance.uniform(0.05, 0.4))
        return cut > 0

    async def _fail_serialization(self, service: str, chance: random.Random) -> bool:
        role = role_of(service)
        await self._world.administer(lambda c: c.execute(f"select setval('faults.{role}', 1)"))

        async def failed() -> bool:
            await self._planter.fresh(service, chance)
            return bool(await self._world.administer(lambda c: c.fetchval(f"select last_value > 3 from faults.{role}")))

        return await self._world.until(failed, _REACH_SECONDS)

    async def _scramble(self, service: str, chance: random.Random) -> bool:
        self._partners.scramble(service)
        await self._planter.fresh(service, chance)
        return await self._world.until(lambda: self._partners.is_scrambled(service), _REACH_SECONDS)

    async def _revoke(self, service: str, chance: random.Random) -> bool:
        """Everything the service may read, or everything it may write, taken away under way and given back."""
        operation = chance.choice(["Read", "Write"])
        async with self._access:
            revoked = await self._world.revoke(service, operation)
            try:
                await lasting(3)
            finally:
                await self._world.restore_access()
        return revoked

    async def _jump(self, service: str, chance: random.Random) -> bool:
        name = f"{service}-worker"
        clock = self._world.root / "armed" / f"{name}.clock"
        clock.write_text("+0", "utf-8")
        self._world.clocks[name] = clock, await asyncio.to_thread(libfaketime)
        try:
            await self._world.end_worker(name, signal.SIGTERM)
            started = await self._world.ready([name], _REACH_SECONDS)
            for seconds in _JUMPS_SECONDS:
                clock.write_text(f"{seconds:+d}", "utf-8")
                await self._planter.fresh(service, chance)
                await lasting(0.7)
        finally:
            del self._world.clocks[name]
        await self._world.end_worker(name, signal.SIGTERM)
        return started

    async def _cut_network(self, service: str, chance: random.Random) -> bool:
        name = f"{service}-worker"
        await self._world.relay.cut(name)
        await self._planter.fresh(service, chance)
        await lasting(chance.choice([2.0, _PAST_SESSION_SECONDS]))
        self._world.relay.mend(name)
        return True


def _signal(pid: int | None, sign: signal.Signals) -> None:
    if pid is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, sign)


def _exists(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()
