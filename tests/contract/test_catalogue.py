"""The catalogue says what the declarations say, and every link in it leads somewhere."""

from __future__ import annotations

import posixpath
import re
from datetime import date
from html import unescape

import pytest

from deploy.catalogue.fields import fields_of
from deploy.catalogue.site import pages
from schemas.disclosures import disclosure
from schemas.registry import partners, topics

SITE = pages(date(2026, 11, 24))


def test_every_partner_and_topic_has_its_page() -> None:
    assert {f"partners/{name}.html" for name in partners()} < SITE.keys()
    assert {f"topics/{name}.html" for name in topics()} < SITE.keys()


@pytest.mark.parametrize("name", [path for path in SITE if path.endswith(".html")])
def test_every_link_leads_somewhere(name: str) -> None:
    links = [link for link in re.findall(r'href="([^"#]+)', SITE[name]) if not link.startswith("https://")]
    assert links
    for link in links:
        assert posixpath.normpath(posixpath.join(posixpath.dirname(name), link)) in SITE


@pytest.mark.parametrize("partner", sorted(partners()))
def test_a_partner_finds_every_field_it_can_get_with_the_reason(partner: str) -> None:
    text = unescape(SITE[f"partners/{partner}.html"])
    for family in partners()[partner].families:
        for field in fields_of(disclosure(partner, family)):
            assert f"<code>{field.path}</code></td><td>{field.reason}</td>" in text
            assert field.reason


def test_riec_reads_there_that_it_gets_no_victims() -> None:
    assert "personal.suspects[].name" in SITE["partners/riec.html"]
    assert "personal.victims" not in SITE["partners/riec.html"]
    assert "care_needs" not in SITE["partners/riec.html"]


def test_a_basis_that_no_longer_holds_is_marked() -> None:
    assert "not on 2026-11-24" in SITE["partners/riec.html"]
    assert "not on 2024-01-01" in pages(date(2024, 1, 1))["partners/riec.html"]
