"""The OpenAPI document as the Dutch API Design Rules want it (research/domain.md 2.5, standards/adr-linter.yaml)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.runtime.http import API_VERSION
from services.runtime.problem import MEDIA_TYPE, Problem

if TYPE_CHECKING:
    from fastapi import FastAPI

PREFIX = "/v1"
CONTACT = {
    "name": "Signaalketen",
    "email": "signaalketen@example.nl",
    "url": "https://example.nl/signaalketen",
}

_PROBLEM_NAMES = {"ViolationDetail": "Violation", "Problem": "Problem"}
_VERSION_HEADER = {"API-Version": {"description": "Volledige versie van de API.", "schema": {"type": "string"}}}


def _problem(description: str) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": description, "headers": _VERSION_HEADER, "content": content}


def install(app: FastAPI) -> None:
    """Serve the corrected document at /openapi.json."""
    generate = app.openapi

    def corrected() -> dict[str, Any]:
        if app.openapi_schema:
            return app.openapi_schema
        document = generate()
        document["servers"] = [{"url": PREFIX}]
        document["paths"] = {
            path.removeprefix(PREFIX): item for path, item in document["paths"].items() if path.startswith(PREFIX)
        }
        for item in document["paths"].values():
            for method, operation in item.items():
                responses: dict[str, Any] = operation["responses"]
                responses.pop("422", None)
                for answer in responses.values():
                    answer["headers"] = _VERSION_HEADER
                if method == "post" or operation.get("parameters"):
                    responses["400"] = _problem("Het verzoek voldoet niet aan de regels; alle fouten staan erin.")
                if method == "post":
                    responses["409"] = _problem("Dit kan niet in de toestand waarin dit verkeert.")
                    responses["413"] = _problem("De inhoud is te groot.")
                    responses["415"] = _problem("De inhoud is geen application/json.")
                    responses["422"] = _problem("De Idempotency-Key is al voor een ander verzoek gebruikt.")
                if operation.get("security"):
                    responses["401"] = _problem("Geen geldig token.")
                    responses["403"] = _problem("Deze rol mag dit niet.")
                if "{" in str(operation.get("operationId", "")) or any(
                    parameter["in"] == "path" for parameter in operation.get("parameters", [])
                ):
                    responses["404"] = _problem("Niet gevonden.")
        schemas: dict[str, Any] = document.setdefault("components", {}).setdefault("schemas", {})
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(problem.pop("$defs"))
        schemas["Problem"] = problem
        app.openapi_schema = document
        return document

    app.openapi = corrected
    app.title = app.title or "Signaalketen"
    app.version = API_VERSION
    app.contact = CONTACT
