"""How much a piece of code reads: its own statements, as PostgreSQL ran them."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownParameterType=false
# (asyncpg's query logger is only partly typed)

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from services.runtime.base.database import Connection

    Act = Callable[[Connection], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Reading:
    """Of one act: rows that its statements looked at (also those they passed over), pages they touched, what the server
    took for them, and each statement with its rows.
    """

    rows: int
    pages: int
    seconds: float
    statements: tuple[tuple[int, str], ...]


async def reading(connection: Connection, act: Act) -> Reading:
    """Runs ``act`` twice and undoes it twice: once to learn its statements, once with each of them explained."""
    asked: list[tuple[str, tuple[Any, ...]]] = []

    def note(query: Any) -> None:
        asked.append((query.query, query.args))

    undone = connection.transaction()
    await undone.start()
    connection.add_query_logger(note)
    try:
        await act(connection)
    finally:
        connection.remove_query_logger(note)
        await undone.rollback()
    undone = connection.transaction()
    await undone.start()
    try:
        plans = [(query, await _explained(connection, query, given)) for query, given in asked if _plannable(query)]
    finally:
        await undone.rollback()
    rows = [(round(sum(map(_looked_at, _nodes(plan["Plan"])))), " ".join(query.split())) for query, plan in plans]
    pages = sum(plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"] for _, plan in plans)
    seconds = sum(plan["Planning Time"] + plan["Execution Time"] for _, plan in plans) / 1000
    return Reading(sum(number for number, _ in rows), pages, seconds, tuple(rows))


def _plannable(query: str) -> bool:
    return query.split(maxsplit=1)[0].lower() in {"select", "insert", "update", "delete", "with"}


async def _explained(connection: Connection, query: str, given: tuple[Any, ...]) -> dict[str, Any]:
    return json.loads(await connection.fetchval(f"explain (analyze, buffers, format json) {query}", *given))[0]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _looked_at(node: dict[str, Any]) -> float:
    if "Relation Name" not in node or node["Node Type"] == "ModifyTable":
        return 0
    passed_over = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    return (node["Actual Rows"] + sum(node.get(name, 0) for name in passed_over)) * node["Actual Loops"]
