"""``python -m tests.bench.reporters``: reporters, each on a connection of its own, as a process beside the chain.

Reads one ``Load`` as JSON from standard input and writes one ``Told`` as JSON to standard output.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any

import aiohttp

from deploy.local.bag import PLACES

_PLACES = [(code, digits) for code, places in PLACES.items() for digits in places]
_LONGEST_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Load:
    """``rate`` reports a second begun on time, whether the one before was answered or not; 0: as soon as it was."""

    url: str
    tokens: tuple[str, ...]
    clients: int
    count: int
    acute: float = 0.0
    rate: float = 0.0
    seed: int = 1


@dataclass(slots=True)
class Told:
    """Seconds of each report by when it was due; alerts by id, with when it was due and when it was accepted."""

    seconds: float = 0.0
    """Until the last report was begun: who was asked to come back comes after that, and nobody else is there then."""
    done: int = 0
    """Taken in by then."""
    took: list[float] = field(default_factory=list[float])
    alerts: dict[str, tuple[float, float]] = field(default_factory=dict[str, tuple[float, float]])
    statuses: dict[str, int] = field(default_factory=dict[str, int])

    def count(self, status: str) -> None:
        self.statuses[status] = self.statuses.get(status, 0) + 1


def body(chance: random.Random, *, acute: bool) -> dict[str, Any]:
    """A report as they come: an address in two of three, one or two people, no firm."""
    municipality, digits = chance.choice(_PLACES)
    number = chance.randrange(1, 900)
    tail = f"{chance.choice('ABCDEFGH')}{chance.choice('ABCDEFGH')}"
    at = {"locatie": {"postcode": f"{digits}{tail}", "huisnummer": number}} if chance.random() < 2 / 3 else {}
    people = [
        {"rol": "slachtoffer", "naam": f"Persoon {chance.randrange(10**9)}"},
        {"rol": "verdachte", "naam": f"Ander {chance.randrange(10**9)}", "telefoon": f"06{chance.randrange(10**8):08}"},
    ]
    return {
        "kanaal": "meldpunt",
        "gemeente": municipality,
        "vormen": [chance.choice(("arbeid", "seksueel", "crimineel"))],
        "omschrijving": "Twaalf matrassen boven het restaurant; men werkt er dag en nacht en spreekt geen Nederlands.",
        "melder": {"naam": "Meldende Vier", "organisatie": "Toezicht", "sector": "gemeente"},
        "slachtofferHerkenbaar": True,
        "betrokkenen": people[: chance.randrange(1, 3)],
        **({"acuteNood": True} if acute else {}),
        **at,
    }


async def report(load: Load) -> Told:
    """All of it."""
    told = Told()
    chance = random.Random(load.seed)
    numbers = iter(range(load.count))
    started = time.time()
    limit = aiohttp.TCPConnector(limit=0, keepalive_timeout=_LONGEST_SECONDS)

    async with aiohttp.ClientSession(connector=limit) as session:

        async def client(token: str) -> None:
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            for number in numbers:
                told.seconds, told.done = time.time() - started, len(told.took)
                content = json.dumps(body(chance, acute=chance.random() < load.acute)).encode()
                due = started + number / load.rate if load.rate else time.time()
                if (early := due - time.time()) > 0:
                    await asyncio.sleep(early)
                await _one(session, load.url, headers, content, due, told)

        await asyncio.gather(*(client(load.tokens[n % len(load.tokens)]) for n in range(load.clients)))
    return told


async def _one(
    session: aiohttp.ClientSession, url: str, headers: dict[str, str], content: bytes, due: float, told: Told
) -> None:
    """Until it is taken in, as the answer asks."""
    while True:
        try:
            async with session.post(url, data=content, headers=headers, timeout=_TIMEOUT) as answer:
                text = await answer.read()
                status, again = answer.status, int(answer.headers.get("Retry-After", "0"))
        except (aiohttp.ClientError, TimeoutError) as error:
            told.count(type(error).__name__)
            return
        told.count(str(status))
        if not again:
            break
        await asyncio.sleep(again)
    done = time.time()
    if status == HTTPStatus.CREATED:
        told.took.append(done - due)
        if alert := json.loads(text).get("alarm"):
            told.alerts[alert] = (due, done)


_TIMEOUT = aiohttp.ClientTimeout(total=_LONGEST_SECONDS)


if __name__ == "__main__":
    json.dump(asdict(asyncio.run(report(Load(**json.load(sys.stdin))))), sys.stdout)
