"""``python -m tests.bench.audit_log [COUNT]``: how fast the audit log takes in, proves and is checked.

The offline verifier on a generated log of COUNT entries (ten million, unless named); then, on a chain of its own:
durable appends a second, checking an export against only reading the same topic, inclusion proofs by the API.
Exit code 1 when one of the limits below is not met; 2 when it could not be tried.
"""

# pyright: reportUnknownMemberType=false

from __future__ import annotations

import asyncio
import base64
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
from confluent_kafka import TopicPartition

from cli.audit import Source, mirror
from deploy.broker.admin import BrokerAccess
from deploy.database import DATABASE
from deploy.errors import CannotTryError
from deploy.local import stack
from deploy.local.ports import HOST
from deploy.local.postgres import Postgres
from deploy.local.processes import running, stop
from deploy.local.tokens import sign_token
from schemas.registry import topics
from services.audit import verify
from services.audit.entry import bundle
from services.tlog.merkle import leaf_hash
from services.tlog.note import Checkpoint, Note
from services.tlog.tiles import BUNDLE, HASH, WIDTH, grow, rightmost, tree_root
from tests.bench.poison import Run, fill
from tests.tamper.history import LOG, WITNESSES, honest, put, write_keys
from tests.tamper.kept import KeptLog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deploy.local.stack import Addresses
    from services.tlog.tiles import Place

_APPENDS = 60_000
_ON_TOPIC = 100_000
_TOPIC = "signal.feedback"
_PROOFS = 20_000


def say(text: str, *, holds: bool) -> bool:
    sys.stdout.write(f"{text}: {'holds' if holds else 'DOES NOT HOLD'}\n")
    sys.stdout.flush()
    return holds


async def appends(root: Path, port: int) -> bool:
    """Stored, and sequenced, signed and witnessed as they come; a transaction on disk for every batch."""
    url, password = f"postgresql://postgres@{HOST}:{port}/{DATABASE}", Postgres(root).admin_password()
    with tempfile.TemporaryDirectory() as name:
        kept = await KeptLog.opened(url, password, f"bench_{uuid4().hex}", Path(name))
        await kept.begin(random.Random(1))
        records = honest(random.Random(1), _APPENDS)

        async def arrive() -> None:
            for at in range(0, len(records), 500):
                await kept.add(records[at : at + 500])

        started = time.perf_counter()
        arriving = asyncio.create_task(arrive())
        while not arriving.done():
            await kept.settle()
        await arriving
        await kept.settle()
        speed = len(records) / (time.perf_counter() - started)
        await kept.pool.close()
    return say(f"appends: {speed:.0f}/s durable, at least 5000", holds=speed >= 5000)


def read_raw(door: BrokerAccess, count: int) -> float:
    """Records a second of a plain consumer."""
    consumer = door.consumer()
    consumer.assign([TopicPartition(_TOPIC, number, 0) for number in range(topics()[_TOPIC].partitions)])
    seen, started = 0, time.perf_counter()
    while seen < count:
        seen += len(consumer.consume(2000, 1.0))
    consumer.close()
    return seen / (time.perf_counter() - started)


def against_raw_read(root: Path, found: Addresses, folder: Path) -> bool:
    """The same events from the topic, and from an export of the log with everything about them checked."""
    access = BrokerAccess(found.kafka_services, found.kafka_ca, root / "certs" / "triage.pem")
    fill(Run(_ON_TOPIC, poison=False), access)
    audit = Source(found.urls["audit"], lambda: sign_token(root / "secrets", "auditor", "bench", 1))
    while _size(audit) < _ON_TOPIC:
        time.sleep(0.5)  # polling a remote state
    mirror(audit, folder)
    started = time.perf_counter()
    report = verify.verify(folder)
    checked = report.size / (time.perf_counter() - started)
    raw = read_raw(BrokerAccess(found.kafka_services, found.kafka_ca, root / "certs" / "audit.pem"), _ON_TOPIC)
    text = f"check of an export: {checked:.0f}/s, a raw read of the topic {raw:.0f}/s: ratio {checked / raw:.2f}"
    return say(f"{text}, at least 0.5", holds=checked / raw >= 0.5 and not report.findings)


def _size(audit: Source) -> int:
    answer = audit.get("/log/checkpoint")
    return int(answer.text.split("\n")[1]) if answer.is_success else 0


def generated(count: int) -> Iterator[bytes]:
    """Entries as audit makes them: one topic of one writer, densely numbered."""
    value = b'{"id":"x","type":"nl.signaalketen.signal.feedback-given.v1","data":{"status":"doorgeleid"}}'
    for number in range(count):
        numbered = base64.b64encode(str(number + 1).encode())
        headers = b'[["content-type", "YXBwbGljYXRpb24vY2xvdWRldmVudHMranNvbg=="], ["sequence", "%s"]]' % numbered
        line = f"record/v1 {_TOPIC} {number % 3} {number // 3} {1_795_000_000_000 + number} 1/1 3 {len(headers)}"
        yield f"{line} {len(value)}\n".encode() + b"key" + headers + value


def generate(folder: Path, count: int) -> dict[Place, bytes]:
    """A whole export; its tiles."""
    tiles: dict[Place, bytes] = {}
    entries = generated(count)
    for index in range(-(-count // WIDTH)):
        bundled = [*islice(entries, WIDTH)]
        put(folder, (BUNDLE, index), len(bundled), bundle(bundled))
        kept = {place: tiles[place] for place in rightmost(index * WIDTH) if place in tiles}
        tiles |= grow(index * WIDTH, kept, [leaf_hash(entry) for entry in bundled])
    for place, tile in tiles.items():
        put(folder, place, len(tile) // HASH, tile)
    head = Checkpoint(LOG.verifier.name, count, tree_root(count, tiles))
    cosigned = [witness.sign(head.text, 1_795_000_000) for witness in WITNESSES]
    (folder / "checkpoint").write_text(str(Note(head.text, (LOG.sign(head.text), *cosigned))), "utf-8")
    write_keys(folder)
    return tiles


def offline(folder: Path, count: int) -> bool:
    """The verifier as an auditor runs it, measured from outside."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, verify.__file__, str(folder)], stdout=subprocess.PIPE, text=True)
    megabytes = 0.0
    while process.poll() is None:
        megabytes = max(megabytes, sum(_most_memory(pid) for pid in _with_children(process.pid)))
        time.sleep(0.02)  # looking on
    took = time.perf_counter() - started
    sys.stdout.write(process.stdout.read() if process.stdout else "")
    text = f"verifier: {count} entries in {took:.0f} s with {megabytes:.0f} MB"
    limit = 60 * count / 10_000_000
    holds = process.returncode == 0 and took <= limit and megabytes <= 300
    return say(f"{text}, at most {limit:.0f} s and 300 MB", holds=holds)


def _with_children(pid: int) -> list[int]:
    with suppress(OSError):
        return [pid, *(int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split())]
    return [pid]


def _most_memory(pid: int) -> float:
    """Megabytes; of the program itself, not of what it was forked from."""
    with suppress(OSError):
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text("utf-8"))
        return int(found[1]) / 1024 if found else 0.0
    return 0.0


async def load(root: Path, port: int, tiles: dict[Place, bytes], checkpoint: str, count: int) -> None:
    """In place of the log the service had."""
    connection = await asyncpg.connect(
        host=HOST, port=port, user="postgres", password=Postgres(root).admin_password(), database=DATABASE
    )
    await connection.execute(f"truncate audit.tile, audit.checkpoint; update audit.log_head set size = {count}")
    rows = [(level, index, hashes) for (level, index), hashes in tiles.items()]
    await connection.copy_records_to_table(
        "tile", schema_name="audit", records=rows, columns=["level", "tile_index", "hashes"]
    )
    await connection.execute(
        "insert into audit.checkpoint (size, root, note, witnessed) values ($1, $2, $3, $3)",
        count,
        tree_root(count, tiles),
        checkpoint,
    )
    await connection.close()


def proofs(url: str, count: int) -> bool:
    """One after the other over one connection, of entries anywhere; the first waits for the service's own tree."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname or HOST, address.port or 0), timeout=120) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chance = random.Random(1)
        first, *took = [ask(connection, f"/log/proof/inclusion/{chance.randrange(count)}") for _ in range(_PROOFS)]
    took = sorted(took[_PROOFS // 10 :])
    middle, most = took[len(took) // 2] * 1000, took[len(took) * 99 // 100] * 1000
    text = f"inclusion proofs at {count}: median {middle:.2f} ms, 99 of 100 within {most:.2f} ms"
    return say(f"{text} (the first {first:.0f} s), at most 1", holds=most <= 1)


def ask(connection: socket.socket, path: str) -> float:
    """Seconds until the whole answer is there. A client that does no more: it runs on the same cores."""
    started = time.perf_counter()
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
    answer = b""
    while (head := answer.find(b"\r\n\r\n")) < 0 or len(answer) < head + 4 + _length(answer[:head]):
        received = connection.recv(65536)
        if not received:
            raise CannotTryError(f"{path}: the connection was closed")
        answer += received
    took = time.perf_counter() - started
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise CannotTryError(f"{path}: {answer[:100]!r}")
    return took


def _length(head: bytes) -> int:
    found = re.search(rb"\r\ncontent-length: (\d+)", head)
    return int(found[1]) if found else 0


def main(count: int) -> int:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        root = Path(name) / "chain"
        root.mkdir()
        try:
            tiles = generate(Path(name) / "log", count)
            held = [offline(Path(name) / "log", count)]
            found = stack.up(root)
            port = stack.port(root, "postgres")
            held += [asyncio.run(appends(root, port)), against_raw_read(root, found, Path(name) / "export")]
            # What is left is what a proof needs: on two cores, the others' turns would be measured.
            stop([each for each in running(root) if each.name not in {"postgres", "audit-api"}], seconds=30)
            checkpoint = (Path(name) / "log" / "checkpoint").read_text("utf-8")
            asyncio.run(load(root, port, tiles, checkpoint, count))
            held.append(proofs(found.urls["audit"], count))
        except CannotTryError as error:
            sys.stderr.write(f"{error}\n")
            return 2
        finally:
            stack.discard(root)
    return 0 if all(held) else 1


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000))
