"""The register of processing and the DPIA leave out nothing that is declared (AVG 30 and 35)."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cli import dpia, legal, processing_register
from deploy.catalogue.fields import fields_of, leaves_of
from schemas.catalogue import models
from schemas.data_categories import DataKind, categories, category_of
from schemas.disclosures import disclosure
from schemas.registry import ORGANISATION, activities, bases, partners, retention, tables, topics
from tests.contract.pango import WITHOUT
from tests.contract.test_security import SECURITY, rows

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

PAGES = [pytest.param(page, id=page.__name__.rpartition(".")[2]) for page in (processing_register, dpia)]
WHAT = {
    "topic": [f"| `{name}` |" for name in topics()],
    "field": sorted({f"`{path}`" for model in models().values() for path in leaves_of(model)}),
    "partner": [partner.name for partner in partners().values()],
    "term": [f"{term.what} | {term.days} dagen" for term in retention().terms.values()],
    "activity": [one.name for one in activities().values()],
    "category": [category.name for category in categories().values()],
    "controller": [ORGANISATION.oin, ORGANISATION.name, ORGANISATION.contact, ORGANISATION.privacy_officer],
    "basis": sorted({f"[{name}](" for one in partners().values() for of in one.bases.values() for name in of}),
    "what a partner keeps": [basis.latest.kept for basis in bases().values() if basis.latest.kept],
}
"""What no page leaves out."""


@pytest.mark.parametrize("document", PAGES)
def test_the_page_is_what_is_declared(document: ModuleType) -> None:
    assert document.PAGE.read_text("utf-8") == document.page()


@pytest.mark.parametrize("document", PAGES)
@pytest.mark.parametrize("what", WHAT)
def test_nothing_declared_is_missing(what: str, document: ModuleType) -> None:
    page = document.page()
    assert WHAT[what]
    assert [one for one in WHAT[what] if one not in page] == []


def test_the_dpia_has_every_field_of_every_partner_with_its_reason() -> None:
    page = dpia.page()
    for name, partner in partners().items():
        for family in partner.families:
            for field in fields_of(disclosure(name, family)):
                assert f"| `{field.path}` | {' '.join(field.reason.split())} |" in page


def test_the_dpia_has_every_measure_with_its_test_and_all_that_is_open() -> None:
    page = dpia.page()
    measures = [row for row in rows(SECURITY) if len(row) == 3 and len(row[0]) == 1 and row[0].isalpha()]
    assert len(measures) == 8 * 6
    assert [row for row in measures if f"| {row[1]} | {row[2]} |" not in page] == []
    assert page.count("(in het Engels van security.md): ") == 8
    asked = [b.latest.question for b in bases().values() if not b.withdrawn] + [
        t.latest.question for t in tables().values()
    ]
    assert [question for question in [*asked, retention().question] if question and question not in page] == []


def test_a_link_leads_to_a_place_that_is_there() -> None:
    for page in (processing_register.page(), dpia.page()):
        for name in bases():
            assert f"legal.md#{name})" not in page or f"### {name}\n" in legal.page()


def test_each_field_has_one_category_and_no_category_names_a_field_that_is_not_there() -> None:
    paths = {path for model in models().values() for path in leaves_of(model)}
    used = {category_of(path) for path in paths}
    assert used == {*categories()}
    for category in categories().values():
        for ending in category.fields:
            assert any(f".{path}".endswith(f".{ending}") for path in paths), ending


@pytest.mark.parametrize(
    ("path", "category"),
    [
        ("personal.people.name", "identificatie"),
        ("personal.company.name", "bedrijf"),
        ("personal.reporter.name", "melder"),
        ("reason", "zaak"),
        ("personal.reason", "vrije-tekst"),
    ],
)
def test_the_longest_ending_says_the_category(path: str, category: str) -> None:
    assert category_of(path) == category


def test_a_field_without_a_category_says_where_it_belongs() -> None:
    with pytest.raises(LookupError, match=r"data_categories\.yaml names no category for personal\.shoe_size"):
        category_of("personal.shoe_size")


def test_the_law_says_what_is_special_and_what_is_criminal() -> None:
    kinds = {path: categories()[category_of(path)].kind for path in ("personal.care_needs", "personal.people.role")}
    assert [*kinds.values()] == [DataKind.SPECIAL, DataKind.CRIMINAL]


@pytest.mark.parametrize("command", ["dpia", "verwerkingsregister"])
def test_without_pango_the_markdown_is_there_and_it_says_what_the_pdf_needs(tmp_path: Path, command: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(WITHOUT, "utf-8")
    made = subprocess.run(
        [sys.executable, "-m", "cli", command, "--folder", tmp_path],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (made.returncode, made.stdout) == (2, "")
    wanted = "PDF needs Pango: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0\n"
    assert made.stderr == wanted
    assert (tmp_path / f"{command}.md").read_text("utf-8").startswith("# ")
    assert not (tmp_path / f"{command}.pdf").exists()
