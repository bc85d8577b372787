"""Certificates as nobody should have them, and spellings that are as good as the usual one, tried at both doors.

Who the broker takes a client for shows in what it may do: a party by its own permissions, ``rejected`` by having none.
A TLS failure is ``refused``.
"""

from __future__ import annotations

import tempfile
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.x509.name import _ASN1Type  # pyright: ignore[reportPrivateUsage] - there is no public name for it
from cryptography.x509.oid import NameOID

from deploy.broker.certificates import PARTNER_CA, PARTNERS, SERVICE_CA, client_pem, make_authority
from deploy.broker.entrances import DoorName, Entrances
from deploy.broker.permission_matrix import Cell, all_cells, expected_of
from deploy.broker.probe import listed, probe
from deploy.broker.wanted import parties
from deploy.errors import CannotTryError
from deploy.files import write_file
from schemas.registry import SERVICES, partners

REFUSED = "refused"
REJECTED = "rejected"

_ORGANISATION = (NameOID.ORGANIZATION_NAME, "Signaalketen")
_ENDED = timedelta(minutes=-1)
_OTHER_CA = "other-ca.pem"

Attribute = tuple[x509.ObjectIdentifier, str]
_PartnerSubject = tuple[Attribute, Attribute, Attribute]


@dataclass(frozen=True, slots=True)
class Handshake:
    """One certificate at one door, and who it should be there; no PEM is no certificate."""

    case: str
    door: DoorName
    pem: bytes | None
    expected: str


def tried(
    entrances: Entrances, suspended: Container[str] = (), *, by_name: bool = False
) -> Iterator[tuple[Handshake, str]]:
    """Each case, and who the broker took it for. None of these certificates is pinned, so that nobody gets in with one,
    whatever its name; ``by_name``: at a broker that trusts the CAs, the name decides.
    """
    with tempfile.TemporaryDirectory() as made:  # 0700
        certificate = Path(made) / "client.pem"
        for handshake in cases(entrances.certificates, Path(made), suspended):
            if not by_name:
                handshake = replace(handshake, expected=REFUSED)  # noqa: PLW2901 - the same case
            if handshake.pem:
                write_file(certificate, handshake.pem, 0o600)
            yield handshake, _taken_for(entrances, handshake.door, certificate if handshake.pem else None)


def cases(certificates: Path, scratch: Path, suspended: Container[str] = ()) -> Iterator[Handshake]:
    """Needs the keys of both CAs, so not for a partners' CA that is someone else's."""
    partner_subject = _partner(suspended)
    make_authority(scratch / _OTHER_CA, "Signaalketen services CA")
    service, partner, other = certificates / SERVICE_CA, certificates / PARTNER_CA, scratch / _OTHER_CA
    yield from _refused(certificates, service, partner, other, partner_subject)
    yield from _services(service, partner_subject)
    yield from _forged(partner)
    yield from _spellings(partner, partner_subject)


def _refused(
    certificates: Path, service: Path, partner: Path, other: Path, oin: _PartnerSubject
) -> Iterator[Handshake]:
    yield Handshake("no certificate", "services", None, REFUSED)
    yield Handshake("no certificate", "partners", None, REFUSED)
    yield Handshake("expired", "services", client_pem(_subject(*_service()), service, _ENDED), REFUSED)
    yield Handshake("expired", "partners", client_pem(_subject(*oin), partner, _ENDED), REFUSED)
    yield Handshake("another CA of the same name", "services", client_pem(_subject(*_service()), other), REFUSED)
    yield Handshake("another CA", "partners", client_pem(_subject(*oin), other), REFUSED)
    for name in partners():
        pem = (certificates / PARTNERS / f"{name}.pem").read_bytes()
        yield Handshake(f"partner {name} at the services door", "services", pem, REFUSED)
    for name in ("broker", "provision", *SERVICES):
        pem = (certificates / f"{name}.pem").read_bytes()
        yield Handshake(f"service {name} at the partners door", "partners", pem, REFUSED)


def _services(ca: Path, oin: _PartnerSubject) -> Iterator[Handshake]:
    """The CA of the services signs what it is given; the name alone decides."""
    name = (NameOID.COMMON_NAME, SERVICES[0])
    spelt: dict[str, tuple[tuple[Attribute, ...], str]] = {
        "CN last": ((_ORGANISATION, name), f"service:{SERVICES[0]}"),
        "CN first": ((name, _ORGANISATION), REJECTED),
        "CN alone": ((name,), REJECTED),
        "CN in capitals": ((_ORGANISATION, (NameOID.COMMON_NAME, SERVICES[0].upper())), REJECTED),
        "CN with an attribute in it": ((_ORGANISATION, (NameOID.COMMON_NAME, f"{SERVICES[0]},O=x")), REJECTED),
        "no CN": ((_ORGANISATION,), REJECTED),
        "an unknown CN": ((_ORGANISATION, (NameOID.COMMON_NAME, "unknown")), REJECTED),
        "an OIN instead of a CN": (oin, REJECTED),
    }
    for case, (attributes, expected) in spelt.items():
        yield Handshake(case, "services", client_pem(_subject(*attributes), ca), expected)


def _forged(ca: Path) -> Iterator[Handshake]:
    """Signed by the partners' CA, named as someone inside."""
    for name in ("broker", "provision", *SERVICES):
        forged = (_ORGANISATION, (NameOID.COMMON_NAME, name))
        yield Handshake(f"forged CN={name}", "partners", client_pem(_subject(*forged), ca), REJECTED)
    injected = ((NameOID.ORGANIZATION_NAME, "x,CN=provision"), (NameOID.COMMON_NAME, "svc:provision"))
    yield Handshake("forged CN in another attribute", "partners", client_pem(_subject(*injected), ca), REJECTED)


def _spellings(ca: Path, subject_of_partner: _PartnerSubject) -> Iterator[Handshake]:
    (organisation, name, (oid, oin)) = subject_of_partner
    right = f"partner:{name[1]}"
    yield Handshake("no serialNumber", "partners", client_pem(_subject(organisation, name), ca), REJECTED)
    yield Handshake("OIN in the CN", "partners", client_pem(_subject(organisation, (name[0], oin)), ca), REJECTED)
    wrong = {
        "OIN of 19 digits": oin[:-1],
        "OIN of 21 digits": oin + "0",
        "OIN of 21 digits, a zero before it": "0" + oin,
        "OIN with a letter": oin[:-1] + "A",
        "OIN of no partner": "9" * 20,
    }
    for case, value in wrong.items():
        yield Handshake(case, "partners", client_pem(_subject(organisation, name, (oid, value)), ca), REJECTED)
    for kind in (_ASN1Type.PrintableString, _ASN1Type.UTF8String):
        serial = x509.NameAttribute(oid, oin, _type=kind)
        subject = x509.Name([x509.NameAttribute(*organisation), x509.NameAttribute(*name), serial])
        yield Handshake(f"serialNumber as {kind.name}", "partners", client_pem(subject, ca), right)
    yield from _places(ca, subject_of_partner)
    yield from _twice(ca, subject_of_partner)
    yield from _lookalikes(ca, subject_of_partner)


def _places(ca: Path, subject_of_partner: _PartnerSubject) -> Iterator[Handshake]:
    """As certificates of PKIoverheid have it: wherever its CA writes the serialNumber."""
    (organisation, name, serial) = subject_of_partner
    country = (NameOID.COUNTRY_NAME, "NL")
    places: dict[str, tuple[tuple[Attribute, ...], ...]] = {
        "last": ((organisation,), (name,), (serial,)),
        "last, CN before O": ((name,), (organisation,), (serial,)),
        "last, no O": ((name,), (serial,)),
        "in the middle": ((country,), (organisation,), (serial,), (name,)),
        "first": ((serial,), (organisation,), (name,)),
        "alone": ((serial,),),
        "and CN in one RDN": ((organisation,), (name, serial)),
        "and O in one RDN, first": ((organisation, serial), (name,)),
    }
    for place, rdns in places.items():
        yield Handshake(f"serialNumber {place}", "partners", client_pem(_of_rdns(*rdns), ca), f"partner:{name[1]}")


def _twice(ca: Path, subject_of_partner: _PartnerSubject) -> Iterator[Handshake]:
    (organisation, name, serial) = subject_of_partner
    other = (serial[0], "9" * len(serial[1]))
    no_oin = (serial[0], "1")
    twice: dict[str, tuple[tuple[Attribute, ...], ...]] = {
        "the same serialNumber twice": ((serial,), (organisation,), (serial,)),
        "another serialNumber before it": ((other,), (serial,), (name,)),
        "another serialNumber after it": ((serial,), (name,), (other,)),
        "a serialNumber that is no OIN before it": ((no_oin,), (serial,), (name,)),
        "a serialNumber that is no OIN after it": ((organisation,), (serial,), (no_oin,)),
        "two serialNumbers in one RDN": ((organisation,), (serial, other)),
    }
    for case, rdns in twice.items():
        yield Handshake(case, "partners", client_pem(_of_rdns(*rdns), ca), REJECTED)


def _lookalikes(ca: Path, subject_of_partner: _PartnerSubject) -> Iterator[Handshake]:
    """Text of another attribute that reads as a serialNumber once the broker has it printed: it names nobody."""
    (organisation, name, serial) = subject_of_partner
    printed = f"2.5.4.5=#13{len(serial[1]):02x}{serial[1].encode('ascii').hex()}"
    stranger = next(partner.oin for partner in partners().values() if partner.oin != serial[1])
    forged = printed.replace(serial[1].encode("ascii").hex(), stranger.encode("ascii").hex())
    for text in (printed, f"x,{printed}", f"x,{printed},y=z", f"x+{printed}", f"\\,{printed}", f"x\\,{printed},O=x\\"):
        looking = (NameOID.ORGANIZATION_NAME, text)
        alone = client_pem(_of_rdns((name,), (looking,)), ca)
        yield Handshake(f"an O that reads {text}", "partners", alone, REJECTED)
    for text in (f"serialNumber={serial[1]}", f"SERIALNUMBER={serial[1]},CN=x", serial[1]):
        alone = client_pem(_of_rdns((organisation,), ((NameOID.COMMON_NAME, text),)), ca)
        yield Handshake(f"a CN that reads {text}", "partners", alone, REJECTED)
    for text in (f"x,{forged}", f"x\\,{forged}", f"{forged},", "x\\"):
        beside = client_pem(_of_rdns(((NameOID.ORGANIZATION_NAME, text),), (serial,), (name,)), ca)
        yield Handshake(f"its own beside an O that reads {text}", "partners", beside, f"partner:{name[1]}")


def _of_rdns(*rdns: tuple[Attribute, ...]) -> x509.Name:
    return x509.Name(
        [x509.RelativeDistinguishedName([x509.NameAttribute(*attribute) for attribute in rdn]) for rdn in rdns]
    )


def _service() -> tuple[Attribute, Attribute]:
    return _ORGANISATION, (NameOID.COMMON_NAME, SERVICES[0])


def _partner(suspended: Container[str]) -> _PartnerSubject:
    name, partner = next((name, partner) for name, partner in partners().items() if name not in suspended)
    return (
        (NameOID.ORGANIZATION_NAME, partner.name),
        (NameOID.COMMON_NAME, name),
        (NameOID.SERIAL_NUMBER, partner.oin),
    )


def _subject(*attributes: Attribute) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])


def _taken_for(entrances: Entrances, door: DoorName, certificate: Path | None) -> str:
    """Refused is who gets no first answer: in TLS 1.3 a client hears late that its certificate is not accepted."""
    let_in = False
    try:
        with entrances.connect(door, certificate) as connection:
            listed(connection)
            let_in = True
            outcomes = probe(connection, all_cells())
    except OSError as error:
        if let_in or isinstance(error, (ConnectionRefusedError, TimeoutError)):
            raise CannotTryError(f"the {door} door does not answer: {error}") from error
        return REFUSED
    odd = {outcome for outcome in outcomes.values() if outcome not in ("allowed", "denied")}
    if odd:
        return f"someone who gets {', '.join(sorted(odd))}"
    return _named(frozenset(cell for cell, outcome in outcomes.items() if outcome == "allowed"))


def _named(allowed: frozenset[Cell]) -> str:
    if not allowed:
        return REJECTED
    if len(allowed) == len(all_cells()):
        return "a super user"
    found = [party for party in parties() if expected_of(party) == allowed]
    return found[0] if found else f"someone with {len(allowed)} permissions of no party"
