"""How the running broker names and admits whoever connects, against ``server.properties``."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportPrivateImportUsage=false
# (confluent-kafka's futures are untyped, and its documented names not re-exported)

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, ConfigEntry, ConfigResource, ResourceType

from deploy.broker.admin import TIMEOUT_SECONDS
from deploy.errors import CannotTryError

PROPERTIES = Path(__file__).with_name("server.properties")

# Kafka tells nobody its super.users and allow.everyone.if.no.acl.found: what they let through, the probes find.
_NAMES = (
    "authorizer.class.name",
    "auto.create.topics.enable",
    "listener.security.protocol.map",
    "max.connections",
    "max.connections.per.ip",
    "queued.max.request.bytes",
    "socket.request.max.bytes",
    "ssl.cipher.suites",
    "ssl.client.auth",
    "ssl.enabled.protocols",
    "ssl.principal.mapping.rules",
)
_OF_A_LISTENER = "listener.name."
_FROM_OUTSIDE = "${env:"


def declared(properties: str) -> Mapping[str, str]:
    """The settings that decide who is who, from a properties file as Java reads it."""
    lines = (line.partition("=") for line in properties.splitlines() if line and not line.startswith("#"))
    return {name: value.replace("\\\\", "\\") for name, _, value in lines if _decides(name)}


def differences(admin: AdminClient) -> Iterator[tuple[str, str, str]]:
    """Name, declared value and value on any node, of each setting that is not the same."""
    wanted = declared(PROPERTIES.read_text("utf-8"))
    for node, settings in _settings(admin).items():
        found = {name: value for name, value in settings.items() if _decides(name)}
        for name in sorted(wanted.keys() | found.keys()):
            given_outside = wanted.get(name, "").startswith(_FROM_OUTSIDE) and name in found
            if wanted.get(name) != found.get(name) and not given_outside:
                yield f"{name} of node {node}", wanted.get(name, "not set"), found.get(name, "not set")


def _decides(name: str) -> bool:
    return name in _NAMES or name.startswith(_OF_A_LISTENER)


def _settings(admin: AdminClient) -> Mapping[str, Mapping[str, str]]:
    try:
        nodes = [str(node) for node in admin.list_topics(timeout=TIMEOUT_SECONDS).brokers]
        resources = [ConfigResource(ResourceType.BROKER, node) for node in nodes]
        described = admin.describe_configs(resources, request_timeout=TIMEOUT_SECONDS)
        configs: dict[str, dict[str, ConfigEntry]] = {r.name: f.result() for r, f in described.items()}
    except KafkaException as error:
        raise CannotTryError(f"the broker does not say how it is set: {error}") from error
    return {node: {e.name: e.value for e in found.values() if e.value is not None} for node, found in configs.items()}
