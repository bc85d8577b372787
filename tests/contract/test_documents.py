"""What is written down points to what is there: links, paths and documents, for us and for partners."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from cli.schemas import published_folder
from deploy.catalogue.site import pages

ROOT = Path(__file__).parents[2]
PACKAGES = ("schemas", "services", "deploy", "demo", "cli")
SOURCES = [
    path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*"))
    if path.suffix in (".py", ".yaml", ".sql", ".properties")
]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "services").rglob("*.md")])
FOR_PARTNERS = {
    **{
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for path in sorted(published_folder().rglob("*.json"))
    },
    **{f"catalogue/{name}": text for name, text in pages(date(2026, 11, 24)).items() if name.endswith(".html")},
}

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PATH = re.compile(rf"`((?:{'|'.join((*PACKAGES, 'tests', 'docs'))})/[\w./-]+)`")
_DOCUMENT = re.compile(r"(?<![\w/.<>-])[\w./-]+\.md\b")
_SECTION = re.compile(r"\b(?!SERVICE )[A-Z]{5,} \d+(?:\.\d+)?\b")
"""A section of a document of our own by its shouted name; laws and standards have shorter ones."""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def headings(document: Path) -> set[str]:
    """The anchors of a page, as its readers' site makes them."""
    titles = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    for link in _LINK.findall(document.read_text("utf-8")):
        if link.startswith(("https://", "mailto:")):
            continue
        place, _, anchor = link.partition("#")
        target = (document.parent / place).resolve() if place else document
        assert target.exists(), link
        assert not anchor or anchor in headings(target), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_path_in_a_document_exists(document: Path) -> None:
    assert [path for path in _PATH.findall(document.read_text("utf-8")) if not (ROOT / path).exists()] == []


def test_no_document_is_named_that_is_not_here() -> None:
    wrong: dict[str, list[str]] = {}
    for file in (*DOCUMENTS, *SOURCES):
        text = file.read_text("utf-8")
        places = (ROOT, file.parent, ROOT / "docs", ROOT / "docs" / "partners")
        absent = [one for one in _DOCUMENT.findall(text) if not any((place / one).exists() for place in places)]
        wrong[name(file)] = [*absent, *_SECTION.findall(text)]
    assert {file: found for file, found in wrong.items() if found} == {}


def test_partners_are_pointed_to_nothing_they_do_not_have() -> None:
    """The contracts and the catalogue are all they get; the plan and the laws are public."""
    wrong = {page: _DOCUMENT.findall(text) + _SECTION.findall(text) for page, text in FOR_PARTNERS.items()}
    assert {page: found for page, found in wrong.items() if found} == {}


def test_a_pointer_to_a_document_that_is_not_here_is_seen() -> None:
    assert _SECTION.findall("Where a referral stands (DESIGN 6.5).") == ["DESIGN 6.5"]
    assert _DOCUMENT.findall("the list (research/domain.md 3.6)") == ["research/domain.md"]
    assert not _SECTION.findall("AVG 5, BIO2 8.15.01, RFC 8032, `signaalketen scale SERVICE 3`")
