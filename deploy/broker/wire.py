"""Kafka's protocol as far as a probe needs it: requests written out by hand, over one TLS connection per client.

A client library would retry, cache and hide the error code; here the broker's own answer is all there is.
"""

from __future__ import annotations

import socket
import ssl
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

TIMEOUT_SECONDS = 20
_CLIENT = "signaalketen-verify"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    api: int
    version: int
    body: bytes


def number(layout: str, *values: int) -> bytes:
    """Big-endian, by the letters of ``struct``: b, h, i or q."""
    return struct.pack(f">{layout}", *values)


def text(value: str | None) -> bytes:
    if value is None:
        return number("h", -1)
    encoded = value.encode()
    return number("h", len(encoded)) + encoded


def array(items: Iterable[bytes]) -> bytes:
    written = list(items)
    return number("i", len(written)) + b"".join(written)


class Answer:
    """A response, read from its beginning to its end."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def _take(self, size: int) -> bytes:
        taken = self._content[self._at : self._at + size]
        if len(taken) < size:
            raise ValueError("the broker's answer ends before it should")
        self._at += size
        return taken

    def number(self, layout: str) -> int:
        value: int = struct.unpack(f">{layout}", self._take(struct.calcsize(f">{layout}")))[0]
        return value

    def text(self) -> str:
        """Empty where the broker says null."""
        return self._take(max(0, self.number("h"))).decode()

    def skip(self, layout: str) -> None:
        """Over numbers, texts (s) and byte strings (y)."""
        for kind in layout:
            if kind == "s":
                self.text()
            elif kind == "y":
                self._take(max(0, self.number("i")))
            else:
                self.number(kind)

    def array(self, item: Callable[[], T]) -> list[T]:
        return [item() for _ in range(max(0, self.number("i")))]


class Connection:
    """One client at one door; raises OSError (of which ssl.SSLError is one) when it is not let in."""

    def __init__(
        self, bootstrap: str, ca: Path, certificate: Path | None, context: ssl.SSLContext | None = None
    ) -> None:
        """``context``: in place of one that trusts ``ca`` and speaks as well as it can."""
        host, _, port = bootstrap.rpartition(":")
        context = context or ssl.create_default_context(cafile=str(ca))
        if certificate:
            context.load_cert_chain(str(certificate))
        plain = socket.create_connection((host, int(port)), timeout=TIMEOUT_SECONDS)
        try:
            self._socket = context.wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def send(self, content: bytes) -> None:
        """As it is, with no size before it."""
        self._socket.sendall(content)

    def ends(self) -> bool:
        """Whether the broker hangs up instead of saying something. Raises TimeoutError when it does neither."""
        return not self._socket.recv(1)

    def ask(self, requests: Sequence[Request]) -> list[Answer]:
        """The answers, in this order."""
        for serial, request in enumerate(requests):
            message = number("hhi", request.api, request.version, serial) + text(_CLIENT) + request.body
            self._socket.sendall(number("i", len(message)) + message)
        return [self._answer(serial) for serial in range(len(requests))]

    def _answer(self, serial: int) -> Answer:
        answer = Answer(self._received(struct.unpack(">i", self._received(4))[0]))
        if answer.number("i") != serial:
            raise ConnectionError("the broker answered another question")
        return answer

    def _received(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size:
            part = self._socket.recv(min(size, 65536))
            if not part:
                raise ConnectionError("the broker closed the connection")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)
