"""Free loopback ports, the same ones again on the next start where they still are free."""

from __future__ import annotations

import json
import random
import socket
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from deploy.errors import CannotTryError
from deploy.files import write_file

HOST = "127.0.0.1"

# Below the range from which the kernel gives ports to outgoing connections.
_RANGE = range(20000, 32000)
_ATTEMPTS = 1000


class Ports:
    """Ports by name, kept in a file. While this is open, no other checkout that starts gets the same ones."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._claims: list[socket.socket] = []
        try:
            self._ports: dict[str, int] = json.loads(file.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            self._ports = {}

    def __enter__(self) -> Ports:
        return self

    def __exit__(self, *_: object) -> None:
        for claim in self._claims:
            claim.close()

    def known(self) -> Mapping[str, int]:
        return self._ports

    def assign(self, names: Iterable[str]) -> Mapping[str, int]:
        """A free port for each: the one it had, or else another."""
        for name in names:
            had = self._ports.pop(name, None)
            self._ports[name] = had if had and had not in self._ports.values() and self._claim(had) else self._other()
        self._file.parent.mkdir(parents=True, exist_ok=True)
        write_file(self._file, json.dumps(self._ports, indent=1).encode(), 0o644)
        return self._ports

    def _other(self) -> int:
        for _ in range(_ATTEMPTS):
            port = random.choice(_RANGE)  # noqa: S311 - spreads checkouts, protects nothing
            if port not in self._ports.values() and self._claim(port):
                return port
        raise CannotTryError(f"no free port between {_RANGE.start} and {_RANGE.stop}")

    def _claim(self, port: int) -> bool:
        """An abstract socket stands for a port that is chosen and not yet listened on."""
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            claim.bind(f"\0signaalketen-port-{port}")
        except OSError:
            claim.close()
            return False
        self._claims.append(claim)
        return _is_free(port)


def _is_free(port: int) -> bool:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def accepts(port: int) -> bool:
    """Whether something listens there."""
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True
