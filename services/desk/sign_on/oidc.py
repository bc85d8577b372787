"""The client of the identity provider: OpenID Connect Core 1.0 by authorization code, with PKCE (RFC 7636), pushed
requests (RFC 9126) and the issuer in the answer (RFC 9207); logout by RP-initiated and Back-Channel Logout 1.0.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import jwt
from pydantic import BaseModel, ValidationError

from services.desk.sessions.store import SignedOn
from services.desk.sign_on.store import Expected
from services.runtime.base.config import Keys, require_https
from services.runtime.base.mandates import CLAIM, mandates_in
from services.runtime.base.sign_on import MAX_AGE_SECONDS, Level
from services.runtime.http.signing_keys import KeysUnknownError, SigningKeys

if TYPE_CHECKING:
    from services.desk.config import DeskConfig

BACK = "/aanmelden/terug"
SIGNED_OFF = "/afgemeld"

_TIMEOUT_SECONDS = 10
_ALGORITHMS = ["ES256", "PS256", "RS256"]
_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_LOGOUT_SECONDS = 120
"""How old a word of the provider that somebody is out may be (ASVS 10.5.5)."""


class AwayError(Exception):
    """Nobody can sign on or stay on now: the provider does not answer as it should."""


class RefusedError(Exception):
    """The provider does not vouch for this browser (any more), or its word does not hold."""


class _Metadata(BaseModel):
    issuer: str
    authorization_endpoint: str
    pushed_authorization_request_endpoint: str
    token_endpoint: str
    end_session_endpoint: str


class _Pushed(BaseModel):
    request_uri: str


class _Tokens(BaseModel):
    access_token: str
    refresh_token: str
    id_token: str
    expires_in: int


class Provider:
    """``http`` follows no redirects and asks no proxy."""

    def __init__(self, config: DeskConfig, http: httpx.AsyncClient) -> None:
        self._issuer = config.issuer
        self._client = config.client_id
        self._secret = config.client_secret_file.read_text("utf-8").strip()
        self._own = config.own_address
        self._http = http
        self._keys = SigningKeys(config.issuer, Keys(ca_file=config.issuer_ca_file))
        self._known: _Metadata | None = None

    async def begin(self, return_to: str, *, stepped_up: bool) -> tuple[str, Expected]:
        """Where the browser goes, and what it is to come back with; ``stepped_up``: after a second factor, shown just
        now (RFC 9470). Raises AwayError.
        """
        metadata = await self._metadata()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        digest = hashlib.sha256(verifier.encode()).digest()
        form = {
            **{"response_type": "code", "scope": "openid", "redirect_uri": f"{self._own}{BACK}"},
            **{"state": state, "nonce": nonce, "ui_locales": "nl"},
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **({"acr_values": Level.HIGH.value, "max_age": str(MAX_AGE_SECONDS)} if stepped_up else {}),
        }
        try:
            pushed = _Pushed.model_validate(await self._ask(metadata.pushed_authorization_request_endpoint, form))
        except RefusedError as refused:  # our request, nobody's mistake but ours
            raise AwayError from refused
        query = {"client_id": self._client, "request_uri": pushed.request_uri}
        there = httpx.URL(metadata.authorization_endpoint, params=query)
        return str(there), Expected(state=state, nonce=nonce, verifier=verifier, return_to=return_to)

    async def redeem(self, expected: Expected, *, state: str, code: str, issuer: str) -> SignedOn:
        """Who came back. Raises RefusedError and AwayError."""
        if not (secrets.compare_digest(state.encode(), expected.state.encode()) and issuer == self._issuer and code):
            raise RefusedError
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": expected.verifier}
        return await self._signed_on({**form, "redirect_uri": f"{self._own}{BACK}"}, expected.nonce)

    async def refresh(self, who: SignedOn) -> SignedOn:
        """The same person, with what he may do now. Raises RefusedError and AwayError."""
        renewed = await self._signed_on({"grant_type": "refresh_token", "refresh_token": who.refresh_token}, None)
        if renewed.subject != who.subject:
            raise RefusedError
        return renewed

    async def sign_off_address(self, id_token: str) -> str:
        """Where the provider ends its own session and sends the browser back. Raises AwayError."""
        metadata = await self._metadata()
        back = {"client_id": self._client, "post_logout_redirect_uri": f"{self._own}{SIGNED_OFF}"}
        return str(httpx.URL(metadata.end_session_endpoint, params={"id_token_hint": id_token, **back}))

    async def signed_off(self, logout_token: str) -> tuple[str | None, str | None]:
        """Subject and session of who is out, by the provider's word. Raises RefusedError and AwayError."""
        claims = await self._claims(logout_token, "logout+jwt", ["iss", "aud", "iat", "exp", "jti", "events"])
        subject, session = claims.get("sub"), claims.get("sid")
        is_logout = _LOGOUT_EVENT in claims["events"] and "nonce" not in claims
        if not (is_logout and (subject or session)) or time.time() - claims["iat"] > _LOGOUT_SECONDS:
            raise RefusedError
        return subject, session

    async def _signed_on(self, form: dict[str, str], nonce: str | None) -> SignedOn:
        metadata = await self._metadata()
        try:
            got = _Tokens.model_validate(await self._ask(metadata.token_endpoint, form))
        except ValidationError as error:
            raise AwayError from error
        about = await self._claims(got.id_token, "jwt", ["iss", "aud", "sub", "iat", "exp"])
        if nonce is not None and about.get("nonce") != nonce:
            raise RefusedError
        try:  # it came from the provider itself; the services judge it, here it only says which menus there are
            said: dict[str, Any] = jwt.decode(got.access_token, options={"verify_signature": False})
            mandates = mandates_in(said.get(CLAIM, []))
        except (jwt.PyJWTError, ValueError) as error:
            raise RefusedError from error
        return SignedOn(
            subject=about["sub"],
            provider_session=about.get("sid"),
            name=about.get("name", ""),
            mandates=mandates,
            access_token=got.access_token,
            refresh_token=got.refresh_token,
            id_token=got.id_token,
            expires_at=datetime.now(UTC) + timedelta(seconds=got.expires_in),
        )

    async def _claims(self, token: str, kind: str, required: list[str]) -> dict[str, Any]:
        """Of a token that the provider signed for us. Raises RefusedError and AwayError."""
        try:
            head = jwt.get_unverified_header(token)
            key = await self._keys.find(head.get("kid"))
            if key is None or str(head.get("typ")).lower() != kind:
                raise RefusedError
            return jwt.decode(
                token,
                key,
                algorithms=_ALGORITHMS,
                issuer=self._issuer,
                audience=self._client,
                leeway=10,
                options={"require": required},
            )
        except KeysUnknownError as error:
            raise AwayError from error
        except jwt.PyJWTError as error:
            raise RefusedError from error

    async def _metadata(self) -> _Metadata:
        """Its own, read once it answers (OpenID Connect Discovery 1.0, 4.3). Raises AwayError."""
        if self._known is None:
            try:
                answer = await self._http.get(
                    f"{self._issuer}/.well-known/openid-configuration", timeout=_TIMEOUT_SECONDS
                )
                answer.raise_for_status()
                found = _Metadata.model_validate_json(answer.content)
                for address in found.model_dump().values():
                    require_https(address)
            except (httpx.HTTPError, ValueError) as error:
                raise AwayError from error
            if found.issuer != self._issuer:
                raise AwayError
            self._known = found
        return self._known

    async def _ask(self, address: str, form: dict[str, str]) -> Any:
        """Raises RefusedError where it says no, AwayError where it says nothing sensible."""
        try:
            answer = await self._http.post(
                address, data=form, auth=(self._client, self._secret), timeout=_TIMEOUT_SECONDS
            )
            if answer.is_client_error:
                raise RefusedError
            answer.raise_for_status()
            return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise AwayError from error
