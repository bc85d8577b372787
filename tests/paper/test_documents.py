"""What a municipality publishes of how it works with personal data, as who reads it by ear gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cli import dpia, processing_register
from cli.privacy import as_pdf
from tests.paper.reading import read

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


@pytest.mark.usefixtures("press")
@pytest.mark.parametrize("document", [dpia, processing_register], ids=lambda one: one.__name__)
def test_the_whole_document_is_one_that_a_screen_reader_reads(document: ModuleType, tmp_path: Path) -> None:
    text: str = document.page()
    made = as_pdf(text)
    assert " ".join(text.partition("\n")[0].removeprefix("# ").split()) in read(made, tmp_path)
    assert b"legal.md" not in made
