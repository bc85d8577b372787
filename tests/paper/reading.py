"""A PDF as who gets it: what it says, and whether a screen reader can."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from pypdf import PdfReader

from tests.paper.verapdf import judged

if TYPE_CHECKING:
    from pathlib import Path


def read(made: bytes, folder: Path) -> str:
    """What it says, all spaces alike. Fails where it is not as PDF/UA wants."""
    place = folder / "bladzijde.pdf"
    place.write_bytes(made)
    assert judged(place) == []
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages).split())
