"""A real Kafka broker as an ordinary process, from the jars of Maven Central."""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.broker import pins
from deploy.broker.admin import BrokerAccess, answers
from deploy.broker.certificates import SERVICE_CA
from deploy.errors import CannotTryError
from deploy.files import lay_aside
from deploy.local.jars import KAFKA
from deploy.local.ports import HOST, accepts
from deploy.local.prerequisites import java
from deploy.local.processes import Process, stop
from deploy.local.waiting import wait_until

_BROKER = Path(__file__).parents[1] / "broker"
_JVM = ("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError")
"""Small, and soon there: this broker is up for minutes and never busy enough to earn back the second compiler."""
_CONNECTIONS = "1000"
"""Everything here comes from one address."""

_START_SECONDS = 90
_STOP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Kafka:
    """The broker of the stack under ``root``; ``libs`` holds the jars, which stacks of one checkout share."""

    root: Path
    libs: Path
    certificates: Path

    @property
    def process(self) -> Process:
        return Process(self.root, "kafka")

    @property
    def _data(self) -> Path:
        return self.root / "kafka" / "data"

    def start(self, ports: Mapping[str, int]) -> None:
        """Returns once the broker lets the provisioner in; data of an earlier run is kept."""
        self.begin(ports)
        self.wait(ports)

    def begin(self, ports: Mapping[str, int]) -> None:
        """Starts it; whoever needs it has to ``wait``."""
        runtime = java()
        KAFKA.copy(self.libs)
        self._format(runtime, ports)
        command = [
            *(str(runtime), *_JVM),
            f"-Dlog4j2.configurationFile={_BROKER / 'log4j2.yaml'}",
            f"-Dbroker.denials={self.root / 'logs' / 'kafka-denials.log'}",
            *("-cp", f"{self.libs}/*", "kafka.Kafka", str(_BROKER / "server.properties")),
        ]
        self.process.start(command, self._environment(self._data, ports))

    def wait(self, ports: Mapping[str, int]) -> None:
        """Returns once the broker lets the provisioner in."""
        certificate = self.certificates / "provision.pem"
        admin = BrokerAccess(f"{HOST}:{ports['kafka-services']}", self.certificates / SERVICE_CA, certificate).admin()
        door = ports["kafka-services"]
        wait_until(lambda: accepts(door) and answers(admin, 5), self.process, _START_SECONDS)

    def stop(self) -> None:
        stop([self.process], seconds=_STOP_SECONDS)

    def empty(self) -> Path | None:
        """Stops it and lays aside what it holds, or held; returns where."""
        self.stop()
        return lay_aside(self._data)

    def _environment(self, data: Path, ports: Mapping[str, int]) -> dict[str, str]:
        services = f"SERVICES://{HOST}:{ports['kafka-services']}"
        partners = f"PARTNERS://{HOST}:{ports['kafka-partners']}"
        controller = f"{HOST}:{ports['kafka-controller']}"
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "BROKER_LISTENERS": f"{services},{partners},CONTROLLER://{controller}",
            "BROKER_ADVERTISED_LISTENERS": f"{services},{partners}",
            "BROKER_CONTROLLER": controller,
            "BROKER_DATA": str(data),
            "BROKER_CONNECTIONS_PER_IP": _CONNECTIONS,
            "BROKER_CERTIFICATE": str(self.certificates / "broker.pem"),
            "BROKER_PINS": str(self.certificates / pins.FOLDER),
        }

    def _format(self, runtime: Path, ports: Mapping[str, int]) -> None:
        """Elsewhere, then renamed: a run that was cut short leaves no storage that only looks formatted."""
        if _is_formatted(self._data):
            return
        unfinished = self._data.with_name("formatting")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.rmtree(self._data, ignore_errors=True)
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        cluster = urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        command = [
            *(str(runtime), *_JVM, "-cp", f"{self.libs}/*", "kafka.tools.StorageTool", "format"),
            f"--cluster-id={cluster}",  # one argument: an id may begin with a dash
            *("--config", str(_BROKER / "server.properties")),
        ]
        environment = self._environment(unfinished, ports)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotTryError(f"Kafka's storage can't be formatted:\n{done.stdout}{done.stderr}")
        unfinished.rename(self._data)


def _is_formatted(data: Path) -> bool:
    snapshots = [data / "bootstrap.checkpoint", data / "__cluster_metadata-0"]
    return (data / "meta.properties").exists() and any(path.exists() for path in snapshots)
