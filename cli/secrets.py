"""The secrets of a Compose deployment."""

from __future__ import annotations

import secrets as random
from pathlib import Path
from typing import Annotated

import typer

from deploy.broker import pins
from deploy.broker.certificates import DATABASE, IDENTITY, PARTNERS, make_certificates
from deploy.files import private_folder, write_file
from deploy.local.tokens import SIGNING_KEY, make_signing_key
from deploy.secrets import make_identity_secrets, make_secrets

app = typer.Typer()

IDENTITY_HOST = "inloggen.localhost"
"""To a browser this machine (RFC 6761, 6.3); in containers a name on the network of who signs on."""


@app.command()
def secrets(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write them.")],
    host: Annotated[list[str], typer.Option(help="A name under which clients reach the broker.")],
    database_host: Annotated[str, typer.Option(help="A name under which services reach PostgreSQL.")] = DATABASE,
    identity_host: Annotated[
        str, typer.Option(help="The name of the identity provider, to browsers and services alike.")
    ] = IDENTITY_HOST,
) -> None:
    """Write certificates, passwords and keys; what is there already stays.

    Compose mounts single files, with the owner and mode they have here. So DIR itself is closed to others, and what a
    container reads is readable to every user inside one; the keys that sign stay closed. What the doors trust, the
    container that provisions writes.
    """
    private_folder(folder)
    certificates = folder / "certs"
    make_certificates(certificates, host, database_hosts=(database_host,), identity_hosts=(identity_host,))
    make_secrets(folder)
    make_identity_secrets(folder / IDENTITY)
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
