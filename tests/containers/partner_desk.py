"""The desk of a partner in its own container, with its certificate alone, against a chain that is up."""

from __future__ import annotations

import shutil
import tempfile
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from deploy.broker.certificates import PARTNERS, SERVICE_CA
from deploy.local.ports import HOST

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "zorgcoordinator"
PROJECT = "signaalketen-partner-tried"
_IMAGE = "signaalketen-partner:dev"
_FILES = ("deploy/partner/compose.yaml", "tests/containers/partner.yaml")


def build(docker: Callable[..., str], environment: dict[str, str]) -> None:
    """By the command that its compose file gives; of the machine the network and the image that this starts from."""
    network = ["--network", environment.get("BUILD_NETWORK", "default")]
    base = ["--build-arg", "PYTHON_IMAGE"] if "PYTHON_IMAGE" in environment else []
    docker("build", *network, *base, "--file", "deploy/images/Dockerfile", "--target", "partner", "--tag", _IMAGE, ".")


def check(docker: Callable[..., str], environment: dict[str, str], secrets: Path, ports: tuple[int, int]) -> None:
    """Its page answers, and it is connected: what its health check asks. ``docker`` runs in ``environment``."""
    port, inner = ports
    with tempfile.TemporaryDirectory(prefix="partner-") as folder:
        for source, name in ((SERVICE_CA, "ca.pem"), (f"{PARTNERS}/{NAME}.pem", "certificaat.pem")):
            shutil.copyfile(secrets / "certs" / source, Path(folder) / name)
            (Path(folder) / name).chmod(0o644)  # it is somebody else in there
        environment |= {"PARTNER_PORT": str(port), "PARTNER_INNER_PORT": str(inner), "PARTNER_FILES": folder}
        compose = ["compose", "--project-name", PROJECT, "--progress", "quiet"]
        compose += [word for file in _FILES for word in ("--file", file)]
        docker(*compose, "down", "--volumes")
        try:
            docker(*compose, "up", "--wait", "--wait-timeout", "180")
            account = ["python", "-m", "services.partner_desk", "account", "maak", "anna"]
            assert "wachtwoord" in docker(*compose, "exec", "-T", "werkplek", *account)
            page = httpx.get(f"http://{HOST}:{port}/", trust_env=False)
            assert page.status_code == HTTPStatus.OK, page.text
            ready = httpx.get(f"http://{HOST}:{inner}/readyz", trust_env=False)
            assert ready.status_code == HTTPStatus.OK, ready.text
        except AssertionError as broken:
            raise AssertionError(f"{broken}\n{docker(*compose, 'logs', '--no-color', check=False)[-4000:]}") from None
        finally:
            docker(*compose, "down", "--volumes")
