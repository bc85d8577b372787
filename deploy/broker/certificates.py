"""Certificates for both doors of the broker and for PostgreSQL: two CAs, so that neither door trusts whom the other
one does.

In production the partners' CA is PKIoverheid and this file makes only the services' half. No door trusts a CA: each has
the certificates themselves (``pins``), which are made, pinned and taken into use in that order.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from deploy.broker import pins, trust
from deploy.errors import CannotTryError
from deploy.files import write_file
from schemas.registry import SERVICES, Party, partners

SERVICE_CA = "service-ca.pem"
PARTNER_CA = "partner-ca.pem"
PARTNERS = "partners"
DATABASE = "postgres"
IDENTITY = "identity"
"""Of the file with PostgreSQL's certificate, and the name under which containers reach it."""

_ORGANISATION = "Signaalketen"
_CA_LIFE = timedelta(days=3653)
_LEAF_LIFE = timedelta(days=365)
_APART = timedelta(days=3)
"""Between the ends of two leaves made at once: a renewal that was forgotten stops one party and not the chain."""

RENEW_BEFORE = timedelta(days=30)
_CLOCK_SKEW = timedelta(minutes=5)
_LOCAL_HOSTS = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class _Authority:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class _Leaf:
    path: Path
    party: Party | None
    subject: x509.Name
    authority: _Authority
    names: tuple[x509.GeneralName, ...]
    life: timedelta


def make_certificates(
    folder: Path,
    broker_hosts: Sequence[str],
    before_use: Callable[[], None] = lambda: None,
    renew_before: timedelta = RENEW_BEFORE,
    database_hosts: Sequence[str] = (DATABASE,),
    identity_hosts: Sequence[str] = (),
) -> tuple[Party, ...]:
    """Writes what is missing, about to expire, or no longer as declared; leaves the rest. Returns whose is new.

    ``service-ca.pem`` signs the broker, so services and partners alike verify the broker with it; and PostgreSQL, and
    an identity provider of our own, if it has hosts.
    ``before_use`` is called when the new ones are pinned and before they take the place of those they follow.
    """
    (folder / PARTNERS).mkdir(parents=True, exist_ok=True)
    leaves = _leaves(folder, broker_hosts, {DATABASE: database_hosts, IDENTITY: identity_hosts})
    due = [leaf for leaf in leaves if not _still_good(leaf, renew_before)]
    made = [(leaf, _signed(leaf.subject, leaf.authority, leaf.names, leaf.life)) for leaf in due]
    for leaf, pem in made:
        if leaf.party:
            pins.pin(folder / pins.FOLDER, leaf.party, _first_certificate(pem))
    for leaf in (leaf for leaf in leaves if leaf not in due):  # of an installation from before there were pins
        if leaf.party and not pins.declared(folder / pins.FOLDER, leaf.party):
            pins.pin(folder / pins.FOLDER, leaf.party, _first_certificate(leaf.path.read_bytes()))
    trust.write(folder / pins.FOLDER)
    if made:
        before_use()
    for leaf, pem in made:
        write_file(leaf.path, pem, 0o600)
    return tuple(leaf.party for leaf in due if leaf.party)


def _leaves(folder: Path, broker_hosts: Sequence[str], served: Mapping[str, Sequence[str]]) -> list[_Leaf]:
    services = _authority(folder / SERVICE_CA, "Signaalketen services CA")
    others = _authority(folder / PARTNER_CA, "Signaalketen partners CA")
    # The rules in server.properties want a service's CN as the last RDN, a partner's serialNumber anywhere, once.
    hosts = _general_names(broker_hosts)
    lives = (_LEAF_LIFE - number * _APART for number in count())
    found: list[_Leaf] = []
    for name in (*pins.ADMINISTRATION, *SERVICES):
        subject = _name((NameOID.ORGANIZATION_NAME, _ORGANISATION), (NameOID.COMMON_NAME, name))
        names = hosts if name == "broker" else ()
        found.append(_Leaf(folder / f"{name}.pem", f"service:{name}", subject, services, names, next(lives)))
    for name, partner in partners().items():
        subject = _name(
            (NameOID.ORGANIZATION_NAME, partner.name),
            (NameOID.COMMON_NAME, name),
            (NameOID.SERIAL_NUMBER, partner.oin),
        )
        path = folder / PARTNERS / f"{name}.pem"
        found.append(_Leaf(path, f"partner:{name}", subject, others, (), next(lives)))
    for name, hosts in served.items():  # they enter no door
        subject = _name((NameOID.ORGANIZATION_NAME, _ORGANISATION), (NameOID.COMMON_NAME, name))
        if hosts:
            found.append(_Leaf(folder / f"{name}.pem", None, subject, services, _general_names(hosts), next(lives)))
    return found


def client_pem(subject: x509.Name, ca: Path, life: timedelta = _LEAF_LIFE) -> bytes:
    """Key and certificate of a client of any name, also of a wrong one; a life below zero has ended."""
    authority = _stored(ca, ca.with_suffix(".key"))
    if authority is None:
        raise CannotTryError(f"{ca} and its key are not both there: can't sign with them")
    return _signed(subject, authority, (), life)


def make_authority(path: Path, common_name: str) -> None:
    """A new CA, in place of one that may be there."""
    _new_authority(path, path.with_suffix(".key"), common_name)


def _name(*attributes: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])


def _authority(path: Path, common_name: str) -> _Authority:
    key_path = path.with_suffix(".key")
    found = _stored(path, key_path)
    # A leaf never outlives its CA.
    if found and found.certificate.not_valid_after_utc > datetime.now(UTC) + _LEAF_LIFE:
        return found
    return _new_authority(path, key_path, common_name)


def _stored(path: Path, key_path: Path) -> _Authority | None:
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        key = serialization.load_pem_private_key(key_path.read_bytes(), None)
    except (FileNotFoundError, ValueError):
        return None
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.public_key() == certificate.public_key():
        return _Authority(certificate, key)
    return None


def _new_authority(path: Path, key_path: Path, common_name: str) -> _Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name((NameOID.ORGANIZATION_NAME, _ORGANISATION), (NameOID.COMMON_NAME, common_name))
    builder = (
        _builder(subject, key, _CA_LIFE)
        .issuer_name(subject)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
    )
    authority = _Authority(builder.sign(key, hashes.SHA256()), key)
    write_file(key_path, _pem(key), 0o600)
    write_file(path, authority.certificate.public_bytes(serialization.Encoding.PEM), 0o644)
    return authority


def _first_certificate(pem: bytes) -> bytes:
    return x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.PEM)


def _signed(subject: x509.Name, authority: _Authority, names: Sequence[x509.GeneralName], life: timedelta) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    usages = [ExtendedKeyUsageOID.CLIENT_AUTH]
    if names:  # the broker serves, and is its own controller's client
        usages.append(ExtendedKeyUsageOID.SERVER_AUTH)
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = (
        _builder(subject, key, life)
        .issuer_name(authority.certificate.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        .add_extension(issuer_key, critical=False)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    chain = [builder.sign(authority.key, hashes.SHA256()), authority.certificate]
    return _pem(key) + b"".join(c.public_bytes(serialization.Encoding.PEM) for c in chain)


def _still_good(leaf: _Leaf, renew_before: timedelta) -> bool:
    try:
        pem = leaf.path.read_bytes()
        certificate = x509.load_pem_x509_certificate(pem)
        key = serialization.load_pem_private_key(pem, None)
        certificate.verify_directly_issued_by(leaf.authority.certificate)
    except (FileNotFoundError, ValueError, TypeError, InvalidSignature):
        return False
    try:
        found = tuple(certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    except x509.ExtensionNotFound:
        found = ()
    return (
        certificate.not_valid_after_utc > datetime.now(UTC) + renew_before
        and certificate.subject == leaf.subject
        and certificate.public_key() == key.public_key()
        and found == leaf.names
    )


def _general_names(hosts: Sequence[str]) -> tuple[x509.GeneralName, ...]:
    return tuple(_general_name(host) for host in dict.fromkeys([*_LOCAL_HOSTS, *hosts]))


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _builder(subject: x509.Name, key: ec.EllipticCurvePrivateKey, life: timedelta) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SKEW)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
