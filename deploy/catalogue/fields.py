"""The fields of a disclosure, at every depth, each with the reason it is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemas.text import Contract


@dataclass(frozen=True, slots=True)
class Field:
    """``path`` as it stands in ``data``, with ``[]`` where it repeats."""

    path: str
    reason: str
    required: bool


def fields_of(model: type[Contract], prefix: str = "") -> Iterator[Field]:
    for name, field in model.model_fields.items():
        inner = _models_in(field.annotation)
        repeats = "[]" if "tuple" in str(field.annotation) else ""
        path = f"{prefix}{name}{repeats}"
        if not inner or name != "personal":
            yield Field(path, field.description or "", field.is_required())
        for one in inner:
            yield from fields_of(one, f"{path}.")


def leaves_of(model: type[Contract]) -> tuple[str, ...]:
    """Paths of the fields that hold a value, not of those that hold other fields; without ``[]``."""
    paths = [field.path.replace("[]", "") for field in fields_of(model)]
    return tuple(path for path in paths if not any(other.startswith(f"{path}.") for other in paths))


def _models_in(annotation: Any) -> list[type[Contract]]:
    """Several where it is one of several."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]  # pyright: ignore[reportReturnType] - every model in a contract is a Contract
    return [found for part in get_args(annotation) for found in _models_in(part)]
