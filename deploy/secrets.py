"""The secrets of one installation, made once and kept: a random one per use, never shared between services."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from deploy.files import write_file
from schemas.registry import SERVICES

JWKS = "jwks.json"


def make_secrets(folder: Path) -> None:
    """Writes what is missing, mode 0600; what is there stays."""
    for service in SERVICES:
        _once(password_file(folder, service), secrets.token_urlsafe(32))
        _once(quarantine_key_file(folder, service), _key())
    _once(object_hash_key_file(folder), _key())
    _once(bag_key_file(folder), secrets.token_urlsafe(32))


def password_file(folder: Path, service: str) -> Path:
    return folder / "passwords" / service


def quarantine_key_file(folder: Path, service: str) -> Path:
    return folder / "quarantine-keys" / service


def object_hash_key_file(folder: Path) -> Path:
    return folder / "object-hash-key"


def bag_key_file(folder: Path) -> Path:
    return folder / "bag-key"


def _key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def _once(path: Path, content: str) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, f"{content}\n".encode(), 0o600)
