"""How a service tells cases apart: which signals are behind what its API shows, and which rows belong to them.

Two walls stand on it: ``services.runtime.http.whose`` in front of each request, row-level security under each table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ITSELF = "select $1::uuid"

_TENANTS = "string_to_array(current_setting('app.gemeenten', true), ' ')"
_REPORTER, _CALLER = (f"nullif(current_setting('app.{name}', true), '')" for name in ("melder", "aanroeper"))
"""Empty is what a setting becomes once the transaction it was made in has ended."""

OF_A_CASE = "exists (select from case_tenant where case_tenant.signal_id = {table}.signal_id offset 0)"
"""The rule of every table with a signal's id; what ``case_tenant`` itself shows is the scope. Asked of each row that is
looked at: without ``offset`` PostgreSQL may first gather whose every case is.
"""


def of_tenant(column: str) -> str:
    """A row that says in this column whose it is. Not ``= any``: of every row PostgreSQL would search the index once
    for each one in the scope.
    """
    return f"array[{column}] <@ (select {_TENANTS})"


OF_TENANTS = of_tenant("tenant")
TENANTS = f"{OF_TENANTS} and (until is null or until > now())"


def reported(column: str) -> str:
    """A row that says in this column who reported it, where that opens it: see ``Scope``."""
    return f"{column} = (select {_REPORTER})"


def asked(column: str) -> str:
    """A row that says in this column who asked for it."""
    return f"{column} = (select {_CALLER})"


@dataclass(frozen=True, slots=True)
class Walls:
    """``behind``: by the place of an object in an address, SQL that gives the signals and alerts behind its id ``$1``.

    ``rows``: by table, which of its rows an API reaches; a table with a ``signal_id`` that is not in it follows
    ``OF_A_CASE``. ``open``: tables in which nothing is anybody's, and why. ``reporters``: SQL that gives who reported
    which signal or alert. ``judged``: places of objects that are no case's: whose they are
    the service itself says.
    """

    behind: Mapping[str, str]
    rows: Mapping[str, str] = field(default_factory=dict[str, str])
    open: Mapping[str, str] = field(default_factory=dict[str, str])
    reporters: str = "select null::uuid, null where false"
    judged: frozenset[str] = frozenset()


OF_THE_RUNTIME = {"idempotency": asked("subject"), "case_tenant": TENANTS}

OPEN_IN_THE_RUNTIME = {
    "count_statement": "how many events were sent",
    "inbox": "ids of events that were handled; an API does not read it",
    "issuer": "who signs people on",
    "migration": "which there were",
    "outbox": "what leaves; an API adds to it",
    "outbox_sequence": "numbers by topic",
    "quarantine": "sealed, and for an operator",
    "reading": "which topics are read",
    "refusal": "counts, on their way to the trail",
}
