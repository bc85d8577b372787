"""AsyncAPI 3.0 document of every topic: who writes, who reads, which events, through which door."""

from __future__ import annotations

import json
from typing import Any

from schemas.catalogue import models
from schemas.envelope import CONTENT_TYPE
from schemas.examples import example
from schemas.json_schema import describe, event_schema, title
from schemas.registry import MUNICIPALITY_OIN, PROVISIONER, SERVICES, Party, Topic, partners, read_by, topics

VERSION = "1.0.0"
BINDING = {"bindingVersion": "0.5.0"}

_DAY_MS = 24 * 60 * 60 * 1000
_KEYS = {
    "signal-id": ("uuid", "The signal's id, which is also the event's subject: one signal's events stay in order."),
    "partner-reference": ("uuid", "The partner's own reference, which is also the event's subject."),
    "event-id": ("uuid", "Id of what is recorded, which is also the event's subject."),
}
_PORTS = {"services": 9092, "partners": 9094}
_DOORS = {
    "services": "Door of the municipality's own services; their certificates come from the service CA.",
    "partners": "Door of the partners; it trusts the partner CA, and the certificate's serialNumber is the OIN.",
}
_DESCRIPTION = (
    "Every event is a CloudEvent 1.0 in structured mode, by the NL GOV profile. Every topic has exactly one writer, "
    "so who may write a topic is who wrote it. Delivery is at least once: drop an event whose `source` and `id` you "
    "have had. What identifies a person is under `data.personal` only."
)


def document() -> dict[str, Any]:
    """The whole AsyncAPI document; it refers to nothing outside itself."""
    return {
        "asyncapi": "3.0.0",
        "id": f"urn:nld:oin:{MUNICIPALITY_OIN}:systeem:signaalketen",
        "info": {
            "title": "Signaalketen",
            "version": VERSION,
            "description": _DESCRIPTION,
            "contact": {
                "name": "Signaalketen",
                "email": "signaalketen@example.nl",
                "url": "https://example.nl/signaalketen",
            },
            "license": {
                "name": "EUPL-1.2",
                "url": "https://interoperable-europe.ec.europa.eu/collection/eupl/eupl-text-eupl-12",
            },
            "tags": [_tag(family) for family in dict.fromkeys(name.split(".")[0] for name in topics())],
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": {door: _server(door) for door in _DOORS},
        "channels": {name: _channel(topic) for name, topic in topics().items()},
        "operations": {name: operation for party in _parties() for name, operation in _operations(party).items()},
        "components": {
            "securitySchemes": {
                door: {"type": "X509", "description": f"Mutual TLS with a client certificate. {description}"}
                for door, description in _DOORS.items()
            },
            "messages": {event_type: _message(event_type) for event_type in models()},
            "schemas": {
                event_type: event_schema(event_type, f"#/components/schemas/{event_type}/$defs/")
                for event_type in models()
            },
        },
    }


def operation_name(party: Party, action: str, topic: str) -> str:
    """Unique name of what one party does on one topic."""
    return f"{party.replace(':', '-')}.{action}.{topic}"


def _parties() -> tuple[Party, ...]:
    return (PROVISIONER, *(f"service:{name}" for name in SERVICES), *(f"partner:{name}" for name in partners()))


def _tag(name: str) -> dict[str, str]:
    return {"name": name}


def _server(door: str) -> dict[str, Any]:
    return {
        "host": f"kafka.example.nl:{_PORTS[door]}",
        "protocol": "kafka-secure",
        "title": f"The {door} door",
        "description": f"{_DOORS[door]} The host is an example: every installation has its own.",
        "security": [{"$ref": f"#/components/securitySchemes/{door}"}],
        "tags": [_tag(door)],
    }


def _channel(topic: Topic) -> dict[str, Any]:
    kept = "for ever" if topic.retention_days == "unlimited" else f"{topic.retention_days} days"
    personal = "May hold personal data." if topic.personal else "Holds nothing that identifies a person."
    retention = -1 if topic.retention_days == "unlimited" else topic.retention_days * _DAY_MS
    outside = any(party.startswith("partner:") for party in (topic.writer, *topic.readers))
    return {
        "address": topic.topic,
        "title": topic.topic,
        "summary": topic.purpose,
        "description": f"Kept {kept}. {personal}",
        "servers": [{"$ref": f"#/servers/{door}"} for door in _DOORS if door == "services" or outside],
        "messages": {event_type: {"$ref": f"#/components/messages/{event_type}"} for event_type in topic.types},
        "tags": [_tag(topic.topic.split(".")[0])],
        "bindings": {
            "kafka": {
                "topic": topic.topic,
                "partitions": topic.partitions,
                "topicConfiguration": {"cleanup.policy": ["delete"], "retention.ms": retention},
                **BINDING,
            }
        },
    }


def _message(event_type: str) -> dict[str, Any]:
    keys = {topic.key for topic in topics().values() if event_type in topic.types}
    if len(keys) != 1:
        raise ValueError(f"{event_type} is keyed differently on different topics")
    key_format, key_description = _KEYS[keys.pop()]
    return {
        "name": event_type,
        "title": title(event_type),
        "summary": describe(event_type),
        "contentType": CONTENT_TYPE,
        "headers": {
            "type": "object",
            "properties": {"content-type": {"type": "string", "const": CONTENT_TYPE}},
        },
        "payload": {"$ref": f"#/components/schemas/{event_type}"},
        "correlationId": {
            "location": "$message.payload#/subject",
            "description": "Everything about one signal, or about one partner's reference.",
        },
        "bindings": {
            "kafka": {"key": {"type": "string", "format": key_format, "description": key_description}, **BINDING}
        },
        "examples": [{"name": "fictief", "payload": json.loads(example(event_type))}],
    }


def _operations(party: Party) -> dict[str, Any]:
    written = [name for name, topic in topics().items() if topic.writer == party]
    work = [("send", name) for name in written] + [("receive", name) for name in read_by(party)]
    return {operation_name(party, action, name): _operation(party, action, name) for action, name in work}


def _operation(party: Party, action: str, name: str) -> dict[str, Any]:
    kind, who = party.split(":")
    door = f"{kind}s"
    name_of_party = partners()[who].name if kind == "partner" else who
    operation: dict[str, Any] = {
        "action": action,
        "title": f"{name_of_party} {'writes' if action == 'send' else 'reads'} {name}",
        "channel": {"$ref": f"#/channels/{name}"},
        "messages": [{"$ref": f"#/channels/{name}/messages/{event_type}"} for event_type in topics()[name].types],
        "security": [{"$ref": f"#/components/securitySchemes/{door}"}],
        "tags": [_tag(who)],
    }
    if action == "receive":
        operation["bindings"] = {"kafka": {"groupId": {"type": "string", "const": who}, **BINDING}}
    return operation
