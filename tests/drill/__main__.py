"""``python -m tests.drill [WHAT ...]``: the drills, all unless named, one after another on one chain.

Exit code 0 all came back, 1 something did not (what and where on stdout), 2 it could not be tried.
"""

from __future__ import annotations

import asyncio
import sys
import time

from deploy.errors import CannotTryError
from tests.drill.drill import Drill

_COPY = "copy"
_KINDS = ("triage", "audit", "broker", "all", _COPY)
_SECONDS = 10.0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def _drills(kinds: list[str]) -> bool:
    drill = Drill(_say)
    try:
        await drill.start()
        found = [await drill.strike(kind, _SECONDS) for kind in kinds if kind != _COPY]
        if _COPY in kinds:
            found.append(await drill.lose_what_came_after_a_copy())
        return not any(found)
    finally:
        await drill.close()


def main() -> int:
    started = time.monotonic()
    try:
        held = asyncio.run(_drills(sys.argv[1:] or [*_KINDS]))
    except CannotTryError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    _say(f"drill: {'all came back' if held else 'FAILED'} ({time.monotonic() - started:.0f} s)")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
