"""Acute danger goes to the police before anything else about a request is judged, whatever is refused then.

"In geval van acute nood wordt de politie direct ingeschakeld via 112" (plan 2.2). Who asks has to be somebody; what
else he may do, what is wrong with the rest and whether the processing log takes its line holds nothing up.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

import jwt
import structlog
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute

from schemas.envelope import ContractError
from services.intake.alerts import desk, sending
from services.intake.alerts.domain import Danger, alert_in, danger_in, wrong_fields
from services.intake.roles import REPORTERS
from services.runtime.http import guard, problem
from services.runtime.http.auth import caller_by
from services.runtime.http.body import UnreadableError
from services.runtime.http.once import usable_key
from services.runtime.http.pool import acute_database_of
from services.runtime.http.problem import ProblemError
from services.runtime.http.signing_keys import KeysUnknownError
from services.runtime.messaging import outbox, trail

if TYPE_CHECKING:
    from fastapi import Request
    from pydantic import BaseModel

    from services.intake.alerts.desk import AlertStatus
    from services.runtime.base.caller import Caller
    from services.runtime.base.database import Connection

log = structlog.get_logger()

TAKES_ANY_BODY = re.compile(r"/v1/(signalen|alarmen|alarmen/[^/]+/correcties)")
"""The paths of the routes below."""

WITHDRAWN = "Dit alarm is al ingetrokken. Is er weer gevaar, geef dan een nieuw alarm en bel 112."
_NOT_PASSED_ON = "Het alarm is niet doorgegeven aan de politie. Bel 112."
_PASSED_ON = "Het alarm is wel doorgegeven aan de politie."


def passed_on(request: Request) -> AlertStatus | None:
    """The alert that this request raised or put right before it was judged."""
    return getattr(request.state, "passed_on", None)


def given(request: Request) -> Response:
    """The receipt of the alert or correction that went first. Raises ProblemError where it could not."""
    passed = passed_on(request)
    if passed is None:
        raise request.state.problem
    return _receipt(passed)


def _receipt(passed: AlertStatus) -> Response:
    return Response(
        passed.model_dump_json(by_alias=True, exclude_none=True), HTTPStatus.CREATED, media_type="application/json"
    )


class AcuteRoute(APIRoute):
    """A report, which may tell of acute danger. Where it is refused, the answer holds the alert's id."""

    model: ClassVar[type[BaseModel]]
    """What a report has to be."""

    def read(self, body: bytes) -> Danger | None:
        """The acute danger that the body tells of."""
        return danger_in(body)

    async def tell(self, connection: Connection, request: Request, caller: Caller, danger: Danger) -> sending.Sent:
        """What the police are told; in a transaction of its own."""
        wrong = wrong_fields(self.model, await request.body())
        return await sending.raise_in_report(connection, caller, danger, usable_key(request), wrong)

    def refuse(self, error: Exception, passed: AlertStatus) -> Response:
        """The answer where the rest of the request is refused."""
        extra: dict[str, object] = {"alarm": str(passed.id)}
        if passed.as_written:
            extra["alsGeschreven"] = [*passed.as_written]
        return problem.refusal(error, _PASSED_ON, extra)

    def get_route_handler(self) -> Any:
        """Raises what the request is refused for where there was no danger in it."""
        judge = super().get_route_handler()

        async def handler(request: Request) -> Response:
            passed = await self._first(request)
            try:
                if passed is None:
                    guard.refuse_crowded(request)
                guard.refuse_unreadable(request)
                return await judge(request)
            except Exception as error:
                if passed is None:
                    raise _instead_of(error, request) from None
                if not isinstance(error, problem.REFUSALS):
                    log.error("request failed", path=self.path, exc_info=error)
                return self.refuse(error, passed)

        return handler

    async def _first(self, request: Request) -> AlertStatus | None:
        danger = self.read(await request.body())
        if danger is None or (caller := await _somebody(request)) is None:
            return None
        try:
            async with acute_database_of(request).of(caller) as connection:
                sent = await self.tell(connection, request, caller, danger)
                await outbox.add(connection, sent.outgoing)
                await _on_trail(connection, sent)
                request.state.passed_on = await desk.status(connection, sent.alert, tuple(filter(None, danger.left)))
        except ProblemError as problem:
            request.state.problem = problem  # not this caller's alert, or withdrawn: for after his roles were judged
        except Exception as error:
            log.critical("alert not passed on", exc_info=error)
            raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, _NOT_PASSED_ON) from error
        return passed_on(request)


class AlertRoute(AcuteRoute):
    """An alert itself: whatever its content, it is taken."""

    def read(self, body: bytes) -> Danger | None:
        """All of the body."""
        return alert_in(body)

    async def tell(self, connection: Connection, request: Request, caller: Caller, danger: Danger) -> sending.Sent:
        """The alert, once for the same request."""
        return await sending.raise_alert(connection, caller, danger, usable_key(request))

    def refuse(self, error: Exception, passed: AlertStatus) -> Response:
        """Nothing is refused for its content: it went out as it was written."""
        if isinstance(error, RequestValidationError | UnreadableError):
            return _receipt(passed)
        return super().refuse(error, passed)


class CorrectionRoute(AlertRoute):
    """How it is instead."""

    async def tell(self, connection: Connection, request: Request, caller: Caller, danger: Danger) -> sending.Sent:
        """The correction of the alert in the address. Raises ProblemError: 404 not this caller's, 409 withdrawn."""
        alert_id = _id(request)
        found = await desk.own_alert(connection, alert_id)
        try:
            return await sending.correct(connection, caller, found, danger)
        except sending.WithdrawnError:
            raise ProblemError(HTTPStatus.CONFLICT, WITHDRAWN) from None


def _instead_of(error: Exception, request: Request) -> Exception:
    """What is wrong with a correction says nothing where there is nothing to correct."""
    problem: ProblemError | None = getattr(request.state, "problem", None)
    return problem if problem and isinstance(error, RequestValidationError | UnreadableError) else error


def _id(request: Request) -> UUID:
    """Raises ProblemError (404) for what is no id: no alert has it."""
    try:
        return UUID(request.path_params["id"])
    except ValueError:
        raise desk.not_there() from None


async def _somebody(request: Request) -> Caller | None:
    """Whoever has a valid token, whatever his roles."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    try:
        caller = await caller_by(request, token.strip())
    except (jwt.PyJWTError, KeysUnknownError):
        return None
    return caller.within(*REPORTERS)


async def _on_trail(connection: Connection, sent: sending.Sent) -> None:
    """The alert goes out also when its line can't be made; that is then for who watches the log."""
    if sent.act is None:
        return
    try:
        async with connection.transaction():
            await outbox.add(connection, [trail.done("intake", sent.act)])
    except ContractError as error:
        log.critical("alert without its line on the trail", exc_info=error)
