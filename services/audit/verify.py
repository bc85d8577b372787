#!/usr/bin/env python3
"""Checks an exported audit log without trusting whoever made it. This one file; Python 3.11 and nothing else.

    python3 verify.py DIR [--policy FILE] [--since CHECKPOINT]

What it establishes, in this order:
  1. the checkpoint is signed by the log and cosigned by as many witnesses as the policy asks  (who stands for it)
  2. every entry hashes to its leaf, every tile to the one above it, all of it to the root     (nothing was changed)
  3. the log goes on from a checkpoint you kept                                                (nothing was taken back)
  4. offsets and the writers' own numbers are dense, as far as each signed that it had come     (nothing was left out)
Every finding says what is wrong and where. Exit code 0: it holds; 1: it does not; 2: it could not be checked.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from binascii import a2b_base64
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256, sha512
from multiprocessing import Pool
from pathlib import Path

WIDTH, HASH, MOST_FINDINGS, WORTH_A_POOL = 256, 32, 50, 1000
# --- Ed25519 (RFC 8032, 5.1), verification only -------------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]  # extended coordinates: x = X/Z, y = Y/Z, x*y = T/Z


def add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar: int, p: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, p)
        p, scalar = add(p, p), scalar >> 1
    return result


def point(raw: bytes) -> Point | None:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_M1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or (0, 1, 1, 0)


def ed25519_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    a, r = point(public), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or a is None or r is None or s >= L:
        return False
    k = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = multiply(s, BASE), add(r, multiply(k, a))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


# --- Signed notes, checkpoints, policies (c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature, tlog-policy) ------


class BrokenError(ValueError):
    """What it says does not hold."""


@dataclass(frozen=True)
class Key:  # kind 1 signs a note, kind 4 cosigns a checkpoint with the time
    name: str
    kind: int
    public: bytes

    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]


def parse_key(text: str) -> Key:
    try:
        name, key_id, encoded = text.split("+", 2)
        raw = a2b_base64(encoded, strict_mode=True)
    except ValueError:
        raise BrokenError(f"not a key: {text}") from None
    key = Key(name, raw[0] if raw else 0, raw[1:])
    if len(key.public) != 32 or key.kind not in (1, 4) or key.key_id().hex() != key_id:
        raise BrokenError(f"not an Ed25519 key, or its id is another's: {text}")
    return key


def split_note(raw: bytes) -> tuple[str, list[tuple[str, bytes]]]:  # text; name, key id and signature
    text, blank, lines = raw.decode("utf-8").rpartition("\n\n")
    found = [re.fullmatch(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)", line) for line in lines.removesuffix("\n").split("\n")]
    if not blank or not lines.endswith("\n") or not all(found):
        raise BrokenError("not a signed note")
    return text + "\n", [(match[1], a2b_base64(match[2])) for match in found if match]


def signed(raw: bytes, key: Key) -> bool:
    """Whether this key signed the note; raises BrokenError when it says so and does not hold."""
    text, signatures = split_note(raw)
    found = False
    for name, line in signatures:
        if (name, line[:4]) == (key.name, key.key_id()):
            message, signature = text.encode(), line[4:]
            if key.kind == 4:
                at = int.from_bytes(signature[:8], "big")
                message, signature = f"cosignature/v1\ntime {at}\n{text}".encode(), signature[8:]
            if not ed25519_holds(key.public, message, signature):
                raise BrokenError(f"the signature of {name} does not hold")
            found = True
    return found


def parse_checkpoint(raw: bytes) -> tuple[str, int, bytes]:  # origin, size, root
    if lines := re.fullmatch(r"(.*)\n(0|[1-9][0-9]*)\n(.*)\n(?:.*\n)*", split_note(raw)[0]):
        return lines[1], int(lines[2]), a2b_base64(lines[3], strict_mode=True)
    raise BrokenError("not a checkpoint")


@dataclass
class Policy:
    logs: list[Key] = field(default_factory=list[Key])
    witnesses: dict[str, Key] = field(default_factory=dict[str, Key])
    groups: dict[str, tuple[int, list[str]]] = field(default_factory=dict[str, tuple[int, list[str]]])
    quorum: str = ""

    def met(self, name: str, raw: bytes) -> bool:
        if name in self.witnesses:
            return signed(raw, self.witnesses[name])
        least, members = self.groups[name]
        return sum(self.met(member, raw) for member in members) >= least


def parse_policy(text: str) -> Policy:
    policy = Policy()
    for line in text.split("\n"):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0] == "log":
            policy.logs.append(parse_key(words[1]))
        elif words[0] == "witness":
            policy.witnesses[words[1]] = parse_key(words[2])
        elif words[0] == "group":
            least = {"any": 1, "all": len(words) - 3}.get(words[2]) or int(words[2])
            policy.groups[words[1]] = (least, words[3:])
        elif words[0] == "quorum":
            policy.quorum = words[1]
        else:
            raise BrokenError(f"policy: not a line of one: {line}")
    publics = {key.public for key in policy.witnesses.values()}
    if policy.quorum not in {"none", *policy.witnesses, *policy.groups} or len(publics) < len(policy.witnesses):
        raise BrokenError("policy: no quorum, or one witness under two names")
    return policy


# --- The tree (RFC 6962, c2sp.org/tlog-tiles) ---------------------------------------------------------------------


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def row_root(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [node(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


@dataclass
class Tree:
    size: int = 0
    parts: list[bytes] = field(default_factory=list[bytes])

    def add(self, hashed: bytes, height: int = 0) -> None:
        place = self.size >> height
        while place & 1:
            hashed, place = node(self.parts.pop(), hashed), place >> 1
        self.parts.append(hashed)
        self.size += 1 << height

    def root(self) -> bytes:
        root = self.parts[-1] if self.parts else sha256(b"").digest()
        for part in reversed(self.parts[:-1]):
            root = node(part, root)
        return root


def tile_path(level: str, index: int, width: int) -> str:
    name = f"{index % 1000:03}"
    while index := index // 1000:
        name = f"x{index % 1000:03}/{name}"
    return f"tile/{level}/{name}" + (f".p/{width}" if width < WIDTH else "")


def split_bundle(raw: bytes) -> list[bytes]:
    found, at, length = list[bytes](), 0, len(raw)
    while at < length - 1:
        end = at + 2 + (raw[at] << 8) + raw[at + 1]
        found.append(raw[at + 2 : end])
        at = end
    if at != length or not at:
        raise BrokenError("cut short")
    return found


# --- What was left out --------------------------------------------------------------------------------------------

BATCH = re.compile(rb'\[\{"cut": \{"size": \d+, "sha256": "\w+", "codec": "\w+", "start": (\d+)\}')
SEQUENCE = re.compile(rb'\["sequence", "([A-Za-z0-9+/=]+)"\]')


class Completeness:
    """Follows records in the order of the log: offsets per partition, the writers' own numbers per topic."""

    def __init__(self, sources: dict[str, Key], report: Report) -> None:
        self.report, self.sources = report, sources
        self.next_offset: dict[tuple[bytes, bytes], int] = {}
        self.numbers: dict[bytes, int] = {}  # all of a topic up to this one,
        self.beyond: dict[bytes, set[int]] = {}  # and these
        self.promised: dict[str, list[dict[str, int]]] = {}
        self.waiting: dict[bytes, tuple[str, str]] = {}  # by event id: where it was said, and what
        self.unfinished: tuple[bytes, int] | None = None
        self.pieces: list[bytes] = []

    def take(self, index: int, entry: bytes) -> None:
        line, _, content = entry.partition(b"\n")
        kind, topic, partition, offset, _, part, key, headers, value = line.split(b" ")
        if kind != b"record/v1":
            raise ValueError(kind)
        if part != b"1/1":
            content = self._put_together(index, topic + partition + offset, part, content)
            if content is None:
                return
        begin = 0 if key == b"-" else int(key)
        end = begin + (0 if headers == b"-" else int(headers))
        if len(content) != end + (0 if value == b"-" else int(value)):
            self.report.find(f"entry {index}", "has another length than it says")
        place, number = (topic, partition), int(offset)
        due = self.next_offset.get(place, 0)
        batch = BATCH.match(content, begin, end)
        if number < due or (int(batch[1]) if batch else number) != due:
            what = f"offsets {due}..{number - 1} were left out" if number > due else f"offset {number} comes again"
            self.report.find(f"entry {index} ({topic.decode()} partition {partition.decode()})", what)
        self.next_offset[place] = due if number < due else number + 1
        if match := SEQUENCE.search(content, begin, end):
            self._count(topic, int(a2b_base64(match[1])))
        if topic.startswith(b"trail."):
            self._promise(index, topic.decode(), content[end:])

    def _put_together(self, index: int, place: bytes, part: bytes, content: bytes) -> bytes | None:
        this, of = (int(number) for number in part.split(b"/"))
        if this > 1 and self.unfinished != (place, this):
            self.report.find(f"entry {index}", f"is part {this} of a record of which the part before is not there")
        self.pieces = [*self.pieces, content] if this > 1 else [content]
        self.unfinished = (place, this + 1) if this < of else None
        return None if self.unfinished else b"".join(self.pieces)

    def _count(self, topic: bytes, number: int) -> None:
        last = self.numbers.get(topic, 0)
        if number > last + 1:
            self.beyond.setdefault(topic, set()).add(number)
        elif number == last + 1:
            ahead = self.beyond.get(topic)
            while ahead and number + 1 in ahead:
                number += 1
                ahead.remove(number)
            self.numbers[topic] = number

    def _promise(self, index: int, topic: str, value: bytes) -> None:  # a writer signs how far it had come
        event = json.loads(value)
        if not event["type"].endswith(".audit.events-counted.v1"):
            return
        note = event["data"]["statement"].encode()
        name, at, *lines = split_note(note)[0].removesuffix("\n").split("\n")
        key = self.sources.get(name)
        try:
            holds = key is not None and signed(note, key) and name.endswith(topic.removeprefix("trail."))
        except BrokenError:
            holds = False
        if not holds:
            self.report.find(f"entry {index} ({topic})", f"a statement of {name} at {at} is not signed by the writer")
            return
        said = {at: what for at, what in (line.split(" ") for line in lines) if at != "waiting"}
        for event_id in (line[8:] for line in lines if line.startswith("waiting ")):
            what = f"event {event_id} was made but never sent, says {name}"
            self.waiting[event_id.encode()] = f"entry {index} ({topic})", what
        self.promised.setdefault(name, []).append({at: int(count) for at, count in said.items()})

    def finish(self, bundles: list[Path]) -> None:  # counts by the statement before the last: more may be on its way
        for raw in (bundle.read_bytes() for bundle in bundles if self.waiting and bundle.exists()):
            self.waiting = {one: said for one, said in self.waiting.items() if b'"id":"%s"' % one not in raw}
        self.report.findings += self.waiting.values()
        if self.unfinished:
            self.report.find("the last entry", "is of a record of which the rest is not there")
        for name, statements in self.promised.items():
            for topic, count in (statements[-2] if len(statements) > 1 else {}).items():
                last, ahead = self.numbers.get(topic.encode(), 0), self.beyond.get(topic.encode(), ())
                missing = [number for number in range(last + 1, count + 1) if number not in ahead]
                if missing:
                    what = f"{len(missing)} event(s) left out: number {', '.join(map(str, missing[:10]))}"
                    self.report.find(f"topic {topic}", f"{what} of the {count} that {name} signed for")


# --- The whole check ----------------------------------------------------------------------------------------------


@dataclass
class Report:
    origin: str = ""
    size: int = 0
    witnesses: int = 0
    keys: str = ""
    records: int = 0
    findings: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def find(self, where: str, what: str) -> None:
        self.findings.append((where, what))

    def as_dict(self) -> dict[str, object]:
        said = [{"where": where, "what": what} for where, what in self.findings]
        return {**self.__dict__, "holds": not said, "findings": said}

    def lines(self) -> list[str]:
        shown = [f"DOES NOT HOLD: {where}: {what}" for where, what in self.findings[:MOST_FINDINGS]]
        if len(self.findings) > len(shown):
            shown.append(f"and {len(self.findings) - len(shown)} more")
        verdict = f"{len(self.findings)} finding(s)" if self.findings else "holds"
        return [*shown, f"{self.origin}: {self.size} entries, {self.witnesses} witnesses, {self.keys}: {verdict}"]


def verify(folder: Path, policy_file: Path | None = None, since: Path | None = None) -> Report:
    report = Report(keys="keys as you gave them" if policy_file else "keys as the log itself gives them")
    raw = (folder / "checkpoint").read_bytes()
    policy_text = (policy_file or folder / "policy").read_text("utf-8")
    root = b""
    try:
        policy = parse_policy(policy_text)
        report.origin, report.size, root = parse_checkpoint(raw)
        check_signatures(raw, policy, report)
    except (BrokenError, ValueError, IndexError) as error:
        report.find("checkpoint", str(error))
    kept = check_since(since, report) if since else None
    sources = [parse_key(line) for file in folder.glob("sources") for line in file.read_text("utf-8").split()]
    check_entries(folder, root, kept, Completeness({key.name: key for key in sources}, report))
    return report


def check_signatures(raw: bytes, policy: Policy, report: Report) -> None:
    if not any(key.name == report.origin and signed(raw, key) for key in policy.logs):
        report.find("checkpoint", "is not signed by the log")
    for name, key in policy.witnesses.items():
        try:
            report.witnesses += signed(raw, key)
        except BrokenError as error:
            report.find("checkpoint", f"{error} ({name})")
    if policy.quorum != "none" and not policy.met(policy.quorum, raw):
        report.find("checkpoint", f"{report.witnesses} of {len(policy.witnesses)} witnesses: not enough to count")


def check_since(file: Path, report: Report) -> tuple[int, bytes] | None:
    try:
        origin, size, root = parse_checkpoint(file.read_bytes())
    except (BrokenError, ValueError) as error:
        report.find(str(file), str(error))
        return None
    if origin != report.origin or size > report.size:
        report.find("checkpoint", f"is of {report.origin} with {report.size} entries, you kept {origin} with {size}")
        return None
    return size, root


def check_entries(folder: Path, root: bytes, kept: tuple[int, bytes] | None, complete: Completeness) -> None:
    """Once through all bundles, hashed on every core of the machine, then up through the tiles made of them."""
    report, size = complete.report, complete.report.size
    tree, above, count = Tree(), list[bytes](), -(-size // WIDTH)
    then = tree
    with Pool() if count > WORTH_A_POOL else nullcontext() as pool:
        task = partial(root_or_leaves, folder, size)
        hashed = pool.imap(task, range(count), 64) if pool else map(task, range(count))
        for index, (hashes, findings) in enumerate(hashed):
            report.findings += findings
            if kept and index == kept[0] // WIDTH:
                then = Tree(tree.size, [*tree.parts])
                for leaf in leaves(folder, size, index, Report())[: kept[0] % WIDTH]:
                    then.add(leaf)
            full = index < size // WIDTH
            for one in hashes:
                tree.add(one, 8 if full else 0)
            above += hashes if full else []
            for place, entry in enumerate(read_bundle(folder, size, index, Report()), index * WIDTH):
                try:
                    complete.take(place, entry)
                except (ValueError, KeyError, TypeError) as error:
                    report.find(f"entry {place}", f"is not a record: {type(error).__name__}")
    if kept and then.root() != kept[1]:
        report.find(f"the first {kept[0]} entries", "are not those of the checkpoint you kept: the log was rewritten")
    complete.finish([folder / tile_path("entries", at // WIDTH, min(WIDTH, size - at)) for at in range(0, size, WIDTH)])
    report.records = sum(complete.next_offset.values())
    check_tiles(folder, above, report)
    if tree.root() != root:
        report.find("root", f"the entries lead to {tree.root().hex()[:16]}…, the checkpoint says {root.hex()[:16]}…")


def root_or_leaves(folder: Path, size: int, index: int) -> tuple[list[bytes], list[tuple[str, str]]]:
    report = Report()
    hashes = leaves(folder, size, index, report)
    return [row_root(hashes)] if len(hashes) == WIDTH else hashes, report.findings


def leaves(folder: Path, size: int, index: int, report: Report) -> list[bytes]:
    """The leaf hashes of a bundle, from its entries where they are readable, or else from its tile."""
    width = min(WIDTH, size - index * WIDTH)
    bundle, tile = tile_path("entries", index, width), tile_path("0", index, width)
    stated = read_hashes(folder, tile, width, report)
    hashes = [sha256(b"\0" + entry).digest() for entry in read_bundle(folder, size, index, report)]
    if len(hashes) not in (0, width):
        report.find(bundle, f"holds {len(hashes)} entries, not {width}")
    for place, (made, said) in enumerate(zip(hashes, stated, strict=False) if hashes != stated else ()):
        if made != said:
            report.find(f"entry {index * WIDTH + place}", f"is not what was logged ({bundle} against {tile})")
    if len(hashes) != width:
        hashes = [*(stated if len(stated) == width else hashes), *[bytes(HASH)] * width][:width]
    return hashes


def read_bundle(folder: Path, size: int, index: int, report: Report) -> list[bytes]:
    path = tile_path("entries", index, min(WIDTH, size - index * WIDTH))
    try:
        return split_bundle((folder / path).read_bytes())
    except (OSError, BrokenError) as error:
        report.find(path, "is not there" if isinstance(error, OSError) else str(error))
        return []


def read_hashes(folder: Path, path: str, width: int, report: Report) -> list[bytes]:
    try:
        raw = (folder / path).read_bytes()
    except OSError:
        report.find(path, "is not there")
        return []
    if len(raw) != width * HASH:
        report.find(path, f"is {len(raw)} bytes long, not {width * HASH}")
    return [raw[at : at + HASH] for at in range(0, len(raw), HASH)]


def check_tiles(folder: Path, made: list[bytes], report: Report) -> None:
    """The tiles above the leaves: each hash is the root of the full tile below it."""
    level = 1
    while made:
        above: list[bytes] = []
        for index in range(-(-len(made) // WIDTH)):
            part = made[index * WIDTH : (index + 1) * WIDTH]
            path = tile_path(str(level), index, len(part))
            for place, (is_, said) in enumerate(zip(part, read_hashes(folder, path, len(part), report), strict=False)):
                if is_ != said:
                    report.find(f"{path}, hash {place}", f"is not the root of tile {index * WIDTH + place} below it")
            if len(part) == WIDTH:
                above.append(row_root(part))
        made, level = above, level + 1


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks an exported audit log.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--policy", type=Path, help="keys you trust, in place of the export's own")
    parser.add_argument("--since", type=Path, help="a checkpoint you kept: the log must go on from it")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    try:
        report = verify(arguments.folder, arguments.policy, arguments.since)
    except OSError as error:
        sys.exit(sys.stderr.write(f"{error.filename}: {error.strerror}\n") and 2)
    print(json.dumps(report.as_dict(), indent=2) if arguments.json else "\n".join(report.lines()))  # noqa: T201 - a script
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
