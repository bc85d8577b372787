"""publiccode.yml keeps the standard (https://yml.publiccode.tools, version 0) and says what the package says.

The standard's own validator, publiccode-parser-go, is a program apart: no registry this project installs from has it.
It accepted the file; here are the rules of it that a change is likely to break.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOUND: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
REQUIRED = (
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
)
STATES = {"concept", "development", "beta", "stable", "obsolete"}
KINDS = {
    *(f"standalone/{kind}" for kind in ("mobile", "iot", "desktop", "web", "backend", "other")),
    "addon",
    "library",
    "configurationFiles",
}


def test_every_required_key_is_there() -> None:
    assert [key for key in REQUIRED if not FOUND.get(key)] == []
    assert FOUND["developmentStatus"] in STATES
    assert FOUND["softwareType"] in KINDS
    assert isinstance(FOUND["localisation"]["localisationReady"], bool)
    assert FOUND["localisation"]["availableLanguages"]


@pytest.mark.parametrize("language", FOUND["description"])
def test_a_description_has_the_length_a_catalogue_takes(language: str) -> None:
    described = FOUND["description"][language]
    assert len(described["shortDescription"]) <= 150
    assert 150 <= len(described["longDescription"]) <= 10_000
    assert described["features"]


def test_somebody_maintains_it() -> None:
    maintenance = FOUND["maintenance"]
    assert maintenance["type"] in {"internal", "community"}
    assert all(contact["name"] and "@" in contact["email"] for contact in maintenance["contacts"])


def test_the_licence_is_the_packages_and_its_text_is_here() -> None:
    package = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert FOUND["legal"]["license"] == package["license"] == "EUPL-1.2"
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert [int(number) for number in re.findall(r"^(\d+)\.", text, re.MULTILINE)] == [*range(1, 16)]
