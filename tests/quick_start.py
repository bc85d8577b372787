"""The clients of docs/partners/quick-start.md as a partner has them: files from the page, in a folder of their own."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.local import stack
from deploy.local.prerequisites import jdk, kcat

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = Path(__file__).parents[1] / "docs" / "partners" / "quick-start.md"
_BLOCK = re.compile(r"^<!-- quick-start: (\S+) (\S+) -->\n```[a-z]+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_RUN_SECONDS = 90
# What Maven puts in `libs` for the pom.xml of the page.
_JARS = ("kafka-clients", "lz4-java", "slf4j-api", "snappy-java", "zstd-jni")


@dataclass(frozen=True, slots=True)
class Run:
    """How a client ended, and what it wrote."""

    code: int
    out: str
    errors: str


def blocks(client: str) -> dict[str, str]:
    """Every file the page gives for this client, by name."""
    return {name: text for marked, name, text in _BLOCK.findall(PAGE.read_text("utf-8")) if marked == client}


def prepare(client: str, folder: Path) -> str:
    """The page's files in ``folder``, and a PATH with what the page says must be installed."""
    for name, text in blocks(client).items():
        (folder / name).write_text(text, "utf-8")
    path = [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
    if client == "kcat":
        path.insert(0, str(kcat().parent))
    if client == "java":
        path.insert(0, str(jdk()))
        (folder / "libs").mkdir()
        for jar in _JARS:
            (found,) = (stack.default_root() / "kafka" / "libs").glob(f"{jar}-[0-9]*.jar")
            (folder / "libs" / found.name).symlink_to(found)
    return os.pathsep.join(path)


async def run(client: str, folder: Path, variables: Mapping[str, str]) -> Run:
    """The client of the page with these variables and no others; killed when it does not end."""
    path = await asyncio.to_thread(prepare, client, folder)
    out, errors = folder / "out", folder / "errors"
    with out.open("wb") as stdout, errors.open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            *("bash", "run.sh"),
            cwd=folder,
            env={"PATH": path, **variables},
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(_RUN_SECONDS):
                await process.wait()
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)
    return Run(await process.wait(), out.read_text("utf-8"), errors.read_text("utf-8"))
