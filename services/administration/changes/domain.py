"""What may be set, and who agrees to it (plan 2.1; four eyes). Pure: no I/O, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from schemas.codes.flow import Participant
from schemas.codes.setting import SettingKind
from schemas.envelope import Violation
from schemas.events.setting import ClosedDays, Official, Officials, RetentionTerm, Seats
from schemas.registry import retention, tables
from schemas.settings import VALUES, is_settable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from schemas.events.setting import SettingValue
    from schemas.settings import Value

FEWEST = 2
"""At a table; one of them brings the case in."""

_EXAMPLES = {
    SettingKind.NORM: '{"werkdagen": 3}',
    SettingKind.RETENTION: '{"dagen": 180}',
    SettingKind.CALENDAR: '{"geslotenDagen": ["2027-05-07"]}',
    SettingKind.TABLE: '{"deelnemers": ["aandachtfunctionaris", "politie"]}',
    SettingKind.LABEL: '{"tekst": "Arbeidsuitbuiting"}',
    SettingKind.AANDACHTFUNCTIONARIS: '{"personen": [{"naam": "…", "email": "…", "van": "2027-01-01"}]}',
    SettingKind.FOCAL_POINT: '{"personen": [{"naam": "…", "email": "…", "van": "2027-01-01"}]}',
}


@dataclass(frozen=True, slots=True)
class Change:
    """``instead_of``: the change that made what this one replaces, as the proposer saw it; None for a declaration."""

    change_id: UUID
    kind: SettingKind
    name: str
    effective_on: date
    value: Value
    instead_of: UUID | None
    proposed_by: str
    proposed_at: datetime


def parts(value: Value) -> tuple[SettingValue | None, Officials | None]:
    """What of a value an act may hold, and who somebody is, which it may not."""
    return (None, value) if isinstance(value, Officials) else (value, None)


class SamePersonError(ValueError):
    """Who proposed a change does not confirm it."""


class StaleError(ValueError):
    """What was proposed is not what would happen any more; says why."""


def rules(kind: SettingKind, name: str, effective_on: date, value: Value, today: date) -> list[Violation]:
    """What is wrong with setting this. It begins tomorrow at the earliest, so that every service knows of it in time
    and no decision of before is judged by it.
    """
    found: list[Violation] = []
    if not is_settable(kind, name):
        found.append(Violation("naam", f"is geen {kind}; welke er zijn staat bij /instellingen"))
    if effective_on <= today:
        first = today + timedelta(days=1)
        found.append(Violation("ingangsdatum", f"gaat op zijn vroegst morgen in, bijvoorbeeld {first}"))
    if not isinstance(value, VALUES[kind]):
        return [*found, Violation("waarde", f"past niet bij {kind}; verwacht wordt bijvoorbeeld {_EXAMPLES[kind]}")]
    match value:
        case RetentionTerm():
            found += _retention_rules(value)
        case ClosedDays():
            found += _calendar_rules(value, effective_on)
        case Seats() if is_settable(kind, name):
            found += _seat_rules(name, value, effective_on)
        case Officials():
            found += _official_rules(value.officials)
        case _:
            pass
    return found


def _retention_rules(value: RetentionTerm) -> list[Violation]:
    """Wgs 1.8(7): five years at most."""
    longest = retention().longest
    if value.days <= longest.days:
        return []
    return [Violation("waarde.dagen", f"is hoogstens {longest.days} dagen ({longest.article})")]


def _calendar_rules(value: ClosedDays, effective_on: date) -> list[Violation]:
    """A term counts days after it starts: one before that is none of it."""
    found = [
        Violation(f"waarde.geslotenDagen.{place}", f"ligt vóór de ingangsdatum; noem dagen na {effective_on}")
        for place, day in enumerate(value.closed)
        if day <= effective_on
    ]
    if len({*value.closed}) != len(value.closed):
        found.append(Violation("waarde.geslotenDagen", "elke dag één keer"))
    return found


def _seat_rules(table: str, value: Seats, effective_on: date) -> list[Violation]:
    """Wgs 2.19 and 2.27: who may sit at a table the act says; of those it can be set who does."""
    record = next(one for name, one in tables().items() if name == table).on(effective_on)
    field = "waarde.deelnemers"
    found = [
        Violation(f"{field}.{place}", f"{one} is geen deelnemer van {table} ({record.article})")
        for place, one in enumerate(value.participants)
        if one not in record.participants
    ]
    if Participant.AANDACHTFUNCTIONARIS not in value.participants:
        found.append(Violation(field, "de aandachtfunctionaris brengt de zaak in, en zit aan elke tafel"))
    if len({*value.participants}) != len(value.participants):
        found.append(Violation(field, "elke deelnemer één keer"))
    if len({*value.participants}) < FEWEST:
        found.append(Violation(field, "een tafel heeft er minstens twee"))
    return found


def _official_rules(officials: Sequence[Official]) -> list[Violation]:
    """Plan 2.1: one has the function; who stands in does so for as long as is said."""
    found: list[Violation] = []
    for place, one in enumerate(officials):
        field = f"waarde.personen.{place}.totEnMet"
        if one.serves_until is None and one.stands_in:
            found.append(Violation(field, "verplicht voor wie vervangt, bijvoorbeeld 2027-03-31"))
        if one.serves_until is not None and one.serves_until < one.serves_from:
            found.append(Violation(field, f"ligt vóór van ({one.serves_from})"))
        others = [other for other in officials[:place] if not other.stands_in and not one.stands_in]
        if any(_overlap(one, other) for other in others):
            rule = "heeft de functie tegelijk met een ander; wie vervangt krijgt vervangt: true"
            found.append(Violation(f"waarde.personen.{place}.van", rule))
    return found


def _overlap(one: Official, other: Official) -> bool:
    return one.serves_from <= (other.serves_until or date.max) and other.serves_from <= (one.serves_until or date.max)


def confirm(change: Change, confirmed_by: str, standing: UUID | None, today: date) -> list[Violation]:
    """What is wrong with it by now; ``standing``: the change that made what it would replace. Raises SamePersonError,
    and StaleError where it would come too late or replace something else than the proposer saw.
    """
    if change.proposed_by == confirmed_by:
        raise SamePersonError
    if change.effective_on <= today:
        raise StaleError(f"De ingangsdatum {change.effective_on} is te dichtbij: stel het opnieuw voor, vanaf morgen.")
    if change.instead_of != standing:
        raise StaleError("Dit is intussen anders ingesteld dan toen het werd voorgesteld: stel het opnieuw voor.")
    return rules(change.kind, change.name, change.effective_on, change.value, today)
