"""Files that are whole or absent, with their mode from the first byte."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path


def write_file(path: Path, content: bytes, mode: int) -> None:
    """Replaces ``path`` in one step: a reader, or a crash, never meets half of it."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # created 0600
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), mode)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def private_folder(path: Path) -> Path:
    """The folder, made if need be, closed to everyone else."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def lay_aside(path: Path) -> Path | None:
    """Makes room where this is, for what comes in its place; returns where it is now, None when there is nothing."""
    if not path.exists():
        return None
    return path.rename(path.with_name(f"{path.name}-before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"))
