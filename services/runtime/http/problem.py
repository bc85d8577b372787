"""Errors as problem details (RFC 9457), every violation at once, by field and rule, never by value."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from schemas.envelope import ContractError, Violation
from schemas.validation_words import rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import FastAPI, Request

MEDIA_TYPE = "application/problem+json"


class ViolationDetail(BaseModel):
    field: str = Field(description="Pad naar het veld in het verzoek.")
    rule: str = Field(description="De regel waaraan het veld niet voldoet.")


class Problem(BaseModel):
    """Problem details volgens RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[ViolationDetail] = []


class ProblemError(Exception):
    """Ends a request with this problem; the transaction, if any, is rolled back. The rest as in ``response``."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        errors: Sequence[Violation] = (),
        extra: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.extra = extra
        self.headers = headers


def response(
    status: HTTPStatus,
    detail: str,
    errors: Sequence[Violation] = (),
    headers: Mapping[str, str] | None = None,
    extra: Mapping[str, object] | None = None,
) -> JSONResponse:
    """``extra`` members are added to the problem (RFC 9457, 3.2)."""
    problem = Problem(
        title=status.phrase,
        status=status,
        detail=detail,
        errors=[ViolationDetail(field=v.field, rule=v.rule) for v in errors],
    )
    return JSONResponse(
        {**problem.model_dump(mode="json"), **(extra or {})}, status, dict(headers or {}), media_type=MEDIA_TYPE
    )


def violations_of_request(error: RequestValidationError) -> list[Violation]:
    """Every broken rule of a request, in Dutch, by the place of the field; never a value."""
    found: list[Violation] = []
    items = error.errors()
    places = [tuple(item["loc"]) for item in items]
    for item, own in zip(items, places, strict=True):
        # A list of which an element is wrong is also reported as too short; that is not the reporter's mistake.
        if item["type"] == "too_short" and any(other[: len(own)] == own != other for other in places):
            continue
        place = [str(part) for part in item["loc"]]
        if place[0] == "body" and item["type"] == "json_invalid":
            place = ["body"]
        found.append(Violation(".".join(place[1:] if len(place) > 1 else place), rule(item)))
    return found


_OF_THE_FRAMEWORK = {
    HTTPStatus.NOT_FOUND.phrase: "Hier is niets: het adres klopt niet.",
    HTTPStatus.METHOD_NOT_ALLOWED.phrase: "Dit kan hier niet: de methode klopt niet. Zie de kop `Allow`.",
}
"""What it says in its own words."""

REFUSALS = (RequestValidationError, ContractError, ProblemError, HTTPException)


def refusal(error: Exception, more: str = "", extra: Mapping[str, object] | None = None) -> JSONResponse:
    """The answer to each of ``REFUSALS``, and to anything else, with ``more`` said; the request is not repeated."""
    headers: Mapping[str, str] | None = None
    match error:
        case RequestValidationError():
            violations = violations_of_request(error)
            status = HTTPStatus.BAD_REQUEST
            detail = f"Het verzoek voldoet op {len(violations)} punt(en) niet aan de regels; er is niets opgeslagen."
        case ContractError():
            status, detail, violations = (
                HTTPStatus.BAD_REQUEST,
                "Het verzoek past niet in één bericht.",
                error.violations,
            )
        case ProblemError():
            status, detail, violations, headers = error.status, error.detail, error.errors, error.headers
            extra = {**(error.extra or {}), **(extra or {})}
        case HTTPException():
            status, violations, headers = HTTPStatus(error.status_code), [], error.headers
            detail = _OF_THE_FRAMEWORK.get(error.detail, error.detail)
        case _:
            status, detail, violations = HTTPStatus.INTERNAL_SERVER_ERROR, "Er ging hier iets mis.", []
    return response(status, " ".join(filter(None, (detail, more))), violations, headers, extra)


def install(app: FastAPI) -> None:
    """Answer every error of this app as problem details."""

    async def answer(_: Request, error: Exception) -> JSONResponse:
        return refusal(error)

    for kind in REFUSALS:
        app.add_exception_handler(kind, answer)
