"""Nothing that came in is run: no code of it, no command, no markup."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_CODE = sorted((ROOT / "services").rglob("*.py"))
_SCRIPTS = sorted((ROOT / "services").rglob("*.js"))
_PAGES = sorted((ROOT / "services").rglob("*.html"))

_RUNS = {"eval", "exec", "compile", "__import__"}
_MODULES = {"pickle", "marshal", "shelve", "subprocess", "xml", "lxml"}
_STARTS = {"os.system", "os.popen", "asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell"}
_PRESS = {ROOT / "services" / "screens" / "paper" / "pdf.py": {"asyncio.create_subprocess_exec"}}
"""Our own interpreter with our own module; what is on the page goes in as bytes."""
_MARKUP = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|javascript:")


@pytest.mark.parametrize("file", _CODE, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_service_runs_no_text_and_starts_no_process(file: Path) -> None:
    nodes = [*ast.walk(ast.parse(file.read_text("utf-8")))]
    called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    used = {
        f"{node.value.id}.{node.attr}"
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    assert not called & _RUNS
    assert not {name.partition(".")[0] for name in imported} & _MODULES
    assert used & _STARTS == _PRESS.get(file, set())


@pytest.mark.parametrize("script", _SCRIPTS, ids=lambda script: script.name)
def test_a_script_shows_text_as_text(script: Path) -> None:
    text = script.read_text("utf-8")
    assert _MARKUP.findall(text) == []
    assert re.findall(r"postMessage|localStorage|sessionStorage|document\.cookie", text) == []


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_a_page_holds_no_script_and_asks_nobody_else(page: Path) -> None:
    text = page.read_text("utf-8")
    assert re.findall(r"<script(?![^>]*\ssrc=)|\son\w+=|<style|https?://", text) == []


def test_there_is_something_to_look_at() -> None:
    assert len(_CODE) > 100
    assert _SCRIPTS
    assert _PAGES
