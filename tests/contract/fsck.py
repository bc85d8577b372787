"""Tessera's ``fsck``, the log's official checker, built once with the Go that comes with the test packages."""

from __future__ import annotations

import os
import subprocess
import sysconfig
from pathlib import Path

_SECONDS = 120
_VERSION = "v1.0.4"
_FOLDER = Path(__file__).parents[2] / ".local" / "fsck" / _VERSION
_GO = Path(sysconfig.get_path("purelib")) / "go" / "bin" / "go"


def installed() -> Path:
    """The program; built where it is not there yet."""
    program = _FOLDER / "fsck"
    if not program.exists():
        environment = {**os.environ, "GOBIN": str(_FOLDER), "GOTOOLCHAIN": "local", "GOFLAGS": "-modcacherw"}
        command = [str(_GO), "install", f"github.com/transparency-dev/tessera/cmd/fsck@{_VERSION}"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    return program


def accepts(log: Path) -> bool:
    """Whether it finds an exported log whole (its exit code says nothing of that)."""
    key = str(log / "log.vkey")
    command = [str(installed()), f"--storage_url=file://{log}/", f"--public_key={key}", "--ui=false"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)
    return "Successfully fsck'd log" in done.stderr
