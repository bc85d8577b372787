"""Row-level security as declared: of each table an API reaches the rows in its scope, whatever its code asks for.

The owner and the working role reach everything, by a policy too: tables are forced to have one for everybody.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from deploy.database import api_of, execute, owner_of, role_of
from services.runtime.base.walls import OF_A_CASE, OF_THE_RUNTIME, OPEN_IN_THE_RUNTIME, Walls

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from deploy.database import Connection


class OpenTableError(ValueError):
    """A table that neither says whose its rows are nor that they are nobody's."""


async def build(connection: Connection, service: str, walls: Walls) -> None:
    """Takes what there is to what is declared; a table whose wall is as it should be is not touched. Raises
    OpenTableError.
    """
    schema = role_of(service)
    columns = await connection.fetch(
        """
        select c.relname as name,
            exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'signal_id') as of_a_case
        from pg_class c where c.relnamespace = $1::text::regnamespace and c.relkind = 'r'
        """,
        schema,
    )
    wanted = rules(walls, {row["name"] for row in columns}, {row["name"] for row in columns if row["of_a_case"]})
    for table, rule in sorted(wanted.items()):
        await _wall(connection, service, table, rule)


def rules(walls: Walls, tables: Collection[str], of_a_case: Collection[str]) -> Mapping[str, str]:
    """By table, which rows an API reaches. Raises OpenTableError."""
    declared = {**OF_THE_RUNTIME, **walls.rows}
    closed = {*declared, *of_a_case} & {*tables}
    if forgotten := {*tables} - closed - {*OPEN_IN_THE_RUNTIME} - {*walls.open}:
        raise OpenTableError(f"not said whose these are: {', '.join(sorted(forgotten))}")
    return {table: declared.get(table, OF_A_CASE).format(table=table) for table in closed}


async def _wall(connection: Connection, service: str, table: str, rule: str) -> None:
    schema, everybody = role_of(service), f"{owner_of(service)}, {role_of(service)}"
    made = hashlib.sha256(f"{everybody} {rule}".encode()).hexdigest()[:16]
    there = await connection.fetchval(
        """
        select c.relrowsecurity and c.relforcerowsecurity and obj_description(p.oid) = $3
            and (select count(*) = 2 from pg_policy where polrelid = c.oid)
        from pg_class c join pg_policy p on p.polrelid = c.oid and p.polname = 'reach'
        where c.relnamespace = $1::text::regnamespace and c.relname = $2
        """,
        schema,
        table,
        made,
    )
    if there:
        return
    for policy in await connection.fetch(
        "select p.polname from pg_policy p join pg_class c on c.oid = p.polrelid"
        " where c.relnamespace = $1::text::regnamespace and c.relname = $2",
        schema,
        table,
    ):
        await execute(connection, "drop policy %I on %I.%I", policy["polname"], schema, table)
    await execute(connection, "alter table %I.%I enable row level security", schema, table)
    await execute(connection, "alter table %I.%I force row level security", schema, table)
    await execute(
        connection, f"create policy everything on %I.%I to {everybody} using (true) with check (true)", schema, table
    )
    reach = f"create policy reach on %1$I.%2$I to %3$I using ({rule.replace('%', '%%')}) with check (true)"
    await execute(connection, reach, schema, table, api_of(service))
    await execute(connection, "comment on policy reach on %I.%I is %L", schema, table, made)
