"""Non-interference: what a partner may not see changes nothing it gets, not even order, presence, size or error.

``python -m tests.boundary.pairs`` tries many pairs of cases that differ in hidden parts only.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from pydantic import ValidationError

from schemas.codes.flow import Outcome, UserRole
from schemas.disclosures import disclosure, disclosure_type, project
from schemas.envelope import CONTENT_TYPE, ContractError, Event, encode, source_of
from schemas.events.case import Person
from schemas.registry import MUNICIPALITY_OIN, partners, topics
from services.casework.shown import ReportBody
from services.intake.alerts.domain import Danger, danger_in, for_police
from services.referral.domain import refer
from services.runtime.base import telemetry
from services.triage.consultations.domain import Consultation
from services.triage.consultations.events import ask
from services.triage.decisions.domain import Decided, NotDecidableError, decide, meldcode_choice
from tests.boundary.generated_cases import VIEWS, Plan, Story, View, all_plans, is_minor, story

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from schemas.text import Contract

T = TypeVar("T")

REFERENCE = UUID("6f0f3a64-0000-4000-8000-000000000001")
EVENT_ID = UUID("019309a0-0000-7000-8000-000000000001")
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@dataclass(frozen=True, slots=True)
class Delivered:
    """Every byte a partner's consumer is handed."""

    topic: str
    key: bytes
    headers: tuple[tuple[str, bytes], ...]
    value: bytes


@dataclass(frozen=True, slots=True)
class _Alert:
    reference: UUID
    raised_at: datetime
    municipality: str | None
    personal: Danger


def sent(view: View, whole: Story) -> Delivered | str:
    """What the product sends the partner, ids and times fixed; or the name of the error that stops it."""
    try:
        match view.path:
            case "alert":
                event = _alert(whole)
            case "consult":
                event = _consult(view.partner, whole)
            case _:
                event = _referral(view, whole)
        return _delivered(view, event)
    except (NotDecidableError, ContractError, ValidationError, LookupError) as error:
        return type(error).__name__


def _delivered(view: View, event: Event[Contract]) -> Delivered:
    family = "referral" if view.path == "meldcode" else view.path
    fixed = replace(event, id=EVENT_ID, time=NOW, traceparent=TRACE)
    headers = (("content-type", CONTENT_TYPE.encode()), ("traceparent", TRACE.encode()))
    return Delivered(f"{family}.{view.partner}", event.subject.encode(), headers, encode(fixed))


def _event(system: str, event_type: str, data: Contract) -> Event[Contract]:
    return Event(EVENT_ID, source_of(MUNICIPALITY_OIN, system), event_type, str(REFERENCE), NOW, TRACE, data)


def body(whole: Story) -> dict[str, Any]:
    """The report as its sender posts it."""
    report = ReportBody.of(whole.facts, whole.personal).model_dump(mode="json", by_alias=True)
    return {"gemeente": whole.facts.municipality, "acuteNood": True, **report}


def _alert(whole: Story) -> Event[Contract]:
    """As ``raise_alert`` does, without its database."""
    danger = danger_in(json.dumps(body(whole)).encode())
    if danger is None:
        raise LookupError("acuteNood is true")
    danger = replace(danger, signal_id=whole.signal_id)
    data = project(disclosure("politie", "alert"), _Alert(REFERENCE, NOW, danger.municipality, for_police(danger)))
    return _event("intake", disclosure_type("politie", "alert"), data)


@cache
def _traced() -> None:
    telemetry.configure("boundary")


def _consult(partner: str, whole: Story) -> Event[Contract]:
    _traced()
    asked = Consultation(
        reference=REFERENCE,
        signal_id=whole.signal_id,
        partner=partner,
        question=whole.question,
        asked_by=whole.asked_by,
        asked_at=whole.facts.received_at,
        answer_by=whole.answer_by,
        conclusion=whole.conclusion,
        explanation=whole.explanation,
        answered_at=whole.facts.received_at + timedelta(days=1) if whole.conclusion else None,
    )
    outgoing = ask(whole.case, asked)
    if outgoing.topic != f"consult.{partner}":
        raise AssertionError(outgoing.topic)
    return outgoing.event


def decided(view: View, whole: Story) -> Decided:
    meldcode = view.path == "meldcode"
    choice = meldcode_choice(whole.case, whole.day) if meldcode else whole.choice
    role = UserRole.PROFESSIONAL if meldcode else whole.role
    return decide(whole.case, choice, role, whole.day, whole.decision_id)


def _referral(view: View, whole: Story) -> Event[Contract]:
    halves = decided(view, whole)
    writer = topics()[f"referral.{view.partner}"].writer.removeprefix("service:")
    decision = halves.riec if writer == "riec-referral" else halves.zorg
    if decision is None:
        raise LookupError("the partner is informed, so its half is there")
    order = next(order for order in decision.orders if order.partner == view.partner)
    data = refer(decision, order, REFERENCE)
    return _event(writer, disclosure_type(view.partner, "referral"), data)


# --- pairs -----------------------------------------------------------------------------------------------------------


def hide(rng: Random, view: View, whole: Story) -> Story:
    """A case that differs in what the view hides, and in nothing else: any of it may change, come or go."""
    other = story(rng, view)

    def either(part: str, own: T, others: T) -> T:
        return own if part in view.parts or rng.random() < 0.3 else others

    facts = other.facts.model_copy(
        update={
            "municipality": whole.facts.municipality,
            "forms": either("forms", whole.facts.forms, other.facts.forms),
        }
    )
    mine, theirs = whole.personal, other.personal
    personal = mine.model_copy(
        update={
            "description": either("description", mine.description, theirs.description),
            "reporter": either("reporter", mine.reporter, theirs.reporter),
            "people": _people(rng, view, mine.people, theirs.people),
            "location": either("location", mine.location, theirs.location),
            "company": either("company", mine.company, theirs.company),
            "care_needs": either("care_needs", mine.care_needs, theirs.care_needs),
            "meldcode": either("meldcode", mine.meldcode, theirs.meldcode),
        }
    )
    referral = view.path == "referral"
    plan = _plan(rng, view, whole) if referral else other.plan
    return replace(
        other,
        facts=facts,
        personal=personal,
        day=whole.day,
        role=whole.role,
        plan=plan,
        words=_words(rng, view, whole, other),
        consent=either("consent", whole.consent, other.consent),
        question=either("question", whole.question, other.question),
        answer_by=whole.answer_by,
        explanation=either("explanation", whole.explanation, other.explanation),
    )


def _words(rng: Random, view: View, whole: Story, other: Story) -> Mapping[str, Any]:
    """Others' note changes; a basis has to hold on the day, which is the same."""
    changed = {
        name: own if rng.random() < 0.3 else replace(own, note=other.words[name].note)
        for name, own in whole.words.items()
    }
    if view.path == "referral":
        changed[view.partner] = whole.words[view.partner]
    return changed


def _people(rng: Random, view: View, mine: Sequence[Person], theirs: Sequence[Person]) -> tuple[Person, ...]:
    """The people seen stay, in their order, with other hidden fields; the rest is replaced and put anywhere."""
    kept: list[Person] = []
    for own in mine:
        fields = view.fields_of(own.role)
        if fields:
            hidden = rng.choice(theirs) if theirs and rng.random() < 0.7 else own
            seen = {name: getattr(own, name) for name in fields}
            # the role is seen by the list somebody is in, even where it is not said
            one = hidden.model_copy(update={**seen, "role": own.role})
            # whether somebody is a minor follows from the birth date: one that says otherwise is not hidden
            says_otherwise = isinstance(one.birth_date, date) and is_minor(one.birth_date) is not own.minor
            kept.append(one.model_copy(update={"birth_date": None}) if "minor" in seen and says_otherwise else one)
    others = [one for one in (*mine, *theirs) if not view.fields_of(one.role) and rng.random() < 0.5]
    rng.shuffle(others)
    if not others:
        return tuple(kept)
    places = sorted(rng.randrange(len(kept) + 1) for _ in others)
    for shift, (place, one) in enumerate(zip(places, others, strict=True)):
        kept.insert(place + shift, one)
    return tuple(kept)


def _plan(rng: Random, view: View, whole: Story) -> Plan:
    """Another decision that looks the same to this partner."""
    same = _alike(whole.facts.municipality, view)[_look(view, whole.plan)]
    plan = rng.choice(same)
    return replace(plan, partners=tuple(rng.sample(plan.partners, len(plan.partners))))


@cache
def _alike(municipality: str, view: View) -> dict[tuple[bool, tuple[Outcome, ...]], list[Plan]]:
    found: dict[tuple[bool, tuple[Outcome, ...]], list[Plan]] = {}
    for plan in all_plans(municipality)[view.partner]:
        found.setdefault(_look(view, plan), []).append(plan)
    return found


def _look(view: View, plan: Plan) -> tuple[bool, tuple[Outcome, ...]]:
    return plan.director == view.partner, seen_outcomes(view, plan.outcomes)


def seen_outcomes(view: View, outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """RIEC learns of organised crime alone, and the others never of RIEC's half."""
    if "outcomes" not in view.parts:
        return ()
    return tuple(one for one in outcomes if (one is Outcome.ORGANISED_CRIME) == (view.partner == "riec"))


# --- runner ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    view: str
    seed: str
    first: Delivered | str
    second: Delivered | str


@dataclass(frozen=True, slots=True)
class Ran:
    """What was tried: how many pairs were the same bytes, and how many the same error."""

    bytes: int
    errors: int
    differences: tuple[Difference, ...]


def pair(view: View, seed: str) -> tuple[Story, Story]:
    rng = Random(seed)
    whole = story(rng, view)
    if (
        view.path == "referral" and rng.random() < 0.02
    ):  # an order that is refused: the same refusal, whatever is hidden
        flawed = replace(whole.words[view.partner], basis="geen-grondslag")
        whole = replace(whole, words={**whole.words, view.partner: flawed})
    return whole, hide(rng, view, whole)


def run(partner: str, seeds: range, root: str = "") -> Ran:
    """Try a partner's pairs, its views in turn; stops at the third difference."""
    views = [view for view in VIEWS if view.partner == partner]
    errors = 0
    differences: list[Difference] = []
    for number in seeds:
        view = views[number % len(views)]
        seed = f"{root}{view.id}.{number}"
        one, two = pair(view, seed)
        first, second = sent(view, one), sent(view, two)
        errors += isinstance(first, str)
        if first != second:
            differences.append(Difference(view.id, seed, first, second))
            if len(differences) == 3:
                break
    return Ran(len(seeds) - errors, errors, tuple(differences))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.boundary.pairs", description=__doc__)
    parser.add_argument("--pairs", type=int, default=100_000, help="pairs per partner")
    parser.add_argument("--seed", default="", help="other cases than the usual ones")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args(arguments)
    began = time.monotonic()
    step = 2_000
    slices = [
        (partner, range(start, min(start + step, chosen.pairs)))
        for partner in partners()
        for start in range(0, chosen.pairs, step)
    ]
    with ProcessPoolExecutor(chosen.workers) as pool:
        results = list(pool.map(run, *zip(*slices, strict=True), [chosen.seed] * len(slices)))
    found = [difference for result in results for difference in result.differences]
    for difference in found:
        print(f"seed {difference.seed}: {difference.view} gets other bytes")  # noqa: T201
        print(f"  {difference.first}\n  {difference.second}")  # noqa: T201
    seconds = time.monotonic() - began
    print(  # noqa: T201
        f"non-interference: {chosen.pairs} pairs per partner, {len(found)} differences, {seconds:.0f} s"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
