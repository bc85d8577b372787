"""The official outside tools accept what we publish, and refuse it once it is spoilt."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cli.schemas import published_folder
from schemas.registry import SERVICES, topics
from tests.contract import fsck
from tests.node import installed, node
from tests.tamper.history import Log, honest

Json = dict[str, Any]

HERE = Path(__file__).parent
ERROR, WARNING = 0, 1


@pytest.fixture(scope="session")
def modules() -> Path:
    """The tools, installed at most once per run."""
    return installed("contract")


def lint(modules: Path, *files: Path) -> list[Json]:
    """What Spectral finds with the rule set of the API Design Rules."""
    spectral = str(modules / "@stoplight" / "spectral-cli" / "dist" / "index.js")
    rules = str(HERE / "adr-linter.yaml")
    done = node(modules, spectral, "lint", "--ruleset", rules, "--format", "json", "--quiet", *map(str, files))
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def parse(modules: Path, file: Path) -> Json:
    """What the AsyncAPI parser finds and reads."""
    done = node(modules, str(HERE / "parse_asyncapi.cjs"), str(file))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def spoilt(published: str, spoil: Callable[[Json], None], folder: Path) -> Path:
    """A published document with something wrong in it."""
    document = json.loads((published_folder() / published).read_text("utf-8"))
    spoil(document)
    file = folder / "spoilt.json"
    file.write_text(json.dumps(document))
    return file


def test_spectral_finds_nothing_against_the_api_design_rules(modules: Path) -> None:
    files = [published_folder() / "openapi" / f"{name}.json" for name in SERVICES]
    assert [(found["source"], found["code"], found["path"]) for found in lint(modules, *files)] == []


def _no_contact(document: Json) -> None:
    del document["info"]["contact"]


def _invalid_example(document: Json) -> None:
    content = document["paths"]["/signalen"]["post"]["requestBody"]["content"]["application/json"]
    content["example"]["kanaal"] = "postduif"


def _no_problem_details(document: Json) -> None:
    answer = document["paths"]["/signalen"]["post"]["responses"]["400"]
    answer["content"] = {"application/json": {"schema": {"type": "object"}}}


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (_no_contact, "info-contact"),
        (_invalid_example, "oas3-valid-media-example"),
        (_no_problem_details, "nlgov:use-problem-schema"),
    ],
)
def test_spectral_would_have_found_it(modules: Path, spoil: Callable[[Json], None], rule: str, tmp_path: Path) -> None:
    assert rule in [found["code"] for found in lint(modules, spoilt("openapi/intake.json", spoil, tmp_path))]


def test_the_asyncapi_parser_reads_every_topic_without_error_or_warning(modules: Path) -> None:
    parsed = parse(modules, published_folder() / "asyncapi.json")
    assert [found for found in parsed["diagnostics"] if found["severity"] in (ERROR, WARNING)] == []
    assert sorted(parsed["channels"]) == sorted(topics())


def _dangling(document: Json) -> None:
    document["operations"]["service-intake.send.signal.received"]["channel"]["$ref"] = "#/channels/signal.lost"


def _invalid_schema(document: Json) -> None:
    document["components"]["schemas"]["nl.signaalketen.alert.acknowledged.v1"]["type"] = "ding"


def _no_address(document: Json) -> None:
    document["channels"]["alert.politie"]["address"] = 112


@pytest.mark.parametrize("spoil", [_dangling, _invalid_schema, _no_address])
def test_the_asyncapi_parser_would_have_found_it(modules: Path, spoil: Callable[[Json], None], tmp_path: Path) -> None:
    parsed = parse(modules, spoilt("asyncapi.json", spoil, tmp_path))
    assert [found for found in parsed["diagnostics"] if found["severity"] == ERROR]


def test_tesseras_fsck_accepts_a_log_and_would_have_found_it(tmp_path: Path) -> None:
    log = Log()
    log.append(honest(Random(1), 60))
    log.sign()
    log.export(tmp_path)
    assert fsck.accepts(tmp_path)
    (bundle,) = (path for path in (tmp_path / "tile" / "entries").rglob("*") if path.is_file())
    bundle.write_bytes(bundle.read_bytes().replace(b"nl.signal", b"nl.signax", 1))
    assert not fsck.accepts(tmp_path)
