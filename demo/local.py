"""Where the running chain is, as anyone outside it finds out: ``.local/env`` and the certificates beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy.errors import CannotTryError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Local:
    """The chain under ``root``."""

    root: Path
    names: Mapping[str, str]

    def url(self, service: str) -> str:
        return self.names[f"{service.replace('-', '_').upper()}_URL"]

    @property
    def partners_door(self) -> str:
        return self.names["KAFKA_PARTNERS"]

    @property
    def ca(self) -> str:
        return self.names["KAFKA_CA"]

    def certificate(self, partner: str) -> Path:
        return self.root / "certs" / "partners" / f"{partner}.pem"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"


def read(root: Path) -> Local:
    """Raises CannotTryError when nothing runs there."""
    try:
        lines = (root / "env").read_text("utf-8").splitlines()
    except FileNotFoundError as error:
        raise CannotTryError(f"no chain runs under {root}: start it with `signaalketen up`") from error
    return Local(root, dict(line.split("=", 1) for line in lines if "=" in line))
