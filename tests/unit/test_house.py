"""What no import rule can say of the house (docs/architecture.md): a rule is given the time, it does not look."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOMAINS = sorted((ROOT / "services").rglob("domain.py"))


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("domain", DOMAINS, ids=name)
def test_a_domain_reads_no_clock(domain: Path) -> None:
    tree = ast.walk(ast.parse(domain.read_text("utf-8")))
    assert [node.attr for node in tree if isinstance(node, ast.Attribute) and node.attr in ("now", "today")] == []
