"""Strength, and what an assessment leads to (plan 2.2, Meldpunt Ondermijning). Pure: no I/O, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from schemas.codes.flow import Assessment, ObjectKind, PersonRole
from schemas.codes.register import BaseRegister, LookupState
from schemas.events.signal import (
    EnrichedPersonal,
    RegisterLookup,
    SignalAssessmentUndone,
    SignalContent,
    SignalEnriched,
    SignalInformationAsked,
    SignalNotStrengthened,
    SignalReopened,
)
from schemas.indicators import list_on
from services.casework.minority.domain import is_minor
from services.casework.terms.domain import Norm, day_of
from services.enrichment.registers.domain import addresses_line, line, residents_line

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from schemas.events.signal import Intervention
    from services.casework.settings.domain import Settings
    from services.enrichment.registers.domain import Lookup, Residents

NOT_STRENGTHENED, FORWARDED, RETRACTED = "signaal-niet-versterkt", "signaal-doorgezet", "signaal-ingetrokken"
"""Retention terms, by their names: of a signal that did not get stronger, for which the plan has no box; of one that
the aandachtfunctionaris has now, about which the analyst may be asked; and of one that its reporter took back.
"""


COUNTED_TO = 20
"""Our choice: how many other signals that share an object are counted. More of them say no more, and counting them all
would cost more the more there are.
"""


class State(StrEnum):
    TO_ASSESS = "te-beoordelen"
    WITH_REPORTER = "bij-melder"
    FORWARDED = "doorgezet"
    NOT_STRENGTHENED = "niet-versterkt"
    RETRACTED = "ingetrokken"


NORMS = {
    State.TO_ASSESS: Norm("signaal-beoordelen", "analist"),
    State.WITH_REPORTER: Norm("signaal-bij-melder", "melder"),
}
"""For whom a signal may wait."""


UNDO = Norm("beoordeling-ongedaan", "analist")
"""How long a signal that was closed by mistake can be taken up again without another reason."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What enrichment added to a signal so far; ``others``: how many other signals share an object of each kind,
    at most ``COUNTED_TO``.

    ``addresses``: as the BAG holds them, several where no single one is it; ``without_suffix``: those of the house
    number alone.
    """

    lookups: Mapping[BaseRegister, Lookup]
    addresses: tuple[str, ...]
    others: Mapping[ObjectKind, int]
    supplements: Sequence[str]
    company: str | None = None
    residents: Residents | None = None
    interventions: tuple[Intervention, ...] = ()
    without_suffix: bool = False

    @property
    def address(self) -> str | None:
        """The one that it is."""
        return self.addresses[0] if len(self.addresses) == 1 and not self.without_suffix else None

    def known(self, register: BaseRegister) -> bool | None:
        """None as long as no answer says so."""
        return _KNOWN.get(self.lookups[register].state)


_KNOWN = {LookupState.FOUND: True, LookupState.NOT_FOUND: False, LookupState.NOT_ASKED: False}


@dataclass(frozen=True, slots=True)
class Strength:
    """Sorts a worklist and explains the order. It never decides: the analyst does (AVG 22)."""

    points: int
    reasons: tuple[str, ...]
    indicator_list: str


LEADS_TO = {
    Assessment.STRENGTHENED: State.FORWARDED,
    Assessment.NOT_STRENGTHENED: State.NOT_STRENGTHENED,
    Assessment.INFORMATION_NEEDED: State.WITH_REPORTER,
}
"""Where a signal goes by the analyst's conclusion."""


@dataclass(frozen=True, slots=True)
class Assessed:
    state: State
    data: SignalEnriched | SignalNotStrengthened | SignalInformationAsked
    destroy_after: date | None


@dataclass(frozen=True, slots=True)
class Match:
    """An object that another signal turned out to share."""

    kind: ObjectKind
    other: UUID


@dataclass(frozen=True, slots=True)
class Reopened:
    """Without a day on which it is destroyed."""

    state: State
    data: SignalReopened


class NotUndoableError(ValueError):
    """The signal was not closed as not strengthened, or too long ago."""


class NotAssessableError(ValueError):
    """The signal is not on the analyst's desk, and not waiting too long for its reporter either."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a signal stands, and since which day."""

    state: State
    since: date

    def due(self, settings: Settings) -> date | None:
        """Until when it may wait; None in a state that waits for nobody: those have no norm."""
        norm = NORMS.get(self.state)
        return norm.due(self.since, settings) if norm else None

    def overdue(self, today: date, settings: Settings) -> bool:
        """From the day after ``due``."""
        due = self.due(settings)
        return due is not None and today > due

    def assessable(self, today: date, settings: Settings) -> bool:
        """An answer that does not come keeps no signal waiting."""
        return self.state is State.TO_ASSESS or (self.state is State.WITH_REPORTER and self.overdue(today, settings))


def strength(content: SignalContent, findings: Findings) -> Strength:
    """Points with their reason, by the list of the day the signal came in; highest first in the worklist."""
    of_that_day = list_on(day_of(content.received_at))
    seen = [of_that_day.indicators[code] for code in content.personal.indicators if code in of_that_day.indicators]
    facts = {
        "alarm": content.alert_raised,
        "minderjarige": any(
            is_minor(person, day_of(content.received_at))
            for person in content.personal.people
            if person.role is PersonRole.VICTIM
        ),
        "slachtoffer-herkenbaar": content.victim_recognisable,
        "meer-vormen": len(content.forms) > 1,
        "bedrijf": content.personal.company is not None,
        "adres-bekend": bool(findings.addresses) and not findings.without_suffix,
        "aangevuld": bool(findings.supplements),
        "meer-stappen": len({indicator.step for indicator in seen}) > 1,
    }
    found = [(fact.words, fact.weight) for code, fact in of_that_day.facts.items() if facts[code]]
    found += [(f"{indicator.words} ({indicator.step})", indicator.weight) for indicator in seen]
    for kind, shared in of_that_day.shared.items():
        if others := findings.others.get(kind):
            number = (
                f"{others} ander(e) signaal(en)" if others < COUNTED_TO else f"{COUNTED_TO} of meer andere signalen"
            )
            words = f"{number} {shared.words}"
            found.append((words, shared.weight * min(others, shared.at_most)))
    reasons = tuple(f"{words} (+{points})" for words, points in found)
    return Strength(sum(points for _, points in found), reasons, of_that_day.version)


def first_strength(content: SignalContent) -> int:
    """In points, before anything was looked up or linked."""
    return strength(content, Findings({}, (), {}, ())).points


def assess(
    standing: Standing,
    content: SignalContent,
    findings: Findings,
    conclusion: Assessment,
    note: str,
    today: date,
    settings: Settings,
) -> Assessed:
    """Plan 2.2: "Wanneer na verrijking van de melding de signalen van mensenhandel zijn versterkt, zet de analist de
    melding door naar de aandachtfunctionaris." Raises NotAssessableError outside the analyst's desk.
    """
    if not standing.assessable(today, settings):
        raise NotAssessableError(standing.state)
    state = LEADS_TO[conclusion]
    match conclusion:
        case Assessment.STRENGTHENED:
            until = today + settings.kept_for(FORWARDED, today)
            return Assessed(state, _enriched(content, findings, note), until)
        case Assessment.NOT_STRENGTHENED:
            until = today + settings.kept_for(NOT_STRENGTHENED, today)
            closed = SignalNotStrengthened(municipality=content.municipality, destroy_after=until)
            return Assessed(state, closed, until)
        case Assessment.INFORMATION_NEEDED:
            asked = SignalInformationAsked(municipality=content.municipality)
            return Assessed(state, asked, None)
        case _:
            assert_never(conclusion)


def reopen(state: State, municipality: str, matches: Collection[Match]) -> Reopened | None:
    """A closed signal comes back when another shares an object with it, for as long as its content is there: weak
    signals may be strong together. None where it lies on a desk, or has gone on: there the strength says it.
    """
    if state is not State.NOT_STRENGTHENED or not matches:
        return None
    objects = tuple(kind for kind in ObjectKind if any(match.kind is kind for match in matches))
    latest = max(match.other for match in matches)
    data = SignalReopened(municipality=municipality, objects=objects, other_signal_id=latest)
    return Reopened(State.TO_ASSESS, data)


def undo(standing: Standing, municipality: str, today: date, settings: Settings) -> SignalAssessmentUndone:
    """A signal that was closed by mistake is on the desk again, as it was. Raises NotUndoableError."""
    if standing.state is not State.NOT_STRENGTHENED or today > UNDO.due(standing.since, settings):
        raise NotUndoableError(standing.state)
    return SignalAssessmentUndone(municipality=municipality)


def goes_on(state: State) -> bool:
    """Whether what the reporter says later is for the aandachtfunctionaris: the analyst has let the signal go."""
    return state is State.FORWARDED


def _enriched(content: SignalContent, findings: Findings, note: str) -> SignalEnriched:
    explained = strength(content, findings)
    facts = {name: getattr(content, name) for name in SignalContent.model_fields if name != "personal"}
    reported = {name: getattr(content.personal, name) for name in type(content.personal).model_fields}
    return SignalEnriched(
        **facts,
        strength=explained.points,
        reasons=explained.reasons,
        indicator_list=explained.indicator_list,
        address_known=findings.known(BaseRegister.BAG),
        other_signals_at_address=findings.others.get(ObjectKind.ADDRESS, 0),
        company_known=findings.known(BaseRegister.KVK),
        lookups=tuple(_lookup(register, findings.lookups[register]) for register in BaseRegister),
        personal=EnrichedPersonal(
            **reported,
            supplements=tuple(findings.supplements),
            address=findings.address,
            company_registered=findings.company,
            registers=_registers(findings),
            interventions=findings.interventions,
            analyst_note=note,
        ),
    )


def _lookup(register: BaseRegister, lookup: Lookup) -> RegisterLookup:
    return RegisterLookup(
        source=register, state=lookup.state, at=lookup.at, refusal=lookup.refusal, more_than=lookup.more_than
    )


_NAMES = {BaseRegister.BAG: "BAG", BaseRegister.BRP: "BRP", BaseRegister.KVK: "Handelsregister"}


def _registers(findings: Findings) -> tuple[str, ...]:
    """What came of each, in a line; the aandachtfunctionaris reads it below the analyst's note."""
    addresses, people = findings.addresses, findings.residents
    said = {
        BaseRegister.BAG: addresses_line(addresses, without_suffix=findings.without_suffix) if addresses else None,
        BaseRegister.BRP: residents_line(people) if people else None,
        BaseRegister.KVK: findings.company,
    }
    return tuple(f"{name}: {line(one, findings.lookups[one], said[one])}" for one, name in _NAMES.items())
