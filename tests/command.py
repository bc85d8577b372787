"""The command line as an operator meets it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Said:
    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


async def signaalketen(root: Path, *arguments: str, **environment: str) -> Said:
    """What the command does to the chain under ``root``."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "cli", *arguments),
        env={**os.environ, "SIGNAALKETEN_LOCAL": str(root), **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return Said(process.returncode or 0, out.decode(), err.decode())
