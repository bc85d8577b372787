"""The program as a partner runs it: a process with a certificate, and nothing else of the chain."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
import time
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from pyotp.totp import TOTP

from deploy.local.ports import HOST
from tests.chain import until

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from deploy.broker.admin import BrokerAccess

_HERE = Path(__file__).parents[2]
_PERIOD_SECONDS = 30


@dataclass
class Person:
    """Somebody of the partner, with the secrets that were shown once."""

    name: str
    password: str
    second_factor: str
    _used: int = 0

    async def code(self) -> str:
        """One that was not used yet, once the clock is near enough for it to be taken."""
        period = max(int(time.time()) // _PERIOD_SECONDS, self._used + 1)
        self._used = period

        async def near() -> bool:
            return period - int(time.time()) // _PERIOD_SECONDS <= 1

        await until(near)
        return TOTP(self.second_factor).at(period * _PERIOD_SECONDS)


class Program:
    """``folder`` holds all it keeps."""

    def __init__(self, door: BrokerAccess, partner: str, folder: Path) -> None:
        """``door``: the partners', with this partner's certificate."""
        self.folder = folder
        self.port, self.inner_port = _free(), _free()
        self.address = f"http://{HOST}:{self.port}"
        self.settings = {
            "PARTNER": partner,
            "KAFKA_PARTNERS": door.bootstrap,
            "KAFKA_CA": str(door.ca),
            "CERTIFICATE": str(door.certificate),
            "STORE": str(folder / "gegevens.sqlite"),
            "STORE_KEY_FILE": str(folder / "sleutel"),
            "HTTP_PORT": str(self.port),
            "INNER_PORT": str(self.inner_port),
            "OWN_ADDRESS": self.address,
        }
        self.python, self.path = sys.executable, str(_HERE)
        """What it runs with, and where its code is."""
        self._process: asyncio.subprocess.Process | None = None

    @property
    def store(self) -> tuple[Path, Path]:
        """The file, and its key."""
        return self.folder / "gegevens.sqlite", self.folder / "sleutel"

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of this machine but where programs are: no setting of a service can help it."""
        return {"PATH": os.environ["PATH"], "PYTHONPATH": self.path, **self.settings}

    async def command(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, and what was said."""
        process = await self._spawn("services.partner_desk", *arguments)
        out, err = await process.communicate()
        return process.returncode or 0, out.decode(), err.decode()

    async def person(self, name: str) -> Person:
        code, said, wrong = await self.command("account", "maak", name)
        assert code == 0, wrong
        shown = dict(line.split(":", 1) for line in said.splitlines() if ":" in line)
        return Person(name, shown["wachtwoord"].strip(), shown["geheim"].strip())

    async def start(self, module: str = "services.partner_desk", *arguments: str) -> None:
        """``module``: another beginning of the same program."""
        self._process = await self._spawn(module, *arguments)

    async def ready(self) -> None:
        """It is connected."""
        await until(self._says_ready)

    async def _says_ready(self) -> bool:
        assert self._process
        assert self._process.returncode is None, await self._said()
        async with httpx.AsyncClient(trust_env=False) as client:
            with suppress(httpx.HTTPError):
                return (await client.get(f"http://{HOST}:{self.inner_port}/readyz")).is_success
        return False

    async def ended(self) -> int:
        """Its exit code, once it has one."""
        assert self._process
        await self._process.communicate()
        return self._process.returncode or 0

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        if self._process is None or self._process.returncode is not None:
            return 0
        self._process.send_signal(how)
        return await self.ended()

    async def _said(self) -> str:
        assert self._process
        out, err = await self._process.communicate()
        return (out + err).decode()

    async def _spawn(self, module: str, *arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            self.python,
            *("-m", module, *arguments),
            env=self.environment,
            cwd=self.folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )


class Visitor:
    """Somebody at the pages, without a browser: what a form holds is sent as it stands there."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def get(self, path: str) -> str:
        answer = await self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    async def post(self, page: str, action: str, **typed: str) -> httpx.Response:
        """The form on ``page`` that leads to ``action``, with this typed in it."""
        (form,) = re.findall(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.DOTALL)
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form))
        return await self.client.post(action, data={**hidden, **typed})


@asynccontextmanager
async def visiting(program: Program, person: Person | None = None) -> AsyncGenerator[Visitor]:
    """Signed on, where there is somebody."""
    origin = {"Origin": program.address}
    async with httpx.AsyncClient(base_url=program.address, headers=origin, trust_env=False) as client:
        if person:
            filled = {"naam": person.name, "wachtwoord": person.password, "code": await person.code()}
            answer = await client.post("/aanmelden", data=filled)
            assert answer.headers["location"] == "/zaken", answer.text
            client.headers["Cookie"] = answer.headers["set-cookie"].partition(";")[0]
        yield Visitor(client)


def _free() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
