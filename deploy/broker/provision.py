"""Makes the broker hold exactly what is declared: ``plan`` says what differs and why, ``apply`` makes it so."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportPrivateImportUsage=false
# (confluent-kafka's futures are untyped, and its documented names not re-exported)

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    NewTopic,
    ResourcePatternType,
    ResourceType,
)

from deploy.broker import admin_log, pins, quotas, trust
from deploy.broker.admin import TIMEOUT_SECONDS, BrokerAccess, FoundTopic, found_acls, found_topics
from deploy.broker.principals import principal_of
from deploy.broker.wanted import Acl, WantedTopic, wanted_acls, wanted_topics
from deploy.broker.wire import Connection
from deploy.errors import CannotTryError

if TYPE_CHECKING:
    from concurrent.futures import Future

Action = Literal["create", "alter", "remove", "impossible"]

_NOBODY: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class TopicChange:
    """``configs`` are the ones to set, or to unset where None; ``partitions`` is the new total."""

    action: Action
    name: str
    reason: str
    partitions: int = 0
    replication_factor: int = 0
    configs: Mapping[str, str | None] | None = None

    def __str__(self) -> str:
        return f"{self.action} topic {self.name}: {self.reason}"

    def as_dict(self) -> dict[str, str]:
        return {"action": self.action, "kind": "topic", "name": self.name, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class AclChange:
    action: Action
    binding: AclBinding
    reason: str

    def __str__(self) -> str:
        rule = self.as_dict()
        what = "{permission} {principal} {operation} on {pattern} {resource} {name}".format(**rule)
        return f"{self.action} acl {what}: {self.reason}"

    def as_dict(self) -> dict[str, str]:
        rule = self.binding
        return {
            "action": self.action,
            "kind": "acl",
            "permission": AclPermissionType(rule.permission_type).name.lower(),
            "principal": rule.principal,
            "operation": AclOperation(rule.operation).name,
            "pattern": ResourcePatternType(rule.resource_pattern_type).name.lower(),
            "resource": ResourceType(rule.restype).name.lower(),
            "name": rule.name,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """What differs between the declarations and the broker; empty when nothing does."""

    topics: tuple[TopicChange, ...]
    acls: tuple[AclChange, ...]
    replication_factor: int
    suspended: Mapping[str, str]

    @property
    def changes(self) -> tuple[TopicChange | AclChange, ...]:
        return (*self.topics, *self.acls)

    @property
    def impossible(self) -> tuple[TopicChange, ...]:
        """Differences that no command to a running broker takes away; a person decides what happens to the data."""
        return tuple(change for change in self.topics if change.action == "impossible")


def plan(admin: AdminClient, replication_factor: int = 1, suspended: Mapping[str, str] = _NOBODY) -> Plan:
    """Compares the declarations with the broker; changes nothing. ``suspended`` holds the reason by partner."""
    topics = _topic_changes(wanted_topics(replication_factor), found_topics(admin))
    wanted = {_binding(acl) for acl in wanted_acls(suspended)}
    found = found_acls(admin)
    created = [AclChange("create", rule, "declared, not on the broker") for rule in sorted(wanted - found)]
    why = {principal_of(f"partner:{name}"): f"{name} is suspended: {reason}" for name, reason in suspended.items()}
    undue = "on the broker, declared nowhere"
    removed = [AclChange("remove", rule, why.get(rule.principal, undue)) for rule in sorted(found - wanted)]
    return Plan(tuple(topics), (*removed, *created), replication_factor, suspended)


def settle(door: BrokerAccess, pinned: Path | None = None, replication_factor: int = 1) -> tuple[Plan, list[str]]:
    """Plans, carries it out and records what was changed; returns what was planned, and of quotas and
    certificates what was changed.

    ``pinned`` is the folder of the pins, where this side has it.
    """
    admin = door.admin()
    suspended = admin_log.suspended(door)
    planned = plan(admin, replication_factor, suspended)
    apply(admin, planned)
    with Connection(door.bootstrap, door.ca, door.certificate) as connection:
        others = quotas.settle(connection, suspended)
    if pinned:
        others += settle_certificates(door, pinned)
    made = [str(change) for change in planned.changes if change.action != "impossible"]
    admin_log.record(door, *admin_log.changed([*made, *others]))
    return planned, others


def settle_certificates(door: BrokerAccess, pinned: Path) -> list[str]:
    """Makes the doors trust what counts today and is not suspended; returns what was changed."""
    pins.keep_suspended(pinned, frozenset(admin_log.suspended_certificates(door)))
    return trust.settle(door, pinned)


def apply(admin: AdminClient, planned: Plan) -> None:
    """Carries the plan out and returns once the broker shows it; undue access goes first."""
    try:
        _remove_acls(admin, [c.binding for c in planned.acls if c.action == "remove"])
        _remove_topics(admin, [c.name for c in planned.topics if c.action == "remove"])
        _create_topics(admin, [c for c in planned.topics if c.action == "create"])
        _alter_topics(admin, [c for c in planned.topics if c.action == "alter"])
        _create_acls(admin, [c.binding for c in planned.acls if c.action == "create"])
    except KafkaException as error:
        raise CannotTryError(f"the broker refused a change: {error}") from error
    _wait_until_shown(admin, planned)


def _binding(acl: Acl) -> AclBinding:
    return AclBinding(
        ResourceType[acl.resource.upper()],
        acl.name,
        ResourcePatternType[acl.pattern.upper()],
        acl.principal,
        "*",
        AclOperation[acl.operation],
        AclPermissionType.ALLOW,
    )


def _topic_changes(wanted: Mapping[str, WantedTopic], found: Mapping[str, FoundTopic]) -> Iterable[TopicChange]:
    for name in sorted(found.keys() - wanted.keys()):
        yield TopicChange("remove", name, "on the broker, declared nowhere")
    for name, topic in sorted(wanted.items()):
        if name not in found:
            yield TopicChange(
                "create",
                name,
                "declared, not on the broker",
                topic.partitions,
                topic.replication_factor,
                dict(topic.configs),
            )
        else:
            yield from _differences(topic, found[name])


def _differences(wanted: WantedTopic, found: FoundTopic) -> Iterable[TopicChange]:
    if found.partitions < wanted.partitions:
        reason = f"{found.partitions} partitions, declared {wanted.partitions}"
        yield TopicChange("alter", wanted.name, reason, partitions=wanted.partitions)
    if found.partitions > wanted.partitions:
        reason = f"{found.partitions} partitions, declared {wanted.partitions}: Kafka can't take partitions away"
        yield TopicChange("impossible", wanted.name, reason)
    if found.replication_factor != wanted.replication_factor:
        reason = f"{found.replication_factor} replicas, wanted {wanted.replication_factor}: reassign the partitions"
        yield TopicChange("impossible", wanted.name, reason)
    names = sorted(
        name for name in {*wanted.configs, *found.configs} if wanted.configs.get(name) != found.configs.get(name)
    )
    if names:
        reason = ", ".join(f"{n} is {found.configs.get(n)}, wanted {wanted.configs.get(n)}" for n in names)
        yield TopicChange("alter", wanted.name, reason, configs={n: wanted.configs.get(n) for n in names})


def _all_done(futures: Iterable[Future[object]]) -> None:
    for future in futures:
        future.result(timeout=2 * TIMEOUT_SECONDS)


def exactly(rule: AclBinding) -> AclBindingFilter:
    """Matches this rule and no other."""
    return AclBindingFilter(
        ResourceType(rule.restype),
        rule.name,
        ResourcePatternType(rule.resource_pattern_type),
        rule.principal,
        rule.host,
        AclOperation(rule.operation),
        AclPermissionType(rule.permission_type),
    )


def _remove_acls(admin: AdminClient, rules: list[AclBinding]) -> None:
    if rules:
        _all_done(admin.delete_acls([exactly(rule) for rule in rules], request_timeout=TIMEOUT_SECONDS).values())


def _create_acls(admin: AdminClient, rules: list[AclBinding]) -> None:
    if rules:
        _all_done(admin.create_acls(rules, request_timeout=TIMEOUT_SECONDS).values())


def _remove_topics(admin: AdminClient, names: list[str]) -> None:
    if names:
        _all_done(admin.delete_topics(names, operation_timeout=TIMEOUT_SECONDS).values())


def _create_topics(admin: AdminClient, changes: list[TopicChange]) -> None:
    if changes:
        topics = [
            NewTopic(
                change.name,
                change.partitions,
                change.replication_factor,
                config={name: value for name, value in (change.configs or {}).items() if value is not None},
            )
            for change in changes
        ]
        _all_done(admin.create_topics(topics, operation_timeout=TIMEOUT_SECONDS).values())


def _alter_topics(admin: AdminClient, changes: list[TopicChange]) -> None:
    grown = [NewPartitions(change.name, change.partitions) for change in changes if change.partitions]
    if grown:
        _all_done(admin.create_partitions(grown, operation_timeout=TIMEOUT_SECONDS).values())
    resources = [
        ConfigResource(
            ResourceType.TOPIC,
            change.name,
            incremental_configs=[_operation(name, value) for name, value in change.configs.items()],
        )
        for change in changes
        if change.configs
    ]
    if resources:
        _all_done(admin.incremental_alter_configs(resources, request_timeout=TIMEOUT_SECONDS).values())


def _operation(name: str, value: str | None) -> ConfigEntry:
    operation = AlterConfigOpType.DELETE if value is None else AlterConfigOpType.SET
    return ConfigEntry(name, value, incremental_operation=operation)


def _wait_until_shown(admin: AdminClient, planned: Plan) -> None:
    """The controller answers a change before the broker's own view has it."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while True:
        left = [
            c for c in plan(admin, planned.replication_factor, planned.suspended).changes if c.action != "impossible"
        ]
        if not left:
            return
        if time.monotonic() > deadline:
            raise CannotTryError(f"the broker does not show what it accepted: {left[0]}")
        time.sleep(0.05)
