"""Which certificates a door trusts, from what is pinned, on which day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from deploy.broker import pins, trust
from deploy.broker.certificates import PARTNER_CA, client_pem, make_certificates
from deploy.errors import CannotTryError
from schemas.registry import partners

if TYPE_CHECKING:
    from pathlib import Path

RIEC = "partner:riec"
DOORS: tuple[pins.Door, ...] = ("services", "partners")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_certificates(tmp_path, ["kafka.example"])
    return tmp_path


def certificate(folder: Path, party: str = "riec", life: timedelta = timedelta(days=90)) -> bytes:
    """Another one of this partner, of the same authority."""
    subject = x509.Name([x509.NameAttribute(NameOID.SERIAL_NUMBER, partners()[party].oin)])
    return client_pem(subject, folder / PARTNER_CA, life)


def opens(folder: Path) -> frozenset[str]:
    trust.write(folder / pins.FOLDER)
    return trust.held(folder / pins.FOLDER, "partners")


def pinned(folder: Path) -> list[str]:
    return [pin.sha256 for pin in pins.pinned(folder / pins.FOLDER, RIEC)]


def test_a_door_trusts_one_certificate_per_party_and_no_authority(folder: Path) -> None:
    for door in DOORS:
        assert len(trust.held(folder / pins.FOLDER, door)) == len(pins.behind(door))
        trusted = x509.load_pem_x509_certificates(trust.file_of(folder / pins.FOLDER, door).read_bytes())
        authorities = [x509.load_pem_x509_certificate(path.read_bytes()) for path in folder.glob("*-ca.pem")]
        assert not [one for one in trusted if one.public_key() in [other.public_key() for other in authorities]]


def test_a_door_names_the_authorities_so_that_clients_in_java_send_their_certificate(folder: Path) -> None:
    content = trust.file_of(folder / pins.FOLDER, "partners").read_bytes()
    stand_ins = [one for one in x509.load_pem_x509_certificates(content) if one.subject == one.issuer]
    assert [one.subject for one in stand_ins] == [
        x509.load_pem_x509_certificate((folder / PARTNER_CA).read_bytes()).subject
    ]
    assert all(one.not_valid_after_utc < datetime.now(UTC) for one in stand_ins)


def test_two_certificates_count_side_by_side_until_one_is_taken_away(folder: Path) -> None:
    (old,) = pinned(folder)
    new = pins.pin(folder / pins.FOLDER, RIEC, certificate(folder)).sha256
    assert {old, new} <= opens(folder)
    pins.unpin(folder / pins.FOLDER, RIEC, old)
    assert new in opens(folder)
    assert old not in opens(folder)


def test_what_has_ended_is_left_out_and_its_file_says_otherwise_until_it_is_written_again(folder: Path) -> None:
    """Kafka takes a pinned certificate whatever its own dates say."""
    new = pins.pin(folder / pins.FOLDER, RIEC, certificate(folder, life=timedelta(days=2)))
    assert new.sha256 in opens(folder)
    later = datetime.now(UTC) + timedelta(days=3)
    (found,) = trust.not_as_declared(folder / pins.FOLDER, later)
    assert (found.door, found.sha256, found.wanted, found.found) == ("partners", new.sha256, "not trusted", "trusted")
    trust.write(folder / pins.FOLDER, later)
    assert new.sha256 not in trust.held(folder / pins.FOLDER, "partners")


def test_a_pin_ends_on_its_own_day_too(folder: Path) -> None:
    now = datetime.now(UTC)
    new = pins.pin(folder / pins.FOLDER, RIEC, certificate(folder), until=now.date())
    assert new.holds(now)
    assert not new.holds(datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1))


def test_a_certificate_that_has_not_begun_is_left_out(folder: Path) -> None:
    new = pins.pin(folder / pins.FOLDER, RIEC, certificate(folder))
    assert not new.holds(datetime.now(UTC) - timedelta(days=1))


def test_a_suspended_certificate_stays_out_whatever_is_pinned_again(folder: Path) -> None:
    (old,) = pinned(folder)
    pins.keep_suspended(folder / pins.FOLDER, frozenset({old}))
    assert old not in opens(folder)
    make_certificates(folder, ["kafka.example"])
    pins.pin(folder / pins.FOLDER, RIEC, (folder / "partners" / "riec.pem").read_bytes())
    assert old in pinned(folder)
    assert old not in opens(folder)


def test_who_has_no_certificate_that_counts_leaves_the_others_as_they_were(folder: Path) -> None:
    for name in partners():
        for pin in pins.pinned(folder / pins.FOLDER, f"partner:{name}"):
            pins.unpin(folder / pins.FOLDER, f"partner:{name}", pin.sha256)
    assert opens(folder) == frozenset()
    assert x509.load_pem_x509_certificates(trust.file_of(folder / pins.FOLDER, "partners").read_bytes())
    assert not list(trust.not_as_declared(folder / pins.FOLDER))


def test_a_certificate_of_another_is_pinned_for_nobody(folder: Path) -> None:
    with pytest.raises(CannotTryError, match="no certificate of partner:riec"):
        pins.pin(folder / pins.FOLDER, RIEC, certificate(folder, "nla"))
    with pytest.raises(CannotTryError, match="no certificate of service:triage"):
        pins.pin(folder / pins.FOLDER, "service:triage", (folder / "intake.pem").read_bytes())
    with pytest.raises(CannotTryError, match="no certificate in PEM"):
        pins.pin(folder / pins.FOLDER, RIEC, b"x")


def test_a_declaration_with_another_fingerprint_or_a_slip_of_the_pen_is_refused(folder: Path) -> None:
    path = folder / pins.FOLDER / "partners" / "riec.yaml"
    declared = path.read_text("utf-8")
    (sha256,) = pinned(folder)
    for wrong in (declared.replace(sha256, "0" * 64), declared.replace("until:", "untill:"), "certificates: ["):
        path.write_text(wrong, "utf-8")
        with pytest.raises(CannotTryError, match=r"riec\.yaml"):
            pins.pinned(folder / pins.FOLDER, RIEC)


def test_an_installation_from_before_there_were_pins_gets_those_of_what_it_uses(folder: Path) -> None:
    (old,) = pinned(folder)
    (folder / pins.FOLDER / "partners" / "riec.yaml").unlink()
    make_certificates(folder, ["kafka.example"])
    assert pinned(folder) == [old]
    pins.unpin(folder / pins.FOLDER, RIEC, old)
    make_certificates(folder, ["kafka.example"])
    assert pinned(folder) == []


def test_no_two_certificates_end_on_one_day(folder: Path) -> None:
    ends = [
        pin.certificate.not_valid_after_utc.date()
        for door in DOORS
        for pin in pins.trusted(folder / pins.FOLDER, door, datetime.now(UTC))
    ]
    assert len(set(ends)) == len(ends)


def test_a_renewed_certificate_is_trusted_before_it_is_used_and_beside_the_one_before_it(folder: Path) -> None:
    before = pinned(folder)
    path = folder / "partners" / "riec.pem"
    in_use = path.read_bytes()
    seen: list[bool] = []

    def meanwhile() -> None:
        seen.append(
            path.read_bytes() == in_use and len(trust.held(folder / pins.FOLDER, "partners")) == 2 * len(partners())
        )

    renewed = make_certificates(folder, ["kafka.example"], meanwhile, timedelta(days=400))
    assert seen == [True]
    assert set(renewed) == {*pins.behind("services"), *pins.behind("partners")}
    assert path.read_bytes() != in_use
    assert pinned(folder)[:1] == before
    assert len(pinned(folder)) == 2
