"""What every answer of every API says to a browser, also one that refuses; and what no API does at all."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import httpx
import pytest

from schemas.registry import SERVICES
from services.runtime.service import api

if TYPE_CHECKING:
    from services.runtime.definition import Service

_FROM_ELSEWHERE = {"Origin": "https://elders.example.nl"}


async def ask(name: str, method: str, path: str) -> httpx.Response:
    service: Service = import_module(f"services.{name.replace('-', '_')}.service").SERVICE
    transport = httpx.ASGITransport(api(service))
    async with httpx.AsyncClient(transport=transport, base_url="http://hier", headers=_FROM_ELSEWHERE) as client:
        return await client.request(method, path)


@pytest.mark.parametrize("path", ["/openapi.json", "/bestaat-niet", "/v1/bestaat-niet"])
@pytest.mark.parametrize("name", SERVICES)
async def test_an_answer_is_kept_by_nobody_and_run_by_no_browser(name: str, path: str) -> None:
    answer = await ask(name, "GET", path)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    policy = answer.headers["content-security-policy"]
    for said in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert said in policy
    assert answer.headers["content-type"].startswith(("application/json", "application/problem+json"))


@pytest.mark.parametrize("name", SERVICES)
async def test_no_other_site_may_read_it_and_nobody_gets_a_cookie(name: str) -> None:
    for method in ("GET", "OPTIONS"):
        answer = await ask(name, method, "/openapi.json")
        assert not [header for header in answer.headers if header.startswith("access-control-")]
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("name", SERVICES)
async def test_trace_and_other_folders_are_not_there(name: str) -> None:
    assert (await ask(name, "TRACE", "/openapi.json")).status_code == 405
    for path in ("/.git/config", "/.svn/entries", "/", "/metrics", "/docs", "/readyz"):
        assert (await ask(name, "GET", path)).status_code == 404


@pytest.mark.parametrize("name", SERVICES)
async def test_nobody_is_sent_elsewhere(name: str) -> None:
    assert (await ask(name, "GET", "/openapi.json/")).status_code in (404, 405)
