"""What the broker should hold: the declarations of ``schemas`` as topics and access rules, nothing by hand."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Literal

from deploy.broker.principals import principal_of
from schemas.registry import PROVISIONER, SERVICES, Party, Topic, partners, read_by, topics

Resource = Literal["topic", "group"]
Operation = Literal["READ", "WRITE", "DESCRIBE"]
Pattern = Literal["literal", "prefixed"]

_DAY_MS = 24 * 60 * 60 * 1000
_SEGMENT_BYTES = 16 * 1024 * 1024  # what goes, goes by whole segments
_MOST_BYTES_OF_A_PARTNER = 128 * 1024  # a batch: the largest event twice, packed or not


@dataclass(frozen=True, slots=True)
class WantedTopic:
    name: str
    partitions: int
    replication_factor: int
    configs: Mapping[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Acl:
    """Permission for one operation on the resource of this name, or where prefixed on all whose name begins so."""

    principal: str
    resource: Resource
    name: str
    operation: Operation
    pattern: Pattern = "literal"


def wanted_topics(replication_factor: int = 1) -> Mapping[str, WantedTopic]:
    """Every declared topic, by name."""
    return {
        name: WantedTopic(name, topic.partitions, replication_factor, _configs(topic, replication_factor))
        for name, topic in topics().items()
    }


def _configs(topic: Topic, replication_factor: int) -> Mapping[str, str]:
    configs = {
        "cleanup.policy": "delete",
        # The broker's clock: a writer can't make an event outlive, or escape, the retention.
        "message.timestamp.type": "LogAppendTime",
        "min.insync.replicas": str(max(1, replication_factor - 1)),
        "retention.ms": "-1",
    }
    if topic.of_partner:
        configs["max.message.bytes"] = str(_MOST_BYTES_OF_A_PARTNER)
        # Only what a partner writes has a bound in bytes: the oldest goes first, and that our services read within
        # seconds. What is written to a partner has none: it may not have read it, and we write it ourselves.
        configs["retention.bytes"] = str(partners()[topic.writer.partition(":")[2]].limits.reply_bytes)
        configs["segment.bytes"] = str(_SEGMENT_BYTES)
    if topic.retention_days != "unlimited":
        configs["retention.ms"] = str(topic.retention_days * _DAY_MS)
        # Retention removes whole segments, so a segment of a week would keep an event a week too long.
        configs["segment.ms"] = str(_DAY_MS)
    return configs


def wanted_acls(suspended: Container[str] = ()) -> frozenset[Acl]:
    """Every permission anyone gets: write to one's own topics, read what is declared, under one's own group; none for
    a suspended partner.
    """
    acls: set[Acl] = set()
    for name, topic in topics().items():
        if topic.writer != PROVISIONER:  # a super user
            acls |= _on_topic(topic.writer, name, "WRITE")
        for reader in topic.readers:
            acls |= _on_topic(reader, name, "READ")
    for party in parties():
        if read_by(party):
            acls.add(Acl(principal_of(party), "group", group_of(party), "READ"))
        if party.startswith("partner:"):
            acls.add(Acl(principal_of(party), "group", groups_of(party), "READ", "prefixed"))
    without = {principal_of(f"partner:{name}") for name in partners() if name in suspended}
    return frozenset(acl for acl in acls if acl.principal not in without)


def parties() -> tuple[Party, ...]:
    """Everyone who connects to the broker."""
    return (*(f"service:{name}" for name in SERVICES), *(f"partner:{name}" for name in partners()))


def group_of(party: Party) -> str:
    """The consumer group that bears this party's name."""
    return party.split(":")[1]


def groups_of(partner: Party) -> str:
    """What the groups of its further applications begin with. No name has a dot in it, so nobody else's begin so."""
    return f"{group_of(partner)}."


def _on_topic(party: Party, topic: str, operation: Operation) -> set[Acl]:
    principal = principal_of(party)
    return {Acl(principal, "topic", topic, operation), Acl(principal, "topic", topic, "DESCRIBE")}
