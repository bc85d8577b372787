"""Kafka's jars from Maven Central: exactly those whose digest ``deploy/broker/jars.cdx.json`` records.

    python -m deploy.local.jars     records those that pom.xml names now, with their licences (CycloneDX)

Maven compares a jar with a digest that comes from the same place; this one comes with the code.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deploy.errors import CannotTryError
from deploy.files import write_file
from deploy.local.prerequisites import maven

if TYPE_CHECKING:
    from collections.abc import Mapping

BROKER = Path(__file__).parents[1] / "broker"
LOCK = BROKER / "jars.cdx.json"
_POM = BROKER / "pom.xml"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_LIST = "org.cyclonedx:cyclonedx-maven-plugin:2.9.1:makeBom"
_KEPT = ("type", "bom-ref", "group", "name", "version", "purl", "licenses")


def copy_jars(libs: Path) -> None:
    """Fetches the jars that pom.xml names, unless exactly those were fetched completely before.

    Raises CannotTryError, also when one of them is not as recorded, whenever that came about.
    """
    libs.parent.mkdir(parents=True, exist_ok=True)
    marker = libs / "complete"
    wanted = hashlib.sha256(_POM.read_bytes()).hexdigest()
    with libs.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (marker.exists() and marker.read_text("utf-8") == wanted):
            shutil.rmtree(libs, ignore_errors=True)
            _maven(_COPY, "-DincludeScope=runtime", f"-DoutputDirectory={libs}")
        compare(libs, recorded())
        write_file(marker, wanted.encode(), 0o644)


def recorded() -> Mapping[str, str]:
    """The SHA-256 of each jar, by its file name."""
    jars = json.loads(LOCK.read_text("utf-8"))["components"]
    return {f"{jar['name']}-{jar['version']}.jar": jar["hashes"][0]["content"] for jar in jars}


def compare(libs: Path, digests: Mapping[str, str]) -> None:
    """Raises CannotTryError, naming each jar that is changed, missing, or not recorded."""
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in libs.glob("*.jar")}
    wrong = [
        *(f"{name} is not there" for name in digests.keys() - found.keys()),
        *(f"{name} is not recorded" for name in found.keys() - digests.keys()),
        *(f"{name} is not what was recorded" for name in found.keys() & digests.keys() if found[name] != digests[name]),
    ]
    if wrong:
        raise CannotTryError(
            f"Kafka is not started: {', '.join(sorted(wrong))} ({LOCK.name}); remove {libs} to try again"
        )


def record() -> None:
    """Writes LOCK again. Raises CannotTryError."""
    with tempfile.TemporaryDirectory() as folder:
        _maven(_LIST, "-DschemaVersion=1.6", "-DoutputFormat=json", f"-DoutputDirectory={folder}", "-DoutputName=jars")
        listed = json.loads((Path(folder) / "jars.json").read_text("utf-8"))
    kept = {
        **{key: listed[key] for key in ("bomFormat", "specVersion", "version")},
        "components": [_trimmed(jar) for jar in sorted(listed["components"], key=lambda jar: jar["purl"])],
    }
    write_file(LOCK, f"{json.dumps(kept, indent=1)}\n".encode(), 0o644)


def _trimmed(jar: Mapping[str, Any]) -> dict[str, Any]:
    hashes = [one for one in jar["hashes"] if one["alg"] == "SHA-256"]
    return {**{key: jar[key] for key in _KEPT if key in jar}, "hashes": hashes}


def _maven(goal: str, *settings: str) -> None:
    quiet = ["--batch-mode", "--strict-checksums", "-Dstyle.color=never", "--quiet", "--no-transfer-progress"]
    command = [maven(), *quiet, "--file", _POM, goal, *settings]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotTryError(f"Kafka's jars can't be fetched:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    try:
        record()
    except CannotTryError as error:
        sys.exit(str(error))
