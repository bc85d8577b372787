"""A form as it was filled in: one model for each act. What no page of ours asks, or asks once, is refused
(ASVS 15.3.3 and 15.3.7).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, ValidationError

TOKEN = "formuliertoken"  # noqa: S105 - the name of a field
KEY = "sleutel"
SEEN = "gezien"
"""The tag of the file as it was on the page."""
DRAFT = "concept"
"""Where this was kept meanwhile."""
STEP = "stap"
_OF_EVERY_FORM = frozenset({TOKEN, KEY, SEEN, DRAFT, STEP})
_MOST_FIELDS = 250

M = TypeVar("M", bound="Filled")


class NotOursError(Exception):
    """Nobody who uses our pages sends this."""


class Filled(BaseModel):
    """The fields of an act by their names on the page; ``WANTED`` says of each what is wanted, with an example."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    WANTED: ClassVar[Mapping[str, str]]


class NothingFilled(Filled):
    """An act that asks nothing."""

    WANTED: ClassVar[Mapping[str, str]] = {}


class Form:
    """What came. Raises NotOursError when it is no form at all."""

    def __init__(self, content: bytes) -> None:
        try:
            pairs = parse_qsl(
                content.decode(),
                keep_blank_values=True,
                strict_parsing=bool(content),
                errors="strict",
                max_num_fields=_MOST_FIELDS,
            )
        except ValueError:
            raise NotOursError from None
        self._values = {name: value.replace("\r\n", "\n") for name, value in pairs}
        if len(self._values) != len(pairs):
            raise NotOursError

    def get(self, name: str) -> str:
        """Empty where it was left out."""
        return self._values.get(name, "")

    @property
    def all(self) -> Mapping[str, str]:
        """With what every form has."""
        return self._values

    @property
    def values(self) -> Mapping[str, str]:
        """As typed, without what every form has."""
        return {name: value for name, value in self._values.items() if name not in _OF_EVERY_FORM}

    def read(self, model: type[M]) -> tuple[M | None, Mapping[str, str]]:
        """The act, or of each field that is wrong what is wanted. Raises NotOursError."""
        given = {name: value for name, value in self.values.items() if value.strip()}
        try:
            return model.model_validate(given), {}
        except ValidationError as error:
            wrong: list[Any] = [item["loc"][0] for item in error.errors()]
            if not model.WANTED.keys() >= {*wrong}:
                raise NotOursError from None
            return None, {name: model.WANTED[name] for name in model.WANTED if name in wrong}


@dataclass(frozen=True, slots=True)
class Typed:
    """A form on a page: what was typed in it, under which key, and what is wrong with it; ``seen``: the tag of the file
    it was filled in of.
    """

    values: Mapping[str, str] = field(default_factory=dict[str, str])
    key: str | None = None
    wrong: Mapping[str, str] = field(default_factory=dict[str, str])
    status: HTTPStatus = HTTPStatus.OK
    seen: str = ""

    @classmethod
    def of(cls, form: Form, wrong: Mapping[str, str], status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> Typed:
        """Of one that came back."""
        return cls(form.values, form.get(KEY), wrong, status, form.get(SEEN))


NOTHING_TYPED = Typed()
