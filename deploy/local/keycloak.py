"""Keycloak itself: fetched, unpacked and built.

python -m deploy.local.keycloak DIR     does that; for an image, which has nothing else of ours yet
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from deploy.errors import CannotTryError
from deploy.local.jars import KEYCLOAK
from deploy.local.prerequisites import java

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


def distribution(folder: Path) -> Path:
    """Keycloak, unpacked and built as wanted; done once, by whoever comes first."""
    (archive, digest), *_ = KEYCLOAK.recorded().items()
    wanted = hashlib.sha256("\n".join([digest, *_BUILD]).encode()).hexdigest()[:16]
    ready = folder / wanted
    if ready.exists():
        return ready
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
            run(home, "build", *_BUILD)
            home.rename(ready)
            shutil.rmtree(unfinished)
    return ready


def command_of(home: Path, *arguments: str) -> list[str]:
    return [
        *(str(java()), *_JVM, f"-Dkc.home.dir={home}", f"-Djboss.server.config.dir={home / 'conf'}"),
        *("-cp", str(home / "lib" / "quarkus-run.jar"), "io.quarkus.bootstrap.runner.QuarkusEntryPoint"),
        *arguments,
    ]


def run(home: Path, *arguments: str) -> None:
    """What it says goes to the log of this process. Raises CannotTryError."""
    if subprocess.run(command_of(home, *arguments), check=False).returncode:
        raise CannotTryError(f"Keycloak does not {arguments[0]}; why is above")


if __name__ == "__main__":
    try:
        distribution(Path(sys.argv[1]))
    except CannotTryError as failure:
        sys.exit(str(failure))
