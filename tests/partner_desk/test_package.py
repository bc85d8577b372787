"""The wheel that a partner installs: with its locked packages, in an environment of its own, and nothing of ours."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from deploy.partner.package import build
from tests.chain import until
from tests.partner_desk.program import visiting
from tests.unit.partner_desk.example import record

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.partner_desk.conftest import Broker
    from tests.partner_desk.program import Program

_CHECKOUT = Path(__file__).parents[2]
_UV = Path(sys.executable).with_name("uv")


def _uv(*arguments: str | Path, environment: Path) -> None:
    cache = os.environ.get("UV_CACHE_DIR", str(_CHECKOUT / ".local" / "uv"))
    known = {**os.environ, "UV_CACHE_DIR": cache, "UV_SYSTEM_CERTS": "true", "VIRTUAL_ENV": str(environment)}
    subprocess.run([_UV, "--quiet", *arguments], env=known, check=True)


async def test_it_runs_from_its_wheel_alone(
    broker: Broker, program_of: Callable[[str], Program], tmp_path: Path
) -> None:
    wheel, environment = build(tmp_path / "dist"), tmp_path / "environment"
    _uv("venv", "--python", sys.executable, environment, environment=environment)
    locked = ("--require-hashes", "--only-binary", ":all:", "-r", _CHECKOUT / "requirements" / "partner.txt")
    _uv("pip", "install", *locked, environment=environment)
    _uv("pip", "install", "--no-deps", wheel, environment=environment)
    program, reference = program_of("zorgcoordinator"), uuid4()
    program.python, program.path = str(environment / "bin" / "python"), ""
    entry = await asyncio.create_subprocess_exec(
        environment / "bin" / "signaalketen-partner",
        *("account", "maak", "bob"),
        env=program.environment,
        stdout=asyncio.subprocess.PIPE,
    )
    assert "één keer getoond" in (await entry.communicate())[0].decode()
    anna = await program.person("anna")
    await broker.tell("referral.zorgcoordinator", "zorg-referral", record("referral.zorgcoordinator-sent", reference))
    await program.start()
    await program.ready()
    async with visiting(program, anna) as visitor:

        async def came() -> bool:
            return (await visitor.client.get(f"/zaken/{reference}")).is_success

        await until(came)
        await visitor.get("/bestanden/desk.css")
