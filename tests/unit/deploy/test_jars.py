"""Kafka's jars and Keycloak are those that were recorded, to the byte, and no others."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from deploy.errors import CannotTryError
from deploy.local.jars import KAFKA, KEYCLOAK

_BYTES = b"PK a jar"
_DIGESTS = {"a-1.jar": hashlib.sha256(_BYTES).hexdigest()}


@pytest.fixture
def libs(tmp_path: Path) -> Path:
    (tmp_path / "a-1.jar").write_bytes(_BYTES)
    (tmp_path / "complete").write_bytes(b"no jar")
    return tmp_path


def test_what_was_recorded_is_taken(libs: Path) -> None:
    KAFKA.compare(libs, _DIGESTS)


def test_a_changed_byte_is_refused(libs: Path) -> None:
    (libs / "a-1.jar").write_bytes(_BYTES[:-1] + b"s")
    with pytest.raises(CannotTryError, match=r"a-1\.jar is not what was recorded"):
        KAFKA.compare(libs, _DIGESTS)


def test_a_jar_more_is_refused(libs: Path) -> None:
    (libs / "b-1.jar").write_bytes(_BYTES)
    with pytest.raises(CannotTryError, match=r"b-1\.jar is not recorded"):
        KAFKA.compare(libs, _DIGESTS)


def test_a_jar_less_is_refused(libs: Path) -> None:
    (libs / "a-1.jar").unlink()
    with pytest.raises(CannotTryError, match=r"a-1\.jar is not there"):
        KAFKA.compare(libs, _DIGESTS)


def test_the_broker_itself_is_recorded() -> None:
    assert {"kafka_2.13-4.3.1.jar", "kafka-clients-4.3.1.jar"} <= KAFKA.recorded().keys()
    assert all(len(digest) == 64 for digest in KAFKA.recorded().values())


def test_the_provider_is_recorded() -> None:
    assert [*KEYCLOAK.recorded()] == ["keycloak-quarkus-dist-26.7.3.zip"]
