"""What may import what (docs/architecture.md): the walls that the import linter does not have."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARED = {
    "tlog": {"tlog"},
    "runtime": {"runtime", "tlog"},
    "casework": {"casework", "runtime", "tlog"},
    "referral": {"referral", "casework", "runtime", "tlog"},
}
"""What of services/ each of its shared parts may import."""

IN_AND_OUT = {"asyncpg", "aiokafka", "confluent_kafka", "faust", "fastapi", "httpx", "starlette", "uvicorn"}
DOMAINS = sorted((ROOT / "services").rglob("domain.py"))


def imported(file: Path) -> Iterator[list[str]]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ([*node.module.split("."), alias.name] for alias in node.names)


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("part", sorted(path.parent.name for path in (ROOT / "services").glob("*/__init__.py")))
def test_a_part_imports_only_what_is_below_it(part: str) -> None:
    below = SHARED.get(part, {part, *SHARED})
    wrong = [
        (name(file), ".".join(module))
        for file in (ROOT / "services" / part).rglob("*.py")
        for module in imported(file)
        if module[0] == "services" and len(module) > 1 and module[1] not in below
    ]
    assert wrong == []


@pytest.mark.parametrize("domain", DOMAINS, ids=name)
def test_a_domain_has_no_io_and_no_clock(domain: Path) -> None:
    modules = [module for module in imported(domain) if module[0] in IN_AND_OUT or module[-1] in ("store", "api")]
    assert modules == []
    tree = ast.walk(ast.parse(domain.read_text("utf-8")))
    assert [node.attr for node in tree if isinstance(node, ast.Attribute) and node.attr in ("now", "today")] == []
