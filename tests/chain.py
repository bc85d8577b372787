"""The running chain as a test sees it: HTTP clients by role, partners' own Kafka clients, tables, logs."""

# pyright: reportUnknownMemberType=false, reportUnknownLambdaType=false
# (aiokafka is only partly typed)

from __future__ import annotations

import asyncio
import json
import math
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import asyncpg
import httpx

from demo.rules import confirmation, reports
from deploy.broker import plain
from deploy.broker.admin import BrokerAccess
from deploy.database import DATABASE, api_of, as_owner, role_of
from deploy.local.ports import HOST, Ports
from deploy.local.postgres import Postgres, admin_dsn
from deploy.local.services import inner_port_of
from deploy.local.tokens import sign_token
from deploy.secrets import api_password, password_file
from schemas.codes.municipality import NAMES
from schemas.registry import partners, topics

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from deploy.local.stack import Addresses

PATIENCE_SECONDS = 40
_PAUSE = 0.05
_MOMENT_SECONDS = 150

Json = dict[str, Any]


async def until(condition: Callable[[], Awaitable[Any]], seconds: float = PATIENCE_SECONDS) -> Any:
    """What ``condition`` returns once it is true; a failure when it never is."""
    async with asyncio.timeout(seconds):
        while not (found := await condition()):
            await asyncio.sleep(_PAUSE)
        return found


@dataclass
class JustSignedOn(httpx.Auth):
    """Somebody who showed a second factor a moment ago; a token that a test gives itself stays."""

    secrets: Path
    role: str
    subject: str
    municipalities: tuple[str, ...]
    _token: tuple[float, str] = (-math.inf, "")

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        if "Authorization" not in request.headers:
            request.headers["Authorization"] = f"Bearer {self._fresh()}"
        yield request

    def _fresh(self) -> str:
        """Not each time anew: where everything is taken away under load, the key that signs is away as well."""
        made, token = self._token
        if time.monotonic() - made > _MOMENT_SECONDS:
            token = sign_token(self.secrets, self.role, self.subject, 1, self.municipalities)
            self._token = (time.monotonic(), token)
        return token


@dataclass(frozen=True)
class Chain:
    root: Path
    addresses: Addresses
    clients: dict[tuple[str, ...], httpx.AsyncClient] = field(default_factory=dict[tuple[str, ...], httpx.AsyncClient])

    def api(
        self, service: str, role: str, subject: str = "tester", municipalities: Sequence[str] = tuple(NAMES)
    ) -> httpx.AsyncClient:
        """A client of this service's API with a token for one function, in all municipalities unless told."""
        who = (service, role, subject, *municipalities)
        known = self.clients.get(who)
        if known is None:
            known = httpx.AsyncClient(
                base_url=f"{self.addresses.urls[service]}/v1",
                auth=JustSignedOn(self.root / "secrets", role, subject, tuple(municipalities)),
                timeout=30,
                trust_env=False,
            )
            self.clients[who] = known
        return known

    async def close(self) -> None:
        for client in self.clients.values():
            await client.aclose()

    def port(self, name: str) -> int:
        return Ports(self.root / "run" / "ports.json").known()[name]

    def inner(self, process: str) -> str:
        """Where this process says how it is."""
        name = inner_port_of(process) if process.endswith("-api") else process
        return f"http://{HOST}:{self.port(name)}"

    def log_text(self) -> str:
        return "".join(
            path.read_text("utf-8", "replace")
            for path in sorted((self.root / "logs").glob("*.log"))
            if path.stem not in ("identity", "kafka", "kafka-denials", "postgres")
        )

    @asynccontextmanager
    async def database(
        self, service: str, *, as_api: bool = False
    ) -> AsyncGenerator[asyncpg.Connection[asyncpg.Record]]:
        """Connected as the service's working role, or as that of its API."""
        name = api_password(service) if as_api else service
        connection = await asyncpg.connect(
            host=HOST,
            port=self.port("postgres"),
            user=api_of(service) if as_api else role_of(service),
            database=DATABASE,
            password=password_file(self.root / "secrets", name).read_text("utf-8").strip(),
        )
        try:
            yield connection
        finally:
            await connection.close()

    def owner(self, service: str) -> AbstractAsyncContextManager[asyncpg.Connection[asyncpg.Record]]:
        """Connected as the owner of the service's tables: what is done by hand, and the service itself may not."""
        return as_owner(admin_dsn(self.port("postgres")), service, admin_password=Postgres(self.root).admin_password())

    # --- the human steps

    async def report(self, **changes: Any) -> Json:
        """A signal through the intake API; returns the receipt."""
        response = await self.api("intake", "melder-professional").post("/signalen", json=signal_body(**changes))
        assert response.status_code == 201, response.text
        return response.json()

    async def at(self, service: str, role: str, path: str) -> Json:
        """What this API says at this path, once it knows it."""
        return await until(lambda: self._told(service, role, path))

    async def to_decide_on(self, signal_id: str) -> Json:
        """The case once it is at triage: a link with another municipality is known there before the signal is."""

        async def arrived() -> Json | None:
            case = await self._told("triage", "aandachtfunctionaris", f"/signalen/{signal_id}")
            return case if case and case["status"] != "bij-analist" else None

        return await until(arrived)

    async def _told(self, service: str, role: str, path: str) -> Json | None:
        response = await self.api(service, role).get(path)
        return response.json() if response.status_code == 200 else None

    async def assess(self, signal_id: str, conclusion: str = "versterkt") -> None:
        await self.at("enrichment", "analist", f"/signalen/{signal_id}")
        response = await self.api("enrichment", "analist").post(
            f"/signalen/{signal_id}/beoordelingen",
            json={"conclusie": conclusion, "toelichting": "Zie eerdere melding."},
        )
        assert response.status_code == 201, response.text

    async def status(self, signal_id: str, expected: str) -> None:
        """Wait until the reporter sees this status."""

        async def reached() -> bool:
            response = await self.api("intake", "melder-professional").get(f"/signalen/{signal_id}")
            return response.json()["status"] == expected

        await until(reached)

    async def to_decide(self, **changes: Any) -> str:
        """A direct signal, waiting for the aandachtfunctionaris."""
        signal_id: str = (await self.report(kanaal="netwerk", **changes))["id"]
        await self.to_decide_on(signal_id)
        return signal_id

    async def decide(self, signal_id: str, outcomes: Sequence[str], director: str, *beside: str) -> None:
        response = await self.api("triage", "aandachtfunctionaris").post(
            f"/signalen/{signal_id}/besluiten", json=decision_body(outcomes, director, *beside)
        )
        assert response.status_code == 201, response.text
        await self.confirm_where_asked(response.json())

    async def confirm_where_asked(self, made: Json) -> None:
        """A decision that waits for a second person gets one."""
        if made["wachtOpTweede"]:
            await self.confirm("triage", f"/voorstellen/{made['id']}")

    async def confirm(self, service: str, proposal: str) -> None:
        """A second person looks at what would go out, and confirms exactly that."""
        second = self.api(service, "aandachtfunctionaris", "tweede")
        seen = await second.get(proposal)
        assert seen.status_code == 200, seen.text
        confirmed = await second.post(f"{proposal}/bevestigingen", json=confirmation(seen.json()))
        assert confirmed.status_code == 201, confirmed.text

    async def referral(self, signal_id: str, partner: str) -> Json:
        """The referral to this partner, once it was sent."""
        service = topics()[f"referral.{partner}"].writer.removeprefix("service:")

        async def sent() -> Json | None:
            response = await self.api(service, "aandachtfunctionaris").get(
                "/verwijzingen", params={"signaalId": signal_id}
            )
            return next((item for item in response.json()["items"] if item["partner"] == partner), None)

        return await until(sent)

    async def referral_in(self, signal_id: str, partner: str, state: str) -> Json:
        """The referral to this partner, once it stands there."""

        async def there() -> Json | None:
            found = await self.referral(signal_id, partner)
            return found if found["status"] == state else None

        return await until(there)

    # --- partners, with nothing but their certificate and the address of their door

    def door(self, name: str) -> BrokerAccess:
        """The services door, with the certificate of a service, of the auditor or of the provisioner."""
        return BrokerAccess(self.addresses.kafka_services, self.addresses.kafka_ca, self.root / "certs" / f"{name}.pem")

    def partners_door(self, partner: str) -> BrokerAccess:
        certificate = self.root / "certs" / "partners" / f"{partner}.pem"
        return BrokerAccess(self.addresses.kafka_partners, self.addresses.kafka_ca, certificate)

    async def read(self, partner: str, topic: str) -> list[Any]:
        """Every record of a topic, read with the partner's certificate."""
        async with plain.reading(self.partners_door(partner)) as consumer:
            return await plain.read_to_end(consumer, topic)

    async def subscribe(self, partner: str, topic: str) -> None:
        """Join the partner's own group on a topic, once. Raises TopicAuthorizationFailedError."""
        async with plain.reading(self.partners_door(partner), topic, group_id=partner) as consumer:
            await until(lambda: consumer.getmany(timeout_ms=500))

    async def received(self, partner: str, family: str, reference: str) -> Any:
        """The record with this key on the partner's topic, once it is there."""

        async def arrived() -> Any:
            records = await self.read(partner, f"{family}.{partner}")
            return next((record for record in records if record.key == reference.encode()), None)

        return await until(arrived)

    async def referred(self, signal_id: str, partner: str) -> Json:
        """What this partner's client reads about this signal."""
        reference = (await self.referral(signal_id, partner))["kenmerk"]
        event = json.loads((await self.received(partner, "referral", reference)).value)
        assert event["subject"] == event["data"]["reference"] == reference != signal_id
        assert event["type"] == f"nl.signaalketen.referral.{partner}-sent.v1"
        return event["data"]

    async def notices(self, partner: str, family: str, fact: str, reference: str) -> list[Json]:
        """What the partner was told to confirm under this reference, once it is there."""

        async def told() -> list[Json]:
            records = [json.loads(record.value) for record in await self.read(partner, f"{family}.{partner}")]
            facts = [event["data"] for event in records if event["type"] == f"nl.signaalketen.{family}.{fact}.v1"]
            return [data for data in facts if data["reference"] == reference]

        return await until(told)

    async def reply(self, partner: str, event_type: str, data: Json, **attributes: Any) -> Json:
        """An answer on the partner's reply topic; returns the envelope sent."""
        event = {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": f"urn:nld:oin:{partners()[partner].oin}:systeem:casusregister",
            "type": f"nl.signaalketen.{event_type}.v1",
            "subject": str(data.get("reference", uuid4())),
            "time": "2026-11-24T10:00:00Z",
            "data": data,
            **attributes,
        }
        await self.send(partner, json.dumps(event).encode())
        return event

    async def send(self, partner: str, *values: bytes) -> None:
        """Raw bytes on the partner's reply topic, in this order."""
        async with plain.writing(self.partners_door(partner)) as producer:
            for value in values:
                await producer.send_and_wait(f"reply.{partner}", value)

    async def all_records(self, *names: str) -> list[Any]:
        """Every record of these topics, or of every topic, as the auditor's certificate reads it."""
        async with plain.reading(self.door("audit")) as consumer:
            return [record for name in names or topics() for record in await plain.read_to_end(consumer, name)]


ALONE: Json = {"locatie": None, "betrokkenen": [{"rol": "slachtoffer", "naam": "Slachtoffer Een"}]}
"""Changes to a report, after which it shares nothing with the others: no link is told of it."""


def signal_body(**changes: Any) -> Json:
    body: Json = {
        "kanaal": "meldpunt",
        "gemeente": "GM0268",
        "vormen": ["arbeid"],
        "omschrijving": "Twaalf matrassen boven het restaurant.",
        "melder": {"naam": "Meldende Vier", "organisatie": "Toezicht", "sector": "gemeente"},
        "slachtofferHerkenbaar": True,
        "betrokkenen": [
            {"rol": "slachtoffer", "naam": "Slachtoffer Een", "telefoon": "06 12345678"},
            {"rol": "verdachte", "naam": "Verdachte Twee"},
        ],
        "locatie": {"postcode": "6511PP", "huisnummer": 12},
        "hulpvraag": "Onderdak en een arts.",
    }
    return {name: value for name, value in {**body, **changes}.items() if value is not None}


def decision_body(outcomes: Sequence[str], director: str, *beside: str) -> Json:
    return {
        "uitkomsten": list(outcomes),
        "verwijzingen": [
            {
                "partner": partner,
                "regie": partner == director,
                "toelichting": f"Voor {partner}.",
                **({"grondslag": "wmo-2015-meldcode"} if partner == "veilig-thuis" else {}),
                **reports(partner),
            }
            for partner in (director, *beside)
        ],
        "toestemming": {"gevraagd": True, "gegeven": True},
    }
