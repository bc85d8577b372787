"""Both doors of a broker, and the certificates to enter them with."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from deploy.broker.certificates import PARTNERS
from deploy.broker.pins import FOLDER as PINS
from deploy.broker.wire import Connection
from deploy.errors import CannotTryError
from schemas.registry import Party

DoorName = Literal["services", "partners"]


@dataclass(frozen=True, slots=True)
class Entrances:
    """``certificates`` is the folder that ``make_certificates`` fills."""

    services: str
    partners: str
    ca: Path
    certificates: Path

    @property
    def pins(self) -> Path:
        return self.certificates / PINS

    def address(self, door: DoorName) -> str:
        return self.services if door == "services" else self.partners

    def certificate(self, party: Party) -> Path:
        kind, name = party.split(":")
        return self.certificates / (f"{name}.pem" if kind == "service" else f"{PARTNERS}/{name}.pem")

    def connect(self, door: DoorName, certificate: Path | None) -> Connection:
        """Raises OSError when not let in."""
        return Connection(self.address(door), self.ca, certificate)

    def enter(self, party: Party) -> Connection:
        """Through its own door with its own certificate."""
        try:
            return self.connect(door_of(party), self.certificate(party))
        except FileNotFoundError as error:
            raise CannotTryError(f"no certificate of {party} in {self.certificates}") from error
        except (ConnectionRefusedError, TimeoutError, ssl.SSLError) as error:
            raise CannotTryError(f"{party} does not get to the {door_of(party)} door: {error}") from error


def door_of(party: Party) -> DoorName:
    return "services" if party.startswith("service:") else "partners"
