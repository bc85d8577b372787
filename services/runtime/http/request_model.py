"""Bodies of requests: what a form leaves open is absent, however it says so."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from pydantic import BaseModel, model_validator

from schemas.forms.text import is_absent


class RequestModel(BaseModel):
    """Base of every request body and of all that is in one. ``null``, ``""`` and blanks are as good as nothing: an
    optional field gets its default, a required one is missing, an empty row of a list is no row.
    """

    null_says: ClassVar[frozenset[str]] = frozenset()
    """Fields, in the caller's words, of which ``null`` says something else than absence."""

    @model_validator(mode="before")
    @classmethod
    def _without_absent(cls, body: object) -> object:
        if not isinstance(body, dict):
            return body
        ours = {name for field, info in cls.model_fields.items() for name in (field, info.alias)}
        whole = cast("dict[str, Any]", body)
        return {
            name: [row for row in cast("list[Any]", value) if not is_absent(row)] if isinstance(value, list) else value
            for name, value in whole.items()
            if name not in ours or not is_absent(value) or (value is None and name in cls.null_says)
        }
