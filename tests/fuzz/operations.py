"""Every operation of every API, from the published documents, with a body that it accepts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from typing import Any

from schemas.codes.flow import UserRole
from schemas.registry import SERVICES

USUAL: dict[str, UserRole] = {
    "intake": UserRole.PROFESSIONAL,
    "enrichment": UserRole.ANALYST,
    "triage": UserRole.AANDACHTFUNCTIONARIS,
    "zorg-referral": UserRole.AANDACHTFUNCTIONARIS,
    "riec-referral": UserRole.AANDACHTFUNCTIONARIS,
    "audit": UserRole.AUDITOR,
    "administration": UserRole.ADMINISTRATOR,
}


@dataclass(frozen=True, slots=True)
class Operation:
    service: str
    name: str
    method: str
    path: str
    query: tuple[str, ...]
    body: Any


def document(service: str) -> dict[str, Any]:
    text = (resources.files("schemas") / "published" / "openapi" / f"{service}.json").read_text("utf-8")
    return json.loads(text)


def operations() -> list[Operation]:
    found: list[Operation] = []
    for service in SERVICES:
        for path, item in document(service)["paths"].items():
            for method, operation in item.items():
                if method not in {"get", "post", "put", "patch", "delete"}:
                    continue
                parameters = [*item.get("parameters", []), *operation.get("parameters", [])]
                query = tuple(p["name"] for p in parameters if p.get("in") == "query")
                name = operation["operationId"]
                found.append(Operation(service, name, method.upper(), path, query, _example(operation)))
    return found


def _example(operation: dict[str, Any]) -> Any:
    body = operation.get("requestBody")
    return body["content"]["application/json"]["example"] if body else None
