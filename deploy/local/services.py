"""The processes of the chain itself: what each is started with, and when it is ready."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.broker import pins
from deploy.broker.certificates import SERVICE_CA
from deploy.database import DATABASE, DESK, api_of, role_of
from deploy.errors import CannotTryError
from deploy.local import identity
from deploy.local.ports import HOST, accepts
from deploy.local.postgres import admin_dsn
from deploy.local.processes import Process
from deploy.local.tokens import AUDIENCE, ISSUER
from deploy.local.waiting import wait_until
from deploy.secrets import (
    BAG_KEY,
    BRP_KEY,
    DRAFT_KEY,
    IDENTITY_CLIENT,
    JWKS,
    KVK_KEY,
    LOG_KEY,
    LOG_POLICY,
    LOG_SOURCES,
    LOG_VKEY,
    OBJECT_HASH_KEY,
    SUBJECT_KEY,
    WITNESSES,
    api_password,
    count_key_file,
    password_file,
    password_names,
    quarantine_key_file,
    witness_key_file,
)
from schemas.registry import SERVICES

READY_SECONDS = 90
SHARED_PORTS = (
    "kafka-services",
    "kafka-partners",
    "kafka-controller",
    "postgres",
    identity.NAME,
    DESK,
    "bag",
    "kvk",
    "brp",
    "logbook",
    *WITNESSES,
    *(f"{service}-api" for service in SERVICES),
)
"""Where others find them: known before anything is told where to look."""


def module_of(service: str) -> str:
    """The Python module that runs this service."""
    return f"services.{service.replace('-', '_')}"


def inner_port_of(api: str) -> str:
    """The name of the port that an API shows nobody outside."""
    return f"{api}-inner"


@dataclass(frozen=True, slots=True)
class Program:
    """One process to run; its HTTP port has its name."""

    name: str
    arguments: tuple[str, ...]
    settings: Mapping[str, str]
    is_ready: Callable[[int], bool]
    has_inner: bool = False
    """Whether it says how it is on another port than it is asked on."""
    needs_broker: bool = False
    """Whether it is started once the broker is there; all else starts while that comes up."""

    @property
    def inner(self) -> str:
        """The name of the port on which it says how it is."""
        return inner_port_of(self.name) if self.has_inner else self.name

    @property
    def port_names(self) -> tuple[str, ...]:
        return (self.name, self.inner) if self.has_inner else (self.name,)

    def start(self, root: Path, ports: Mapping[str, int]) -> None:
        listening = {"HTTP_HOST": HOST, "HTTP_PORT": str(ports[self.name]), "INNER_PORT": str(ports[self.inner])}
        Process(root, self.name).start(
            [sys.executable, "-m", *self.arguments], {**_inherited(), **self.settings, **listening}
        )

    def wait(self, root: Path, ports: Mapping[str, int]) -> None:
        def ready() -> bool:
            return self.is_ready(ports[self.inner]) and accepts(ports[self.name])

        wait_until(ready, Process(root, self.name), READY_SECONDS)


@dataclass(frozen=True, slots=True)
class Chain:
    """Everything that runs on top of Kafka and PostgreSQL."""

    secrets: Path
    certificates: Path
    ports: Mapping[str, int]

    def programs(self) -> list[Program]:
        """All of them. A new stand-in for a system outside is one more line here, and a port in SHARED_PORTS."""
        bag = {"BAG_KEY_FILE": str(self.secrets / BAG_KEY)}
        kvk = {"KVK_KEY_FILE": str(self.secrets / KVK_KEY)}
        brp = {"BRP_KEY_FILE": str(self.secrets / BRP_KEY)}
        logbook = {"LOGBOOK_FOLDER": str(self.secrets.parent / "logbooks")}
        return [
            Program("bag", ("deploy.local.bag",), bag, accepts),
            Program("kvk", ("deploy.local.kvk",), kvk, accepts),
            Program("brp", ("deploy.local.brp",), brp, accepts),
            Program("logbook", ("deploy.local.logbook",), logbook, accepts),
            *(self._witness(name) for name in WITNESSES),
            Program(DESK, ("services.desk",), self._desk(), says_ready, has_inner=True),
            Program("broker-upkeep", ("deploy.broker.upkeep",), self._upkeep(), says_ready, needs_broker=True),
            *(self.program(service, "api") for service in SERVICES),
            *(self.program(service, "worker") for service in SERVICES),
        ]

    def program(self, service: str, kind: str, number: int = 1) -> Program:
        """``number`` tells the workers of one service apart."""
        name = f"{service}-{kind}" if number == 1 else f"{service}-{kind}-{number}"
        settings = self.settings(service)
        if kind == "api":
            address = f"{HOST}:{self.ports['postgres']}/{DATABASE}"
            settings |= {
                "DATABASE_URL": f"postgresql://{api_of(service)}@{address}",
                "DATABASE_PASSWORD_FILE": str(password_file(self.secrets, api_password(service))),
            }
        if kind == "worker":
            settings |= {"COUNT_KEY_FILE": str(count_key_file(self.secrets, service))}
        if (service, kind) == ("audit", "worker"):
            logbook = f"http://{HOST}:{self.ports['logbook']}"
            settings |= {
                "LOG_KEY_FILE": str(self.secrets / LOG_KEY),
                "SUBJECT_KEY_FILE": str(self.secrets / SUBJECT_KEY),
                "LDV_URL": f"{logbook}/ldv/v1/traces",
                "LDV_CONFIDENTIAL_URL": f"{logbook}/ldv-confidential/v1/traces",
                "BIO2_URL": f"{logbook}/bio2/v1/logs",
            }
        is_api = kind == "api"
        return Program(
            name, (module_of(service), kind), settings, says_ready, has_inner=is_api, needs_broker=not is_api
        )

    def _witness(self, name: str) -> Program:
        settings = {
            "WITNESS_KEY_FILE": str(witness_key_file(self.secrets, name)),
            "WITNESS_STATE": str(self.secrets.parent / "witnesses" / name),
            "LOG_VKEYS_FILE": str(self.secrets / LOG_VKEY),
        }
        return Program(name, ("services.witness",), settings, says_ready)

    def _desk(self) -> dict[str, str]:
        """It has a certificate for nothing: what it shows it asks the APIs, as who is signed on."""
        return {
            "DATABASE_URL": f"postgresql://{role_of(DESK)}@{HOST}:{self.ports['postgres']}/{DATABASE}",
            "DATABASE_PASSWORD_FILE": str(password_file(self.secrets, DESK)),
            "OWN_ADDRESS": f"http://{HOST}:{self.ports[DESK]}",
            "ISSUER": identity.issuer(self.ports[identity.NAME]),
            "CLIENT_SECRET_FILE": str(self.secrets / identity.NAME / IDENTITY_CLIENT),
            "DRAFT_KEY_FILE": str(self.secrets / DRAFT_KEY),
            "INTAKE_URL": f"http://{HOST}:{self.ports['intake-api']}",
            "INTAKE_HOLDS_URL": f"http://{HOST}:{self.ports['intake-api']}",
            "ENRICHMENT_URL": f"http://{HOST}:{self.ports['enrichment-api']}",
            "TRIAGE_URL": f"http://{HOST}:{self.ports['triage-api']}",
            "FLOW_URL": f"http://{HOST}:{self.ports['triage-api']}",
            "ADMINISTRATION_URL": f"http://{HOST}:{self.ports['administration-api']}",
            "ZORG_REFERRAL_URL": f"http://{HOST}:{self.ports['zorg-referral-api']}",
            "RIEC_REFERRAL_URL": f"http://{HOST}:{self.ports['riec-referral-api']}",
            "AUDIT_URL": f"http://{HOST}:{self.ports['audit-api']}",
            "SHOW_COMPONENTS": "true",
        }

    def _upkeep(self) -> dict[str, str]:
        return {
            "KAFKA_SERVICES": f"{HOST}:{self.ports['kafka-services']}",
            "KAFKA_CA": str(self.certificates / SERVICE_CA),
            "KAFKA_CERTIFICATE": str(self.certificates / "provision.pem"),
            "KAFKA_PINS": str(self.certificates / pins.FOLDER),
        }

    def settings(self, service: str) -> dict[str, str]:
        settings = {
            "DATABASE_URL": f"postgresql://{role_of(service)}@{HOST}:{self.ports['postgres']}/{DATABASE}",
            "DATABASE_PASSWORD_FILE": str(password_file(self.secrets, service)),
            "KAFKA_SERVICES": f"{HOST}:{self.ports['kafka-services']}",
            "KAFKA_CA": str(self.certificates / SERVICE_CA),
            "KAFKA_CERTIFICATE": str(self.certificates / f"{service}.pem"),
            "REQUESTS_PER_MINUTE": "30000",  # the demonstration and the tests are one caller each
            "TOKEN_ISSUERS": json.dumps(
                {
                    ISSUER: {"jwks_file": str(self.secrets / JWKS)},
                    identity.issuer(self.ports[identity.NAME]): {},
                }
            ),
            "TOKEN_AUDIENCE": AUDIENCE,
            "QUARANTINE_KEY_FILE": str(quarantine_key_file(self.secrets, service)),
        }
        if service == "enrichment":
            settings |= {
                "OBJECT_HASH_KEY_FILE": str(self.secrets / OBJECT_HASH_KEY),
                "BAG_URL": f"http://{HOST}:{self.ports['bag']}",
                "BAG_KEY_FILE": str(self.secrets / BAG_KEY),
                "KVK_URL": f"http://{HOST}:{self.ports['kvk']}",
                "KVK_KEY_FILE": str(self.secrets / KVK_KEY),
                "BRP_URL": f"http://{HOST}:{self.ports['brp']}",
                "BRP_KEY_FILE": str(self.secrets / BRP_KEY),
                "BRP_PURPOSE": "Aanpak mensenhandel",
            }
        if service == "audit":
            settings |= {
                "LOG_POLICY_FILE": str(self.secrets / LOG_POLICY),
                "LOG_SOURCES_FILE": str(self.secrets / LOG_SOURCES),
                "WITNESS_URLS": " ".join(f"http://{HOST}:{self.ports[name]}" for name in WITNESSES),
            }
        return settings

    def provision_database(self, services: Collection[str], admin_password: str) -> None:
        """Roles and tables of these as declared. Raises CannotTryError with what was said."""
        passwords = {
            name: password_file(self.secrets, name).read_text("utf-8").strip() for name in password_names(services)
        }
        told = {"url": admin_dsn(self.ports["postgres"]), "password": admin_password, "passwords": passwords}
        command = [sys.executable, "-m", "deploy.local.database"]
        done = subprocess.run(
            command, env=_inherited(), cwd="/", input=json.dumps(told), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise CannotTryError(f"the tables can't be migrated:\n{done.stdout}{done.stderr}")


def worker_names(service: str, count: int) -> list[str]:
    """Of that many workers, the first bears the plain name."""
    return [f"{service}-worker", *(f"{service}-worker-{number}" for number in range(2, count + 1))]


def _inherited() -> dict[str, str]:
    """The caller's environment, less what would redirect the clients in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "PYTHONUNBUFFERED": "1", "NO_PROXY": HOST, "no_proxy": HOST}


def says_ready(port: int) -> bool:
    """Whether the process whose HTTP port this is can do its work."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
