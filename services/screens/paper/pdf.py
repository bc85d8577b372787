"""A page that is shown, as a PDF that is kept: the same content, as paper has it."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from http import HTTPStatus

import structlog
from starlette.responses import Response

from services.screens.paper.press import LACKING, PANGO

_SECONDS = 30
_AT_ONCE = 2
_KNOWN = ("PATH", "PYTHONPATH", "LANG")
"""What the press is told of where it runs: no secret of the program that asks it."""

_PRINT = "Druk de bladzijde af met uw browser (Ctrl+P)."

log = structlog.get_logger()
_room = asyncio.Semaphore(_AT_ONCE)


class NoPdfError(Exception):
    """``said``: why there is none now, and what one can do instead."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


async def as_pdf(page: Response, name: str) -> Response:
    """``name``: of the file, without anything of a person. A page that says why there is no other stays that page.
    Raises NoPdfError.
    """
    if page.status_code != HTTPStatus.OK:
        return page
    try:
        async with asyncio.timeout(_SECONDS), _room:
            made, code = await _pressed(bytes(page.body))
    except TimeoutError as late:
        raise NoPdfError(f"Het maken van de PDF duurt nu te lang. {_PRINT}") from late
    if code == LACKING:
        log.error("no PDF without Pango", install=PANGO)
        raise NoPdfError(f"Een PDF kan op deze computer niet gemaakt worden. {_PRINT}")
    if code:
        log.error("a page was not made a PDF", exit_code=code)
        raise NoPdfError(f"Van deze bladzijde is geen PDF te maken. {_PRINT}")
    kept = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return Response(made, media_type="application/pdf", headers=kept)


async def _pressed(page: bytes) -> tuple[bytes, int]:
    """What came out, and the exit code. What the press complains of holds what is on the page: nobody reads it."""
    press = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.screens.paper.press"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in _KNOWN if name in os.environ}
        | {"XDG_CACHE_HOME": tempfile.gettempdir()},  # where the fonts of this machine are looked up once
    )
    try:
        made, _ = await press.communicate(page)
    finally:
        if press.returncode is None:
            press.kill()
            await press.wait()
    return made, press.returncode or 0
