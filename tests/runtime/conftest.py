"""A schema of its own per test, in the run's real PostgreSQL, with the runtime's tables."""

from __future__ import annotations

import base64
import logging
from typing import TYPE_CHECKING
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
import structlog

from deploy.database import DATABASE
from deploy.local.ports import HOST
from deploy.local.postgres import Postgres
from deploy.local.tokens import ISSUER
from services.runtime.base import log, telemetry
from services.runtime.base.config import Config, Keys
from services.runtime.base.database import migrate
from services.runtime.messaging.quarantine import Vault
from services.runtime.service import RUNTIME_MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator
    from pathlib import Path

    from services.runtime.base.database import Pool
    from tests.chain import Chain


@pytest.fixture
def config(chain: Chain, tmp_path: Path) -> Config:
    """As a service's, but with the provisioner's rights: tests make topics and tables of their own."""
    password = tmp_path / "password"
    password.write_text(Postgres(chain.root).admin_password(), "utf-8")
    key = tmp_path / "key"
    key.write_text(base64.b64encode(bytes(32)).decode(), "utf-8")
    schema = f"test_{uuid4().hex}"
    return Config(
        database_url=f"postgresql://postgres@{HOST}:{chain.port('postgres')}/{DATABASE}?search_path={schema}",
        database_password_file=password,
        kafka_services=chain.addresses.kafka_services,
        kafka_ca=chain.addresses.kafka_ca,
        kafka_certificate=chain.root / "certs" / "provision.pem",
        http_port=0,
        inner_port=0,
        token_issuers={ISSUER: Keys(jwks_file=chain.root / "secrets" / "jwks.json")},
        token_audience="",
        quarantine_key_file=key,
    )


@pytest.fixture(scope="session", autouse=True)
def traced() -> None:
    telemetry.configure("test")


@pytest.fixture(autouse=True)
def logged() -> Generator[None]:
    handlers, level = logging.root.handlers, logging.root.level
    log.configure("triage", "worker")
    yield
    logging.root.handlers, logging.root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
def vault(config: Config) -> Vault:
    return Vault(config.quarantine_key_file)


@pytest_asyncio.fixture(loop_scope="session")
async def pool(config: Config) -> AsyncGenerator[Pool]:
    schema = config.database_url.split("search_path=")[1]
    password = config.database_password_file.read_text("utf-8")
    async with asyncpg.create_pool(config.database_url, password=password, min_size=1, max_size=4) as opened:
        await opened.execute(f"create schema {schema}")
        async with opened.acquire() as connection:
            await migrate(connection, [RUNTIME_MIGRATIONS])
        yield opened
        await opened.execute(f"drop schema {schema} cascade")
