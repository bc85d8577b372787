"""The pipeline on whatever container engine answers, brought up by testcontainers."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from testcontainers.compose import DockerCompose

from tests.containers.compose import PROJECT, SECRETS, Chain, check_desks, check_hardened, exercise, free_doors
from tests.containers.engine import ROOT


def test_signals_reach_their_partners_through_containers(monkeypatch: pytest.MonkeyPatch) -> None:
    ports = free_doors()
    for name, port in ports.items():
        monkeypatch.setenv(f"{name}_PORT", str(port))
    monkeypatch.setenv("COMPOSE_PROJECT_NAME", PROJECT)
    subprocess.run([sys.executable, "-m", "cli", "secrets", str(SECRETS), "--host", "kafka"], cwd=ROOT, check=True)
    chain = Chain(dict(os.environ), ports)
    with DockerCompose(ROOT, build=True, wait=True):
        check_hardened(chain)
        check_desks(chain, exercise(chain))
