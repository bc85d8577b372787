"""Requests that were valid until something happened to them: in the JSON, in the bytes, in the path, in the headers."""

from __future__ import annotations

import asyncio
import copy
import json
from random import Random
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote
from uuid import UUID

import httpx

from deploy.local.tokens import sign_token
from schemas.codes.flow import UserRole
from tests.fuzz.operations import USUAL, Operation, operations
from tests.fuzz.verdict import CANARY, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.chain import Chain

_LANES = 8
_ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**63,
    1e308,
    "",
    CANARY,
    CANARY * 900,
    "\x00",
    "\ud800",
    "\u202e" + CANARY,
    "'; drop table signal;--",
    [],
    {},
    [[[[[]]]]],
    {"onbekend": CANARY},
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "geen-vermoeden",
    str(UUID(int=0)),
)
_HEADERS: tuple[tuple[str, str], ...] = (
    ("Idempotency-Key", CANARY),
    ("Idempotency-Key", ""),
    ("Idempotency-Key", "x" * 5000),
    ("traceparent", "00-zz"),
    ("Content-Type", "text/plain"),
    ("Content-Type", "application/json; charset=utf-16"),
    ("Content-Encoding", "gzip"),
    ("Authorization", "Bearer " + CANARY),
    ("Authorization", "Bearer a.b.c"),
    ("Authorization", "Basic eA=="),
    ("Accept", CANARY),
    ("Expect", CANARY),
)


async def fuzz(chain: Chain, tally: Tally, requests: int, seed: int) -> None:
    """This many requests, spread over every operation; the same seed makes the same ones."""
    known = [(await chain.report())["id"] for _ in range(5)]
    todo = iter(range(requests))
    every = operations()
    limits = httpx.Limits(max_connections=_LANES)
    async with httpx.AsyncClient(timeout=60, trust_env=False, limits=limits) as client:

        async def lane() -> None:
            for number in todo:
                rng = Random(f"{seed}.{number}")
                await _send(client, chain, tally, rng.choice(every), known, rng)

        async with asyncio.TaskGroup() as lanes:
            for _ in range(_LANES):
                lanes.create_task(lane())


async def _send(
    client: httpx.AsyncClient,
    chain: Chain,
    tally: Tally,
    operation: Operation,
    known: Sequence[str],
    rng: Random,
) -> None:
    role = USUAL[operation.service] if rng.random() < 0.9 else rng.choice([*UserRole])
    token = sign_token(chain.root / "secrets", role.value, f"fuzz-{role}", 1)
    headers = [("Authorization", f"Bearer {token}"), ("Content-Type", "application/json")]
    if rng.random() < 0.1:
        odd = rng.choice(_HEADERS)
        headers = [header for header in headers if header[0] != odd[0]] + [odd]
    content = None if operation.body is None else _bytes(operation.body, rng)
    path = operation.path.replace("{id}", _id(known, rng)).replace("{kenmerk}", _id(known, rng))
    query = "&".join(f"{name}={quote(_text(rng), safe='')}" for name in operation.query if rng.random() < 0.6)
    url = f"{chain.addresses.urls[operation.service]}/v1{path}" + (f"?{query}" if query else "")
    response = await client.request(operation.method, url, headers=headers, content=content)
    media_type = response.headers.get("content-type", "")
    tally.add(operation.service, operation.name, response.status_code, media_type, response.content)


def _id(known: Sequence[str], rng: Random) -> str:
    return rng.choice(known) if rng.random() < 0.5 else quote(_text(rng), safe="") or "-"


def _text(rng: Random) -> str:
    odd = str(rng.choice(_ODD)).encode("utf-8", "replace").decode()
    return odd[:1000] if rng.random() < 0.7 else str(rng.getrandbits(rng.randrange(1, 200)))


def _bytes(body: Any, rng: Random) -> bytes:
    changed = copy.deepcopy(body)
    for _ in range(rng.choice((0, 1, 1, 2, 5))):
        _change(changed, rng)
    raw = json.dumps(changed).encode()
    if rng.random() < 0.15:
        raw = rng.choice(_IN_BYTES)(raw, rng)
    return raw


def _change(body: Any, rng: Random) -> None:
    """One value, somewhere at any depth."""
    places = _places(body)
    if not places:
        return
    container, key = rng.choice(places)
    how = rng.random()
    if how < 0.6:
        container[key] = copy.deepcopy(rng.choice(_ODD))  # or a later change would be in all of them, and in itself
    elif how < 0.8:
        del container[key]
    elif isinstance(key, str):
        container["onbekend-veld"] = copy.deepcopy(container[key])
    else:
        container.extend(copy.deepcopy(container[key]) for _ in range(rng.choice((1, 30))))


def _places(value: Any) -> list[tuple[Any, str | int]]:
    """Every object or list in it, with each of its keys."""
    inside: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inside = [*cast("dict[str, Any]", value).items()]
    elif isinstance(value, list):
        inside = [*enumerate(cast("list[Any]", value))]
    own: list[tuple[Any, str | int]] = [(value, key) for key, _ in inside]
    return own + [place for _, inner in inside for place in _places(inner)]


def _cut(raw: bytes, rng: Random) -> bytes:
    return raw[: rng.randrange(len(raw))]


def _flipped(raw: bytes, rng: Random) -> bytes:
    place = rng.randrange(len(raw))
    return raw[:place] + bytes([raw[place] ^ 1 << rng.randrange(8)]) + raw[place + 1 :]


def _noise(raw: bytes, rng: Random) -> bytes:
    return rng.randbytes(len(raw))


def _deep(_: bytes, rng: Random) -> bytes:
    depth = rng.choice((100, 5_000, 50_000))
    return b"[" * depth + b"]" * depth


def _twice(raw: bytes, _: Random) -> bytes:
    return raw[:-1] + b',"omschrijving":"x","omschrijving":{}}'


_IN_BYTES: tuple[Callable[[bytes, Random], bytes], ...] = (_cut, _flipped, _noise, _deep, _twice)
