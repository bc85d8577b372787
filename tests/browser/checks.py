"""What is asked of a page: axe, in the browser, of how it is used, and html-validate of what was served."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.node import beside, installed

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

_VALID = Path(__file__).parent / "valid.cjs"


class Checks:
    """``axe``: the script of it."""

    def __init__(self, axe: str, validator: asyncio.subprocess.Process) -> None:
        self.axe = axe
        self._validator = validator
        self._turn = asyncio.Lock()

    async def mistakes(self, html: str) -> list[str]:
        """What html-validate says of it."""
        to, back = self._validator.stdin, self._validator.stdout
        assert to
        assert back
        async with self._turn:
            to.write(f"{json.dumps(html)}\n".encode())
            await to.drain()
            said: Any = json.loads(await back.readline())
        return said


@asynccontextmanager
async def checks() -> AsyncGenerator[Checks]:
    """As long as there are pages to ask it of."""
    modules = installed("browser")
    validator = await beside(modules, str(_VALID))
    try:
        yield Checks((modules / "axe-core" / "axe.min.js").read_text("utf-8"), validator)
    finally:
        validator.terminate()
        await validator.wait()
