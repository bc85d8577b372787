"""Rebuild what services hold from the audit log, and compare it with what they do hold."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import structlog
import typer

from cli.moment import EXAMPLE, moment
from cli.output import AsJson, show_json
from cli.service_access import Own, administrator, own
from deploy.database import scratch_schema
from deploy.errors import CannotTryError
from deploy.roles import migrate
from schemas.registry import SERVICES
from services.audit import log_store
from services.audit import replay as of_audit
from services.runtime.base import database, telemetry
from services.runtime.operate import comparison, replay
from services.runtime.operate.comparison import Difference, Rows, Table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from services.runtime.base.database import Connection
    from services.runtime.messaging.record import Record
    from services.runtime.operate.comparison import Exempt
    from services.runtime.operate.replay import Replay, Snapshot

_PATIENCE_SECONDS = 20.0
_PAUSE_SECONDS = 0.5

Statistics = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one service. ``differences`` is empty where there was no live state to compare with, at another moment."""

    service: str
    events: int
    statistics: Statistics
    differences: list[Difference] = field(default_factory=list[Difference])
    findings: list[str] = field(default_factory=list[str])

    @property
    def holds(self) -> bool:
        return not (self.differences or self.findings)

    def lines(self, at: datetime | None) -> list[str]:
        found = [*(str(difference) for difference in self.differences), *self.findings]
        if at is None:
            end = f"{len(found)} differences"
            return [*(f"{self.service}: {one}" for one in found), f"{self.service}: {self.events} events, {end}"]
        counted = [
            f"  {name}: {', '.join(f'{count} {value}' for value, count in values.items()) or 'none'}"
            for name, values in self.statistics.items()
        ]
        return [f"{self.service}: {self.events} events until {at.isoformat()}", *counted, *self.findings]


def replay_state(
    service: Annotated[str, typer.Argument(metavar="SERVICE", help="A service, or all.")] = "all",
    at: Annotated[
        str | None,
        typer.Option(metavar="TIMESTAMP", help=f"As it was then, as {EXAMPLE}; nothing live to compare with."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Rebuild a service's state and statistics from the log in an empty schema, and compare it with the live one."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    telemetry.configure("audit")
    then = moment(at, "--at") if at is not None else None
    names = SERVICES if service == "all" else (service,)
    outcomes = [asyncio.run(_replayed(own(name), then)) for name in names]
    if as_json:
        show_json([asdict(outcome) for outcome in outcomes])
    else:
        typer.echo("\n".join(line for outcome in outcomes for line in outcome.lines(then)))
    if not all(outcome.holds for outcome in outcomes):
        raise typer.Exit(1)


async def _replayed(of: Own, at: datetime | None) -> Outcome:
    admin = administrator()
    try:
        async with AsyncExitStack() as stack:
            scratch = await stack.enter_async_context(
                scratch_schema(admin.database_url, of.name, admin_password=admin.password)
            )
            live = await stack.enter_async_context(of.look())
            log = await stack.enter_async_context(own("audit").look())
            service = of.service()
            await migrate(scratch, service)
            rules = service.replay
            if rules is None:
                return await _Comparison(of.name, live, scratch, of_audit.EXEMPT, of_audit.COUNTED, {}).of_log(at)
            compare = _Comparison(of.name, live, scratch, rules.exempt, rules.counted, rules.keys)
            return await compare.of_state(rules, log, at)
    except database.ERRORS as error:
        raise CannotTryError(f"{of.name}: no schema can be made to replay in: {error}") from error


@dataclass(frozen=True, slots=True)
class _Comparison:
    """``exempt`` whatever the history."""

    name: str
    live: Connection
    scratch: Connection
    exempt: Mapping[str, Exempt]
    counted: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, tuple[str, ...]]

    async def of_state(self, rules: Replay[Any], log: Connection, at: datetime | None) -> Outcome:
        compared = await self._tables()
        await comparison.loosen(self.scratch, rules.exempt_at_most)
        held: Rows = {}
        snapshot = None
        if at is None:
            async with self.live.transaction(isolation="repeatable_read", readonly=True):
                held = await comparison.rows(self.live, compared)
                snapshot = await replay.snapshot(self.live)
        events = replay.history(self.name, await self._records(log, snapshot))
        if snapshot:
            events = [event for event in events if snapshot.holds(self.name, event)]
        if at:
            events = [event for event in events if replay.moment(self.name, event) <= at]
        try:
            findings = await replay.rebuild(self.scratch, self.name, rules, events)
        except replay.BrokenHistoryError as error:
            return Outcome(self.name, len(events), {}, [], [str(error)])
        return await self._outcome(compared, held if snapshot else None, len(events), findings, rules.exempt_of(events))

    async def of_log(self, at: datetime | None) -> Outcome:
        """Audit's own tables, made again from its records."""
        compared = await self._tables()
        async with self.live.transaction(isolation="repeatable_read", readonly=True):
            held = await comparison.rows(self.live, compared)
            waiting = await self.live.fetch("select topic, partition, record_offset from arrival")
            records = await log_store.records(self.live)
        unplaced = {tuple(row) for row in waiting}
        held["record"] = [r for r in held["record"] if (r["topic"], r["partition"], r["record_offset"]) not in unplaced]
        if at:
            records = [record for record in records if record.timestamp_ms <= at.timestamp() * 1000]
        await of_audit.rebuild(self.scratch, records)
        return await self._outcome(compared, None if at else held, len(records), [], self.exempt)

    async def _tables(self) -> list[Table]:
        """Those that are compared. Raises CannotTryError where the live ones are of another version."""
        made = await comparison.tables(self.scratch, self.keys)
        if made != await comparison.tables(self.live, self.keys):
            raise CannotTryError(
                f"{self.name}: its tables are not those of this version; `signaalketen up` makes them so"
            )
        return [table for table in made if table.name not in self.exempt]

    async def _records(self, log: Connection, snapshot: Snapshot | None) -> list[Record]:
        """Once the log holds all that the live state shows, or does not for a while."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while True:
            records = await log_store.records(log, replay.topics_of(self.name))
            complete = snapshot is None or not snapshot.missing_in(replay.history(self.name, records))
            if complete or time.monotonic() > end:
                return records
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _outcome(
        self,
        tables: list[Table],
        held: Rows | None,
        count: int,
        findings: list[str],
        exempt: Mapping[str, Exempt],
    ) -> Outcome:
        compared = [table for table in tables if table.name not in exempt]
        rebuilt = await comparison.rows(self.scratch, compared)
        differences = [] if held is None else comparison.differences(compared, held, rebuilt, exempt)
        return Outcome(self.name, count, comparison.statistics(self.counted, rebuilt), differences, findings)
