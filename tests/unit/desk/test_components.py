"""No part of a page is left out of the page that shows them all."""

from __future__ import annotations

import re

from services.desk.pages import TEMPLATES as OWN
from services.screens.places import TEMPLATES as SHARED


def test_every_part_is_shown() -> None:
    parts = (SHARED / "onderdelen.html").read_text("utf-8")
    shown = (OWN / "componenten.html").read_text("utf-8")
    made = set(re.findall(r"{% macro (\w+)\(", parts))
    assert made
    assert made - set(re.findall(r"deel\.(\w+)\(", shown)) == set()
