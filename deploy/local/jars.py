"""Kafka's jars and Keycloak from Maven Central: exactly those whose digest a ``jars.cdx.json`` records.

    python -m deploy.local.jars     records those that each pom.xml names now, with their licences (CycloneDX)

Maven compares a file with a digest that comes from the same place; this one comes with the code.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deploy.errors import CannotTryError
from deploy.files import write_file
from deploy.local.prerequisites import maven

if TYPE_CHECKING:
    from collections.abc import Mapping

_DEPLOY = Path(__file__).parents[1]
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_LIST = "org.cyclonedx:cyclonedx-maven-plugin:2.9.1:makeBom"
_KEPT = ("type", "bom-ref", "group", "name", "version", "purl", "licenses")


@dataclass(frozen=True, slots=True)
class Jars:
    """What the pom.xml of this folder names, as its ``jars.cdx.json`` records them; ``of`` is what they make up."""

    folder: Path
    of: str

    @property
    def lock(self) -> Path:
        return self.folder / "jars.cdx.json"

    @property
    def _pom(self) -> Path:
        return self.folder / "pom.xml"

    def copy(self, libs: Path) -> None:
        """Fetches them, unless exactly those were fetched completely before.

        Raises CannotTryError, also when one of them is not as recorded, whenever that came about.
        """
        libs.parent.mkdir(parents=True, exist_ok=True)
        marker = libs / "complete"
        wanted = hashlib.sha256(self._pom.read_bytes()).hexdigest()
        with libs.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (marker.exists() and marker.read_text("utf-8") == wanted):
                shutil.rmtree(libs, ignore_errors=True)
                self._maven(_COPY, "-DincludeScope=runtime", f"-DoutputDirectory={libs}")
            self.compare(libs, self.recorded())
            write_file(marker, wanted.encode(), 0o644)

    def recorded(self) -> Mapping[str, str]:
        """The SHA-256 of each, by its file name."""
        return {
            f"{jar['name']}-{jar['version']}.{jar['purl'].rpartition('?type=')[2]}": jar["hashes"][0]["content"]
            for jar in json.loads(self.lock.read_text("utf-8"))["components"]
        }

    def compare(self, libs: Path, digests: Mapping[str, str]) -> None:
        """Raises CannotTryError, naming each that is changed, missing, or not recorded."""
        there = (path for path in libs.iterdir() if path.suffix in (".jar", ".zip"))
        found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in there}
        both = found.keys() & digests.keys()
        wrong = [
            *(f"{name} is not there" for name in digests.keys() - found.keys()),
            *(f"{name} is not recorded" for name in found.keys() - digests.keys()),
            *(f"{name} is not what was recorded" for name in both if found[name] != digests[name]),
        ]
        if wrong:
            raise CannotTryError(
                f"{self.of} is not started: {', '.join(sorted(wrong))} ({self.lock.name}); remove {libs} to try again"
            )

    def record(self) -> None:
        """Writes the record again. Raises CannotTryError."""
        with tempfile.TemporaryDirectory() as folder:
            said = ("-DschemaVersion=1.6", "-DoutputFormat=json", f"-DoutputDirectory={folder}", "-DoutputName=jars")
            self._maven(_LIST, *said)
            listed = json.loads((Path(folder) / "jars.json").read_text("utf-8"))
        kept = {
            **{key: listed[key] for key in ("bomFormat", "specVersion", "version")},
            "components": [_trimmed(jar) for jar in sorted(listed["components"], key=lambda jar: jar["purl"])],
        }
        write_file(self.lock, f"{json.dumps(kept, indent=1)}\n".encode(), 0o644)

    def _maven(self, goal: str, *settings: str) -> None:
        quiet = ["--batch-mode", "--strict-checksums", "-Dstyle.color=never", "--quiet", "--no-transfer-progress"]
        command = [maven(), *quiet, "--file", self._pom, goal, *settings]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotTryError(f"{self.of}'s jars can't be fetched:\n{done.stdout}{done.stderr}")


KAFKA = Jars(_DEPLOY / "broker", "Kafka")
KEYCLOAK = Jars(_DEPLOY / "identity", "Keycloak")


def _trimmed(jar: Mapping[str, Any]) -> dict[str, Any]:
    hashes = [one for one in jar["hashes"] if one["alg"] == "SHA-256"]
    return {**{key: jar[key] for key in _KEPT if key in jar}, "hashes": hashes}


if __name__ == "__main__":
    try:
        for jars in (KAFKA, KEYCLOAK):
            jars.record()
    except CannotTryError as error:
        sys.exit(str(error))
