"""``python -m tests.faults N [SEED]``: N faults against a running chain.

Exit code 0 nothing was lost or doubled, 1 something was (what and where on stdout), 2 it could not be tried.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from deploy.errors import CannotTryError
from deploy.local import stack
from tests.faults import evidence
from tests.faults.at_a_service import AtAService
from tests.faults.at_the_chain import AtTheChain
from tests.faults.evidence import Evidence, Promises
from tests.faults.invariants import violations
from tests.faults.partners import Partners
from tests.faults.planting import Planter
from tests.faults.report import table
from tests.faults.schedule import CHAIN, Fault, rounds
from tests.faults.traffic import Traffic, UnansweredError
from tests.faults.world import NotPossibleHereError, World
from tests.faults.writers import Writers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.faults.topic_log import Seen

_SETTLE_SECONDS = 300
_CASE_EVERY_SECONDS = 0.5
_DEFAULT_COUNT = 60
_THREADS = 200
_MOST_LINES, _MOST_CHARACTERS = 8, 300


class Run:
    """One chain, struck round after round; after each round everything must add up."""

    def __init__(self, seed: int, count: int) -> None:
        self._seed = seed
        self._planned = rounds(seed, count)
        self._chance = random.Random(seed + 1)
        self._promises = Promises()
        self._world = World(_say)
        self._happened: list[tuple[str, str]] = []
        self._missed: list[Fault] = []
        self._impossible: list[Fault] = []
        self._took: dict[int, float] = {}
        self.why: list[str] = []
        """What did not hold, and how the workers were then: said once more at the end, where it is looked for."""

    async def run(self) -> bool:
        """Whether everything held."""
        # Whoever waits for a broker that is away holds a thread; who brings it back needs one.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS))
        try:
            await self._world.start()
            return await self._strike_all()
        finally:
            await self._world.close()

    async def _strike_all(self) -> bool:
        world = self._world
        writers = Writers(world)
        partners = Partners(world.log, writers)
        planter = Planter(world.log, writers, self._promises)
        self._service, self._chain = AtAService(world, planter, partners), AtTheChain(world)
        self._traffic = Traffic(world, self._promises)
        self._answering = asyncio.create_task(partners.run())
        try:
            await asyncio.gather(*(case() for case in self._traffic.cases()))
            if not await self._holds([]):
                return False
            for number, together in enumerate(self._planned, 1):
                started = time.monotonic()
                try:
                    await self._round(together)
                except UnansweredError as error:
                    await self._failed(together, [f"LOST or stuck: {error}", *await self._found()])
                    return False
                if not await self._holds(together):
                    return False
                names = ", ".join(f"{f.kind}@{f.target} {self._took.get(f.number, 0):.0f} s" for f in together)
                _say(f"round {number}/{len(self._planned)} {time.monotonic() - started:.0f} s: {names}")
            if self._missed:
                await self._again()
            return not self._missed and await self._holds(self._missed) and await self._log_holds()
        except Exception:
            await self._keep_logs()
            raise
        finally:
            self._answering.cancel()
            await asyncio.gather(self._answering, return_exceptions=True)
            self._show()

    async def _again(self) -> None:
        """What found nothing to strike gets a second chance, alone."""
        missed, self._missed = self._missed, []
        for fault in missed:
            await self._round([fault])

    async def _round(self, together: list[Fault]) -> None:
        striking = asyncio.gather(*(self._strike(fault) for fault in together))
        cases = [asyncio.create_task(case()) for case in self._traffic.cases()]
        try:
            while not striking.done():
                cases.append(asyncio.create_task(self._traffic.play(self._chance)))
                await asyncio.wait([striking], timeout=_CASE_EVERY_SECONDS)
            await striking
        finally:
            await asyncio.gather(*cases)

    async def _strike(self, fault: Fault) -> None:
        await asyncio.sleep(fault.delay_seconds)  # part of the schedule
        strike = self._chain.strike if fault.target == CHAIN else self._service.strike
        started = time.monotonic()
        try:
            happened = await strike(fault)
        except NotPossibleHereError as error:
            _say(f"  {fault.kind} is not possible on this machine: {error}")
            self._impossible.append(fault)
            return
        self._took[fault.number] = time.monotonic() - started
        if happened:
            self._happened.append((fault.kind, fault.target))
        else:
            _say(f"  {fault.kind} did not reach {fault.target}")
            self._missed.append(fault)

    async def _holds(self, together: list[Fault]) -> bool:
        """Once the chain is quiet; what is still missing when nothing has moved for a long while is lost."""
        deadline = time.monotonic() + _SETTLE_SECONDS
        before = (-1, -1)
        while True:
            if self._answering.done():
                self._answering.result()
            late, moved = time.monotonic() > deadline, await self._moved()
            # Everything is compared with everything: only when nothing moves any more.
            if late or (moved == before and not await self._world.administer(evidence.unsent)):
                found = await self._found()
                if not found:
                    return True
                if late:
                    await self._failed(together, found)
                    return False
            if moved != before:
                deadline = time.monotonic() + _SETTLE_SECONDS
            before = moved
            await asyncio.sleep(0.25)  # polling a remote state

    async def _found(self) -> list[str]:
        """What does not add up now."""
        tables = await self._world.administer(evidence.tables)
        return await asyncio.to_thread(violations, Evidence(self._promises, self._world.log.records(), tables))

    async def _moved(self) -> tuple[int, int]:
        """What stands on the topics, and how much of it was read: a reader that is behind has lost nothing."""
        return _events(self._world.log.records()), await self._world.administer(evidence.read)

    async def _log_holds(self) -> bool:
        """The auditor's log of all this, taken along and checked as an auditor would: no hole, no fork."""
        records = len(self._world.log.records())
        deadline = time.monotonic() + _SETTLE_SECONDS
        while True:
            report = await asyncio.to_thread(self._world.audited)
            if not report.findings and report.records >= records:
                _say(f"the audit log: {report.size} entries, {report.witnesses} witnesses, holds")
                return True
            if time.monotonic() > deadline:
                await self._failed([], [*report.lines(), f"{report.records} records of {records}"])
                return False
            await asyncio.sleep(1)  # polling a remote state

    async def _failed(self, together: list[Fault], found: list[str]) -> None:
        names = ", ".join(f"{fault.kind}@{fault.target}" for fault in together)
        self.why = [f"after {names}:", *found[:_MOST_LINES], *await self._world.state_of_workers()]
        _say(f"after {names}:\n" + "\n".join(f"  {line}" for line in found))
        await self._keep_logs()

    async def _keep_logs(self) -> None:
        for line in await asyncio.to_thread(self._world.behind):
            _say(f"  {line}")
        logs = stack.default_root() / f"faults-{self._seed}"
        await self._world.keep_logs(logs)
        _say(f"  logs: {logs}")

    def _show(self) -> None:
        _say(table(self._happened))
        _say(
            f"{len(self._happened)} faults, {len(self._missed)} that found nothing to strike,"
            f" {len(self._impossible)} not possible on this machine;"
            f" {len(self._promises.signals)} signals accepted, {len(self._world.log.records())} records on topics,"
            f" {self._world.restarts} workers started again"
        )


def _events(records: Sequence[Seen]) -> int:
    """Without the trail: there each source counts what it wrote, once a minute, and so it never stands still."""
    return sum(not record.place[0].startswith("trail.") for record in records)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else _DEFAULT_COUNT
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else secrets.randbelow(2**31)
    _say(f"faults: N={count} SEED={seed}")
    started, run = time.monotonic(), Run(seed, count)
    try:
        held = asyncio.run(run.run())
    except CannotTryError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    took = time.monotonic() - started
    for line in run.why:
        _say(f"  {line[:_MOST_CHARACTERS]}")
    _say(f"faults: {'nothing lost, nothing doubled' if held else 'FAILED'} (N={count} SEED={seed}, {took:.0f} s)")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
