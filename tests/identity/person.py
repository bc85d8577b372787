"""Somebody with a browser who signs on: authorization code with PKCE and PAR, and a second factor where it is asked."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import secrets
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlsplit

import httpx

from deploy.identity.realm import CLIENT
from deploy.identity.totp import code

if TYPE_CHECKING:
    from deploy.identity.realm import Secrets

Json = dict[str, Any]


@dataclass(frozen=True)
class Provider:
    """Where it is, and where it sends who signed on."""

    issuer: str
    desk: str
    secrets: Secrets

    @property
    def back(self) -> str:
        return f"{self.desk}/aanmelden/terug"


def challenge(verifier: str) -> str:
    """RFC 7636, S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class Person:
    """Async context manager; its cookies are those of one browser."""

    def __init__(self, provider: Provider, name: str) -> None:
        self._provider = provider
        self.name = name
        self.seen: list[str] = []
        """What the provider asked for, the last time."""
        self._cookies: dict[str, str] = {}
        self.http = httpx.AsyncClient(timeout=30, trust_env=False, event_hooks={"response": [self._keep]})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def ask(self, path: str, **form: str) -> httpx.Response:
        """At an address of the provider, as the desk."""
        address = f"{self._provider.issuer}/protocol/openid-connect/{path}"
        return await self.http.post(address, data=form, auth=(CLIENT, self._provider.secrets.client))

    async def pushed(self, **changes: str) -> httpx.Response:
        """A pushed authorization request (RFC 9126); ``changes`` with an empty value leave something out."""
        form = {
            **{"client_id": CLIENT, "response_type": "code", "scope": "openid", "redirect_uri": self._provider.back},
            **{"state": "s", "nonce": "n", "code_challenge_method": "S256", **changes},
        }
        return await self.ask("ext/par/request", **{name: value for name, value in form.items() if value})

    async def page(self, **query: str) -> httpx.Response:
        """The provider's answer to a browser that comes to sign on."""
        address = f"{self._provider.issuer}/protocol/openid-connect/auth"
        return await self._at_the_provider(await self.http.get(address, params={"client_id": CLIENT, **query}))

    async def _keep(self, answer: httpx.Response) -> None:
        """Cookies for a secure place, which this machine is to a browser, and not to Python's own jar."""
        for line in answer.headers.get_list("set-cookie"):
            self._cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        self.http.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items() if value)

    async def _at_the_provider(self, answer: httpx.Response) -> httpx.Response:
        """Goes where it says, as long as that is with the provider."""
        while answer.headers.get("location", "").startswith(self._provider.issuer):
            answer = await self.http.get(answer.headers["location"])
        return answer

    async def filled(self, page: httpx.Response, **form: str) -> httpx.Response:
        """What comes of the form on this page."""
        action = re.search(r'<form[^>]* action="([^"]+)"', page.text)
        assert action, page.text
        return await self._at_the_provider(await self.http.post(html.unescape(action[1]), data=form))

    async def sign_on(self, **asked: str) -> Json:
        """The tokens of who answers whatever is asked; ``asked``: of the request, such as ``acr_values``."""
        verifier = secrets.token_urlsafe(40)
        pushed = await self.pushed(code_challenge=challenge(verifier), **asked)
        assert pushed.status_code == 201, pushed.text
        answer = await self.page(request_uri=pushed.json()["request_uri"])
        self.seen = []
        while answer.status_code == 200:
            known = self._provider.secrets
            if 'name="password"' in answer.text:
                self.seen.append("password")
                answer = await self.filled(answer, username=self.name, password=known.password, credentialId="")
            else:
                assert 'name="otp"' in answer.text, answer.text
                self.seen.append("otp")
                answer = await self.filled(answer, otp=code(known.totp, time.time()))
        back = parse_qs(urlsplit(answer.headers["location"]).query)
        assert back["iss"] == [self._provider.issuer]
        got = await self.ask(
            "token",
            grant_type="authorization_code",
            code=back["code"][0],
            redirect_uri=self._provider.back,
            code_verifier=verifier,
        )
        assert got.status_code == 200, got.text
        return got.json()
