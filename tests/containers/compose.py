"""Tries the container path: brings docker-compose.yml up, sends signals through it, kills a worker, takes it down.

    python -m tests.containers.compose              on the engine that `docker compose` reaches
    python -m tests.containers.compose --standin    on a private engine with stand-in base images

It runs as a Compose project of its own on free ports, so it leaves one that was started by hand alone.
Exit code 0: it holds; 1: it does not; 2: it could not be tried.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# (aiokafka is only partly typed)

import argparse
import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import httpx

from demo.rules import confirmation, reports
from deploy.broker import plain
from deploy.broker.admin import BrokerAccess
from deploy.errors import CannotTryError
from deploy.local.identity import secrets_in
from deploy.local.tokens import sign_token
from schemas.codes.flow import UserRole
from tests.containers import partner_desk
from tests.containers.engine import ROOT, engine, until
from tests.containers.visitor import Visitor

SECRETS = ROOT / ".local" / "compose"
SERVICES = ("intake", "enrichment", "triage", "zorg-referral", "riec-referral", "audit", "administration")
PROJECT = "signaalketen-tried"
DESKS = ("desk-melden", "desk-werkplek", "desk-toezicht")
DOORS = ("kafka-partners", *SERVICES, *DESKS, "identity")
SIGNALS = 20
KILLED = "enrichment-worker"

CARE_AND_CRIMINAL = ("zorg-en-strafrechtelijk", ("zvh-rijk-van-nijmegen", "zorgcoordinator"))
ORGANISED = ("ondermijnende-criminaliteit", ("riec",))
PARTNERS = (*CARE_AND_CRIMINAL[1], *ORGANISED[1])


def say(text: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()


def free_ports(count: int) -> list[int]:
    """Ports nothing listens on now."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def free_doors() -> dict[str, int]:
    """A port for each door, by the name that docker-compose.yml has for it."""
    names = [name.replace("-", "_").upper() for name in DOORS]
    return dict(zip(names, free_ports(len(names)), strict=True))


@dataclass
class Chain:
    """The chain as one Compose project; `environment` says on which engine."""

    environment: dict[str, str]
    ports: dict[str, int] = field(default_factory=dict[str, int])

    def docker(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            ["docker", *arguments], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if check and done.returncode:
            raise AssertionError(f"docker {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr[-4000:]}")
        return done.stdout

    def compose(self, *arguments: str, check: bool = True) -> str:
        return self.docker("compose", "--project-name", PROJECT, "--progress", "quiet", *arguments, check=check)

    @contextmanager
    def up(self) -> Generator[None]:
        """Every service of the file, healthy, two enrichment workers; gone at the end, data and all."""
        self.ports = free_doors()
        self.environment |= {f"{name}_PORT": str(port) for name, port in self.ports.items()}
        self.compose("down", "--volumes", "--remove-orphans")
        try:
            self.compose("up", "--build", "--wait", "--wait-timeout", "900", "--scale", f"{KILLED}=2")
            yield
        except BaseException:
            log = SECRETS.parent / "compose-failed.log"
            log.write_text(self.compose("ps", "--all", check=False) + self.compose("logs", "--no-color", check=False))
            say(f"what the containers said is in {log.relative_to(ROOT)}")
            raise
        finally:
            self.compose("down", "--volumes", "--remove-orphans")

    def kill(self, service: str) -> str:
        """SIGKILL to the process inside, so that the restart policy has to act; returns the container."""
        container = self.compose("ps", "--quiet", service).split()[0]
        self.docker("exec", container, "python", "-c", "import os; os.kill(-1, 9)", check=False)
        return container

    def recovered(self, container: str) -> bool:
        form = "{{.RestartCount}} {{.State.Health.Status}}"
        restarts, health = self.docker("inspect", "--format", form, container).split()
        return int(restarts) > 0 and health == "healthy"


class Desk:
    """A person at work: one API, one role."""

    def __init__(self, chain: Chain, service: str, role: UserRole, number: int = 1) -> None:
        self._who = (role.value, f"{role.value}-{number}")
        self._url = f"http://127.0.0.1:{chain.ports[service.replace('-', '_').upper()]}/v1"

    def get(self, path: str, **query: str | int) -> Any:
        return self._answer("GET", path, params=query)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self._answer("POST", path, json=body)

    def _answer(self, method: str, path: str, **content: Any) -> Any:
        headers = {"Authorization": f"Bearer {sign_token(SECRETS, *self._who, 1)}"}  # signed on just now
        response = httpx.request(method, f"{self._url}{path}", headers=headers, timeout=30, trust_env=False, **content)
        assert response.is_success, f"{response.request.url}: {response.status_code} {response.text}"
        return response.json()


def signal(number: int) -> dict[str, Any]:
    """A report as a professional makes it; made up, all of it."""
    return {
        "kanaal": "meldpunt",
        "gemeente": "GM0268",
        "vormen": ["arbeid"],
        "omschrijving": f"Proefsignaal {number}: acht bedden in een loods, de paspoorten liggen bij de baas.",
        "melder": {"naam": "Proef Melder", "organisatie": "Gemeente Nijmegen", "sector": "gemeente"},
        "slachtofferHerkenbaar": False,
        "betrokkenen": [
            {"rol": "slachtoffer", "naam": f"Slachtoffer {number}", "geslacht": "man"},
            {"rol": "verdachte", "naam": f"Verdachte {number}", "geslacht": "man"},
        ],
        "locatie": {"straat": "Proefstraat", "huisnummer": number, "postcode": "6511AA", "plaats": "Nijmegen"},
        "hulpvraag": "Opvang en een tolk.",
    }


def decision(number: int) -> dict[str, Any]:
    """Turn and turn about: care and criminal justice, or organised crime."""
    outcome, partners = ORGANISED if number % 2 else CARE_AND_CRIMINAL
    return {
        "uitkomsten": [outcome],
        "verwijzingen": [
            {"partner": name, "regie": name == partners[0], "toelichting": f"Voor {name}.", **reports(name)}
            for name in partners
        ],
        "toestemming": {"gevraagd": True, "gegeven": True},
    }


def work_off(
    desk: Desk,
    path: str,
    body: Callable[[int], dict[str, Any]],
    ours: dict[str, int],
    then: Callable[[dict[str, Any]], None] = lambda _: None,
) -> None:
    """Handles every signal of ours as it comes on this desk's worklist, until all have been there."""
    left = set(ours)

    def handled() -> bool:
        for item in desk.get("/werkvoorraad", limit=500)["items"]:
            if item["id"] in left and item.get("adresStatus") != "wordt-opgezocht":
                then(desk.post(f"/signalen/{item['id']}/{path}", body(ours[item["id"]])))
                left.remove(item["id"])
        return not left

    until(handled, 180, f"{SIGNALS} signals at /{path}")


def read_topic(chain: Chain, partner: str, count: int) -> list[dict[str, Any]]:
    """Its referrals, by a plain client with the partner's own certificate; and what else that client sees."""
    certificate = SECRETS / "certs" / "partners" / f"{partner}.pem"
    door = BrokerAccess(f"127.0.0.1:{chain.ports['KAFKA_PARTNERS']}", SECRETS / "certs" / "service-ca.pem", certificate)

    async def read() -> list[dict[str, Any]]:
        async with plain.reading(door, f"referral.{partner}", group_id=partner) as consumer:
            seen: set[str] = await consumer.topics()
            own = {f"{family}.{partner}" for family in ("alert", "consult", "referral", "reply")}
            assert seen <= own, f"{partner} sees {sorted(seen - own)}"
            events: list[dict[str, Any]] = []
            async with asyncio.timeout(60):
                while len(events) < count:
                    events.append(json.loads((await consumer.getone()).value or b""))
            return events

    return asyncio.run(read())


def check_referrals(chain: Chain, ours: dict[str, int]) -> None:
    """What each partner's client reads is what the chain says it sent, to that partner, about these signals."""
    desks = [Desk(chain, name, UserRole.AANDACHTFUNCTIONARIS) for name in ("zorg-referral", "riec-referral")]

    def sent() -> list[dict[str, Any]]:
        return [item for desk in desks for item in desk.get("/verwijzingen", limit=500)["items"]]

    half = SIGNALS // 2
    until(lambda: len(sent()) >= half * len(PARTNERS), 120, "every referral is sent")
    assert {item["signaalId"] for item in sent()} == set(ours), "referrals about other signals than ours"
    for partner in PARTNERS:
        references = sorted(item["kenmerk"] for item in sent() if item["partner"] == partner)
        assert len(references) == half, f"{len(references)} referrals to {partner}, not {half}"
        events = read_topic(chain, partner, half)
        read = sorted(event["data"]["reference"] for event in events)
        assert read == references, f"{partner} reads other referrals than were sent to it"
        assert partner != "riec" or "Slachtoffer" not in json.dumps(events), "RIEC reads about a victim"


def check_hardened(chain: Chain) -> None:
    """What docker-compose.yml promises of every container, as the engine has it."""
    doors: set[str] = set()
    for container in json.loads(chain.docker("inspect", *chain.compose("ps", "--quiet").split())):
        name, host = container["Name"], container["HostConfig"]
        user: str = container["Config"]["User"]
        assert user and not user.startswith("0"), f"{name} runs as root"
        assert host["ReadonlyRootfs"], f"{name} can write to its image"
        assert host["CapDrop"] and not host["CapAdd"] and not host["Privileged"], f"{name} has capabilities"
        assert any(option.startswith("no-new-privileges") for option in host["SecurityOpt"]), f"{name} can gain them"
        bound = [place for places in (host["PortBindings"] or {}).values() for place in places]
        assert all(place["HostIp"] == "127.0.0.1" for place in bound), f"{name} is open to the outside"
        doors |= {place["HostPort"] for place in bound}
        if not bound:
            networks = list(container["NetworkSettings"]["Networks"])
            internal = json.loads(chain.docker("network", "inspect", *networks))
            assert all(network["Internal"] for network in internal), f"{name} can reach the outside"
    assert doors == {str(port) for port in chain.ports.values()}, f"published: {sorted(doors)}"


def exercise(chain: Chain) -> str:
    """Returns the id of a signal that went all the way."""
    reporter = Desk(chain, "intake", UserRole.PROFESSIONAL)
    ours: dict[str, int] = {}
    for number in range(SIGNALS // 2):
        ours[reporter.post("/signalen", signal(number + 1))["id"]] = number
    killed = chain.kill(KILLED)
    for number in range(SIGNALS // 2, SIGNALS):
        ours[reporter.post("/signalen", signal(number + 1))["id"]] = number
    say(f"{SIGNALS} signals reported; half-way, one {KILLED} was killed")
    analyst = Desk(chain, "enrichment", UserRole.ANALYST)
    work_off(analyst, "beoordelingen", lambda _: {"conclusie": "versterkt", "toelichting": "Proef."}, ours)
    say("assessed")
    decider = Desk(chain, "triage", UserRole.AANDACHTFUNCTIONARIS)
    second = Desk(chain, "triage", UserRole.AANDACHTFUNCTIONARIS, 2)

    def confirm(made: dict[str, Any]) -> None:
        if made["wachtOpTweede"]:
            seen = second.get(f"/voorstellen/{made['id']}")
            second.post(f"/voorstellen/{made['id']}/bevestigingen", confirmation(seen))

    work_off(decider, "besluiten", decision, ours, confirm)
    say("decided")
    check_referrals(chain, ours)
    say(f"referrals read by {', '.join(PARTNERS)}, each with its own certificate")
    until(lambda: chain.recovered(killed), 180, f"the killed {KILLED} is back and healthy")
    say(f"the killed {KILLED} is back and healthy")
    return next(iter(ours))


def check_desks(chain: Chain, signal_id: str) -> None:
    """Each shows where to sign on; who does is where his work is, and takes a page of it along as PDF."""
    addresses = {desk: f"http://127.0.0.1:{chain.ports[desk.replace('-', '_').upper()]}" for desk in DESKS}
    secrets = secrets_in(SECRETS / "identity")
    for desk, name, path in (
        ("desk-melden", "melder.nijmegen", "/melden"),
        ("desk-werkplek", "analist.nijmegen", "/beoordelen"),
        ("desk-toezicht", "auditor", "/toezicht"),
    ):
        with Visitor(addresses[desk], SECRETS / "certs" / "service-ca.pem") as visitor:
            assert "Aanmelden" in visitor.get("/").text, desk
            first = visitor.sign_on(name, secrets)
            assert (first.status_code, first.url.path) == (200, path), f"{name} at {desk}: {first.url} {first.text}"
            if desk == "desk-werkplek":
                paper = visitor.get(f"/beoordelen/{signal_id}/pdf")
                assert paper.headers["content-type"] == "application/pdf", paper.text
                assert paper.content.startswith(b"%PDF-"), "no PDF"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--standin", action="store_true", help="use a private engine with stand-in base images")
    standin: bool = parser.parse_args(arguments).standin
    started = time.monotonic()
    try:
        with engine() if standin else nullcontext(dict(os.environ)) as environment:
            say("the stand-in engine is up" if standin else "on the engine that is there")
            try_out(Chain(environment))
    except (CannotTryError, subprocess.CalledProcessError) as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    except (AssertionError, TimeoutError, httpx.HTTPError) as broken:
        say(f"does not hold: {broken}")
        return 1
    say(f"holds, in {time.monotonic() - started:.0f} s")
    return 0


def try_out(chain: Chain) -> None:
    """Up, the exercise, down."""
    if not shutil.which("docker", path=chain.environment.get("PATH")):
        raise CannotTryError("no docker command; on Debian, STANDIN=1 installs an engine")
    try:
        chain.docker("info")
        chain.compose("version")
    except AssertionError as silent:
        raise CannotTryError(f"no container engine with Compose answers: {silent}") from silent
    secrets = [sys.executable, "-m", "cli", "secrets", str(SECRETS), "--host", "kafka"]
    subprocess.run(secrets, cwd=ROOT, check=True)
    with chain.up():
        say("up: every service healthy")
        check_hardened(chain)
        say("every container confined as declared")
        signal_id = exercise(chain)
        check_desks(chain, signal_id)
        say(f"signed on at {', '.join(DESKS)}; a page as PDF")
        partner_desk.build(chain.docker, chain.environment)
        port, inner = free_ports(2)
        partner_desk.check(chain.docker, chain.environment, SECRETS, (port, inner))
        say(f"the desk of {partner_desk.NAME} is connected")
    say("down")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
