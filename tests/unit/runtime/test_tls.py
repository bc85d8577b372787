"""A process that runs uses the certificate that is in its file when it connects."""

from __future__ import annotations

import math
import ssl
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from prometheus_client import REGISTRY

from deploy.broker.certificates import SERVICE_CA, make_certificates
from services.runtime.messaging.tls import tls

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_certificates(tmp_path, ["kafka.example"])
    return tmp_path


def shown(client: ssl.SSLContext, folder: Path) -> bytes | None:
    """The certificate (DER) with which a new connection of this context is made."""
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(folder / SERVICE_CA))
    server.verify_mode = ssl.CERT_REQUIRED
    server.load_cert_chain(folder / "broker.pem")
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    inside = client.wrap_bio(to_client, to_server, server_hostname="localhost")
    outside = server.wrap_bio(to_server, to_client, server_side=True)
    waiting = [inside, outside]
    while waiting:
        for side in list(waiting):
            try:
                side.do_handshake()
                waiting.remove(side)
            except ssl.SSLWantReadError:
                continue
    return outside.getpeercert(binary_form=True)


def test_the_next_connection_has_the_renewed_certificate(folder: Path) -> None:
    context = tls(folder / SERVICE_CA, folder / "intake.pem")
    before = shown(context, folder)
    make_certificates(folder, ["kafka.example"], renew_before=timedelta(days=400))
    after = shown(context, folder)
    assert before
    assert after
    assert before != after
    assert shown(context, folder) == after


def test_a_file_that_cannot_be_read_leaves_what_was_loaded(folder: Path) -> None:
    context = tls(folder / SERVICE_CA, folder / "intake.pem")
    before = shown(context, folder)
    (folder / "intake.pem").write_text("half", "ascii")
    assert shown(context, folder) == before
    (folder / "intake.pem").unlink()
    assert shown(context, folder) == before


def test_it_says_when_the_certificate_in_its_file_ends(folder: Path) -> None:
    tls(folder / SERVICE_CA, folder / "intake.pem")
    ends = x509.load_pem_x509_certificate((folder / "intake.pem").read_bytes()).not_valid_after_utc.timestamp()
    assert measured() == ends
    make_certificates(folder, ["kafka.example"], renew_before=timedelta(days=400))
    assert measured() >= ends
    (folder / "intake.pem").unlink()
    assert math.isnan(measured())


def measured() -> float:
    found = REGISTRY.get_sample_value("signaalketen_certificate_ends_timestamp_seconds")
    assert found is not None
    return found


def test_a_process_does_not_start_without_its_certificate(folder: Path) -> None:
    (folder / "intake.pem").unlink()
    with pytest.raises(OSError, match="intake"):
        tls(folder / SERVICE_CA, folder / "intake.pem")
