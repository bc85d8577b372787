"""A service's quarantine key is changed, and what was sealed before stays readable until it is sealed anew."""

from __future__ import annotations

import base64
import stat
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag

from deploy.secrets import add_quarantine_key, destroy_quarantine_keys
from services.runtime.base.key_ring import Sealed, UnknownKeyError
from services.runtime.messaging.quarantine import Refusal, Vault
from services.runtime.messaging.record import Record

if TYPE_CHECKING:
    from pathlib import Path

ROW = uuid4()
REFUSAL = Refusal(Record("reply.riec", 0, 7, 1_795_514_400_000, b"key", b"value", ()), "contract", ("id: is een UUID",))


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """As it was before keys had numbers."""
    file = tmp_path / "key"
    file.write_text(base64.b64encode(bytes(32)).decode() + "\n", "utf-8")
    file.chmod(0o640)
    return file


def test_a_new_key_seals_and_the_one_before_it_still_opens(key_file: Path) -> None:
    before = Vault(key_file).seal(ROW, REFUSAL)
    assert before.key_number == 1
    assert add_quarantine_key(key_file) == 2
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o640
    vault = Vault(key_file)
    after = vault.seal(ROW, REFUSAL)
    assert after.key_number == vault.newest == 2
    assert vault.unseal(ROW, before) == vault.unseal(ROW, after)


def test_what_is_sealed_anew_needs_the_newest_key_alone(key_file: Path) -> None:
    before = Vault(key_file).seal(ROW, REFUSAL)
    add_quarantine_key(key_file)
    anew = Vault(key_file).reseal(ROW, before)
    assert destroy_quarantine_keys(key_file) == 1
    assert destroy_quarantine_keys(key_file) == 0
    vault = Vault(key_file)
    assert vault.unseal(ROW, anew)["value"] == base64.b64encode(b"value").decode()
    with pytest.raises(UnknownKeyError, match="key 1"):
        vault.unseal(ROW, before)
    assert add_quarantine_key(key_file) == 3


def test_a_row_opens_as_itself_and_with_its_own_key_only(key_file: Path) -> None:
    add_quarantine_key(key_file)
    vault = Vault(key_file)
    sealed = vault.seal(ROW, REFUSAL)
    with pytest.raises(InvalidTag):
        vault.unseal(ROW, Sealed(1, sealed.content))
    with pytest.raises(InvalidTag):
        vault.unseal(uuid4(), sealed)
    with pytest.raises(InvalidTag):
        vault.reseal(uuid4(), sealed)


@pytest.mark.parametrize("content", ["", "-", "AAAA"])
def test_a_file_without_a_key_that_seals_is_refused(key_file: Path, content: str) -> None:
    key_file.write_text(content, "utf-8")
    with pytest.raises(ValueError, match="key"):
        Vault(key_file)
