"""Two schemas of one service, row by row: what differs, and where. Values are never told, they may name a person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import asyncpg

    from services.runtime.base.database import Connection

Rows = dict[str, list["asyncpg.Record"]]

_ONE_ACT = timedelta(seconds=60)
"""Two clocks that an act is stamped by, the database's and the event's, are never this far apart."""


@dataclass(frozen=True, slots=True)
class Exempt:
    """A table or column that is not compared as it is, and why."""

    how: Literal["skip", "unsaid", "clock"]
    why: str


def skip(why: str) -> Exempt:
    """Not compared: the log does not say it."""
    return Exempt("skip", why)


def unsaid(why: str) -> Exempt:
    """Compared where the log says it; it does not always."""
    return Exempt("unsaid", why)


def clock(why: str) -> Exempt:
    """The moment of an act, by a clock near the event's: compared to within a minute."""
    return Exempt("clock", why)


@dataclass(frozen=True, slots=True)
class Table:
    """``key`` identifies a row."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """``column`` is empty where a whole row is on one side only."""

    table: str
    key: str
    column: str
    what: str

    def __str__(self) -> str:
        return f"{self.table} {self.key}{f' {self.column}' if self.column else ''}: {self.what}"


async def tables(connection: Connection, keys: Mapping[str, tuple[str, ...]]) -> list[Table]:
    """Every table of the current schema; ``keys`` where another key than the primary one is compared by."""
    found = await connection.fetch(
        """
        select c.relname as name,
            array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped
                order by attnum) as columns,
            array(select a.attname::text from pg_index i join pg_attribute a on a.attrelid = c.oid
                and a.attnum = any(i.indkey) where i.indrelid = c.oid and i.indisprimary order by a.attnum) as key
        from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' order by c.relname
        """
    )
    return [Table(row["name"], tuple(row["columns"]), keys.get(row["name"], tuple(row["key"]))) for row in found]


async def loosen(connection: Connection, exempt: Mapping[str, Exempt]) -> None:
    """Let the current schema leave out what the log does not always say."""
    for place in (place for place, rule in exempt.items() if rule.how == "unsaid"):
        table, _, column = place.partition(".")
        await connection.execute(f'alter table "{table}" alter column "{column}" drop not null')


async def rows(connection: Connection, of: Iterable[Table]) -> Rows:
    """Everything in these tables."""
    return {table.name: await connection.fetch(f'select * from "{table.name}"') for table in of}  # noqa: S608 - the catalogue's own names


def differences(of: Sequence[Table], live: Rows, rebuilt: Rows, exceptions: Mapping[str, Exempt]) -> list[Difference]:
    """What the live tables hold otherwise than the log says, in the order of tables and keys."""
    return [found for table in of for found in _of_table(table, live[table.name], rebuilt[table.name], exceptions)]


def _of_table(
    table: Table, live: list[asyncpg.Record], rebuilt: list[asyncpg.Record], exceptions: Mapping[str, Exempt]
) -> Iterable[Difference]:
    here, there = _by_key(table, live), _by_key(table, rebuilt)
    for key in sorted(here | there):
        if key not in there:
            yield Difference(table.name, key, "", "is in no event of the log")
        elif key not in here:
            yield Difference(table.name, key, "", "is gone")
        else:
            for column in table.columns:
                exception = exceptions.get(f"{table.name}.{column}")
                if not _same(here[key][column], there[key][column], exception):
                    yield Difference(table.name, key, column, "differs from the log")


def _by_key(table: Table, of: list[asyncpg.Record]) -> dict[str, asyncpg.Record]:
    return {" ".join(_shown(row[column]) for column in table.key): row for row in of}


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _same(live: Any, rebuilt: Any, exception: Exempt | None) -> bool:
    if exception is None:
        return live == rebuilt
    match exception.how:
        case "skip":
            return True
        case "unsaid":
            return rebuilt is None or live == rebuilt
        case "clock":
            if live is None or rebuilt is None:
                return live is rebuilt
            return abs(live - rebuilt) < _ONE_ACT


def statistics(counted: Mapping[str, tuple[str, ...]], of: Rows) -> dict[str, dict[str, int]]:
    """How many rows have each combination of these columns, per table."""
    return {
        f"{table} by {', '.join(columns)}" if columns else table: dict(
            sorted(Counter(" ".join(str(row[column]) for column in columns) for row in of[table]).items())
        )
        for table, columns in counted.items()
    }
