"""Why something was shared: from the records of a referral, a question or an alert, and of its signal. Pure."""

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
from schemas.events.acts.intake import AlertRaised
from schemas.events.acts.referral import CaseReferred
from schemas.events.acts.triage import Decision, DecisionProposed, PartnerConsulted
from schemas.registry import bases, partners
from schemas.settings import PURPOSES
from services.casework.terms.domain import day_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schemas.legal import Basis
    from services.audit.replies import Replied
    from services.casework.settings.domain import Settings

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
    """By reference: what the partner got, its replies as the service judged them. By signal, where there is one: the
    rest. ``reads``: looks at any of it. ``told_by`` is the act by which a question or an alert went out.
    """

    reference: str
    of_reference: Sequence[Logged]
    replies: Sequence[Replied]
    of_signal: Sequence[Logged]
    reads: Sequence[Logged]
    signal_id: str | None = None
    told_by: Logged | None = None


def contact_points(records: Sequence[Logged]) -> dict[str, str]:
    """BGS 1.1 and 1.2: by partner, to whom somebody turns about what a partnership got; none for other partners."""
    got = sorted({r.topic.removeprefix("referral.") for r in records if r.topic.startswith("referral.")})
    latest = ((partner, bases()[name].latest) for partner in got for name in partners()[partner].bases["referral"])
    return {partner: record.contact_point for partner, record in latest if record.contact_point}


_FAMILIES = {"referral": "verwijzing", "consult": "consultatie", "alert": "alarm"}


def told(records: Sequence[Logged]) -> list[Logged]:
    """What a partner got under one reference, the first sent first."""
    return [r for r in records if r.topic.partition(".")[0] in _FAMILIES and r.kind.partition(".")[0] in _FAMILIES]


def explain(found: Evidence, settings: Settings) -> Json | None:
    """None when the log does not hold under this reference that somebody was told something, and by what."""
    sent = told(found.of_reference)
    if not sent:
        return None
    tell = _referral if sent[0].topic.startswith("referral.") else _other
    return tell(found, sent, settings)


def _referral(found: Evidence, sent: Sequence[Logged], settings: Settings) -> Json | None:
    linked = link(found.of_reference)
    if linked is None:
        return None
    _, decision_id = linked
    referral = sent[0]
    decisions = [r for r in found.of_signal if r.topic.startswith("decision.") and r.data["decision_id"] == decision_id]
    decision = next((r for r in decisions if any(o["partner"] == _partner(referral) for o in r.data["orders"])), None)
    acts = [r for r in found.of_signal if r.topic == "trail.triage" and decided(r, decision_id)]
    basis, day = referral.data["basis"], date.fromisoformat(referral.data["decided_on"])
    return {
        **_account(found, sent, [decision, *acts[:1]]),
        "besluit": _decision(decision, acts[0] if acts else None) if decision else None,
        "grondslag": _basis(basis, day),
        "doel": _purpose(referral.data.get("purpose"), day, settings),
        "latereBesluiten": [
            _moment(r)
            for r in found.of_signal
            if r.topic.startswith("decision.") and r.data["decision_id"] != decision_id
        ],
    }


def _other(found: Evidence, sent: Sequence[Logged], settings: Settings) -> Json | None:
    """A question before the decision, or acute danger: no decision, but a ground of its own."""
    act = found.told_by.act if found.told_by else None
    if found.told_by is None or not isinstance(act, PartnerConsulted | AlertRaised):
        return None
    ground, day = act.ground, day_of(act.at)
    return {
        **_account(found, sent, [found.told_by]),
        "persoon": act.actor,
        "voorgesteldDoor": act.proposed_by if isinstance(act, PartnerConsulted) else None,
        "grondslag": _basis(ground.basis, day) if ground else None,
        "doel": _purpose(ground.purpose, day, settings) if ground else None,
        "regelversie": ground.rule_version if ground else None,
    }


def _account(found: Evidence, sent: Sequence[Logged], led_to: Sequence[Logged | None]) -> Json:
    """What can be said of anything a partner was told; ``led_to``: what was done between the signal and that."""
    signal = next((r for r in found.of_signal if r.topic in ("signal.received", "signal.direct")), None)
    enriched = next((r for r in found.of_signal if r.kind == "signal.enriched"), None)
    steps = [signal, enriched, *led_to, sent[0], *(r.reply for r in found.replies)]
    return {
        "kenmerk": found.reference,
        "soort": _FAMILIES[sent[0].topic.partition(".")[0]],
        "partner": _partner(sent[0]),
        "signaal": {"id": found.signal_id, **_moment(signal)},
        "verzonden": _moment(sent[0]),
        "gedeeldeVelden": sorted(fields(sent[0].data)),
        "antwoorden": [_reply(r.reply) for r in found.replies if r.refused is None],
        "geweigerdeAntwoorden": [
            {**unproven_reply(r.reply), "reden": r.refused.reason, "regels": r.refused.rules}
            for r in found.replies
            if r.refused
        ],
        "correcties": [{"soort": r.kind, **_moment(r)} for r in sent[1:]],
        "gelezenDoor": sorted({f"{r.data['actor']} ({', '.join(r.data['roles'])})" for r in found.reads}),
        "bewijzen": [r.log_index for r in steps if r is not None and r.log_index is not None],
    }


def _partner(sent: Logged) -> str:
    return sent.topic.partition(".")[2]


def _reply(reply: Logged) -> Json:
    return {"soort": reply.kind.partition(".")[2], **_moment(reply)}


def unproven_reply(reply: Logged) -> Json:
    """Of a reply that may break its contract: what it calls itself only where that is a word of ours."""
    known = reply.event["type"] in models()
    kind = reply.kind.partition(".")[2] if known else "onbekend"
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


def _purpose(code: str | None, day: date, settings: Settings) -> str | None:
    """As it was called that day; what was written in words until 2026-11 as it was."""
    return settings.text_of(PURPOSES, code, day) if code else None


def _basis(name: str, day: date) -> Json:
    """As the register had it on that day, and judged on it; what was found wrong in it since is said beside."""
    basis = bases().get(name)
    record = basis.on(day) if basis else None
    if basis is None or record is None:
        return {"naam": name, "geldigOp": day, "geldig": False}
    return {
        "naam": name,
        "artikel": record.article,
        "geldigVan": record.valid_from,
        "geldigTot": record.valid_until,
        "geldigOp": day,
        "geldig": basis.shares_on(day) is not None,
        "nagelezen": record.verified,
        "sindsdien": _since(basis, day),
    }


def _since(basis: Basis, day: date) -> list[Json]:
    later = [(one.since, one.change, one.article) for one in basis.records if one.since and one.since > day]
    if basis.withdrawn:
        later.append((basis.withdrawn.since, basis.withdrawn.change, "niet meer in het register"))
    return [{"vanaf": since, "wijziging": change, "artikel": article} for since, change, article in later]
