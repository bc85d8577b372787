"""People sign on at a real provider, and the services take its word for it: who, what for and where, and how surely."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import jwt
import pytest

from deploy.identity.accounts import accounts
from deploy.identity.realm import AUDIENCE, IDLE_SECONDS, TOKEN_SECONDS
from services.runtime.base.mandates import CLAIM
from tests.chain import until
from tests.identity.person import Person, challenge

if TYPE_CHECKING:
    from deploy.local.identity import Identity
    from tests.chain import Chain
    from tests.identity.person import Provider

Json = dict[str, Any]


def read(token: str) -> tuple[Json, Json]:
    """Head and claims."""
    said = jwt.decode_complete(token, options={"verify_signature": False})
    return said["header"], said["payload"]


async def at(chain: Chain, service: str, path: str, token: str) -> httpx.Response:
    url = f"{chain.addresses.urls[service]}/v1{path}"
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        return await client.get(url, headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("name", ["aandachtfunctionaris.nijmegen", "analist.west-maas-en-waal", "ketenregisseur"])
async def test_a_token_says_who_may_what_where_and_nothing_of_the_person(provider: Provider, name: str) -> None:
    async with Person(provider, name) as person:
        got = await person.sign_on()
    head, claims = read(got["access_token"])
    assert (head["typ"], head["alg"]) == ("at+jwt", "ES256")
    (account,) = (one for one in accounts() if one.name == name)
    assert claims[CLAIM] == [*account.mandates]
    assert (claims["iss"], claims["aud"], claims["acr"]) == (provider.issuer, AUDIENCE, "basis")
    assert claims.keys() <= {
        *("iss", "aud", "sub", "exp", "iat", "jti", "sid", "azp", "scope", "acr", "auth_time", "typ", CLAIM),
    }
    assert name.partition(".")[0] not in claims["sub"]
    assert (person.seen, read(got["id_token"])[0]["typ"]) == (["password"], "JWT")


async def test_the_services_take_it_for_what_it_says(chain: Chain, provider: Provider) -> None:
    async with Person(provider, "analist.nijmegen") as person:
        token = (await person.sign_on())["access_token"]
    assert (await at(chain, "enrichment", "/werkvoorraad", token)).status_code == 200
    assert (await at(chain, "triage", "/werkvoorraad", token)).status_code == 403
    async with Person(provider, "aandachtfunctionaris.tiel") as person:
        token = (await person.sign_on())["access_token"]
    assert (await at(chain, "triage", "/werkvoorraad", token)).status_code == 200


async def test_no_other_token_of_the_provider_opens_anything(chain: Chain, provider: Provider) -> None:
    async with Person(provider, "analist.nijmegen") as person:
        got = await person.sign_on()
    for kind in ("id_token", "refresh_token"):
        assert (await at(chain, "enrichment", "/werkvoorraad", got[kind])).status_code == 401, kind


async def test_a_second_factor_when_a_service_asks_and_no_password_again(chain: Chain, provider: Provider) -> None:
    path = "/verstrekkingen?partner=riec"
    async with Person(provider, "auditor") as person:
        weak = (await person.sign_on())["access_token"]
        refused = await at(chain, "audit", path, weak)
        assert refused.status_code == 401
        asked = dict(part.split("=") for part in refused.headers["WWW-Authenticate"].replace('"', "").split(", ")[1:])
        assert asked.pop("error") == "insufficient_user_authentication"
        before = read(weak)[1]["auth_time"]

        async def later() -> bool:
            return int(time.time()) > before

        await until(later)
        strong = (await person.sign_on(**asked))["access_token"]
    assert person.seen == ["otp"]
    claims = read(strong)[1]
    assert (claims["acr"], claims["sub"]) == ("hoog", read(weak)[1]["sub"])
    assert claims["auth_time"] > before, "or what is asked for after five minutes would be asked for ever"
    assert (await at(chain, "audit", path, strong)).status_code == 200


async def test_what_a_browser_may_not_ask(provider: Provider) -> None:
    async with Person(provider, "analist.nijmegen") as person:
        code = challenge("x" * 43)
        for wrong in (
            {"code_challenge_method": ""},
            {"code_challenge": "x" * 43, "code_challenge_method": "plain"},
            {"code_challenge": code, "redirect_uri": "https://elders.example.nl/terug"},
            {"code_challenge": code, "redirect_uri": f"{provider.desk}/elders"},
            {"code_challenge": code, "client_id": "elders"},
        ):
            refused = await person.pushed(**wrong)
            assert refused.status_code in (400, 401), (wrong, refused.text)
        asked = {"response_type": "code", "scope": "openid", "redirect_uri": provider.back, "code_challenge": code}
        unpushed = await person.page(**asked, code_challenge_method="S256")
        assert 'name="password"' not in unpushed.text, "only what was pushed"
        by_password = {"username": person.name, "password": provider.secrets.password}
        assert (await person.ask("token", grant_type="password", **by_password)).status_code == 400


async def test_the_page_is_dutch_and_a_code_is_of_its_own_request(provider: Provider) -> None:
    async with Person(provider, "analist.nijmegen") as person:
        pushed = await person.pushed(code_challenge=challenge("y" * 43))
        page = await person.page(request_uri=pushed.json()["request_uri"])
        assert 'lang="nl"' in page.text
        assert "Inloggen" in page.text
        got = await person.ask(
            "token", grant_type="authorization_code", code="x", redirect_uri=provider.back, code_verifier="y" * 43
        )
        assert got.status_code == 400


async def test_after_five_wrong_passwords_the_right_one_is_refused_too(provider: Provider) -> None:
    async with Person(provider, "analist.zaltbommel") as person:
        pushed = await person.pushed(code_challenge=challenge("z" * 43))
        page = await person.page(request_uri=pushed.json()["request_uri"])
        for password in [*(f"verkeerd-wachtwoord-{n}" for n in range(5)), provider.secrets.password]:
            page = await person.filled(page, username=person.name, password=password, credentialId="")
            assert page.status_code == 200, "let in"


async def test_a_refresh_token_is_good_once(provider: Provider) -> None:
    async with Person(provider, "analist.nijmegen") as person:
        got = await person.sign_on()
        assert (got["expires_in"], got["refresh_expires_in"]) == (TOKEN_SECONDS, IDLE_SECONDS)
        again = await person.ask("token", grant_type="refresh_token", refresh_token=got["refresh_token"])
        assert again.status_code == 200
        assert read(again.json()["access_token"])[1]["auth_time"] == read(got["access_token"])[1]["auth_time"]
        used = await person.ask("token", grant_type="refresh_token", refresh_token=got["refresh_token"])
        assert (used.status_code, used.json()["error"]) == (400, "invalid_grant")


def test_nobody_else_on_the_network_reaches_it(identity: Identity) -> None:
    pid = identity.process.pid()
    sockets = set[str]()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            sockets.add(str(link.readlink()))
    lines = [
        line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/{pid}/net/{name}").read_text().splitlines()
    ]
    listening = {line[1].partition(":")[0] for line in lines if line[3] == "0A" and f"socket:[{line[9]}]" in sockets}
    this_machine = {"0100007F", "0000000000000000FFFF00000100007F"}  # 127.0.0.1, also as an address of IPv6
    assert listening
    assert listening <= this_machine
