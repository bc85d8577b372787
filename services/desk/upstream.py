"""The APIs of the services, asked as who is signed on: what they do not give him, no screen can show."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

import httpx
from fastapi import Depends, Request

from services.desk.form import KEY, Form
from services.desk.signed_on import SignedOutError
from services.runtime.base import telemetry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.desk.sessions.store import Session

_TIMEOUT_SECONDS = 10


class UnavailableError(Exception):
    """The service does not answer, or asks to come back."""


class StepUpError(Exception):
    """The service wants a second factor for this, shown just now (RFC 9470)."""


class NoError(Exception):
    """The service says no: why, and of which fields (in its names) what is wanted."""

    def __init__(self, status: HTTPStatus, detail: str, fields: Mapping[str, str]) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.fields = fields


class Api:
    """One service's, for one request."""

    def __init__(self, http: httpx.AsyncClient, address: str, session: Session) -> None:
        self._http = http
        self._address = address
        self._session = session

    async def get(self, path: str, **query: str) -> Any:
        """Raises NoError, UnavailableError, SignedOutError and StepUpError."""
        return await self._ask("GET", path, params=query)

    async def preview(self, path: str, body: Mapping[str, Any]) -> Any:
        """What would come of it; nothing is done. Raises as ``get``."""
        return await self._ask("POST", path, json=body)

    async def post(self, path: str, body: Mapping[str, Any], form: Form) -> Any:
        """Does it once, however often the form is sent. Raises as ``get``."""
        return await self._ask("POST", path, json=body, headers={"Idempotency-Key": form.get(KEY)})

    async def _ask(self, method: str, path: str, headers: Mapping[str, str] | None = None, **how: Any) -> Any:
        who = f"Bearer {self._session.who.access_token}"
        known = {"Authorization": who, "traceparent": telemetry.current(), **(headers or {})}
        try:
            answer = await self._http.request(
                method, f"{self._address}/v1{path}", headers=known, timeout=_TIMEOUT_SECONDS, **how
            )
            said = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise UnavailableError from error
        if answer.is_success:
            return said
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            wants_more = "insufficient_user_authentication" in answer.headers.get("WWW-Authenticate", "")
            raise StepUpError if wants_more else SignedOutError
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS or answer.is_server_error:
            raise UnavailableError
        fields = {item["field"]: item["rule"] for item in said.get("errors", [])}
        raise NoError(HTTPStatus(answer.status_code), said["detail"], fields)


async def _enrichment(request: Request) -> Api:
    return Api(request.app.state.http, request.app.state.config.enrichment_url, request.state.session)


async def _triage(request: Request) -> Api:
    return Api(request.app.state.http, request.app.state.config.triage_url, request.state.session)


Enrichment = Annotated[Api, Depends(_enrichment)]
Triage = Annotated[Api, Depends(_triage)]
