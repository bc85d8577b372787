"""``python -m tests.bench.screens FOLDER [SIGNALS]``: how long the desk's pages take, and what they weigh.

A chain of its own with 100,000 signals to assess and as many cases to decide, of fourteen municipalities. Of each page
with a picture in docs/screens: milliseconds from asking until the page is whole, by whoever sees all municipalities,
and bytes as a browser gets them packed, what every page has in common (style and scripts) with it. Written to FOLDER as
``screens.json``. Exit code 1 where a list takes over 50 ms, another page over 80 ms (95th percentile), or one weighs
over 100 kB.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from deploy.database import as_owner
from deploy.local import stack
from deploy.local.postgres import Postgres, admin_dsn
from schemas.codes.municipality import NAMES
from services.desk.signed_on import COOKIE
from tests.bench.chain_speed import machine
from tests.browser.pictures import what_there_is
from tests.chain import Chain
from tests.curve.desks import fill
from tests.desk.people import signed_on

SIGNALS = 100_000
MOST_BYTES = 100_000
LISTS, LIST_MS, PAGE_MS = ("beoordelen", "beslissen", "melden", "tafels"), 50, 80
_TIMES = 60
_SHARED = re.compile(r'(?:href|src)="(/bestanden/[^"]+)"')


@dataclass(frozen=True, slots=True)
class Page:
    """``median`` and ``p95`` in milliseconds, ``weight`` in bytes."""

    name: str
    median: float
    p95: float
    weight: int

    @property
    def holds(self) -> bool:
        return self.weight <= MOST_BYTES and self.p95 <= (LIST_MS if self.name in LISTS else PAGE_MS)


async def measured(chain: Chain, name: str, role: str, path: str) -> Page:
    session = await signed_on(chain, role, tuple(NAMES))
    headers = {"Cookie": f"{COOKIE}={session.cookie}"}
    async with httpx.AsyncClient(base_url=chain.addresses.desk, headers=headers, trust_env=False) as client:
        text, took = "", list[float]()
        for _ in range(_TIMES):
            began = time.perf_counter()
            answer = await client.get(path)
            took.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, (path, answer.status_code)
            text = answer.text
        shared = [await client.get(file) for file in sorted(set(_SHARED.findall(text)))]
    packed = [len(gzip.compress(one)) for one in (text.encode(), *(file.content for file in shared))]
    return Page(name, round(statistics.median(took), 1), round(statistics.quantiles(took, n=20)[-1], 1), sum(packed))


async def run(chain: Chain, count: int) -> list[Page]:
    pages = await what_there_is(chain)
    admin, password = admin_dsn(chain.port("postgres")), Postgres(chain.root).admin_password()
    for service in ("enrichment", "triage"):
        async with as_owner(admin, service, admin_password=password) as owner:
            await fill(owner, service, count)
            await owner.execute("vacuum analyze")
    found = [await measured(chain, name, *where) for name, where in pages.items()]
    await chain.close()
    return found


def main(folder: Path, count: int) -> int:
    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        try:
            found = asyncio.run(run(Chain(root, stack.up(root)), count))
        finally:
            stack.discard(root)
    for one in found:
        said = "holds" if one.holds else "DOES NOT HOLD"
        sys.stdout.write(f"{one.name}: {one.median} ms, p95 {one.p95} ms, {one.weight / 1000:.1f} kB: {said}\n")
    kept = {"machine": machine(), "signals": count, "pages": [asdict(one) for one in found]}
    (folder / "screens.json").write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    return 0 if all(one.holds for one in found) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else SIGNALS))
