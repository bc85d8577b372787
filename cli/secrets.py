"""The secrets of a Compose deployment."""

from __future__ import annotations

import secrets as random
from pathlib import Path
from typing import Annotated

import typer

from deploy.broker import pins
from deploy.broker.certificates import DATABASE, PARTNERS, make_certificates
from deploy.files import private_folder, write_file
from deploy.local.tokens import SIGNING_KEY, make_signing_key
from deploy.secrets import make_secrets

app = typer.Typer()


@app.command()
def secrets(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write them.")],
    host: Annotated[list[str], typer.Option(help="A name under which clients reach the broker.")],
    database_host: Annotated[str, typer.Option(help="A name under which services reach PostgreSQL.")] = DATABASE,
) -> None:
    """Write certificates, passwords and keys; what is there already stays.

    Compose mounts single files, with the owner and mode they have here. So DIR itself is closed to others, and what a
    container reads is readable to every user inside one; the keys that sign stay closed. What the doors trust, the
    container that provisions writes.
    """
    private_folder(folder)
    certificates = folder / "certs"
    make_certificates(certificates, host, database_hosts=(database_host,))
    make_secrets(folder)
    make_signing_key(folder)
    admin_password = folder / "postgres-password"
    if not admin_password.exists():
        write_file(admin_password, f"{random.token_urlsafe(32)}\n".encode(), 0o600)
    kept_closed = {folder / SIGNING_KEY, *certificates.glob("*.key"), *(certificates / PARTNERS).iterdir()}
    pinned = certificates / pins.FOLDER
    for path in folder.rglob("*"):
        if path.is_dir():
            path.chmod(0o777 if path.is_relative_to(pinned) else 0o755)
        elif path not in kept_closed:
            path.chmod(0o644)
