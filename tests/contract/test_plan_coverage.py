"""Every sentence of the plan has a rule or a reason, and every rule of the flow has a sentence."""

from __future__ import annotations

import ast
from importlib import import_module

import pytest

from cli.coverage import FLOW, REPORT, ROOT, Sentence, count, flow, plan, report

PLAN = plan()
PURE = sorted(".".join(path.relative_to(ROOT).with_suffix("").parts) for path in ROOT.glob("services/**/domain.py"))
"""Where the rules of the flow are."""


def public_functions(module: str) -> list[str]:
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text("utf-8"))
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    return [f"{module}:{name}" for name in names if not name.startswith("_")]


def test_the_page_and_the_drawing_are_what_the_code_says() -> None:
    assert REPORT.read_text("utf-8") == report(PLAN)
    assert FLOW.read_text("utf-8") == flow()


@pytest.mark.parametrize("sentence", PLAN.sentences, ids=lambda s: f"{s.at} {s.quote[:40]}")
def test_the_code_and_the_tests_of_a_sentence_exist(sentence: Sentence) -> None:
    for place in sentence.code:
        module, _, name = place.partition(":")
        assert hasattr(import_module(module), name), place
    for test in sentence.tests:
        path, _, name = test.partition("::")
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        defined = {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert name in defined, test


def test_every_rule_has_a_sentence_or_a_reason() -> None:
    named = {place for sentence in PLAN.sentences for place in sentence.code} | PLAN.ours.keys()
    rules = {name for module in PURE for name in public_functions(module)}
    assert rules <= named
    assert PLAN.ours.keys() <= rules


def test_the_chapters_are_all_there() -> None:
    assert {sentence.at for sentence in PLAN.sentences} == {"2.1", "2.2", "2.3", "2.4", "2.5", "3.1", "stroomschema"}


def test_what_is_to_come_is_counted() -> None:
    found = count(PLAN)
    assert (found.to_come, found.covered > 39) == (3, True)


def test_a_sentence_is_a_rule_or_has_a_reason() -> None:
    with pytest.raises(ValueError, match="a rule with code and tests"):
        Sentence(at="2.1", quote="?", rule="A rule without a test.", code=("x:y",))
