"""The APIs of the services, asked as who is signed on: what they do not give him, no screen can show."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

import httpx
from fastapi import Depends, Request

from schemas.codes.flow import UserRole
from services.desk.signed_on import SignedOutError
from services.runtime.base import telemetry
from services.screens.form import KEY, SEEN, Form

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from services.desk.sessions.store import Session

_TIMEOUT_SECONDS = 10
_LOG_SECONDS = 120
"""Who looks for a person has the whole log gone through."""


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


class ChangedError(Exception):
    """It is not as it was when this was filled in: how it is now, and the tag of that."""

    def __init__(self, now: Any, tag: str) -> None:
        super().__init__(tag)
        self.now = now
        self.tag = tag


class Api:
    """One service's, for one request. ``seen``: the tag of the file that was read last."""

    def __init__(
        self, http: httpx.AsyncClient, address: str, session: Session, function: UserRole, patience: float
    ) -> None:
        self._http = http
        self._address = address
        self._session = session
        self._function = function
        self._patience = patience
        self.seen = ""

    async def get(self, path: str, **query: str) -> Any:
        """Raises NoError, UnavailableError, SignedOutError and StepUpError."""
        return await self._ask("GET", path, params=query)

    async def file(self, path: str) -> bytes:
        """What the service serves beside its API, as it is. Raises as ``get``."""
        return (await self._answer("GET", path)).content

    async def preview(self, path: str, body: Mapping[str, Any]) -> Any:
        """What would come of it; nothing is done. Raises as ``get``."""
        return await self._ask("POST", path, json=body)

    async def post(self, path: str, body: Mapping[str, Any], form: Form) -> Any:
        """Does it once, however often the form is sent, and on the file as it was on the page. Raises as ``get``, and
        ChangedError.
        """
        headers = {"Idempotency-Key": form.get(KEY)}
        if seen := form.get(SEEN):
            headers["If-Match"] = seen
        return await self._ask("POST", path, json=body, headers=headers)

    async def _ask(self, method: str, path: str, headers: Mapping[str, str] | None = None, **how: Any) -> Any:
        answer = await self._answer(method, f"/v1{path}", headers, **how)
        self.seen = answer.headers.get("ETag", self.seen)
        return _said(answer)

    async def _answer(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, **how: Any
    ) -> httpx.Response:
        """One that is no refusal."""
        who = f"Bearer {self._session.who.access_token}"
        known = {
            "Authorization": who,
            "Doel": self._session.reads_for(self._function).value,
            "traceparent": telemetry.current(),
            **(headers or {}),
        }
        try:
            answer = await self._http.request(
                method, f"{self._address}{path}", headers=known, timeout=self._patience, **how
            )
        except httpx.HTTPError as error:
            raise UnavailableError from error
        if answer.is_success:
            return answer
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            wants_more = "insufficient_user_authentication" in answer.headers.get("WWW-Authenticate", "")
            raise StepUpError if wants_more else SignedOutError
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS or answer.is_server_error:
            raise UnavailableError
        said = _said(answer)
        if answer.status_code == HTTPStatus.PRECONDITION_FAILED:
            raise ChangedError(said["nu"], answer.headers["ETag"])
        fields = {item["field"]: item["rule"] for item in said.get("errors", [])}
        raise NoError(HTTPStatus(answer.status_code), said["detail"], fields)


def _said(answer: httpx.Response) -> Any:
    """Raises UnavailableError for what is no JSON."""
    try:
        return answer.json()
    except ValueError as error:
        raise UnavailableError from error


async def of_everybody(http: httpx.AsyncClient, address: str | None, path: str) -> Any:
    """What the service at this address tells whoever asks. Raises UnavailableError."""
    try:
        answer = await http.get(f"{address}/v1{path}", timeout=_TIMEOUT_SECONDS)
        return answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise UnavailableError from error


def of(address: str, function: UserRole, patience: float = _TIMEOUT_SECONDS) -> Callable[[Request], Awaitable[Api]]:
    """A dependency: this service's, asked in this function by who was found to be signed on."""

    async def api(request: Request) -> Api:
        at = getattr(request.app.state.config, address)
        return Api(request.app.state.http, at, request.state.session, function, patience)

    return api


_DECIDER = UserRole.AANDACHTFUNCTIONARIS

enrichment = of("enrichment_url", UserRole.ANALYST)
triage = of("triage_url", _DECIDER)

Intake = Annotated[Api, Depends(of("intake_url", UserRole.PROFESSIONAL))]
Audit = Annotated[Api, Depends(of("audit_url", UserRole.AUDITOR, _LOG_SECONDS))]
Enrichment = Annotated[Api, Depends(enrichment)]
Triage = Annotated[Api, Depends(triage)]
Flowing = Annotated[Api, Depends(of("flow_url", UserRole.CHAIN_DIRECTOR))]
Administration = Annotated[Api, Depends(of("administration_url", UserRole.ADMINISTRATOR))]
Zorg = Annotated[Api, Depends(of("zorg_referral_url", _DECIDER))]
Riec = Annotated[Api, Depends(of("riec_referral_url", _DECIDER))]
