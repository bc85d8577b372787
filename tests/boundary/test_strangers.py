"""Who holds a certificate of the partners' authority and is no partner stays out; and who gets in keeps nobody out."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from deploy.broker.certificates import PARTNER_CA, client_pem
from deploy.files import write_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chain import Chain

_HUNDRED_MEGABYTES = b"\x06\x40\x00\x00"
_DOOR_HOLDS = 60
_SECONDS = 30


@pytest.fixture
def stranger(chain: Chain, tmp_path: Path) -> Path:
    """A certificate with an OIN that nobody declared."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Vreemde"),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, "00000099000000999999"),
        ]
    )
    certificate = tmp_path / "stranger.pem"
    write_file(certificate, client_pem(subject, chain.root / "certs" / PARTNER_CA), 0o600)
    return certificate


@pytest.fixture
def partner(chain: Chain) -> Path:
    """One that turns against the chain."""
    return chain.root / "certs" / "partners" / "nla.pem"


def context(chain: Chain, certificate: Path) -> ssl.SSLContext:
    made = ssl.create_default_context(cafile=str(chain.addresses.kafka_ca))
    made.load_cert_chain(str(certificate))
    return made


async def connect(
    chain: Chain, certificate: Path, settings: ssl.SSLContext | None = None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, _, port = chain.addresses.kafka_partners.rpartition(":")
    return await asyncio.open_connection(host, int(port), ssl=settings or context(chain, certificate))


async def closed(reader: asyncio.StreamReader) -> bool:
    """Whether the broker hung up."""
    try:
        async with asyncio.timeout(_SECONDS):
            return not await reader.read(1)
    except ConnectionError:
        return True
    except TimeoutError:
        return False


async def test_a_stranger_hears_nothing_but_that_it_is_refused(chain: Chain, stranger: Path) -> None:
    with pytest.raises((ssl.SSLError, ConnectionError)):  # in TLS 1.3 a client hears it with the first answer
        reader, _ = await connect(chain, stranger)
        await reader.read(1)


async def test_a_size_that_no_request_has_is_hung_up_on(chain: Chain, partner: Path) -> None:
    """Four bytes made the broker set aside 100 MB, before it looked who sent them."""
    entered = [await connect(chain, partner) for _ in range(12)]
    with ExitStack() as leaving:
        for _, writer in entered:
            leaving.callback(writer.close)
            writer.write(_HUNDRED_MEGABYTES)
            await writer.drain()
        assert all(await asyncio.gather(*(closed(reader) for reader, _ in entered)))
    await chain.read("politie", "alert.politie")


async def test_a_full_partners_door_leaves_the_services_door_open(chain: Chain, partner: Path) -> None:
    async def try_to_enter() -> asyncio.StreamWriter | None:
        try:
            async with asyncio.timeout(3):
                _, writer = await connect(chain, partner)
        except (TimeoutError, OSError):
            return None
        return writer

    found = await asyncio.gather(*(try_to_enter() for _ in range(2 * _DOOR_HOLDS)))
    entered = [writer for writer in found if writer]
    try:
        assert 0 < len(entered) <= _DOOR_HOLDS
        await chain.all_records("signal.feedback")
    finally:
        for writer in entered:
            writer.close()
    await chain.read("politie", "alert.politie")


@pytest.mark.parametrize("ciphers", ["ECDHE+AES:!AESGCM:!AESCCM:!CHACHA20", "AES:!ECDHE:!AESGCM:!AESCCM"])
async def test_a_cipher_without_authentication_is_not_spoken(chain: Chain, partner: Path, ciphers: str) -> None:
    weak = context(chain, partner)
    weak.maximum_version = ssl.TLSVersion.TLSv1_2
    weak.set_ciphers(f"{ciphers}:@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await connect(chain, partner, weak)
