"""Why something was shared: from the records of a referral, its decision and its signal. Pure."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from schemas.catalogue import models
from schemas.events.acts import Act
from schemas.events.acts.referral import CaseReferred
from schemas.events.acts.triage import Decision, DecisionProposed
from schemas.registry import bases

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.audit.replies import Replied

Json = dict[str, Any]

_DEPTH = 32
"""Of an event's JSON; ours are a quarter of that."""

_TIME = TypeAdapter(AwareDatetime)
"""Reads what the envelope reads: more ways of writing a moment than Python's own reader."""


@dataclass(frozen=True, slots=True)
class Logged:
    """A record that is a CloudEvent, and where it is in the log (None: not yet)."""

    topic: str
    partition: int
    offset: int
    at: datetime
    event: Json
    log_index: int | None

    @property
    def data(self) -> Json:
        return self.event["data"]

    @property
    def happened_ms(self) -> int:
        """When its writer logged it, in milliseconds since 1970."""
        return round(_TIME.validate_python(self.event["time"]).timestamp() * 1000)

    @property
    def kind(self) -> str:
        """The type without our prefix and its version: ``referral.riec-sent``."""
        return self.event["type"].removeprefix("nl.signaalketen.").rpartition(".")[0]

    @property
    def act(self) -> Act | None:
        """What somebody did, by its contract; None for any other event, and for what breaks its contract."""
        model = models().get(self.event["type"])
        if model is None or not issubclass(model, Act):
            return None
        try:
            return model.model_validate_json(json.dumps(self.data), strict=True)
        except ValidationError:
            return None


def read_event(value: bytes | None) -> Json | None:
    """None for bytes that are no event of anybody's, and for what could not be told on: nested without end, numbers
    that are none, halves of a character.
    """
    try:
        event: Json = json.loads(value or b"")
        whole = isinstance(event["data"], dict) and isinstance(event["type"], str)
        json.dumps(event, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return event if whole and _within(event, _DEPTH) else None


def _within(part: Any, depth: int) -> bool:
    """Whether it is nested no deeper than this."""
    if not isinstance(part, dict | list):
        return True
    inner = cast("list[Any]", [*part.values()] if isinstance(part, dict) else part)
    return depth > 0 and all(_within(one, depth - 1) for one in inner)


def unproven(value: bytes | None) -> Json:
    """What breaks its contract, as its bytes: nothing in it is believed, not even that it is JSON."""
    return {"base64": base64.b64encode(value or b"").decode()}


def first_deliveries(records: Sequence[Logged]) -> list[Logged]:
    """Each event once, in order of time, however often it was delivered; what differs is another, whatever its id."""
    found: dict[str, Logged] = {}
    for record in sorted(records, key=lambda record: record.at):
        found.setdefault(json.dumps(record.event, sort_keys=True), record)
    return [*found.values()]


def link(records: Sequence[Logged]) -> tuple[str, str] | None:
    """Signal id and decision id that a reference stands for."""
    for record in records:
        if isinstance(record.act, CaseReferred):
            return str(record.act.signal_id), str(record.act.decision_id)
        if record.topic.startswith("trail.") and record.data.get("operation") == "verwijs":  # until 2026-11
            _, signal_id, decision_id = record.data["objects"]
            return signal_id, decision_id
    return None


def decided(record: Logged, decision_id: str) -> bool:
    """Whether somebody took, proposed or confirmed this decision in it."""
    if isinstance(record.act, Decision | DecisionProposed):
        return UUID(decision_id) in record.act.objects
    return record.kind == "audit.act-performed" and decision_id in record.data["objects"]  # until 2026-11


def fields(data: Any, place: str = "") -> Iterator[str]:
    """Every field that holds something, by its place."""
    if isinstance(data, dict):
        for name, value in data.items():  # pyright: ignore[reportUnknownVariableType] - JSON
            yield from fields(value, f"{place}.{name}" if place else str(name))  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(data, list):
        for number, value in enumerate(data):  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
            yield from fields(value, f"{place}.{number}")
    else:
        yield place


@dataclass(frozen=True, slots=True)
class Evidence:
    """By reference: what the partner got, its replies as the service judged them. By signal: the rest."""

    reference: str
    of_reference: Sequence[Logged]
    replies: Sequence[Replied]
    of_signal: Sequence[Logged]


def explain(found: Evidence) -> Json | None:
    """None when the log holds no referral under this reference."""
    sent = [r for r in found.of_reference if r.topic.startswith("referral.") and r.kind.startswith("referral.")]
    linked = link(found.of_reference)
    if not sent or linked is None:
        return None
    signal_id, decision_id = linked
    referral = sent[0]
    decisions = [r for r in found.of_signal if r.topic.startswith("decision.") and r.data["decision_id"] == decision_id]
    decision = next((r for r in decisions if any(o["partner"] == _partner(referral) for o in r.data["orders"])), None)
    acts = [r for r in found.of_signal if r.topic == "trail.triage" and decided(r, decision_id)]
    signal = next((r for r in found.of_signal if r.topic in ("signal.received", "signal.direct")), None)
    enriched = next((r for r in found.of_signal if r.kind == "signal.enriched"), None)
    steps = [signal, enriched, decision, *acts[:1], referral, *(r.reply for r in found.replies)]
    return {
        "kenmerk": found.reference,
        "partner": _partner(referral),
        "signaal": {"id": signal_id, **_moment(signal)},
        "besluit": _decision(decision, acts[0] if acts else None) if decision else None,
        "grondslag": _basis(referral.data),
        "doel": referral.data.get("purpose"),
        "verzonden": _moment(referral),
        "gedeeldeVelden": sorted(fields(referral.data)),
        "antwoorden": [_reply(r.reply) for r in found.replies if r.refused is None],
        "geweigerdeAntwoorden": [
            {**unproven_reply(r.reply), "reden": r.refused.reason, "regels": r.refused.rules}
            for r in found.replies
            if r.refused
        ],
        "correcties": [{"soort": r.kind, **_moment(r)} for r in sent[1:]],
        "latereBesluiten": [
            _moment(r)
            for r in found.of_signal
            if r.topic.startswith("decision.") and r.data["decision_id"] != decision_id
        ],
        "gelezenDoor": sorted({f"{r.data['actor']} ({', '.join(r.data['roles'])})" for r in _reads(found)}),
        "bewijzen": [r.log_index for r in steps if r is not None and r.log_index is not None],
    }


def _partner(referral: Logged) -> str:
    return referral.topic.removeprefix("referral.")


def _reply(reply: Logged) -> Json:
    return {"soort": reply.kind.removeprefix("referral."), **_moment(reply)}


def unproven_reply(reply: Logged) -> Json:
    """Of a reply that may break its contract: what it calls itself only where that is a word of ours."""
    known = reply.event["type"] in models()
    kind = reply.kind.removeprefix("referral.") if known else "onbekend"
    event_id = reply.event.get("id")
    return {"soort": kind, **_place(reply), "gebeurtenis": event_id if isinstance(event_id, str) else None}


def _moment(record: Logged | None) -> Json:
    if record is None:
        return {}
    return {"gebeurtenis": record.event["id"], **_place(record)}


def _place(record: Logged) -> Json:
    place = f"{record.topic}/{record.partition}/{record.offset}"
    return {"tijdstip": record.at, "plaats": place, "logIndex": record.log_index}


def _decision(decision: Logged, act: Logged | None) -> Json:
    data = decision.data
    return {
        "id": data["decision_id"],
        "uitkomsten": data["outcomes"],
        "genomenOp": data["decided_on"],
        "rol": data["decider_role"],
        "persoon": act.data["actor"] if act else None,
        "regelversie": data["rule_version"],
        **_moment(decision),
    }


def _basis(data: Json) -> Json:
    """As the register has it, judged on the day of the decision."""
    name, day = data["basis"], date.fromisoformat(data["decided_on"])
    basis = bases().get(name)
    if basis is None:
        return {"naam": name, "geldigOp": day, "geldig": False}
    return {
        "naam": name,
        "artikel": basis.article,
        "geldigVan": basis.valid_from,
        "geldigTot": basis.valid_until,
        "geldigOp": day,
        "geldig": basis.valid_on(day),
        "nagelezen": basis.verified,
    }


def _reads(found: Evidence) -> list[Logged]:
    return [r for r in (*found.of_signal, *found.of_reference) if r.kind == "audit.content-read"]
