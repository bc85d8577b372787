"""The whole chain of one checkout, up or down; ``root`` is the folder that holds all it keeps (``.local``)."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Collection, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from deploy.broker import pins, trust
from deploy.broker.admin import BrokerAccess
from deploy.broker.certificates import RENEW_BEFORE, SERVICE_CA, make_certificates
from deploy.broker.provision import settle
from deploy.database import DESK, WITH_SCHEMA
from deploy.errors import CannotTryError
from deploy.files import private_folder, write_file
from deploy.local import identity
from deploy.local.identity import Identity
from deploy.local.kafka import Kafka
from deploy.local.ports import HOST, Ports
from deploy.local.postgres import Postgres
from deploy.local.processes import Process, running, stop, stop_pids, strays
from deploy.local.services import SHARED_PORTS, Chain, Program, inner_port_of, worker_names
from deploy.local.tokens import make_signing_key
from deploy.secrets import make_identity_secrets, make_secrets
from schemas.registry import SERVICES, Party

_CHECKOUT = Path(__file__).parents[2]
_STOP_SECONDS = 30
_NOWHERE = "kafka-elsewhere"
_INFRASTRUCTURE = ("kafka", "postgres")
_NOT_SERVICES = (*_INFRASTRUCTURE, identity.NAME)


def default_root() -> Path:
    """The folder of this checkout, unless SIGNAALKETEN_LOCAL names another."""
    return Path(os.environ.get("SIGNAALKETEN_LOCAL") or _CHECKOUT / ".local").absolute()


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a running stack is reached; ``.local/env`` holds the same."""

    kafka_partners: str
    kafka_services: str
    kafka_ca: Path
    urls: Mapping[str, str]
    inner: Mapping[str, str]
    """Where each API says how it is and shows its documentation."""
    desk: str
    """Where people sign on."""

    def lines(self) -> list[str]:
        return [
            f"KAFKA_PARTNERS={self.kafka_partners}",
            f"KAFKA_SERVICES={self.kafka_services}",
            f"KAFKA_CA={self.kafka_ca}",
            *(f"{_variable(service)}_URL={url}" for service, url in self.urls.items()),
            *(f"{_variable(service)}_INNER_URL={url}" for service, url in self.inner.items()),
            f"DESK_URL={self.desk}",
        ]


def _variable(service: str) -> str:
    return service.replace("-", "_").upper()


@dataclass(frozen=True, slots=True)
class Status:
    """One process of the stack."""

    name: str
    running: bool
    port: int | None
    log: Path


def up(root: Path, *, sign_on: bool = False) -> Addresses:
    """Starts what does not run yet and returns when all of it is ready; whatever an earlier run left is dealt with.

    With ``sign_on`` the identity provider is started too, and not waited for.
    """
    with _exclusive(root) as stack:
        return stack.up(sign_on=sign_on)


def down(root: Path) -> None:
    """Stops everything; data, certificates and secrets stay for the next start."""
    if root.exists():
        with _exclusive(root) as stack:
            stack.down()


def discard(root: Path) -> None:
    """Stops everything and removes all it kept, also what had to be kept outside ``root``."""
    if root.exists():
        with _exclusive(root) as stack:
            stack.down()
            stack.postgres.discard()
            for name in ("kafka/data", "keycloak", "certs", "secrets", "witnesses", "logbooks", "logs", "run"):
                shutil.rmtree(stack.root / name, ignore_errors=True)


def scale(root: Path, service: str, count: int) -> None:
    """Makes it ``count`` workers; those taken away finish the batch in hand."""
    known_service(service)
    if count < 1:
        raise CannotTryError("a service has at least one worker; `signaalketen down` stops the chain")
    with _exclusive(root) as stack:
        stack.scale(service, count)


@contextmanager
def paused(root: Path, service: str) -> Generator[None]:
    """With no worker of this service at work; those that were are started again afterwards."""
    with _exclusive(root) as stack:
        pattern = re.compile(rf"{re.escape(service)}-worker(-\d+)?")
        names = [process.name for process in running(stack.root) if pattern.fullmatch(process.name)]
        stop([Process(stack.root, name) for name in names], seconds=_STOP_SECONDS)
        try:
            yield
        finally:
            for name in names:
                stack.start_again(service, name)


@contextmanager
def halted(root: Path, services: Collection[str]) -> Generator[Servers]:
    """While nothing of these services is at work, broker and database may be brought back; `up` starts all again."""
    with _exclusive(root) as stack:
        if set(services) == set(SERVICES):
            stack.stop_services()
        else:
            pattern = re.compile(rf"({'|'.join(map(re.escape, services))})-(api|worker(-\d+)?)")
            stop([p for p in running(stack.root) if pattern.fullmatch(p.name)], seconds=_STOP_SECONDS)
        yield stack


def restart(root: Path, service: str) -> Generator[str]:
    """Stops and starts the processes of a service that run, one at a time; yields each name once it is ready.

    Its tables come first: this is how an update of the code is taken into use.
    """
    known_service(service)
    with _exclusive(root) as stack:
        pattern = re.compile(rf"{re.escape(service)}-(api|worker(-\d+)?)")
        names = [process.name for process in running(stack.root) if pattern.fullmatch(process.name)]
        if not names:
            raise CannotTryError(f"{service} does not run here: start it with `signaalketen up`")
        stack.migrate(service)
        for name in names:
            stop([Process(stack.root, name)], seconds=_STOP_SECONDS)
            stack.start_again(service, name)
            yield name


def renew_certificates(root: Path, before: timedelta) -> tuple[Party, ...]:
    """Those of this stack that end so soon; nothing stops for it. Returns whose were renewed."""
    with _exclusive(root) as stack:
        return stack.renew(before)


def known_service(service: str) -> None:
    """Raises CannotTryError when there is no such service."""
    if service not in SERVICES:
        raise CannotTryError(f"no service {service}; there are {', '.join(SERVICES)}")


def status(root: Path) -> list[Status]:
    """Every process that should run, and every extra worker that does."""
    root = root.resolve()
    ports = Ports(root / "run" / "ports.json").known()
    programs = _chain(root, ports).programs() if _known(ports) else []
    expected = [*_INFRASTRUCTURE, *(program.name for program in programs)] if programs else []
    asked_for = [identity.NAME] if Process(root, identity.NAME).pid_file.exists() else []
    names = dict.fromkeys([*expected, *asked_for, *(process.name for process in running(root))])
    processes = [Process(root, name) for name in names]
    port_names = {"kafka": "kafka-services"}
    return [Status(p.name, p.is_running(), ports.get(port_names.get(p.name, p.name)), p.log) for p in processes]


def addresses(root: Path) -> Addresses:
    """Of a stack that is up."""
    root = root.resolve()
    if not (root / "env").exists():
        raise CannotTryError("the chain does not run here: start it with `signaalketen up`")
    return _addresses(root, Ports(root / "run" / "ports.json").known())


def port(root: Path, name: str) -> int:
    """Where a process of a stack that is up listens."""
    addresses(root)
    return Ports(root.resolve() / "run" / "ports.json").known()[name]


@contextmanager
def _exclusive(root: Path) -> Generator[_Stack]:
    """One command at a time changes a stack; another waits. The lock ends with its process, however that ends."""
    root.mkdir(parents=True, exist_ok=True)
    root = root.resolve()
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield _Stack(root)


class Servers:
    """Broker and database under ``root``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.certificates = root / "certs"
        self.secrets = root / "secrets"
        self.kafka = Kafka(root, default_root() / "kafka" / "libs", self.certificates)
        self.postgres = Postgres(root)
        self.identity = Identity(root, default_root() / "keycloak-distributions", self.secrets / identity.NAME)

    def assign(self, *names: str) -> Mapping[str, int]:
        """The ports of all there is so far, and of these."""
        with Ports(self.root / "run" / "ports.json") as ports:
            return ports.assign(self._idle(names))

    def start(self, *, closed: bool = False) -> BrokerAccess:
        """Both, as they are: nothing is made in them. Returns the door for who administers the broker.

        ``closed``: partners find no broker yet where theirs is.
        """
        known = self.assign(*SHARED_PORTS, _NOWHERE)
        self.renew()
        self._start_infrastructure({**known, "kafka-partners": known[_NOWHERE]} if closed else known)
        return self._provisioner(known)

    def renew(self, before: timedelta = RENEW_BEFORE) -> tuple[Party, ...]:
        """Certificates that are missing, not as declared or end so soon; a running broker takes them without a stop."""
        if not self.kafka.process.is_running():
            return make_certificates(self.certificates, [HOST], renew_before=before)
        door = self._provisioner(Ports(self.root / "run" / "ports.json").known())
        renewed = make_certificates(self.certificates, [HOST], lambda: trust.read_again(door.admin()), before)
        if renewed:  # its own is among them: it takes one that it trusts already
            trust.read_again(door.admin())
        return renewed

    def _provisioner(self, ports: Mapping[str, int]) -> BrokerAccess:
        certificate = self.certificates / "provision.pem"
        return BrokerAccess(f"{HOST}:{ports['kafka-services']}", self.certificates / SERVICE_CA, certificate)

    def _idle(self, ports: Iterable[str]) -> list[str]:
        """Ports of which no running process listens."""
        listening = {name: "kafka" if name.startswith("kafka-") else name for name in ports}
        return [name for name, process in listening.items() if not Process(self.root, process).is_running()]

    def _start_infrastructure(self, ports: Mapping[str, int]) -> None:
        self._begin_infrastructure(ports)
        self.kafka.wait(ports)

    def _begin_infrastructure(self, ports: Mapping[str, int]) -> None:
        """Returns when the database answers; the broker takes longer, and is not waited for."""
        if not self.kafka.process.is_running():
            self.kafka.begin(ports)
        if not self.postgres.process.is_running():
            self.postgres.start(ports["postgres"])


class _Stack(Servers):
    def up(self, *, sign_on: bool) -> Addresses:
        stop_pids(strays(self.root), seconds=_STOP_SECONDS)
        if sign_on and not self.identity.process.is_running():
            self.identity.begin(self.assign(identity.NAME, DESK))
        if not all(Process(self.root, name).is_running() for name in _INFRASTRUCTURE):
            # Services started against a broker or database that is gone may hold addresses that no longer hold.
            self.stop_services()
        with Ports(self.root / "run" / "ports.json") as ports:
            if not _is_complete(self.root, ports.known()):
                self._start(ports)
            self._wait(_chain(self.root, ports.known()).programs(), ports.known())
            found = _addresses(self.root, ports.known())
        write_file(self.root / "env", "".join(f"{line}\n" for line in found.lines()).encode(), 0o644)
        return found

    def _start(self, ports: Ports) -> None:
        self.renew()
        make_secrets(private_folder(self.secrets))
        make_identity_secrets(private_folder(self.secrets / identity.NAME))  # the desk's own, also without a provider
        make_signing_key(self.secrets)
        known = ports.assign(self._idle([*SHARED_PORTS]))
        self._begin_infrastructure(known)
        chain = _chain(self.root, known)
        chain.provision_database(WITH_SCHEMA, self.postgres.admin_password())
        idle = [program for program in chain.programs() if not Process(self.root, program.name).is_running()]
        names = [name for program in idle for name in program.port_names]
        known = ports.assign(name for name in names if name not in SHARED_PORTS)
        for program in idle:
            if not program.needs_broker:
                program.start(self.root, known)
        self.kafka.wait(known)
        self._provision_broker(known)
        for program in idle:
            if program.needs_broker:
                program.start(self.root, known)

    def _provision_broker(self, ports: Mapping[str, int]) -> None:
        planned, _ = settle(self._provisioner(ports), self.certificates / pins.FOLDER)
        if planned.impossible:
            raise CannotTryError("\n".join(str(change) for change in planned.impossible))

    def _wait(self, programs: list[Program], ports: Mapping[str, int]) -> None:
        for program in programs:
            program.wait(self.root, ports)

    def scale(self, service: str, count: int) -> None:
        wanted = worker_names(service, count)
        extra = re.compile(rf"{re.escape(service)}-worker-\d+")
        stop([p for p in running(self.root) if extra.fullmatch(p.name) and p.name not in wanted], seconds=_STOP_SECONDS)
        with Ports(self.root / "run" / "ports.json") as ports:
            if not _is_complete(self.root, ports.known()):
                raise CannotTryError("the chain does not run here: start it with `signaalketen up`")
            missing = {
                number: name for number, name in enumerate(wanted, 1) if not Process(self.root, name).is_running()
            }
            known = ports.assign(missing.values())
            chain = _chain(self.root, known)
            programs = [chain.program(service, "worker", number) for number in missing]
            for program in programs:
                program.start(self.root, known)
            self._wait(programs, known)

    def migrate(self, service: str) -> None:
        chain = _chain(self.root, Ports(self.root / "run" / "ports.json").known())
        chain.provision_database([service], self.postgres.admin_password())

    def start_again(self, service: str, name: str) -> None:
        """A process of the service by its name, on the port it had; returns when it is ready."""
        known = Ports(self.root / "run" / "ports.json").known()
        kind, _, number = name.removeprefix(f"{service}-").partition("-")
        program = _chain(self.root, known).program(service, kind, int(number or 1))
        program.start(self.root, known)
        program.wait(self.root, known)

    def down(self) -> None:
        (self.root / "env").unlink(missing_ok=True)
        self.stop_services()
        self.identity.stop()
        self.kafka.stop()
        self.postgres.stop()
        stop_pids(strays(self.root), seconds=_STOP_SECONDS)

    def stop_services(self) -> None:
        stop([p for p in running(self.root) if p.name not in _NOT_SERVICES], seconds=_STOP_SECONDS)


def _chain(root: Path, ports: Mapping[str, int]) -> Chain:
    return Chain(root / "secrets", root / "certs", ports)


def _known(ports: Mapping[str, int]) -> bool:
    """Not before the first start, nor of a version that had fewer, until it is started again."""
    return all(name in ports for name in SHARED_PORTS)


def _is_complete(root: Path, ports: Mapping[str, int]) -> bool:
    if not _known(ports):
        return False
    programs = _chain(root, ports).programs()
    running = [*_INFRASTRUCTURE, *(program.name for program in programs)]
    return all(name in ports for program in programs for name in program.port_names) and all(
        Process(root, name).is_running() for name in running
    )


def _addresses(root: Path, ports: Mapping[str, int]) -> Addresses:
    return Addresses(
        f"{HOST}:{ports['kafka-partners']}",
        f"{HOST}:{ports['kafka-services']}",
        root / "certs" / SERVICE_CA,
        {service: f"http://{HOST}:{ports[f'{service}-api']}" for service in SERVICES},
        {service: f"http://{HOST}:{ports[inner_port_of(f'{service}-api')]}" for service in SERVICES},
        f"http://{HOST}:{ports[DESK]}",
    )
