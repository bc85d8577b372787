"""``python -m tests.fuzz``: a chain of its own, and many requests that nobody should send. Exit code 1 on a fault."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from deploy.local import stack
from services.runtime.http.connections import MOST_WAITING
from tests.chain import Chain
from tests.fuzz import generated, hostile, mutated
from tests.fuzz.verdict import Tally, unhandled


async def _everything(chain: Chain, requests: int, seed: int) -> list[str]:
    """All that is wrong."""
    started = time.monotonic()
    ours, theirs = Tally(), Tally()
    made = requests // 5
    await asyncio.to_thread(generated.fuzz, chain, theirs, made, seed)
    _say(f"from the documents: {theirs.requests} requests", theirs, started)
    await mutated.fuzz(chain, ours, requests - theirs.requests, seed)
    _say(f"mutated: {ours.requests} requests", ours, started)
    wrong = theirs.wrong + ours.wrong
    wrong += [f"log: {line}" for line in unhandled(chain.log_text())]
    seconds = await hostile.slow_head(chain)
    _line(f"a head a byte at a time: closed after {seconds:.0f} s")
    status, sent = await hostile.huge_body(chain)
    _line(f"100 MB: {status} after {sent / 2**20:.1f} MB")
    wrong += [f"100 MB: {status}"] if status != 413 else []
    slow = await hostile.slow_body(chain)
    _line(f"a body a byte at a time: {slow}")
    wrong += [f"a body a byte at a time: {slow}"] if slow != 408 else []
    alarm = await hostile.flooded_alarm(chain, 5 * MOST_WAITING)
    _line(f"an alert among {5 * MOST_WAITING} idle connections: {alarm}")
    wrong += [f"an alert in a flood: {alarm}"] if alarm != 201 else []
    await chain.close()
    total = ours.requests + theirs.requests
    _line(f"fuzz: {total} requests, {len(wrong)} faults, seed {seed}, {time.monotonic() - started:.0f} s")
    return wrong


def _say(what: str, tally: Tally, started: float) -> None:
    by_status = Counter[int]()
    for (_, status), count in tally.answers.items():
        by_status[status] += count
    statuses = ", ".join(f"{count} x {status}" for status, count in sorted(by_status.items()))
    _line(f"{what}: {statuses}; {len(tally.wrong)} wrong, after {time.monotonic() - started:.0f} s")


def _line(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=273)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as made:
        root = Path(made)
        try:
            chain = Chain(root, stack.up(root))
            wrong = asyncio.run(_everything(chain, chosen.requests, chosen.seed))
        finally:
            stack.discard(root)
    for fault in wrong[:50]:
        _line(fault)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
