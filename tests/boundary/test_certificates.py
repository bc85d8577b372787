"""Who a certificate says it is, by the very rules that the broker maps it with."""

import re
import ssl
import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import NameOID

from deploy.broker import certificates
from deploy.broker.certificates import PARTNER_CA, SERVICE_CA, make_certificates
from deploy.broker.principals import principal_of
from schemas.registry import SERVICES, partners

PROPERTIES = Path(certificates.__file__).with_name("server.properties").read_text("utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("certs")
    make_certificates(made, ["kafka.example"])
    return made


def leaf(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


_JAVA = {
    NameOID.COMMON_NAME: "CN",
    NameOID.ORGANIZATION_NAME: "O",
    NameOID.COUNTRY_NAME: "C",
    NameOID.LOCALITY_NAME: "L",
    NameOID.ORGANIZATIONAL_UNIT_NAME: "OU",
}

_ESCAPED = re.compile(r'[,=+<>#;"\\]')


def as_java_writes_it(subject: x509.Name) -> str:
    """RFC 2253 as java.security.Principal.getName() gives it: the last RDN first, by hex what it has no word for."""

    def written(attribute: x509.NameAttribute[str]) -> str:
        value = attribute.value
        if attribute.oid in _JAVA:
            return _JAVA[attribute.oid] + "=" + _ESCAPED.sub(r"\\\g<0>", value)
        return f"{attribute.oid.dotted_string}=#13{len(value):02x}{value.encode().hex()}"

    return ",".join("+".join(written(a) for a in rdn) for rdn in reversed(subject.rdns))  # pyright: ignore[reportArgumentType] - values are text here


def principal(certificate: x509.Certificate, setting: str) -> str:
    return mapped(certificate.subject, setting)


def mapped(subject: x509.Name, setting: str) -> str:
    """What the rules of a listener make of a certificate of this name."""
    line = next(line for line in PROPERTIES.splitlines() if line.startswith(f"{setting}="))
    rules = re.findall(r"RULE:(\^.*?\$)/(.*?)/", line.removeprefix(f"{setting}=").replace("\\\\", "\\"))
    assert len(rules) == 2
    for pattern, name in rules:
        if found := re.fullmatch(pattern, as_java_writes_it(subject)):
            return "User:" + name.replace("$1", found[1] if found.groups() else "")
    raise AssertionError("no rule matches: the broker would use the whole DN")


SERVICES_DOOR = "ssl.principal.mapping.rules"
PARTNERS_DOOR = "listener.name.partners.ssl.principal.mapping.rules"


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_known_by_its_name_at_its_own_door_only(folder: Path, name: str) -> None:
    certificate = leaf(folder / f"{name}.pem")
    assert principal(certificate, SERVICES_DOOR) == principal_of(f"service:{name}")
    assert principal(certificate, PARTNERS_DOOR) == "User:rejected"


@pytest.mark.parametrize("name", partners())
def test_a_partner_is_known_by_its_oin_at_its_own_door_only(folder: Path, name: str) -> None:
    certificate = leaf(folder / "partners" / f"{name}.pem")
    assert principal(certificate, PARTNERS_DOOR) == principal_of(f"partner:{name}")
    assert principal(certificate, SERVICES_DOOR) == "User:rejected"


OIN = partners()["riec"].oin
SERIAL, OTHER = (NameOID.SERIAL_NUMBER, OIN), (NameOID.SERIAL_NUMBER, partners()["nla"].oin)
LAND, NAMED, CN = (
    (NameOID.COUNTRY_NAME, "NL"),
    (NameOID.ORGANIZATION_NAME, "RIEC"),
    (NameOID.COMMON_NAME, "riec.example"),
)
AS_TEXT = f"2.5.4.5=#1314{OIN.encode().hex()}"
Attribute = tuple[x509.ObjectIdentifier, str]


def name_of(*rdns: tuple[Attribute, ...]) -> x509.Name:
    return x509.Name([x509.RelativeDistinguishedName([x509.NameAttribute(*one) for one in rdn]) for rdn in rdns])


@pytest.mark.parametrize(
    "rdns",
    [
        [(LAND,), (NAMED,), (CN,), (SERIAL,)],
        [(LAND,), (NAMED,), (SERIAL,), (CN,)],
        [(SERIAL,), (LAND,), (NAMED,), (CN,)],
        [(SERIAL,)],
        [(LAND,), (CN, SERIAL), (NAMED,)],
        [((NameOID.ORGANIZATION_NAME, f"x,{AS_TEXT}"),), (SERIAL,), (CN,)],
        [((NameOID.ORGANIZATION_NAME, "Zorg, Veiligheid + \\Huis\\"),), (SERIAL,), ((NameOID.COMMON_NAME, "a=b#c;d"),)],
        [((NameOID.ORGANIZATION_IDENTIFIER, "NTRNL-27364264"),), (SERIAL,), (CN,)],
        [((NameOID.ORGANIZATION_NAME, "x" * 64),), (SERIAL,), ((NameOID.COMMON_NAME, "\\" * 64),)],
    ],
)
def test_a_serial_number_counts_wherever_it_stands(rdns: list[tuple[Attribute, ...]]) -> None:
    assert mapped(name_of(*rdns), PARTNERS_DOOR) == principal_of("partner:riec")


@pytest.mark.parametrize(
    "rdns",
    [
        [(LAND,), (NAMED,), (CN,)],
        [(SERIAL,), (NAMED,), (SERIAL,)],
        [(SERIAL,), (OTHER,), (CN,)],
        [(OTHER, SERIAL), (CN,)],
        [(SERIAL,), (CN,), ((NameOID.SERIAL_NUMBER, "1"),)],
        [((NameOID.SERIAL_NUMBER, OIN + "0"),), (CN,)],
        [((NameOID.ORGANIZATION_NAME, AS_TEXT),)],
        [((NameOID.ORGANIZATION_NAME, f"x,{AS_TEXT}"),), (CN,)],
        [((NameOID.ORGANIZATION_NAME, f"x\\,{AS_TEXT}"),), (CN,)],
        [(CN,), ((NameOID.ORGANIZATION_NAME, f"{AS_TEXT},CN=x"),)],
        [(NAMED,), ((NameOID.COMMON_NAME, f"serialNumber={OIN}"),)],
    ],
)
def test_none_two_or_only_its_text_is_nobody(rdns: list[tuple[Attribute, ...]]) -> None:
    assert mapped(name_of(*rdns), PARTNERS_DOOR) == "User:rejected"


@pytest.mark.parametrize("name", ["broker", "provision"])
def test_super_users_are_the_broker_and_the_provisioner(folder: Path, name: str) -> None:
    line = next(line for line in PROPERTIES.splitlines() if line.startswith("super.users="))
    assert principal(leaf(folder / f"{name}.pem"), SERVICES_DOOR) in line.removeprefix("super.users=").split(";")
    assert principal(leaf(folder / f"{name}.pem"), PARTNERS_DOOR) == "User:rejected"


def test_neither_ca_vouches_for_the_others(folder: Path) -> None:
    service_ca, partner_ca = leaf(folder / SERVICE_CA), leaf(folder / PARTNER_CA)
    for path in [folder / f"{name}.pem" for name in ("broker", "provision", *SERVICES)]:
        leaf(path).verify_directly_issued_by(service_ca)
    for path in (folder / "partners").iterdir():
        leaf(path).verify_directly_issued_by(partner_ca)
        with pytest.raises((ValueError, InvalidSignature)):
            leaf(path).verify_directly_issued_by(service_ca)


@pytest.mark.parametrize(("hostname", "accepted"), [("kafka.example", True), ("127.0.0.1", True), ("other", False)])
def test_a_partner_that_knows_kafka_ca_verifies_the_broker(folder: Path, hostname: str, accepted: bool) -> None:
    client_context = ssl.create_default_context(cafile=str(folder / SERVICE_CA))
    client_context.verify_flags |= ssl.VERIFY_X509_STRICT
    client_context.load_cert_chain(folder / "partners" / "riec.pem")
    server_context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(folder / PARTNER_CA))
    server_context.load_cert_chain(folder / "broker.pem")
    server_context.verify_mode = ssl.CERT_REQUIRED
    assert handshake(client_context, server_context, hostname) is accepted


def test_a_service_certificate_is_refused_at_the_partners_door(folder: Path) -> None:
    client_context = ssl.create_default_context(cafile=str(folder / SERVICE_CA))
    client_context.load_cert_chain(folder / "triage.pem")
    server_context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(folder / PARTNER_CA))
    server_context.load_cert_chain(folder / "broker.pem")
    server_context.verify_mode = ssl.CERT_REQUIRED
    assert not handshake(client_context, server_context, "localhost")


def handshake(client_context: ssl.SSLContext, server_context: ssl.SSLContext, hostname: str) -> bool:
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_context.wrap_bio(to_client, to_server, server_hostname=hostname)
    server = server_context.wrap_bio(to_server, to_client, server_side=True)
    waiting = [client, server]
    for _ in range(10):
        for side in list(waiting):
            try:
                side.do_handshake()
                waiting.remove(side)
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLError:
                return False
    return not waiting


def test_private_keys_are_readable_to_their_owner_only(folder: Path) -> None:
    holding_a_key = [path for path in folder.rglob("*") if path.is_file() and b"PRIVATE KEY" in path.read_bytes()]
    assert len(holding_a_key) == 2 + 3 + len(SERVICES) + len(partners())
    assert {stat.S_IMODE(path.stat().st_mode) for path in holding_a_key} == {0o600}


def test_a_second_run_changes_nothing_and_a_missing_or_foreign_leaf_is_made_again(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    make_certificates(folder, ["kafka.example"])
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before

    missing, foreign = folder / "intake.pem", folder / "triage.pem"
    missing.unlink()
    foreign.write_bytes(before[folder / "partners" / "riec.pem"])
    make_certificates(folder, ["kafka.example"])
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    changed = {path for path in before if after[path] != before[path]}
    assert {path for path in changed if "pins" not in path.parts} == {missing, foreign}
    leaf(foreign).verify_directly_issued_by(leaf(folder / SERVICE_CA))


def test_a_broker_that_gets_another_name_gets_another_certificate(folder: Path) -> None:
    before = (folder / "broker.pem").read_bytes()
    make_certificates(folder, ["elsewhere.example"])
    names = leaf(folder / "broker.pem").extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    make_certificates(folder, ["kafka.example"])
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "elsewhere.example"]
    assert (folder / "broker.pem").read_bytes() != before


def test_keys_are_unencrypted_pkcs8_on_p256(folder: Path) -> None:
    for path in (folder / "broker.pem", folder / "partners" / "riec.pem"):
        pem = path.read_bytes()
        assert pem.startswith(b"-----BEGIN PRIVATE KEY-----")
        key = serialization.load_pem_private_key(pem, None)
        assert key.public_key() == leaf(path).public_key()
