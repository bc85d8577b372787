"""Collects what every desk, topic and the audit service say about this run's signals."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from demo import audit
from demo.api import must
from demo.people import DUTY_DESK
from demo.reconcile import Arrived, Decision, Desks, Evidence, Referral
from demo.waiting import every

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from demo.api import Api, Json, User
    from demo.audit import LoggedRecord
    from demo.partner import Partner, Read
    from demo.play import Play
    from demo.reconcile import Sent


async def collect(
    api: Api, play: Play, sent: Sequence[Sent], clients: Mapping[str, Partner], start: audit.Counts
) -> tuple[Evidence, list[LoggedRecord]]:
    """The evidence, and the audit service's records it is partly made of."""
    desks = dict(await every(_desks(api, play, signal_id) for signal_id in play.reports))
    kept = await audit.since(api, start)
    alerts = [one.alert_id for one in sent if one.alert_id]
    acknowledged = await every(_is_acknowledged(api, alert_id) for alert_id in alerts)
    reads = [read for client in clients.values() for read in client.reads]
    evidence = Evidence(
        sent=sent,
        desks=desks,
        referrals=[_referral(item) for item in await play.referrals()],
        arrived=_arrived(reads),
        acknowledged=frozenset(a for a, known in zip(alerts, acknowledged, strict=True) if known),
        audited={(k.topic, k.partition, k.offset): k.sha256 for k in kept},
        entered=frozenset(k.event["subject"] for k in kept if k.topic in ("signal.received", "signal.direct")),
        deadletters=sum(k.topic.startswith("deadletter.") for k in kept),
    )
    return evidence, kept


async def _desks(api: Api, play: Play, signal_id: str) -> tuple[str, Desks]:
    path = f"/signalen/{signal_id}"
    intake = await _found(api, "intake", path, play.decider(signal_id))
    enrichment = await _found(api, "enrichment", path, play.analyst(signal_id))
    triage = await _found(api, "triage", path, play.decider(signal_id))
    decisions = tuple(
        Decision(tuple(d["uitkomsten"]), tuple(d["partners"]), d["regie"]) for d in triage.get("besluiten", ())
    )
    return signal_id, Desks(
        intake.get("status"),
        enrichment.get("status"),
        triage.get("status"),
        triage.get("openConsultaties", 0),
        decisions,
        tuple((c["kenmerk"], c["partner"]) for c in triage.get("consultaties", ())),
    )


async def _found(api: Api, service: str, path: str, user: User) -> Json:
    """Empty when the service does not have it."""
    answer = await api.get(service, path, user)
    return {} if answer.status == HTTPStatus.NOT_FOUND else must(answer)


async def _is_acknowledged(api: Api, alert_id: str) -> bool:
    return "ontvangenDoorPolitieOp" in {
        name for name, value in (await _found(api, "intake", f"/alarmen/{alert_id}", DUTY_DESK)).items() if value
    }


def _referral(item: Json) -> Referral:
    return Referral(
        item["kenmerk"], item["signaalId"], item["partner"], item["regie"], item["status"], item["nietBevestigd"]
    )


def _arrived(reads: Iterable[Read]) -> list[Arrived]:
    return [
        Arrived(r.topic, r.reference, r.event["id"], (r.topic, r.partition, r.offset), r.sha256, r.kind) for r in reads
    ]
