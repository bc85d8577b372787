"""Where the broker is administered: named in the environment, or else the local chain's."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from deploy.broker import pins
from deploy.broker.admin import BrokerAccess
from deploy.errors import CannotTryError
from deploy.local import stack


@dataclass(frozen=True, slots=True)
class Administration:
    """The services door as the provisioner enters it, and the address of the partners' door where it is known."""

    door: BrokerAccess
    partners: str
    pins: Path
    """Of the certificates that the doors trust (KAFKA_PINS)."""


def administration() -> Administration:
    """Raises CannotTryError when the environment names it only in part, or no chain runs here."""
    names = ("KAFKA_SERVICES", "KAFKA_CA", "KAFKA_CERTIFICATE")
    given = [os.environ.get(name, "") for name in names]
    if all(given):
        door = BrokerAccess(given[0], Path(given[1]), Path(given[2]))
        beside = door.certificate.parent / pins.FOLDER
        return Administration(door, os.environ.get("KAFKA_PARTNERS", ""), Path(os.environ.get("KAFKA_PINS") or beside))
    if os.environ.get("KAFKA_CERTIFICATE"):
        missing = [name for name, value in zip(names, given, strict=True) if not value]
        raise CannotTryError(f"not set: {', '.join(missing)}")
    root = stack.default_root()
    local = stack.addresses(root)
    certificates = root / "certs"
    door = BrokerAccess(local.kafka_services, local.kafka_ca, certificates / "provision.pem")
    return Administration(door, local.kafka_partners, certificates / pins.FOLDER)
