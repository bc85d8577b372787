"""A database on another machine is asked by TLS alone, of a server whose name is verified."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from cli.service_access import administrator, own
from deploy.database import url_of
from deploy.errors import CannotTryError
from services.runtime.base.config import DatabaseConfig

_VERIFIED = "?sslmode=verify-full&sslrootcert=/run/secrets/service-ca"


def _config(url: str) -> DatabaseConfig:
    return DatabaseConfig(database_url=url, database_password_file=Path("x"))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://triage@127.0.0.1:5432/signaalketen",
        "postgresql://triage@[::1]:5432/signaalketen",
        "postgresql:///signaalketen?host=/var/run/postgresql",
        f"postgresql://triage@postgres:5432/signaalketen{_VERIFIED}",
    ],
)
def test_this_machine_or_verified(url: str) -> None:
    assert _config(url).database_url == url


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://triage@postgres:5432/signaalketen",
        "postgresql://triage@postgres:5432/signaalketen?sslmode=require&sslrootcert=x",
        "postgresql://triage@postgres:5432/signaalketen?sslmode=prefer",
        "postgresql://triage@postgres:5432/signaalketen?sslmode=verify-ca&sslrootcert=x",
        "postgresql://triage@postgres:5432/signaalketen?sslmode=verify-full",
        "postgresql://triage@127.0.0.1.example.nl/signaalketen",
        "postgresql://triage@localhost:5432,postgres:5432/signaalketen",
        "postgresql:///signaalketen?host=postgres",
    ],
)
def test_another_machine_without_it_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="verify-full"):
        _config(url)
    for name in ("ADMIN_PASSWORD_FILE", "PASSWORDS_DIR", "QUARANTINE_KEYS_DIR"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("ADMIN_DATABASE_URL", url)
    with pytest.raises(CannotTryError, match="verify-full"):
        own("triage")
    with pytest.raises(CannotTryError, match="verify-full"):
        administrator()


def test_a_service_is_verified_as_its_administrator_is() -> None:
    assert url_of("triage", f"postgresql://postgres@db/postgres{_VERIFIED}").endswith(f"/signaalketen{_VERIFIED}")
