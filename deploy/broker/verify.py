"""Whether the broker holds what is declared, and lets nobody do more or less: compared first, then tried."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from confluent_kafka.admin import AdminClient

from deploy.broker import bounds, door_settings, handshakes, quotas, trust
from deploy.broker.entrances import Entrances, door_of
from deploy.broker.permission_matrix import Cell, all_cells, expected_of
from deploy.broker.probe import listed, probe
from deploy.broker.provision import plan
from deploy.broker.wanted import parties
from deploy.broker.wire import Connection
from deploy.errors import CannotTryError
from schemas.registry import Party

Kind = Literal["declaration", "setting", "quota", "permission", "listing", "certificate", "bound", "side effect"]

PROVISIONER = "the provisioner"
_NOBODY: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Deviation:
    """One thing that is not as it should be."""

    kind: Kind
    who: str
    what: str
    expected: str
    actual: str


@dataclass(frozen=True, slots=True)
class Row:
    """What one client was tried on."""

    who: str
    door: str
    cells: int
    expected: int
    actual: int
    deviations: int


@dataclass(frozen=True, slots=True)
class Result:
    rows: tuple[Row, ...]
    deviations: tuple[Deviation, ...]
    seconds: float

    @property
    def cells(self) -> int:
        return sum(row.cells for row in self.rows)

    def as_dict(self) -> dict[str, Any]:
        found = [asdict(deviation) for deviation in self.deviations]
        return {"cells": self.cells, "deviations": found, "seconds": round(self.seconds, 3)}


def verify(
    admin: AdminClient, entrances: Entrances, suspended: Mapping[str, str] = _NOBODY, *, by_name: bool = False
) -> Result:
    """Everything: settings, topics, rules, quotas, each party's permissions, and certificates of every kind.

    ``by_name`` is for a broker that trusts both CAs, so that names decide: only there the rules for names can be tried.
    """
    started = time.monotonic()
    before = list(compared(admin, suspended))
    deviations = [*before, *set_otherwise(admin), *limited_otherwise(entrances, suspended)]
    deviations += [] if by_name else pinned_otherwise(entrances)
    rows: list[Row] = []
    for party in parties():
        with entrances.enter(party) as connection:
            row, found = tried(connection, party, suspended)
        rows.append(row)
        deviations += found
    row, found = _provisioner_tried(entrances)
    rows.append(row)
    deviations += found
    handshake_rows, found = _handshakes_tried(entrances, suspended, by_name=by_name)
    rows += handshake_rows
    deviations += found
    row, found = _bounds_tried(entrances, suspended)
    rows.append(row)
    deviations += found
    changed = set(compared(admin, suspended)) ^ set(before)
    deviations += [Deviation("side effect", d.who, d.what, "as before the probes", d.actual) for d in changed]
    return Result(tuple(rows), tuple(deviations), time.monotonic() - started)


def compared(admin: AdminClient, suspended: Mapping[str, str] = _NOBODY) -> Iterator[Deviation]:
    """Topics and rules that differ from the declarations."""
    for change in plan(admin, suspended=suspended).changes:
        yield Deviation("declaration", "the broker", str(change), "as declared", change.reason)


def set_otherwise(admin: AdminClient) -> Iterator[Deviation]:
    for name, wanted, found in door_settings.differences(admin):
        yield Deviation("setting", "the broker", name, wanted, found)


def pinned_otherwise(entrances: Entrances) -> Iterator[Deviation]:
    """What a door trusts and is not pinned, has ended or is suspended, and the other way about."""
    for found in trust.not_as_declared(entrances.pins):
        yield Deviation("certificate", f"the {found.door} door", found.sha256, found.wanted, found.found)


def limited_otherwise(entrances: Entrances, suspended: Mapping[str, str]) -> Iterator[Deviation]:
    """Every rate of a partner is as declared, a suspended one may read next to nothing, and nobody else has any."""
    with entrances.connect("services", entrances.certificates / "provision.pem") as connection:
        for one in quotas.differences(connection, suspended):
            yield Deviation("quota", one.who, one.name, _rate(one.wanted), _rate(one.found))


def _rate(rate: float | None) -> str:
    return "none" if rate is None else f"{rate:g}"


def tried(connection: Connection, party: Party, suspended: Mapping[str, str] = _NOBODY) -> tuple[Row, list[Deviation]]:
    """Every cell and the listing of one party, over its own connection."""
    expected = expected_of(party, suspended)
    names = frozenset(cell.name for cell in expected if (cell.resource, cell.operation) == ("topic", "DESCRIBE"))
    row, deviations = _tried(connection, party, door_of(party), expected, names)
    if party.removeprefix("partner:") in suspended:  # its fetch comes back empty, without a word on permission
        deviations = [d for d in deviations if not (d.what.startswith("READ topic") and d.actual == "no answer")]
        row = replace(row, deviations=len(deviations))
    return row, deviations


def _provisioner_tried(entrances: Entrances) -> tuple[Row, list[Deviation]]:
    """A super user is allowed everything: the proof that no probe is refused for another reason than a permission."""
    everything = frozenset(all_cells())
    with entrances.connect("services", entrances.certificates / "provision.pem") as connection:
        return _tried(connection, PROVISIONER, "services", everything, None)


def _tried(
    connection: Connection, who: str, door: str, expected: frozenset[Cell], names: frozenset[str] | None
) -> tuple[Row, list[Deviation]]:
    try:
        seen = listed(connection)
        outcomes = probe(connection, all_cells())
    except (OSError, ValueError) as error:
        raise CannotTryError(f"the {door} door does not answer {who}: {error}") from error
    deviations = list(_differing(who, expected, outcomes))
    if names is not None and seen != names:
        deviations.append(Deviation("listing", who, "names of topics", _joined(names - seen), _joined(seen - names)))
    allowed = sum(outcome == "allowed" for outcome in outcomes.values())
    cells = len(outcomes) + (names is not None)
    return Row(who, door, cells, len(expected), allowed, len(deviations)), deviations


def _differing(who: str, expected: frozenset[Cell], outcomes: Mapping[Cell, str]) -> Iterator[Deviation]:
    for cell, outcome in outcomes.items():
        should = "allowed" if cell in expected else "denied"
        if outcome != should:
            yield Deviation("permission", who, f"{cell.operation} {cell.resource} {cell.name}", should, outcome)


def _joined(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none besides"


def _bounds_tried(entrances: Entrances, suspended: Mapping[str, str]) -> tuple[Row, list[Deviation]]:
    outcomes = list(bounds.tried(entrances, suspended))
    wrong = [one for one in outcomes if one.outcome != bounds.REFUSED]
    deviations = [Deviation("bound", f"the {o.door} door", o.case, bounds.REFUSED, o.outcome) for o in wrong]
    return Row("what no client may", "both", len(outcomes), 0, len(wrong), len(wrong)), deviations


def _handshakes_tried(
    entrances: Entrances, suspended: Mapping[str, str], *, by_name: bool
) -> tuple[list[Row], list[Deviation]]:
    rows: list[Row] = []
    deviations: list[Deviation] = []
    outcomes = list(handshakes.tried(entrances, suspended, by_name=by_name))
    for door in ("services", "partners"):
        at = [(handshake, actual) for handshake, actual in outcomes if handshake.door == door]
        wrong = [
            Deviation("certificate", f"the {door} door", handshake.case, handshake.expected, actual)
            for handshake, actual in at
            if actual != handshake.expected
        ]
        outside = (handshakes.REFUSED, handshakes.REJECTED)
        expected = sum(handshake.expected not in outside for handshake, _ in at)
        actual = sum(actual not in outside for _, actual in at)
        rows.append(Row("odd certificates", door, len(at), expected, actual, len(wrong)))
        deviations += wrong
    return rows, deviations
