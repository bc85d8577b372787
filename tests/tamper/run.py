"""``make tamper``: tamper in every way, thousands of times; all must be found, and honest logs raise nothing.

Exit code 0: all found where they were made and no false alarm; 1: otherwise.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random

from services.audit.verify import verify
from tests.tamper.attacks import ATTACKS, Scene, found


def tamper(seed: int) -> tuple[str, str | None]:
    """The attack, and what went wrong in finding it."""
    attack = [*ATTACKS][seed % len(ATTACKS)]
    with tempfile.TemporaryDirectory() as name:
        scene = Scene(Random(f"{attack}{seed}"), Path(name) / "scene")
        where = ATTACKS[attack](scene)
        report = verify(scene.folder, None, scene.earlier)
    return attack, None if found(report, where) else f"seed {seed}: not at {where!r} but {report.findings[:2]}"


def live_honestly(seed: int) -> str | None:
    """Repeats and partial heads as crashes leave them are in every history; none may raise an alarm."""
    with tempfile.TemporaryDirectory() as name:
        scene = Scene(Random(f"honest{seed}"), Path(name) / "scene")
        findings = verify(scene.folder, None, scene.earlier).findings
    return f"seed {seed}: {findings[:2]}" if findings else None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    count = parser.parse_args().count
    started = time.monotonic()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        results = [*pool.map(tamper, range(count), chunksize=50)]
        alarms = [alarm for alarm in pool.map(live_honestly, range(count), chunksize=50) if alarm]
    made, missed = Counter(attack for attack, _ in results), [(a, why) for a, why in results if why]
    lines = [
        f"{attack:28} {number:6} made {sum(a == attack for a, _ in missed):4} missed" for attack, number in made.items()
    ]
    lines += [f"MISSED {attack} {why}" for attack, why in missed[:10]]
    lines += [f"FALSE ALARM {alarm}" for alarm in alarms[:10]]
    held = f"{count - len(missed)} of {count} tamperings found where they were made"
    lines.append(f"{held}; {len(alarms)} false alarms in {count} honest logs; {time.monotonic() - started:.0f} s")
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if missed or alarms else 0


if __name__ == "__main__":
    sys.exit(main())
