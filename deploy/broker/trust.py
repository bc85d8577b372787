"""What the doors of the broker trust: the pinned certificates themselves, and no authority."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportPrivateImportUsage=false
# (confluent-kafka's futures are untyped, and its documented names not re-exported)

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ConfigSource,
    ResourceType,
)
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deploy.broker import pins
from deploy.broker.admin import TIMEOUT_SECONDS, BrokerAccess
from deploy.broker.wire import Connection
from deploy.errors import CannotTryError
from deploy.files import write_file

_DOORS: tuple[pins.Door, ...] = ("services", "partners")
_CONNECTIONS = "max.connections"
_PAUSE_SECONDS = 0.05
_CROWD = 30
_CLOSING_SECONDS = 12.0
"""Sixty connections at most (server.properties), of which two network threads close one each every 0.3 s."""

TRUSTED, NOT_TRUSTED = "trusted", "not trusted"
_SHORTLY = timedelta(minutes=-1)
_STORES = ("truststore", "keystore")


def file_of(folder: Path, door: pins.Door) -> Path:
    """What this door of the broker reads; ``folder`` holds the pins."""
    return folder / f"{door}.pem"


def held(folder: Path, door: pins.Door) -> frozenset[str]:
    """Fingerprints of the certificates in the file of this door, but for the stand-ins of authorities."""
    try:
        found = x509.load_pem_x509_certificates(file_of(folder, door).read_bytes())
    except FileNotFoundError:
        return frozenset()
    return frozenset(pins.fingerprint(one) for one in found if not _is_stand_in(one))


def write(folder: Path, now: datetime | None = None) -> None:
    """The files of both doors, where they are not as declared; the broker reads them when it starts or is told to."""
    for door in _DOORS:
        wanted = pins.trusted(folder, door, now or datetime.now(UTC))
        path = file_of(folder, door)
        if path.exists() and held(folder, door) == frozenset(pin.sha256 for pin in wanted):
            continue
        folder.mkdir(parents=True, exist_ok=True)
        issuers = dict.fromkeys(pin.certificate.issuer for pin in wanted)
        stand_ins = (_stand_in(name) for name in issuers or [_NOBODY])
        write_file(path, "".join([*(pin.pem for pin in wanted), *stand_ins]).encode(), 0o644)


def settle(door: BrokerAccess, folder: Path) -> list[str]:
    """Makes the broker trust what is pinned today, and shows out who may have come in with what is no longer.

    Returns each change in words. Raises CannotTryError.
    """
    admin = door.admin()
    forget_crowd(admin)
    changes = list(not_as_declared(folder))
    if changes:
        write(folder)
        read_again(admin)
    if any((change.door, change.wanted) == ("partners", NOT_TRUSTED) for change in changes):
        show_out(door)
    return [f"certificate {change.sha256} at the {change.door} door: {change.wanted}" for change in changes]


def show_out(door: BrokerAccess) -> None:
    """Ends every connection at the partners' door; who still has a trusted certificate connects again.

    What a certificate opened stays open when the certificate counts no more. A broker with more connections than it may
    have closes those of every listener but the one between brokers, which is the services' door (KIP-402): so it gets
    that many of ours there, and may have no more for a moment. Fewer would shut out its own controller.
    """
    admin = door.admin()
    try:
        for node in admin.list_topics(timeout=TIMEOUT_SECONDS).brokers.values():
            with ExitStack() as crowd:
                for _ in range(_CROWD + 1):
                    crowd.enter_context(Connection(f"{node.host}:{node.port}", door.ca, door.certificate))
                _alter(admin, str(node.id), [_set(_CONNECTIONS, str(_CROWD))])
                try:
                    time.sleep(_CLOSING_SECONDS)
                finally:
                    forget_crowd(admin)
    except (KafkaException, OSError) as error:
        raise CannotTryError(f"the broker does not close connections: {error}") from error


def forget_crowd(admin: AdminClient) -> None:
    """Takes away what ``show_out`` leaves behind when it is broken off."""
    for node in admin.list_topics(timeout=TIMEOUT_SECONDS).brokers:
        if ConfigSource(_described(admin, str(node))[_CONNECTIONS].source) is ConfigSource.DYNAMIC_BROKER_CONFIG:
            delete = ConfigEntry(_CONNECTIONS, None, incremental_operation=AlterConfigOpType.DELETE)
            _alter(admin, str(node), [delete])


def read_again(admin: AdminClient) -> None:
    """Makes the broker take the files as they are now, without a restart, and returns once it has.

    Who is connected stays so. Raises CannotTryError where it refuses them: it goes on with what it had.
    """
    try:
        for node in admin.list_topics(timeout=TIMEOUT_SECONDS).brokers:
            wanted = {name: _elsewise(value) for name, value in _locations(admin, str(node)).items()}
            _alter(admin, str(node), [_set(name, value) for name, value in wanted.items()])
            _wait_for(lambda node=node, wanted=wanted: _locations(admin, str(node)) == wanted)
    except KafkaException as error:
        raise CannotTryError(f"the broker does not take the certificates: {error}") from error


def _locations(admin: AdminClient, node: str) -> dict[str, str]:
    found = _described(admin, node)
    names = (f"listener.name.{door}.ssl.{store}.location" for door in _DOORS for store in _STORES)
    return {name: found[name].value or "" for name in names}


def _described(admin: AdminClient, node: str) -> dict[str, ConfigEntry]:
    described = admin.describe_configs([ConfigResource(ResourceType.BROKER, node)], request_timeout=TIMEOUT_SECONDS)
    return next(iter(described.values())).result()


def _set(name: str, value: str) -> ConfigEntry:
    return ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET)


def _alter(admin: AdminClient, node: str, changes: list[ConfigEntry]) -> None:
    resource = ConfigResource(ResourceType.BROKER, node, incremental_configs=changes)
    for future in admin.incremental_alter_configs([resource], request_timeout=TIMEOUT_SECONDS).values():
        future.result(timeout=TIMEOUT_SECONDS)


def _wait_for(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise CannotTryError("the broker does not show what it accepted")
        time.sleep(_PAUSE_SECONDS)


def _elsewise(location: str) -> str:
    """The same file under another spelling: a change that the broker shows once it has made it."""
    folder, _, name = location.rpartition("/")
    return f"{folder.removesuffix('/.')}/{name}" if folder.endswith("/.") else f"{folder}/./{name}"


@dataclass(frozen=True, slots=True)
class Difference:
    """A certificate of which a door's file has too much or too little; ``wanted`` and ``found`` in words."""

    door: pins.Door
    sha256: str
    wanted: str
    found: str


def not_as_declared(folder: Path, now: datetime | None = None) -> Iterator[Difference]:
    """Also what has ended since the file was written: Kafka itself trusts it for ever."""
    for door in _DOORS:
        wanted = {pin.sha256 for pin in pins.trusted(folder, door, now or datetime.now(UTC))}
        found = held(folder, door)
        for sha256 in sorted(wanted ^ found):
            yield Difference(door, sha256, *(TRUSTED if sha256 in which else NOT_TRUSTED for which in (wanted, found)))


_NOBODY = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nobody")])


def _stand_in(name: x509.Name) -> str:
    """A certificate of this name that ended and of which nobody has the key.

    A door names to its clients whom it trusts, and one in Java sends its certificate only when an issuer of it is
    among those. No certificate is signed with a key that is thrown away, so this one lets nobody in.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + 2 * _SHORTLY)
        .not_valid_after(now + _SHORTLY)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


def _is_stand_in(certificate: x509.Certificate) -> bool:
    return certificate.subject == certificate.issuer
