"""The categories of data that the contracts hold (AVG 30, first paragraph, c; AVG 9 and 10), by their fields."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import yaml
from pydantic import Field, TypeAdapter

from schemas.declaration import Code, Declaration

if TYPE_CHECKING:
    from collections.abc import Mapping


class DataKind(StrEnum):
    """Which rules hold for it: AVG 9 (UAVG 22-30), AVG 10 (UAVG 31-33), AVG 6 alone, or none: about nobody."""

    SPECIAL = "bijzonder"
    CRIMINAL = "strafrechtelijk"
    ORDINARY = "gewoon"
    NONE = "geen"


class DataCategory(Declaration):
    """``subjects``: whom it is about. ``limit``: what else the law says. ``fields``: endings of paths in ``data``."""

    name: str
    kind: DataKind
    subjects: tuple[str, ...]
    limit: str | None = None
    fields: tuple[str, ...] = Field(min_length=1)


@cache
def categories() -> Mapping[str, DataCategory]:
    """Every category by its code. Raises ValidationError where the declaration is wrong."""
    text = (resources.files("schemas") / "data_categories.yaml").read_text("utf-8")
    return TypeAdapter(dict[Code, DataCategory]).validate_python(yaml.safe_load(text))


@cache
def _by_field() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for code, category in categories().items():
        for field in category.fields:
            if field in found:
                raise ValueError(f"{field} is in {found[field]} and in {code}")
            found[field] = code
    return found


def category_of(path: str) -> str:
    """The category of a field, by its path without ``[]``. Raises LookupError where none names it."""
    parts = path.split(".")
    endings = (".".join(parts[start:]) for start in range(len(parts)))
    code = next((found for ending in endings if (found := _by_field().get(ending))), None)
    if code is None:
        raise LookupError(f"schemas/data_categories.yaml names no category for {path}")
    return code
