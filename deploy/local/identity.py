"""A real OpenID Connect provider as an ordinary process: Keycloak, from the zip of Maven Central.

    python -m deploy.local.identity     fetches, builds and imports what is not there yet, and becomes Keycloak

So nobody waits for it: fetching it is 177 MB and building it half a minute of a processor, once a machine.
"""

from __future__ import annotations

import fcntl
import hashlib
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from deploy.database import DESK
from deploy.errors import CannotTryError
from deploy.files import lay_aside, private_folder, write_file
from deploy.identity.realm import REALM, Secrets, realm
from deploy.local.jars import KEYCLOAK
from deploy.local.ports import HOST
from deploy.local.prerequisites import java
from deploy.local.processes import Process, stop
from deploy.secrets import DEMO_ACCOUNTS, DEMO_TOTP, IDENTITY_ADMIN, IDENTITY_CLIENT, make_identity_secrets

NAME = "identity"
"""The name of the provider's port."""

_ADMIN = "beheer"
_JVM = (
    *("-Xms64m", "-Xmx384m", "-XX:MaxMetaspaceSize=256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
    *("-Dfile.encoding=UTF-8", "-Duser.language=en", "-Dpicocli.disable.closures=true"),
    "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
    "-Dquarkus-log-max-startup-records=10000",
    "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
    "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
    *(
        f"--add-opens=java.base/java.{package}=ALL-UNNAMED"
        for package in ("util", "util.concurrent", "security", "lang")
    ),
)
"""Those of its own kc.sh, and small."""

_BUILD = ("--db=dev-file", "--features-disabled=ciba,device-flow,impersonation,kerberos,organization,workflows")
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
        told = {"IDENTITY_PORT": str(ports[NAME]), "DESK_PORT": str(ports[DESK])}
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
    return f"http://localhost:{port}/realms/{REALM}"


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


def _distribution(folder: Path) -> Path:
    """Keycloak, unpacked and built as wanted; done once, by whoever comes first."""
    (archive, digest), *_ = KEYCLOAK.recorded().items()
    wanted = hashlib.sha256("\n".join([digest, *_BUILD]).encode()).hexdigest()[:16]
    ready = folder / wanted
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            unfinished = folder / "unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            KEYCLOAK.copy(unfinished)
            with zipfile.ZipFile(unfinished / archive) as packed:
                packed.extractall(unfinished)
            (home,) = (path for path in unfinished.iterdir() if path.is_dir())
            _run(home, "build", *_BUILD)
            home.rename(ready)
            shutil.rmtree(unfinished)
    return ready


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
            _run(state, "import", "--optimized", f"--file={file.name}")
        write_file(marker, digest.encode(), 0o600)
    return state


def _command(home: Path, *arguments: str) -> list[str]:
    return [
        *(str(java()), *_JVM, f"-Dkc.home.dir={home}", f"-Djboss.server.config.dir={home / 'conf'}"),
        *("-cp", str(home / "lib" / "quarkus-run.jar"), "io.quarkus.bootstrap.runner.QuarkusEntryPoint"),
        *arguments,
    ]


def _run(home: Path, *arguments: str) -> None:
    """What it says goes to the log of this process. Raises CannotTryError."""
    if subprocess.run(_command(home, *arguments), check=False).returncode:
        raise CannotTryError(f"Keycloak does not {arguments[0]}; why is above")


def main() -> None:
    """Becomes Keycloak, on this machine's own address alone."""
    state, secrets = Path(os.environ["IDENTITY_STATE"]), Path(os.environ["IDENTITY_SECRETS"])
    port, desk = os.environ["IDENTITY_PORT"], f"http://{HOST}:{os.environ['DESK_PORT']}"
    os.environ["KC_BOOTSTRAP_ADMIN_USERNAME"] = _ADMIN
    os.environ["KC_BOOTSTRAP_ADMIN_PASSWORD"] = (secrets / IDENTITY_ADMIN).read_text("utf-8").strip()
    described = json.dumps(realm(secrets_in(secrets), desk)).encode()
    home = _home(state, _distribution(Path(os.environ["IDENTITY_DISTRIBUTIONS"])), described)
    listening = ("--http-enabled=true", f"--http-host={HOST}", f"--http-port={port}", f"--hostname={_host(int(port))}")
    # --cache=local is no option of the build: without it Keycloak looks for others on every address of the machine.
    command = _command(home, "start", "--optimized", "--cache=local", *listening)
    os.execv(command[0], command)  # noqa: S606 - no shell, nobody's words


def _host(port: int) -> str:
    return issuer(port).removesuffix(f"/realms/{REALM}")


if __name__ == "__main__":
    try:
        main()
    except CannotTryError as failure:
        sys.exit(str(failure))
