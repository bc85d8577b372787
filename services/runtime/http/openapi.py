"""The OpenAPI document as the Dutch API Design Rules want it (tests/contract/adr-linter.yaml)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from services.runtime.http.guard import API_VERSION
from services.runtime.http.problem import MEDIA_TYPE, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fastapi import FastAPI

PREFIX = "/v1"
CONTACT = {
    "name": "Signaalketen",
    "email": "signaalketen@example.nl",
    "url": "https://example.nl/signaalketen",
}
LICENSE = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}

_VERSION_HEADER = {"API-Version": {"description": "Volledige versie van de API.", "schema": {"type": "string"}}}
_CHALLENGE_HEADER = {
    "WWW-Authenticate": {"description": "Hoe aan te melden (RFC 6750, RFC 9470).", "schema": {"type": "string"}}
}
_SUCCESS = {"200": "Gelukt.", "201": "Vastgelegd."}


def install(app: FastAPI, samples: Mapping[str, Any]) -> None:
    """Serve the corrected document at /openapi.json; ``samples`` are example bodies by operation."""
    generate = app.openapi

    def corrected() -> dict[str, Any]:
        if app.openapi_schema:
            return app.openapi_schema
        document = generate()
        document["servers"] = [{"url": PREFIX}]
        paths: dict[str, dict[str, Any]] = {
            path.removeprefix(PREFIX): item for path, item in document["paths"].items() if path.startswith(PREFIX)
        }
        document["paths"] = paths
        for path, item in paths.items():
            for method, operation in item.items():
                operation["tags"] = [path.split("/")[1]]
                _describe(operation, samples)
                _complete_responses(method, operation)
        document["tags"] = [{"name": name} for name in dict.fromkeys(path.split("/")[1] for path in paths)]
        _describe_problem(document)
        app.openapi_schema = document
        return document

    app.openapi = corrected
    app.title = app.title or "Signaalketen"
    app.version = API_VERSION
    app.contact = CONTACT
    app.license_info = LICENSE


def _describe(operation: dict[str, Any], samples: Mapping[str, Any]) -> None:
    """The first words of the description as summary, and an example of the body."""
    description = operation.get("description", operation["summary"])
    operation["summary"] = re.split(r"[.;](?:\s|$)", description, maxsplit=1)[0]
    if "requestBody" in operation and operation["operationId"] in samples:
        operation["requestBody"]["content"]["application/json"]["example"] = samples[operation["operationId"]]


def _complete_responses(method: str, operation: dict[str, Any]) -> None:
    responses: dict[str, Any] = operation["responses"]
    responses.pop("422", None)
    for status, answer in responses.items():
        answer["headers"] = _VERSION_HEADER
        answer["description"] = _SUCCESS.get(status, answer["description"])
    said = {status: answer["description"] for status, answer in responses.items()}
    responses.update(
        {
            status: _problem(said.get(status, description), _CHALLENGE_HEADER if status == "401" else {})
            for status, description in _problems(method, operation)
        }
    )


def _problems(method: str, operation: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Status and meaning of what can go wrong with this operation."""
    parameters: list[dict[str, Any]] = operation.get("parameters", [])
    if method == "post" or parameters:
        yield "400", "Het verzoek voldoet niet aan de regels; alle fouten staan erin."
    if operation.get("security"):
        yield "401", "Geen geldig token."
        yield "403", "Deze rol mag dit niet."
        yield "429", "Te vaak in korte tijd; de kop Retry-After zegt na hoeveel seconden het weer kan."
    yield "503", "Te druk; de kop Retry-After zegt na hoeveel seconden het weer kan."
    if any(parameter["in"] == "path" for parameter in parameters):
        yield "404", "Niet gevonden."
    if method == "post":
        yield "409", "Dit kan niet in de toestand waarin dit verkeert."
        yield "413", "De inhoud is te groot."
        yield "415", "De inhoud is geen application/json."
        yield "422", "De Idempotency-Key is al voor een ander verzoek gebruikt."


def _problem(description: str, headers: Mapping[str, Any]) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": description, "headers": {**_VERSION_HEADER, **headers}, "content": content}


def _describe_problem(document: dict[str, Any]) -> None:
    """Our own problem details in place of FastAPI's error shapes."""
    schemas: dict[str, Any] = document.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs"))
    schemas["Problem"] = problem
