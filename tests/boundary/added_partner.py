"""``python -m tests.boundary.added_partner NAME``: what a partner that is only declared gets, on a broker of its own.

Prints JSON. It runs in a copy of the tree to which the partner was added, so nothing here knows the partner.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from deploy.broker import plain
from deploy.broker.admin import BrokerAccess
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
        Order(partner, partner != name, None, None, f"Voor {partner}.") for partner in ("zorgcoordinator", name)
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


async def answered(broker: Broker, name: str, folder: Path) -> dict[str, Any]:
    """What the quick start's client prints of a referral, and what it answers."""
    reference, sent = referral(name)
    entrances = broker.entrances
    door = BrokerAccess(entrances.services, entrances.ca, entrances.certificates / "zorg-referral.pem")
    headers = [("content-type", CONTENT_TYPE.encode())]
    async with plain.writing(door) as producer:
        await producer.send_and_wait(f"referral.{name}", sent, key=reference.encode(), headers=headers)
    variables = {
        "KAFKA_PARTNERS": broker.entrances.partners,
        "KAFKA_CA": str(broker.entrances.ca),
        "CERTIFICATE": str(broker.entrances.certificate(f"partner:{name}")),
        "PARTNER": name,
        "OIN": partners()[name].oin,
        "ANSWER": "accepted",
    }
    done = await run("aiokafka", folder, variables)
    async with plain.reading(door) as consumer:
        replies = await plain.read_to_end(consumer, f"reply.{name}")
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
