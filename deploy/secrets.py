"""The secrets of one installation, made once and kept: a random one per use, never shared between services."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from deploy.database import DESK, WITH_SCHEMA
from deploy.files import write_file
from schemas.registry import SERVICES
from services.runtime.base.key_ring import DESTROYED
from services.tlog.note import COSIGNATURE, NOTE, Signer

JWKS = "jwks.json"
OBJECT_HASH_KEY = "object-hash-key"
SUBJECT_KEY = "subject-key"
BAG_KEY = "bag-key"
KVK_KEY = "kvk-key"
BRP_KEY = "brp-key"
DEMO_ACCOUNTS = "demo-accounts"
DEMO_TOTP = "demo-totp"
IDENTITY_CLIENT = "identity-client"
IDENTITY_ADMIN = "identity-admin"
DRAFT_KEY = "draft-key"
LOG_SOURCES = "log-sources"
LOG_KEY = "log-key"
LOG_VKEY = "log.vkey"
LOG_POLICY = "log-policy"
LOG_ORIGIN = "signaalketen.local/log"
WITNESSES = ("witness1", "witness2", "witness3")
"""Three, of which two have to agree. In production each is run by somebody who can't be told what to sign."""


def make_secrets(folder: Path) -> None:
    """Writes what is missing, mode 0600; what is there stays."""
    for name in password_names(WITH_SCHEMA):
        _once(password_file(folder, name), secrets.token_urlsafe(32))
    for service in SERVICES:
        _once(quarantine_key_file(folder, service), _key())
        name = f"signaalketen.local/count/{service}"
        _once(count_key_file(folder, service), Signer.make(name, NOTE, os.urandom(32)).text)
    _once(folder / LOG_SOURCES, "\n".join(_vkey(count_key_file(folder, service)) for service in SERVICES))
    _once(folder / OBJECT_HASH_KEY, _key())
    _once(folder / SUBJECT_KEY, _key())
    _once(folder / DRAFT_KEY, _key())
    _once(folder / BAG_KEY, secrets.token_urlsafe(32))
    _once(folder / KVK_KEY, secrets.token_urlsafe(32))
    _once(folder / BRP_KEY, secrets.token_urlsafe(32))
    _once(folder / LOG_KEY, Signer.make(LOG_ORIGIN, NOTE, os.urandom(32)).text)
    for witness in WITNESSES:
        key = Signer.make(f"signaalketen.local/{witness}", COSIGNATURE, os.urandom(32))
        _once(witness_key_file(folder, witness), key.text)
    _once(folder / LOG_VKEY, _vkey(folder / LOG_KEY))
    _once(folder / LOG_POLICY, _policy(folder))


def make_identity_secrets(folder: Path) -> None:
    """Of a provider with accounts for a demonstration: their password and second factor, the desk's secret, and who
    administers it.
    """
    _once(folder / DEMO_ACCOUNTS, secrets.token_hex(8))
    _once(folder / DEMO_TOTP, secrets.token_hex(16))
    _once(folder / IDENTITY_CLIENT, secrets.token_urlsafe(32))
    _once(folder / IDENTITY_ADMIN, secrets.token_urlsafe(32))


def _vkey(key_file: Path) -> str:
    return Signer.parse(key_file.read_text("utf-8")).verifier.vkey


def _policy(folder: Path) -> str:
    witnesses = [f"witness {name} {_vkey(witness_key_file(folder, name))}" for name in WITNESSES]
    group = f"group witnesses 2 {' '.join(WITNESSES)}"
    return "\n".join([f"log {_vkey(folder / LOG_KEY)}", *witnesses, group, "quorum witnesses"])


def replace_log_key(folder: Path) -> tuple[str, str]:
    """A log that goes on under a name and a key of its own, beside which its witnesses keep what they saw of the one
    before; returns both names.
    """
    policy = (folder / LOG_POLICY).read_text("utf-8")
    old = Signer.parse((folder / LOG_KEY).read_text("utf-8")).verifier
    number = int(old.name.removeprefix(LOG_ORIGIN).removeprefix("/") or 1) + 1
    new = Signer.make(f"{LOG_ORIGIN}/{number}", NOTE, os.urandom(32))
    vkeys = (folder / LOG_VKEY).read_text("utf-8") + f"{new.verifier.vkey}\n"
    write_file(folder / LOG_VKEY, vkeys.encode(), 0o600)
    write_file(folder / LOG_POLICY, policy.replace(old.vkey, new.verifier.vkey).encode(), 0o600)
    write_file(folder / LOG_KEY, f"{new.text}\n".encode(), 0o600)
    return old.name, new.verifier.name


def password_names(services: Iterable[str]) -> list[str]:
    """Of the roles of these, and of their APIs: the desk has none."""
    return [name for one in services for name in ((one,) if one == DESK else (one, api_password(one)))]


def password_file(folder: Path, service: str) -> Path:
    return folder / "passwords" / service


def api_password(service: str) -> str:
    """What the password of its API's role is kept under."""
    return f"{service}-api"


def quarantine_key_file(folder: Path, service: str) -> Path:
    return folder / "quarantine-keys" / service


def add_quarantine_key(path: Path) -> int:
    """One more, which seals from the next start on; those before it still open. Its number."""
    lines = [*path.read_text("utf-8").split(), _key()]
    write_file(path, "".join(f"{line}\n" for line in lines).encode(), path.stat().st_mode & 0o777)
    return len(lines)


def destroy_quarantine_keys(path: Path) -> int:
    """All but the last; how many that were. What is sealed with them is lost."""
    lines = path.read_text("utf-8").split()
    destroyed = [DESTROYED] * (len(lines) - 1)
    write_file(path, "".join(f"{line}\n" for line in [*destroyed, lines[-1]]).encode(), path.stat().st_mode & 0o777)
    return sum(line != DESTROYED for line in lines[:-1])


def count_key_file(folder: Path, service: str) -> Path:
    return folder / "count-keys" / service


def witness_key_file(folder: Path, witness: str) -> Path:
    return folder / "witness-keys" / witness


def _key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def _once(path: Path, content: str) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, f"{content}\n".encode(), 0o600)
