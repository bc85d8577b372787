"""JSON Schema of a whole event: the envelope with the data of one type in it."""

from __future__ import annotations

from typing import Any

from schemas.catalogue import models
from schemas.envelope import MAX_BYTES, Envelope
from schemas.registry import MUNICIPALITY_OIN, topics

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def event_schema(event_type: str, definitions: str = "#/$defs/") -> dict[str, Any]:
    """``definitions`` is where the document that will hold the schema keeps its ``$defs``."""
    template = definitions + "{model}"
    schema = Envelope.model_json_schema(ref_template=template)
    data = models()[event_type].model_json_schema(ref_template=template)
    nested = data.pop("$defs", {})
    attributes = schema["properties"]
    attributes["type"] = {"const": event_type, "title": "Type", "type": "string"}
    attributes["data"] = {"$ref": template.format(model="Data")}
    schema["title"] = title(event_type)
    schema["description"] = describe(event_type)
    schema["$defs"] = {"Data": data, **nested}
    return schema


def published_schema(event_type: str) -> dict[str, Any]:
    """The schema as a document of its own; its ``$id`` is what events carry as ``dataschema``."""
    identity = f"urn:nld:oin:{MUNICIPALITY_OIN}:schema:{event_type}"
    return {"$schema": DIALECT, "$id": identity, **event_schema(event_type)}


def title(event_type: str) -> str:
    """The type in words."""
    family, fact = event_type.split(".")[2:4]
    return f"{family} {fact.replace('-', ' ')}".capitalize()


def describe(event_type: str) -> str:
    """What the event says, and where it travels."""
    meaning = models()[event_type].__doc__ or f"{title(event_type)}."
    carriers = [name for name, topic in topics().items() if event_type in topic.types]
    return f"{meaning} On {', '.join(carriers)}. At most {MAX_BYTES} bytes."
