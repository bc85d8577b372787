"""What an administrator of the provider does there: give a mandate that is one, and end what somebody started."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from deploy.secrets import IDENTITY_ADMIN
from services.runtime.base.mandates import CLAIM
from tests.identity.person import Person

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from deploy.local.identity import Identity
    from tests.identity.person import Provider

Json = dict[str, Any]


@asynccontextmanager
async def administrator(identity: Identity, provider: Provider) -> AsyncGenerator[httpx.AsyncClient]:
    """Of the provider itself, at its own API."""
    base = provider.issuer.partition("/realms/")[0]
    form = {
        **{"grant_type": "password", "client_id": "admin-cli", "username": "beheer"},
        "password": (identity.secrets / IDENTITY_ADMIN).read_text("utf-8").strip(),
    }
    async with httpx.AsyncClient(base_url=f"{base}/admin/realms/signaalketen", trust_env=False, timeout=30) as client:
        got = await client.post(f"{base}/realms/master/protocol/openid-connect/token", data=form)
        client.headers["Authorization"] = f"Bearer {got.json()['access_token']}"
        yield client


async def user(client: httpx.AsyncClient, name: str) -> Json:
    (found,) = (await client.get("/users", params={"username": name, "exact": "true"})).json()
    return found


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ('[{"rol":"analist","gemeenten":["GM0281"]},{"rol": "aandachtfunctionaris", "gemeenten": ["GM0281"]}]', 204),
        ('[{"rol":"analist","gemeenten":["GM0281"]}]', 204),
        ('[{"rol":"analist","gemeenten":["GM9999"]}]', 400),
        ('[{"rol":"baas"}]', 400),
        ("analist", 400),
    ],
)
async def test_what_is_no_mandate_is_not_kept(identity: Identity, provider: Provider, typed: str, status: int) -> None:
    async with administrator(identity, provider) as client:
        found = await user(client, "analist.tiel")
        changed = {**found, "attributes": {**found["attributes"], CLAIM: [typed]}}
        answer = await client.put(f"/users/{found['id']}", json=changed)
        assert answer.status_code == status, answer.text


async def test_who_is_sent_away_comes_back_no_more(identity: Identity, provider: Provider) -> None:
    """The desk is told of it too: tests/browser/desk/test_sign_on.py."""
    async with Person(provider, "analist.heumen") as person, administrator(identity, provider) as client:
        got = await person.sign_on()
        ended = await client.post(f"/users/{(await user(client, 'analist.heumen'))['id']}/logout")
        assert ended.status_code == 204
        refused = await person.ask("token", grant_type="refresh_token", refresh_token=got["refresh_token"])
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
