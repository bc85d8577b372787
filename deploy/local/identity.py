"""A real OpenID Connect provider as an ordinary process: Keycloak, from the zip of Maven Central.

    python -m deploy.local.identity     fetches, builds and imports what is not there yet, and becomes Keycloak

So nobody waits for it: fetching it is 177 MB and building it half a minute of a processor, once a machine.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from deploy.database import DESK
from deploy.errors import CannotTryError
from deploy.files import lay_aside, private_folder, write_file
from deploy.identity.realm import REALM, Secrets, realm
from deploy.local.keycloak import command_of, distribution, run
from deploy.local.ports import HOST
from deploy.local.processes import Process, stop
from deploy.secrets import DEMO_ACCOUNTS, DEMO_TOTP, IDENTITY_ADMIN, IDENTITY_CLIENT, make_identity_secrets

NAME = "identity"
"""The name of the provider's port."""

_ADMIN = "beheer"
_SHARED = ("lib", "providers", "themes")
_STOP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Identity:
    """The provider of the stack under ``root``; ``distributions`` is shared by the stacks of one checkout."""

    root: Path
    distributions: Path
    secrets: Path

    @property
    def process(self) -> Process:
        return Process(self.root, NAME)

    def begin(self, ports: Mapping[str, int]) -> None:
        """Starts it; it answers once it is there."""
        make_identity_secrets(private_folder(self.secrets))
        desk = f"http://{HOST}:{ports[DESK]}"
        told = {
            "IDENTITY_ADDRESS": _address(ports[NAME]),
            "IDENTITY_HOST": HOST,
            "DESK_ADDRESSES": desk,
            "DESK_TOLD_AT": desk,
        }
        folders = {
            "IDENTITY_STATE": str(private_folder(self.root / "keycloak")),  # keys, and hashes of passwords
            "IDENTITY_DISTRIBUTIONS": str(self.distributions),
            "IDENTITY_SECRETS": str(self.secrets),
        }
        self.process.start([sys.executable, "-m", "deploy.local.identity"], {**os.environ, **told, **folders})

    def stop(self) -> None:
        stop([self.process], seconds=_STOP_SECONDS)


def issuer(port: int) -> str:
    """Another host than the desk's (127.0.0.1), so that the two are two sites in a browser, as in production."""
    return f"{_address(port)}/realms/{REALM}"


def _address(port: int) -> str:
    return f"http://localhost:{port}"


def answers(port: int) -> bool:
    """Whether somebody can sign on."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", f"/realms/{REALM}/.well-known/openid-configuration")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def secrets_in(folder: Path) -> Secrets:
    """Raises CannotTryError while there are none."""
    try:
        password, totp, client = (
            (folder / name).read_text("utf-8").strip() for name in (DEMO_ACCOUNTS, DEMO_TOTP, IDENTITY_CLIENT)
        )
    except FileNotFoundError as error:
        raise CannotTryError("nobody can sign on here yet: run `signaalketen up` first") from error
    return Secrets(password, totp, client)


def _home(state: Path, distribution: Path, described: bytes) -> Path:
    """A home of its own around what is shared, with what was described in it; another description is another home."""
    digest = hashlib.sha256(distribution.name.encode() + described).hexdigest()
    marker = state / "imported"
    if not (marker.exists() and marker.read_text("utf-8") == digest):
        lay_aside(state / "data")
        marker.unlink(missing_ok=True)
    for name in ("conf", "data"):
        (state / name).mkdir(exist_ok=True)
    for name in _SHARED:
        link = state / name
        link.unlink(missing_ok=True)
        link.symlink_to(distribution / name)
    if not marker.exists():
        with tempfile.NamedTemporaryFile(dir=state, suffix=".json") as file:  # closed to others, and gone afterwards
            file.write(described)
            file.flush()
            run(state, "import", "--optimized", f"--file={file.name}")
        write_file(marker, digest.encode(), 0o600)
    return state


def main() -> None:
    """Becomes Keycloak: at `IDENTITY_ADDRESS`, as a browser sees it, whose port is its own."""
    state, secrets = Path(os.environ["IDENTITY_STATE"]), Path(os.environ["IDENTITY_SECRETS"])
    desks, told_at = os.environ["DESK_ADDRESSES"].split(), os.environ["DESK_TOLD_AT"]
    os.environ["KC_BOOTSTRAP_ADMIN_USERNAME"] = _ADMIN
    os.environ["KC_BOOTSTRAP_ADMIN_PASSWORD"] = (secrets / IDENTITY_ADMIN).read_text("utf-8").strip()
    described = json.dumps(realm(secrets_in(secrets), desks, told_at)).encode()
    home = _home(state, distribution(Path(os.environ["IDENTITY_DISTRIBUTIONS"])), described)
    # --cache=local is no option of the build: without it Keycloak looks for others on every address of the machine.
    command = command_of(home, "start", "--optimized", "--cache=local", *_listening(os.environ["IDENTITY_ADDRESS"]))
    os.execv(command[0], command)  # noqa: S606 - no shell, nobody's words


def _listening(address: str) -> list[str]:
    """Over TLS where its address says so, with key and certificate in one PEM file."""
    at, host = urlsplit(address), os.environ["IDENTITY_HOST"]
    shown = [f"--hostname={address}", f"--http-host={host}"]
    if at.scheme == "http":
        return [*shown, "--http-enabled=true", f"--http-port={at.port}"]
    pem = os.environ["IDENTITY_CERTIFICATE"]
    certified = (f"--https-certificate-file={pem}", f"--https-certificate-key-file={pem}")
    return [*shown, f"--https-port={at.port}", *certified]


if __name__ == "__main__":
    try:
        main()
    except CannotTryError as failure:
        sys.exit(str(failure))
