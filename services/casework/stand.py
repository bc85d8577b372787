"""How much lies on a desk, and whether it is still the same: for a screen that asks again and again, without a case."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Header
from fastapi.responses import Response
from pydantic import BaseModel, Field

from schemas.codes.municipality import Municipality
from services.casework.words import DUTCH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

IfNoneMatch = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        max_length=200,
        description="De ETag van wat u al hebt. Is er niets veranderd, dan is het antwoord 304 zonder inhoud.",
    ),
]


class TenantCount(BaseModel):
    model_config = DUTCH

    municipality: Municipality
    count: int


class MarkCount(BaseModel):
    """Zoveel geeft de werkvoorraad met deze waarde van `alleen`."""

    model_config = DUTCH

    only: str
    count: int


class Stand(BaseModel):
    """Aantallen, en een getal dat anders is zodra er iets bij komt, weggaat of van plaats verandert."""

    model_config = DUTCH

    count: int
    change: str = Field(description="Zolang dit gelijk blijft, is de lijst dezelfde.")
    municipalities: tuple[TenantCount, ...] = Field(description="Wat er bij elke gemeente is gevonden.")
    marks: tuple[MarkCount, ...]


def stand_of(by_tenant: Iterable[tuple[str, int, int]], by_mark: Mapping[str, tuple[int, int]]) -> Stand:
    """From how many there are and what they add up to, of each municipality and of each mark."""
    tenants = sorted(by_tenant)
    told = repr((tenants, sorted(by_mark.items()))).encode()
    return Stand(
        count=sum(count for _, count, _ in tenants),
        change=hashlib.sha256(told).hexdigest()[:16],
        municipalities=tuple(TenantCount(municipality=tenant, count=count) for tenant, count, _ in tenants),
        marks=tuple(MarkCount(only=mark, count=count) for mark, (count, _) in by_mark.items()),
    )


def unless_known(stand: Stand, known: str | None) -> Response:
    """304 to who has it already (RFC 9110, 13.1.2)."""
    tag = f'"{stand.change}"'
    if known is not None and tag in [one.strip().removeprefix("W/") for one in known.split(",")]:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
    return Response(stand.model_dump_json(by_alias=True), media_type="application/json", headers={"ETag": tag})
