"""No free text outside ``personal``: what somebody wrote may name anyone."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import AfterValidator, BaseModel, StringConstraints

from schemas.catalogue import models
from schemas.text import PRINTABLE

_HISTORY = "written until 2026-11, read and never written since"
_REGISTER = "a name from a register of ours, which the rules check before it is written"

ALLOWED: Mapping[str, str] = {
    "actor": "the identity provider's opaque user id, or a service",
    "by": "the operator's own account",
    "changes": "what the broker was told, in its own words",
    "detail": "what a command did, in words, codes and numbers of ours",
    "facts": _HISTORY,
    "kind": "a state, by its code",
    "operation": "the operation of an API, or a command",
    "owner": "a role, or 'partner'",
    "handler": "the identity provider's opaque user id",
    "proposed_by": "the identity provider's opaque user id",
    "rules": "names of fields and the rule each breaks, never a value",
    "reasons": "why a signal scores as it does, in sentences of ours",
    "statement": "a signed count of events",
    "topic": _REGISTER,
    "value.label": "what a code is called: of no case, and two people agreed on it",
    "article": _REGISTER,
    "basis": _REGISTER,
    "orders.basis": _REGISTER,
    "orders.partner": _REGISTER,
    "indicator_list": _REGISTER,
    "rule_version": _REGISTER,
}
"""Text of any form outside ``personal``, by its place, and why nobody can write anything in it."""


def _texts(model: type[BaseModel], place: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        if name != "personal":
            yield from _of(field.annotation, field.metadata, f"{place}{name}")


def _of(annotation: Any, metadata: Sequence[Any], place: str) -> Iterator[str]:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _of(inner[0], [*inner[1:], *metadata], place)
    elif origin is Literal:
        return
    elif origin in (Union, types.UnionType, tuple, dict, list, frozenset):
        for part in inner:
            yield from _of(part, [], place)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from _texts(annotation, f"{place}.")
    elif annotation is str and not _has_a_form(metadata):
        yield place


def _has_a_form(metadata: Sequence[Any]) -> bool:
    """A pattern that is more than "can be printed", or a check against a list of ours."""
    patterns = {one.pattern for one in metadata if isinstance(one, StringConstraints) and one.pattern}
    return bool(patterns - {PRINTABLE}) or any(isinstance(one, AfterValidator) for one in metadata)


@pytest.mark.parametrize("event_type", sorted(models()))
def test_free_text_stands_under_personal(event_type: str) -> None:
    assert {*_texts(models()[event_type])} <= {*ALLOWED}


def test_no_exception_is_left_over() -> None:
    found = {place for model in models().values() for place in _texts(model)}
    assert found == {*ALLOWED}


class _Inner(BaseModel):
    written: Annotated[str, StringConstraints(pattern=PRINTABLE, max_length=200)]
    coded: Annotated[str, StringConstraints(pattern=r"^[a-z]+$")]
    personal: str


class _Outer(BaseModel):
    plain: str
    one: _Inner | None
    many: dict[str, tuple[_Inner, ...]]
    chosen: Literal["a", "b"]


def test_the_walk_finds_text_however_it_is_wrapped() -> None:
    assert {*_texts(_Outer)} == {"plain", "one.written", "many", "many.written"}
