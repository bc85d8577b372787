"""The admin connection to a broker, and what that broker holds now."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportPrivateImportUsage=false
# (confluent-kafka's futures are untyped, and its documented names not re-exported)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from confluent_kafka import Consumer, KafkaError, KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ConfigEntry,
    ConfigResource,
    ConfigSource,
    ResourcePatternType,
    ResourceType,
)

from deploy.errors import CannotTryError

if TYPE_CHECKING:
    from concurrent.futures import Future

TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class FoundTopic:
    """``configs`` holds only what was set on the topic itself."""

    name: str
    partitions: int
    replication_factor: int
    configs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BrokerAccess:
    """A door of the broker, and the certificate to enter it with."""

    bootstrap: str
    ca: Path
    certificate: Path

    def settings(self) -> dict[str, str | int | float | bool]:
        """For any client of the library."""
        return {
            "bootstrap.servers": self.bootstrap,
            "security.protocol": "SSL",
            "ssl.ca.location": str(self.ca),
            "ssl.certificate.location": str(self.certificate),
            "ssl.key.location": str(self.certificate),
            "log_level": 0,  # failures surface as exceptions
        }

    def consumer(self, **settings: str | float | bool) -> Consumer:
        """Reads what it is told to, from the first record on; joins no group and commits nothing. ``_`` for a dot.

        It unpacks whatever comes: for topics that nobody else writes, or for offsets alone. Others: ``plain.reading``.
        """
        named = {name.replace("_", "."): value for name, value in settings.items()}
        alone = {"group.id": "not used", "enable.auto.commit": False, "auto.offset.reset": "earliest"}
        return Consumer({**self.settings(), **alone, **named})

    def admin(self) -> AdminClient:
        """Connects lazily: the first call finds out whether the broker answers."""
        return AdminClient(self.settings())


def answers(admin: AdminClient, timeout_seconds: float) -> bool:
    """Whether the broker lets this client in."""
    try:
        admin.list_topics(timeout=timeout_seconds)
    except KafkaException:
        return False
    return True


def found_topics(admin: AdminClient) -> Mapping[str, FoundTopic]:
    """Every topic that is not Kafka's own, by name."""
    try:
        metadata = admin.list_topics(timeout=TIMEOUT_SECONDS).topics
        names = [name for name in metadata if not name.startswith("__")]
        if not names:
            return {}
        resources = [ConfigResource(ResourceType.TOPIC, name) for name in names]
        described = admin.describe_configs(resources, request_timeout=TIMEOUT_SECONDS)
        configs = {resource.name: _unless_gone(future) for resource, future in described.items()}
    except KafkaException as error:
        raise CannotTryError(f"the broker does not say which topics it has: {error}") from error
    return {
        name: FoundTopic(
            name,
            len(metadata[name].partitions),
            max((len(partition.replicas) for partition in metadata[name].partitions.values()), default=0),
            {entry.name: entry.value or "" for entry in found.values() if _set_on_topic(entry)},
        )
        for name, found in configs.items()
        if found is not None
    }


def _unless_gone(described: Future[dict[str, ConfigEntry]]) -> dict[str, ConfigEntry] | None:
    """A topic can go between the listing and the question; then it is not there."""
    try:
        return described.result()
    except KafkaException as error:
        if error.args[0].code() == KafkaError.UNKNOWN_TOPIC_OR_PART:
            return None
        raise


def _set_on_topic(entry: ConfigEntry) -> bool:
    return ConfigSource(entry.source) is ConfigSource.DYNAMIC_TOPIC_CONFIG


def found_acls(admin: AdminClient) -> frozenset[AclBinding]:
    """Every access rule, of whatever shape."""
    everything = AclBindingFilter(
        ResourceType.ANY,
        None,  # pyright: ignore[reportArgumentType] - None matches any name
        ResourcePatternType.ANY,
        None,  # pyright: ignore[reportArgumentType]
        None,  # pyright: ignore[reportArgumentType]
        AclOperation.ANY,
        AclPermissionType.ANY,
    )
    try:
        return frozenset(admin.describe_acls(everything, request_timeout=TIMEOUT_SECONDS).result())
    except KafkaException as error:
        raise CannotTryError(f"the broker does not say which access rules it has: {error}") from error
