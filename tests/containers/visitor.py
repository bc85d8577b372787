"""Somebody with a browser on this machine, who signs on with the desk of a Compose project."""

from __future__ import annotations

import html
import re
import ssl
import time
from http import HTTPStatus
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

import httpx

from deploy.identity.totp import code
from deploy.local.ports import HOST

if TYPE_CHECKING:
    from pathlib import Path

    from deploy.identity.realm import Secrets


class _OnThisMachine(httpx.HTTPTransport):
    """Names below `localhost` are this machine (RFC 6761, 6.3), as they are to a browser."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        name = request.url.host
        if name.endswith(".localhost"):
            request.extensions["sni_hostname"] = name
            request.url = request.url.copy_with(host=HOST)
        return super().handle_request(request)


class Visitor:
    """Context manager; ``ca`` signs the provider."""

    def __init__(self, desk: str, ca: Path) -> None:
        self._desk = desk
        self._cookies: dict[str, dict[str, str]] = {}
        transport = _OnThisMachine(verify=ssl.create_default_context(cafile=ca))
        self._http = httpx.Client(timeout=60, trust_env=False, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str) -> httpx.Response:
        """A page of the desk."""
        return self._follow("GET", f"{self._desk}{path}")

    def sign_on(self, name: str, secrets: Secrets) -> httpx.Response:
        """The first page after it."""
        page = self._follow("POST", f"{self._desk}/aanmelden", {"naar": "/"})
        while page.status_code == HTTPStatus.OK and urlsplit(str(page.url)).netloc != urlsplit(self._desk).netloc:
            action = re.search(r'<form[^>]* action="([^"]+)"', page.text)
            assert action, page.text
            if 'name="password"' in page.text:
                form = {"username": name, "password": secrets.password, "credentialId": ""}
            else:
                form = {"otp": code(secrets.totp, time.time())}
            page = self._follow("POST", html.unescape(action[1]), form)
        return page

    def _follow(self, method: str, address: str, form: dict[str, str] | None = None) -> httpx.Response:
        """Where it leads to, with the cookies of each place, also those for a secure one."""
        while True:
            kept = self._cookies.setdefault(urlsplit(address).netloc, {})
            headers = {
                "Cookie": "; ".join(f"{name}={value}" for name, value in kept.items() if value),
                **({"Origin": self._desk} if address.startswith(self._desk) else {}),
            }
            answer = self._http.request(method, address, data=form, headers=headers)
            for line in answer.headers.get_list("set-cookie"):
                kept |= {name: one.value for name, one in SimpleCookie(line).items()}
            if not answer.has_redirect_location:
                return answer
            method, address, form = "GET", str(httpx.URL(address).join(answer.headers["location"])), None
