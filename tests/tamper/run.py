"""``make tamper``: tamper in every way, thousands of times; all must be found, and honest logs raise nothing.

Half of it on exports, half in a real PostgreSQL; the honest logs there were killed, cut off and fed twice on their way.
Exit code 0: all found where they were made and no false alarm; 1: otherwise.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from typing import NoReturn
from uuid import uuid4

import structlog

from deploy.local.ports import HOST, Ports
from deploy.local.postgres import Postgres
from services.audit.log_store import LogBrokenError
from services.audit.verify import Report, verify
from tests.tamper.attacks import ATTACKS, Scene, found
from tests.tamper.in_the_database import IN_THE_DATABASE, UNSIGNED, KeptScene
from tests.tamper.kept import KeptLog

ALL = (*ATTACKS, *IN_THE_DATABASE)
_DATABASE = "postgres"


class Place:
    """Where one process works: its event loop, its schema, its folder."""

    loop: asyncio.AbstractEventLoop
    kept: KeptLog
    folder: Path


def _say_nothing(*_: object) -> NoReturn:
    raise structlog.DropEvent


def begin(url: str, password: str) -> None:
    structlog.configure(processors=[_say_nothing])
    Place.loop = asyncio.new_event_loop()
    Place.folder = Path(tempfile.mkdtemp(prefix="tamper-"))
    schema = f"tamper_{uuid4().hex}"
    Place.kept = Place.loop.run_until_complete(KeptLog.opened(url, password, schema, Place.folder))


def tamper(seed: int) -> tuple[str, str | None]:
    """The attack, and what went wrong in finding it."""
    attack = ALL[seed % len(ALL)]
    random = Random(f"{attack}{seed}")
    with tempfile.TemporaryDirectory(dir=Place.folder) as name:
        if attack in ATTACKS:
            scene = Scene(random, Path(name) / "scene")
            where = ATTACKS[attack](scene)
            wrong = _missed(where, verify(scene.folder, None, scene.earlier))
        else:
            wrong = Place.loop.run_until_complete(found_of(Place.kept, attack, random, Path(name)))
    return attack, wrong and f"seed {seed}: {wrong}"


async def found_of(kept: KeptLog, attack: str, random: Random, folder: Path) -> str | None:
    """What went wrong in finding an attack in the database."""
    scene = KeptScene(kept, random, folder)
    await scene.fill()
    where = UNSIGNED
    report = Report()
    try:
        where = await IN_THE_DATABASE[attack](scene)
        report = await _exported(scene, folder)
    except LogBrokenError as error:  # the service noticed by itself
        report.find("log", str(error))
    return _missed(where, report)


def _missed(where: str, report: Report) -> str | None:
    return None if found(report, where) else f"not at {where!r} but {report.findings[:2]}"


async def _exported(scene: KeptScene, folder: Path) -> Report:
    await scene.log.export(folder / "log")
    return verify(folder / "log", None, scene.earlier)


def live_honestly(seed: int) -> str | None:
    with tempfile.TemporaryDirectory(dir=Place.folder) as name:
        random = Random(f"honest{seed}")
        alarm = Place.loop.run_until_complete(alarm_of(Place.kept, random, Path(name)))
    return alarm and f"seed {seed}: {alarm}"


async def alarm_of(kept: KeptLog, random: Random, folder: Path) -> str | None:
    """Killed at any moment, cut off from the database, answers lost, records read again: none may raise an alarm."""
    scene = KeptScene(kept, random, folder)
    try:
        await scene.fill(crashing=True)
        report = await _exported(scene, folder)
    except LogBrokenError as error:
        return str(error)
    if report.size != len(scene.records):
        return f"{report.size} entries of {len(scene.records)}"
    return str(report.findings[:2]) if report.findings else None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    count = parser.parse_args().count
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tamper-") as name:
        server = Postgres(Path(name))
        with Ports(Path(name) / "ports.json") as ports:
            port = ports.assign(["postgres"])["postgres"]
        server.start(port)
        try:
            url = f"postgresql://postgres@{HOST}:{port}/{_DATABASE}"
            lines, held = run(count, url, server.admin_password())
        finally:
            server.stop()
            server.discard()
    lines.append(f"{lines.pop()}; {time.monotonic() - started:.0f} s")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if held else 1


def run(count: int, url: str, password: str) -> tuple[list[str], bool]:
    """What to print, and whether all of it held."""
    with ProcessPoolExecutor(os.cpu_count(), initializer=begin, initargs=(url, password)) as pool:
        results = [*pool.map(tamper, range(count), chunksize=20)]
        alarms = [alarm for alarm in pool.map(live_honestly, range(count), chunksize=20) if alarm]
    made, missed = Counter(attack for attack, _ in results), [(a, why) for a, why in results if why]
    lines = [
        f"{attack:28} {number:6} made {sum(a == attack for a, _ in missed):4} missed" for attack, number in made.items()
    ]
    lines += [f"MISSED {attack} {why}" for attack, why in missed[:10]]
    lines += [f"FALSE ALARM {alarm}" for alarm in alarms[:10]]
    found_all = f"{count - len(missed)} of {count} tamperings found where they were made"
    return [*lines, f"{found_all}; {len(alarms)} false alarms in {count} honest logs"], not missed and not alarms


if __name__ == "__main__":
    sys.exit(main())
