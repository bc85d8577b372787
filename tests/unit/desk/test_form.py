"""A form as it was filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest

from schemas.text import Text
from services.desk.screens.analyst import AssessmentForm, UndoForm
from services.screens.form import Filled, Form, NotOursError


class Noted(Filled):
    WANTED: ClassVar[Mapping[str, str]] = {"a": "Schrijf a.", "b": "Schrijf b."}

    a: Text
    b: Text


def test_lines_end_as_everywhere_else() -> None:
    filled, wrong = Form(b"a=een%0D%0Atwee&b=drie").read(Noted)
    assert (filled, wrong) == (Noted(a="een\ntwee", b="drie"), {})


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"", {"a": "Schrijf a.", "b": "Schrijf b."}),
        (b"a=&b=%20%0A", {"a": "Schrijf a.", "b": "Schrijf b."}),
        (b"a=x&b=%00", {"b": "Schrijf b."}),
        (b"a=" + b"x" * 4001 + b"&b=x", {"a": "Schrijf a."}),
    ],
)
def test_all_that_is_wanted_is_said_at_once(content: bytes, wanted: dict[str, str]) -> None:
    assert Form(content).read(Noted) == (None, wanted)


@pytest.mark.parametrize("content", [b"a=x&a=y", b"a", b"a=%ff", b"\xff=a", b"&" * 500])
def test_what_is_no_form_is_refused(content: bytes) -> None:
    with pytest.raises(NotOursError):
        Form(content)


def test_a_field_that_was_not_asked_is_refused() -> None:
    with pytest.raises(NotOursError):
        Form(b"a=x&b=y&c=z").read(Noted)


@pytest.mark.parametrize("model", [AssessmentForm, UndoForm])
def test_of_every_field_it_is_said_what_is_wanted(model: type[Filled]) -> None:
    assert model.WANTED.keys() == model.model_fields.keys()
    assert all("bijvoorbeeld" in wanted for wanted in model.WANTED.values())
