"""Java, Maven, kcat, promtool and what the fault runs need: found, or installed where that is ours, or asked for."""

from __future__ import annotations

import ctypes.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from deploy.errors import CannotTryError

_OLDEST_JAVA = 17
_JAVA_PACKAGES = ("openjdk-17-jre-headless", "default-jre-headless")
_JDK_PACKAGES = ("openjdk-17-jdk-headless", "default-jdk-headless")
_MAVEN_PACKAGES = ("maven",)
_KCAT_PACKAGES = ("kcat",)
_STRACE_PACKAGES = ("strace",)
_PROMTOOL_PACKAGES = ("prometheus",)
_LIBFAKETIME_PACKAGES = ("libfaketime",)
_PANGO_PACKAGES = ("libpangoft2-1.0-0", "libharfbuzz-subset0")
"""All of them; the first brings Pango itself."""


def java() -> Path:
    """A Java runtime that Kafka accepts."""
    found = _find_java()
    if not found:
        _install(_JAVA_PACKAGES, f"Java {_OLDEST_JAVA} or newer")
        found = _find_java()
    if not found:
        raise CannotTryError(f"Java {_OLDEST_JAVA} or newer is needed, also after installing; set JAVA_HOME to it")
    return found


def maven() -> Path:
    """Maven, which fetches Kafka's jars."""
    found = shutil.which("mvn")
    if not found:
        _install(_MAVEN_PACKAGES, "Maven")
        found = shutil.which("mvn")
    if not found:
        raise CannotTryError("Maven is needed, also after installing; put `mvn` on the PATH")
    return Path(found)


def jdk() -> Path:
    """The folder with `javac` and the `java` that belongs to it, for the partners' Java quick start."""
    found = _find_jdk()
    if not found:
        _install(_JDK_PACKAGES, f"A JDK, {_OLDEST_JAVA} or newer,")
        found = _find_jdk()
    if not found:
        raise CannotTryError(f"A JDK, {_OLDEST_JAVA} or newer, is needed, also after installing; set JAVA_HOME to it")
    return found


def kcat() -> Path:
    """kcat, for the partners' quick start without programming."""
    return _tool("kcat", _KCAT_PACKAGES)


def strace() -> Path:
    """strace, which makes a system call fail."""
    return _tool("strace", _STRACE_PACKAGES)


def promtool() -> Path:
    """promtool, which checks and tries the alert rules."""
    return _tool("promtool", _PROMTOOL_PACKAGES)


def libfaketime() -> Path:
    """The library that gives a process a clock of its own."""
    found = _find_libfaketime()
    if not found:
        _install(_LIBFAKETIME_PACKAGES, "libfaketime")
        found = _find_libfaketime()
    if not found:
        raise CannotTryError("libfaketime is needed, also after installing")
    return found


def pango() -> None:
    """Pango and what belongs to it, which sets the text of a PDF."""
    if not _finds_pango():
        for package in _PANGO_PACKAGES:
            _install((package,), "Pango")
    if not _finds_pango():
        raise CannotTryError("Pango is needed, also after installing")


def _finds_pango() -> bool:
    return all(ctypes.util.find_library(name) for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"))


def _tool(name: str, packages: tuple[str, ...]) -> Path:
    found = shutil.which(name)
    if not found:
        _install(packages, name)
        found = shutil.which(name)
    if not found:
        raise CannotTryError(f"{name} is needed, also after installing; put `{name}` on the PATH")
    return Path(found)


def _find_libfaketime() -> Path | None:
    return next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


def _find_java() -> Path | None:
    return next((path for path in _java_candidates() if _java_version(path) >= _OLDEST_JAVA), None)


def _find_jdk() -> Path | None:
    """A JRE has `java` alone; `/usr/bin` may hold the `java` of one and the `javac` of another."""
    folders = (path.resolve().parent for path in _java_candidates() if _java_version(path) >= _OLDEST_JAVA)
    return next((folder for folder in folders if (folder / "javac").exists()), None)


def _java_candidates() -> Iterable[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home) / "bin" / "java"
    if found := shutil.which("java"):
        yield Path(found)
    yield from sorted(Path("/usr/lib/jvm").glob("*/bin/java"), reverse=True)


def _java_version(path: Path) -> int:
    """0 when it does not run or does not say."""
    try:
        said = subprocess.run([path, "-version"], capture_output=True, text=True, check=False).stderr
    except OSError:
        return 0
    version = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(version[1]) if version else 0


def _install(candidates: tuple[str, ...], what: str) -> None:
    """The first of the candidates that the distribution has."""
    line = f"apt-get update && apt-get install -y --no-install-recommends {candidates[0]}"
    if not shutil.which("apt-get"):
        raise CannotTryError(f"{what} is needed; install it with this machine's package manager")
    if os.geteuid() != 0:
        raise CannotTryError(f"{what} is needed; run as root: {line}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=environment, capture_output=True, check=False)
    for package in candidates:
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
        if subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0:
            return
    raise CannotTryError(f"{what} is needed and apt-get could not install it; see what this says: {line}")
