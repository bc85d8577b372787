"""What a template may not do, and that the files of others are those that are written down."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

from services.desk.pages import TEMPLATES
from services.partner_desk.pages import TEMPLATES as OF_PARTNERS
from services.screens.places import ASSETS
from services.screens.places import TEMPLATES as SHARED
from tests.vendored import FILES, FOLDER, LOCK

PAGES = sorted(page for room in (TEMPLATES, OF_PARTNERS, SHARED) for page in room.rglob("*.html"))
FORBIDDEN = {
    "unescaped": r"\|\s*safe\b|autoescape|Markup",
    "script": r"<script(?! src=\"/bestanden/[a-z-]+\.js\" (?:defer|type=\"module\")></script>)"
    r"|\bon[a-z]+\s*=\s*[\"']|javascript:",
    "style": r"<style|\bstyle\s*=",
    "elsewhere": r"(?:src|href|action)\s*=\s*[\"']?(?:https?:)?//",
}
LARGEST_GZIP = 100_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_template_does_that(page: Path, kind: str) -> None:
    text = re.sub(r'\{% set hostile = "[^"]*"', "", page.read_text("utf-8"))
    assert re.findall(FORBIDDEN[kind], text) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_form_that_changes_something_carries_its_token(page: Path) -> None:
    for form in re.findall(r'<form[^>]*method="post"[^>]*>.*?</form>', page.read_text("utf-8"), re.DOTALL):
        assert "deel.token(session)" in form or 'action="/aanmelden"' in form


def test_the_files_of_others_are_those_that_are_written_down() -> None:
    written = json.loads(LOCK.read_text("utf-8"))
    assert written.keys() == FILES.keys()
    for name, about in written.items():
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == about["sha256"]
        assert about["licence"] == "EUPL-1.2"
    assert {path.name for path in FOLDER.iterdir()} == {*FILES, LOCK.name}


def test_a_page_is_light() -> None:
    files = [path for path in ASSETS.rglob("*") if path.is_file() and path != LOCK]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < LARGEST_GZIP
