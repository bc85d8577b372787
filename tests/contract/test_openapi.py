"""The HTTP APIs say in Dutch what they do, and show it without asking an outside host for anything."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from cli.schemas import service
from schemas.registry import SERVICES
from services.runtime.base import telemetry
from services.runtime.service import api
from tests.contract.examples import errors

telemetry.configure("contract-tests")  # as every process does at its start
APPS = {name: api(service(name)) for name in SERVICES}
OPERATIONS = [
    (name, f"{method} {path}", operation)
    for name, app in APPS.items()
    for path, item in app.openapi()["paths"].items()
    for method, operation in item.items()
]


@pytest.mark.parametrize(("name", "place", "operation"), OPERATIONS, ids=lambda value: str(value)[:60])
def test_an_operation_is_described(name: str, place: str, operation: dict[str, Any]) -> None:
    assert APPS[name].openapi()["servers"] == [{"url": "/v1"}]
    assert operation["description"]
    assert operation["description"].startswith(operation["summary"])
    assert operation["tags"] == [place.split("/")[1]]
    assert not place.split(" ")[1].startswith("/v1")


@pytest.mark.parametrize("name", SERVICES)
def test_operation_ids_are_unique(name: str) -> None:
    ids = [operation["operationId"] for of, _, operation in OPERATIONS if of == name]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("name", "operation"), [(name, operation) for name, _, operation in OPERATIONS if "requestBody" in operation]
)
def test_a_body_has_a_valid_example(name: str, operation: dict[str, Any]) -> None:
    content = operation["requestBody"]["content"]["application/json"]
    document = {**content["schema"], "components": APPS[name].openapi()["components"]}
    assert errors(document, content["example"]) == []


@pytest.mark.parametrize("name", APPS)
def test_no_example_is_left_over(name: str) -> None:
    assert {*service(name).samples} <= {operation["operationId"] for of, _, operation in OPERATIONS if of == name}


def client(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service")


@pytest.mark.parametrize("name", SERVICES)
async def test_the_documentation_needs_no_outside_host(name: str) -> None:
    async with client(APPS[name].state.inner) as http:
        page = await http.get("/docs")
        files = re.findall(r'(?:src|href)="(?!data:)([^"]*)"', page.text)
        answers = {file: await http.get(str(httpx.URL("http://service/docs").join(file))) for file in files}
        document = await http.get("/openapi.json")
    assert page.status_code == 200
    assert "://" not in page.text
    assert set(files) == {"docs/swagger-ui.css", "docs/swagger-ui-bundle.js", "docs/start.js"}
    assert all(answer.status_code == 200 for answer in answers.values())
    assert 'url: "openapi.json"' in answers["docs/start.js"].text
    assert "://" not in answers["docs/start.js"].text
    assert "SwaggerUIBundle" in answers["docs/swagger-ui-bundle.js"].text
    assert document.json() == APPS[name].openapi()


async def test_the_documentation_may_run_scripts_of_its_own_only() -> None:
    async with client(APPS["intake"].state.inner) as http:
        page = await http.get("/docs")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert re.findall(r"<script(?![^>]*\ssrc=)|\son\w+=|<style|style=", page.text) == []


async def test_the_page_of_another_documentation_is_not_there() -> None:
    async with client(APPS["intake"].state.inner) as http:
        assert (await http.get("/redoc")).status_code == 404


@pytest.mark.parametrize("name", SERVICES)
async def test_the_api_itself_shows_its_document_and_nothing_of_how_it_runs(name: str) -> None:
    async with client(APPS[name]) as http:
        assert (await http.get("/openapi.json")).json() == APPS[name].openapi()
        for path in ("/docs", "/docs/start.js", "/redoc", "/metrics", "/healthz", "/readyz"):
            assert (await http.get(path)).status_code == 404, path
