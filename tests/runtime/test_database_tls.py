"""PostgreSQL is spoken to by TLS with the chain's own certificates, and with nobody who has another."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg
import pytest

from deploy.broker.certificates import DATABASE, SERVICE_CA, make_certificates
from deploy.local.ports import HOST

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from services.runtime.base.config import Config
    from tests.chain import Chain

_REQUEST_BYTES = 8
"""Of the client's wish for TLS, before anything else."""


@asynccontextmanager
async def door(port: int, pem: Path | None) -> AsyncGenerator[int]:
    """Ends TLS before the run's PostgreSQL, whose build has none; says no to TLS without a certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    if pem:
        context.load_cert_chain(pem)

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while some := await reader.read(65536):
                writer.write(some)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(_REQUEST_BYTES)
        writer.write(b"S" if pem else b"N")
        if pem:
            try:
                await writer.start_tls(context)
            except OSError:
                writer.close()
                return
        behind_reader, behind_writer = await asyncio.open_connection(HOST, port)
        await asyncio.gather(copy(reader, behind_writer), copy(behind_reader, writer))

    server = await asyncio.start_server(serve, HOST, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "certs"
    folder.mkdir()
    make_certificates(folder, ())
    return folder


async def asked(config: Config, port: int, ca: Path, host: str = "localhost") -> int:
    password = config.database_password_file.read_text("utf-8").strip()
    url = f"postgresql://postgres@{host}:{port}/signaalketen?sslmode=verify-full&sslrootcert={ca}"
    connection = await asyncpg.connect(url, password=password, timeout=10)
    try:
        return await connection.fetchval("select 1")
    finally:
        await connection.close()


async def test_the_database_of_the_chain_is_asked(chain: Chain, config: Config, made: Path) -> None:
    async with door(chain.port("postgres"), made / f"{DATABASE}.pem") as port:
        assert await asked(config, port, made / SERVICE_CA) == 1


async def test_a_server_of_another_authority_is_not(chain: Chain, config: Config, made: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    make_certificates(other, ())
    async with door(chain.port("postgres"), other / f"{DATABASE}.pem") as port:
        with pytest.raises(ssl.SSLCertVerificationError):
            await asked(config, port, made / SERVICE_CA)


async def test_a_service_is_not_taken_for_the_database(chain: Chain, config: Config, made: Path) -> None:
    """Its certificate is of the same authority, and of another name."""
    async with door(chain.port("postgres"), made / "triage.pem") as port:
        with pytest.raises(ssl.SSLCertVerificationError):
            await asked(config, port, made / SERVICE_CA)


async def test_a_server_without_tls_is_told_nothing(chain: Chain, config: Config, made: Path) -> None:
    async with door(chain.port("postgres"), None) as port:
        with pytest.raises(ConnectionError):
            await asked(config, port, made / SERVICE_CA)
