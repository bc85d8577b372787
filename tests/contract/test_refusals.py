"""Every refusal is Dutch, says what is wanted, and shows no pattern: each field of each request, with wrong values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

import pytest
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from pydantic_core import core_schema

from cli.schemas import service
from schemas.registry import SERVICES
from schemas.validation_words import rule
from services.runtime.http.problem import violations_of_request
from services.runtime.http.request_model import RequestModel
from services.runtime.service import api

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENGLISH = re.compile(
    r"\b(an|and|any|are|at|body|be|boolean|character|characters|could|error|expected|extra|field|from|greater|have|"
    r"input|instance|integer|invalid|item|items|least|length|less|list|match|missing|most|must|no|not|number|or|"
    r"parsing|pattern|permitted|required|should|string|than|the|there|type|unable|unexpected|valid|value|was|with)\b",
    re.IGNORECASE,
)
_REGEX = re.compile(r"\^|\$|\[\^|\\[dswx]|\(\?|\]\{|\)\*|\)\+|\]\*|\]\+|\{\d+,?\d*\}")
_WRONG: list[object] = [
    *(None, "", "\u200b", "x", "x" * 5000, "a\ud800", "20140101", "9999-12-31"),
    *(0, -1, 1.5, 10**30, True, [], [[]], [1, "x"], {}, {"x": 1}),
]


def bodies() -> dict[str, tuple[type[BaseModel], dict[str, Any]]]:
    """By operation: the model of its body, and a right example; and every part that bodies are made of."""
    found: dict[str, tuple[type[BaseModel], dict[str, Any]]] = {}
    for name in SERVICES:
        app, samples = api(service(name)), service(name).samples
        for route in _routes(app.router):
            for parameter in route.dependant.body_params:
                operation = route.operation_id or ""
                found[f"{name} {operation}"] = (parameter.field_info.annotation, samples[operation])  # pyright: ignore[reportArgumentType]
    parts = (one for one in _below(RequestModel) if one not in {model for model, _ in found.values()})
    return found | {f"part {one.__name__}": (one, {}) for one in parts}


def _below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in model.__subclasses__():
        yield one
        yield from _below(one)


def _routes(router: Any) -> Iterator[APIRoute]:
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield route
        elif hasattr(route, "original_router"):
            yield from _routes(route.original_router)


BODIES = bodies()


def mutations(body: Any) -> Iterator[Any]:
    """The body with one value in it replaced by each wrong one, at every depth, and with a field that nobody knows."""
    yield from _WRONG
    if isinstance(body, dict):
        yield {**body, "onbekendVeld": 1}  # pyright: ignore[reportUnknownVariableType]
        for name, value in body.items():  # pyright: ignore[reportUnknownVariableType]
            for wrong in mutations(value):
                yield {**body, name: wrong}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(body, list):
        for place, value in enumerate(body):  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
            for wrong in mutations(value):
                yield [*body[:place], wrong, *body[place + 1 :]]  # pyright: ignore[reportUnknownVariableType]


def whole(model: type[BaseModel], sample: dict[str, Any]) -> dict[str, Any]:
    """The sample with every field that it leaves open, so that each is tried."""
    return {**{info.alias or name: None for name, info in model.model_fields.items()}, **sample}


def broken(model: type[BaseModel], body: object) -> list[str]:
    try:
        model.model_validate(body)
    except ValidationError as error:
        items = [{**item, "loc": ("body", *item["loc"])} for item in error.errors()]
        return [violation.rule for violation in violations_of_request(RequestValidationError(items))]
    return []


def test_there_are_bodies_to_try() -> None:
    assert len(BODIES) > 20


@pytest.mark.parametrize("operation", BODIES)
def test_a_refusal_is_dutch_and_shows_no_pattern(operation: str) -> None:
    model, sample = BODIES[operation]
    rules = {words for body in mutations(whole(model, sample)) for words in broken(model, body)}
    assert rules or not model.model_fields
    assert [words for words in rules if _ENGLISH.search(words.split(" van: ")[0]) or _REGEX.search(words)] == []
    assert [words for words in rules if " or " in words] == []


@pytest.mark.parametrize("kind", get_args(core_schema.ErrorType))
def test_every_way_to_refuse_has_dutch_words(kind: str) -> None:
    names = ("pattern", "expected", "expected_tags", "error", "multiple_of", "min_length", "max_length")
    words = rule(
        {"type": kind, "ctx": dict.fromkeys((*names, "gt", "ge", "lt", "le"), "^x$"), "msg": "Input should be valid"}
    )
    assert not _ENGLISH.search(words)
    assert "Input" not in words


@pytest.mark.parametrize("operation", BODIES)
def test_what_a_form_leaves_open_is_absent_in_every_body(operation: str) -> None:
    assert issubclass(BODIES[operation][0], RequestModel)
