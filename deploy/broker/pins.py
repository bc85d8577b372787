"""Which certificates a party may enter with: one YAML each for a service or a partner, several at a time for a
change-over, each with the last day on which it counts.

::

    certificates:
    - sha256: 5f0c…           of the certificate's DER, in lower case, as `openssl x509 -fingerprint -sha256` says it
      until: 2027-11-26
      pem: |                  the certificate itself: it is public
        -----BEGIN CERTIFICATE-----

They are of one installation, so they stand beside its certificates (``certs/pins``) and not in ``schemas``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Literal

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

from deploy.errors import CannotTryError
from deploy.files import write_file
from schemas.registry import SERVICES, Party, partners

FOLDER = "pins"
SUSPENDED = "suspended"
"""Beside the pins: what ``admin.broker`` says of single certificates, for a start before the broker can be asked."""

ADMINISTRATION = ("broker", "provision")
"""Who enters at the services' door and is no service."""

_CN = NameOID.COMMON_NAME
_PEM = serialization.Encoding.PEM

Door = Literal["services", "partners"]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Pin(BaseModel):
    """One certificate; ``until`` is the last day (UTC) on which it counts, whatever the certificate itself says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: Sha256
    until: date
    pem: str

    @model_validator(mode="after")
    def _is_of_its_certificate(self) -> Pin:
        if fingerprint(self.certificate) != self.sha256:
            raise ValueError("sha256 is not that of the certificate in pem")
        return self

    @property
    def certificate(self) -> x509.Certificate:
        """Raises ValueError."""
        return x509.load_pem_x509_certificate(self.pem.encode())

    def holds(self, now: datetime) -> bool:
        """Whether both the declaration and the certificate say so. Kafka looks at neither: it trusts what is pinned."""
        found = self.certificate
        return now.date() <= self.until and found.not_valid_before_utc <= now < found.not_valid_after_utc


class Pins(BaseModel):
    """The file of one party."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    certificates: tuple[Pin, ...]


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of its DER, hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def pinned(folder: Path, party: Party) -> tuple[Pin, ...]:
    """As declared, also what has ended. Raises CannotTryError where the file is no such declaration."""
    path = _file(folder, party)
    try:
        declared = Pins.model_validate(yaml.safe_load(path.read_text("utf-8"))).certificates
    except FileNotFoundError:
        return ()
    except (ValidationError, yaml.YAMLError) as error:
        raise CannotTryError(f"{path}: {error}") from error
    if strange := [pin.sha256 for pin in declared if not _names(pin.certificate, party)]:
        raise CannotTryError(f"{path}: {strange[0]} is no certificate of {party}: its subject names somebody else")
    return declared


def declared(folder: Path, party: Party) -> bool:
    """Whether there is a file of this party, be it one without certificates."""
    return _file(folder, party).exists()


def pin(folder: Path, party: Party, pem: bytes, until: date | None = None, now: datetime | None = None) -> Pin:
    """Beside those that still hold; until the certificate's own end unless told. Raises CannotTryError."""
    now = now or datetime.now(UTC)
    try:
        certificate = x509.load_pem_x509_certificate(pem)
    except ValueError as error:
        raise CannotTryError(f"no certificate in PEM: {error}") from error
    if not _names(certificate, party):
        raise CannotTryError(f"this is no certificate of {party}: its subject names somebody else")
    text = certificate.public_bytes(_PEM).decode()
    new = Pin(sha256=fingerprint(certificate), until=until or certificate.not_valid_after_utc.date(), pem=text)
    kept = (old for old in pinned(folder, party) if old.holds(now) and old.sha256 != new.sha256)
    _write(folder, party, (*kept, new))
    return new


def unpin(folder: Path, party: Party, sha256: str) -> None:
    """Raises CannotTryError when it is not pinned."""
    found = pinned(folder, party)
    kept = tuple(pin for pin in found if pin.sha256 != sha256)
    if kept == found:
        raise CannotTryError(f"{party} has no pinned certificate {sha256}")
    _write(folder, party, kept)


def trusted(folder: Path, door: Door, now: datetime) -> tuple[Pin, ...]:
    """Those that open this door: declared, begun, not ended, not suspended; the same order every time."""
    out = suspended(folder)
    found = [pin for party in behind(door) for pin in pinned(folder, party)]
    return tuple(sorted((p for p in found if p.holds(now) and p.sha256 not in out), key=lambda pin: pin.sha256))


def behind(door: Door) -> tuple[Party, ...]:
    """Who may have certificates for it."""
    if door == "partners":
        return tuple(f"partner:{name}" for name in partners())
    return tuple(f"service:{name}" for name in (*ADMINISTRATION, *SERVICES))


def suspended(folder: Path) -> frozenset[str]:
    """Fingerprints of single certificates that are cut off, as ``keep_suspended`` left them."""
    try:
        return frozenset((folder / SUSPENDED).read_text("ascii").split())
    except FileNotFoundError:
        return frozenset()


def keep_suspended(folder: Path, fingerprints: frozenset[str]) -> None:
    write_file(folder / SUSPENDED, "".join(f"{one}\n" for one in sorted(fingerprints)).encode(), 0o644)


def _names(certificate: x509.Certificate, party: Party) -> bool:
    """Whether the broker would take who holds it for this party, or else for nobody."""
    kind, name = party.split(":")
    attribute, wanted = (NameOID.SERIAL_NUMBER, partners()[name].oin) if kind == "partner" else (_CN, name)
    return [found.value for found in certificate.subject.get_attributes_for_oid(attribute)] == [wanted]


def _file(folder: Path, party: Party) -> Path:
    kind, name = party.split(":")
    return folder / f"{kind}s" / f"{name}.yaml"


def _write(folder: Path, party: Party, declared: tuple[Pin, ...]) -> None:
    path = _file(folder, party)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = yaml.safe_dump(Pins(certificates=declared).model_dump(mode="python"), sort_keys=False)
    write_file(path, content.encode(), 0o644)
