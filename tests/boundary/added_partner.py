"""``python -m tests.boundary.added_partner NAME``: what a partner that is only declared gets, on a broker of its own.

Prints JSON. It runs in a copy of the tree to which the partner was added, so nothing here knows the partner.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import tempfile
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import TopicPartition

from deploy.broker.permission_matrix import expected_of
from deploy.broker.verify import verify
from deploy.catalogue.site import pages
from schemas.codes.flow import Outcome, UserRole
from schemas.envelope import CONTENT_TYPE, encode, new_event
from schemas.events.case import Consent
from schemas.registry import disclosure_type, partners, topics
from services.referral.domain import refer
from services.triage.decisions.domain import Choice, Order, decide
from tests.boundary.mutants import Broker, broker_with
from tests.quick_start import run
from tests.unit.triage.test_decisions import case


def referral(name: str) -> tuple[str, bytes]:
    """A referral beside the zorgcoördinator's, through the rules of triage and of the referral service."""
    orders = tuple(
        Order(partner, partner != name, None, "Opvang", f"Voor {partner}.") for partner in ("zorgcoordinator", name)
    )
    choice = Choice((Outcome.CARE,), orders, Consent(asked=True, given=True))
    decision = decide(case(), choice, UserRole.AANDACHTFUNCTIONARIS, date(2026, 11, 24), uuid4()).zorg
    if decision is None:
        raise LookupError("care orders make a care decision")
    order = next(order for order in decision.orders if order.partner == name)
    reference = uuid4()
    data = refer(decision, order, reference)
    return str(reference), encode(
        new_event("zorg-referral", disclosure_type(name, "referral"), str(reference), data, None)
    )


def tls(broker: Broker, certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(broker.entrances.ca))
    context.load_cert_chain(str(certificate))
    return context


async def answered(broker: Broker, name: str, folder: Path) -> dict[str, Any]:
    """What the quick start's client prints of a referral, and what it answers."""
    reference, sent = referral(name)
    certificates = broker.entrances.certificates
    door: dict[str, Any] = {"bootstrap_servers": broker.entrances.services, "security_protocol": "SSL"}
    producer = AIOKafkaProducer(**door, ssl_context=tls(broker, certificates / "zorg-referral.pem"))
    await producer.start()
    headers = [("content-type", CONTENT_TYPE.encode())]
    await producer.send_and_wait(f"referral.{name}", sent, key=reference.encode(), headers=headers)
    await producer.stop()
    variables = {
        "KAFKA_PARTNERS": broker.entrances.partners,
        "KAFKA_CA": str(broker.entrances.ca),
        "CERTIFICATE": str(broker.entrances.certificate(f"partner:{name}")),
        "PARTNER": name,
        "OIN": partners()[name].oin,
        "ANSWER": "accepted",
    }
    done = await run("aiokafka", folder, variables)
    consumer = AIOKafkaConsumer(**door, ssl_context=tls(broker, certificates / "zorg-referral.pem"))
    await consumer.start()
    place = TopicPartition(f"reply.{name}", 0)
    consumer.assign([place])
    await consumer.seek_to_beginning(place)
    replies = (await consumer.getmany(timeout_ms=10_000)).get(place, [])
    await consumer.stop()
    return {
        "sent": json.loads(sent)["data"],
        "code": done.code,
        "errors": done.errors,
        "printed": sent.decode() in done.out.splitlines(),
        "answers": [json.loads(reply.value or b"")["type"] for reply in replies if reply.key == reference.encode()],
    }


def main(name: str) -> None:
    page = pages(datetime.now(UTC).date())[f"partners/{name}.html"]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "client"
        folder.mkdir()
        with broker_with(Path(made)) as broker:
            result = verify(broker.admin, broker.entrances)
            quick_start = asyncio.run(answered(broker, name, folder))
    found = {
        "topics": [topic for topic in topics() if topic.endswith(f".{name}")],
        "permissions": sorted(f"{c.operation} {c.resource} {c.name}" for c in expected_of(f"partner:{name}")),
        "probed": [row.cells for row in result.rows if row.who == f"partner:{name}"],
        "deviations": [asdict(deviation) for deviation in result.deviations],
        "page": page,
        "quick_start": quick_start,
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
