"""Who may do what: every cell of party, operation and resource, decided by a model of Kafka's authorizer.

The model knows literal, prefixed and wildcard rules, DENY before ALLOW, and what implies DESCRIBE; it is our reading of
Kafka's documentation, so that a broker which reads its rules otherwise shows up as a deviation.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from deploy.broker.principals import principal_of
from deploy.broker.wanted import Pattern, group_of, groups_of, parties, wanted_acls
from schemas.registry import Party, topics

Resource = Literal["topic", "group", "cluster"]
Permission = Literal["allow", "deny"]

OPERATIONS: Mapping[Resource, tuple[str, ...]] = {
    "topic": ("READ", "WRITE", "DESCRIBE", "CREATE", "DELETE", "ALTER", "DESCRIBE_CONFIGS", "ALTER_CONFIGS"),
    "group": ("READ", "DESCRIBE", "DELETE"),
    "cluster": ("DESCRIBE", "ALTER"),
}
CLUSTER = "kafka-cluster"
NEIGHBOUR = "-neighbour"
"""Added to a declared name: nobody's, and what a rule that became a prefix would give away."""

_APPLICATION = "application"
"""Added to what a partner's groups begin with."""

_IMPLIED_BY = {
    "DESCRIBE": {"READ", "WRITE", "DELETE", "ALTER"},
    "DESCRIBE_CONFIGS": {"ALTER_CONFIGS"},
}


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """One access rule of whatever shape; ``*`` is any name, or as ``User:*`` anyone."""

    principal: str
    resource: Resource
    name: str
    operation: str
    pattern: Pattern = "literal"
    permission: Permission = "allow"

    def reaches(self, resource: Resource, name: str) -> bool:
        if self.resource != resource:
            return False
        if self.pattern == "prefixed":
            return name.startswith(self.name)
        return self.name in ("*", name)


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    resource: Resource
    name: str
    operation: str


def wanted_rules(suspended: Container[str] = ()) -> frozenset[Rule]:
    return frozenset(
        Rule(acl.principal, acl.resource, acl.name, acl.operation, acl.pattern) for acl in wanted_acls(suspended)
    )


def all_cells() -> tuple[Cell, ...]:
    """What anyone could try: on every declared topic and group, on a neighbour of each, and on the cluster."""
    groups = [group_of(party) for party in parties()]
    groups += [groups_of(party) + _APPLICATION for party in parties() if party.startswith("partner:")]
    named: dict[Resource, Iterable[str]] = {
        "topic": _with_neighbours(topics()),
        "group": _with_neighbours(groups),
        "cluster": [CLUSTER],
    }
    return tuple(
        Cell(kind, name, operation) for kind, names in named.items() for name in names for operation in OPERATIONS[kind]
    )


def _with_neighbours(names: Iterable[str]) -> list[str]:
    return [name for declared in names for name in (declared, declared + NEIGHBOUR)]


def allowed_to(principal: str, rules: Iterable[Rule], cells: Iterable[Cell]) -> frozenset[Cell]:
    """Those of the cells that these rules grant."""
    own = [rule for rule in rules if rule.principal in (principal, "User:*")]
    return frozenset(cell for cell in cells if _allows(own, cell))


def expected_of(party: Party, suspended: Container[str] = ()) -> frozenset[Cell]:
    """What the declarations grant."""
    return allowed_to(principal_of(party), wanted_rules(suspended), all_cells())


def _allows(rules: list[Rule], cell: Cell) -> bool:
    reaching = [rule for rule in rules if rule.reaches(cell.resource, cell.name)]
    if any(rule.permission == "deny" and rule.operation in (cell.operation, "ALL") for rule in reaching):
        return False
    granting = {cell.operation, "ALL"} | _IMPLIED_BY.get(cell.operation, set())
    return any(rule.permission == "allow" and rule.operation in granting for rule in reaching)
