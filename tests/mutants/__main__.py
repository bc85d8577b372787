"""``python -m tests.mutants``: how many of the planted defects the tests catch; exit code 1 when one survives."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from deploy.local import stack
from tests.conftest import STANDING
from tests.mutants.defect import Defect
from tests.mutants.planted import DEFECTS

_TREE = Path(__file__).parents[2]
_PARTS = ("schemas", "services", "deploy", "cli", "demo", "docs", "tests", "pyproject.toml")
_LONGEST_SECONDS = 240
_TAKING_DOWN_SECONDS = 90
_TESTS_FAILED = 1


def plant(defect: Defect, tree: Path) -> None:
    """Raises ValueError when the code is no longer what the defect was written for."""
    path = tree / defect.file
    text = path.read_text("utf-8")
    if text.count(defect.find) != defect.times:
        raise ValueError(f"{defect.what}: {defect.file} holds this {text.count(defect.find)} times: {defect.find!r}")
    path.write_text(text.replace(defect.find, defect.put), "utf-8")


def caught(defect: Defect, tree: Path, standing: Path) -> bool:
    """Whether a test named for it fails; one that never ends has caught it too."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "SIGNAALKETEN_LOCAL": str(stack.default_root())}
    if not defect.whole:
        environment[STANDING] = str(standing)
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", defect.tests]
    running = subprocess.Popen(
        command, cwd=tree, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        said, _ = running.communicate(timeout=_LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        _interrupt(running)
        return True
    if running.returncode not in (0, _TESTS_FAILED):
        raise RuntimeError(f"{defect.what}: pytest ended with {running.returncode}\n{said}")
    return running.returncode == _TESTS_FAILED


def _interrupt(running: subprocess.Popen[str]) -> None:
    """As by Ctrl-C, so that it takes down the chain it put up."""
    running.send_signal(signal.SIGINT)
    try:
        running.communicate(timeout=_TAKING_DOWN_SECONDS)
    except subprocess.TimeoutExpired:
        running.kill()
        running.communicate()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--only", default="", help="those whose name, or the name of whose tests, holds this")
    only: str = parser.parse_args().only
    chosen = [defect for defect in DEFECTS if only in defect.what or only in defect.tests]
    started = time.monotonic()
    survivors: list[Defect] = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as made:
        standing = Path(made) / "standing"
        try:
            stack.up(standing)
            for number, defect in enumerate(chosen, 1):
                tree = Path(made) / "tree"
                for part in _PARTS:
                    _copy(_TREE / part, tree / part)
                plant(defect, tree)
                seen = caught(defect, tree, standing)
                survivors += [] if seen else [defect]
                shutil.rmtree(tree)
                seconds = time.monotonic() - started
                _line(
                    f"{number}/{len(chosen)} {'caught' if seen else 'SURVIVED'}: {defect.what}, after {seconds:.0f} s"
                )
        finally:
            stack.discard(standing)
    for defect in survivors:
        _line(f"survivor: {defect.what}: {defect.file}: {defect.find!r} -> {defect.put!r}; {defect.tests}")
    _line(f"mutants: caught {len(chosen) - len(survivors)}/{len(chosen)}, {time.monotonic() - started:.0f} s")
    return 1 if survivors else 0


def _copy(source: Path, target: Path) -> None:
    if source.is_file():
        shutil.copy(source, target)
    else:
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))


def _line(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
