"""The MDO and the other tables: a case is discussed there before it is decided (plan 2.3). Pure.

The advice of a table is recorded and never binds; but as long as a case is on an agenda, it is not decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from schemas.codes.flow import Participant, UserRole
from schemas.envelope import Violation
from schemas.registry import bases, tables
from services.casework.terms.domain import Norm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from schemas.codes.flow import CaseTable, Outcome
    from schemas.events.acts.triage import ThirdParty
    from services.casework.settings.domain import Settings

NORM = Norm("casustafel-advies", UserRole.AANDACHTFUNCTIONARIS)
"""How long after a table its advice is on record."""


class ItemState(StrEnum):
    OPEN = "geagendeerd"
    ADVISED = "besproken"
    TAKEN_OFF = "van-agenda"


@dataclass(frozen=True, slots=True)
class Item:
    """``minutes`` refers to the minutes, which are kept elsewhere."""

    item_id: UUID
    signal_id: UUID
    table: CaseTable
    on: date
    participants: tuple[Participant, ...]
    third_parties: tuple[ThirdParty, ...] = ()
    state: ItemState = ItemState.OPEN
    advice: tuple[Outcome, ...] = ()
    minutes: str | None = None
    explanation: str | None = None
    escalated_at: datetime | None = None

    def due_on(self, settings: Settings) -> date:
        """When the advice, or that there will be none, must be on record."""
        return NORM.due(self.on, settings)

    def overdue(self, today: date, settings: Settings) -> bool:
        """From the day after ``due_on``, as long as nothing is on record about it."""
        return self.state is ItemState.OPEN and today > self.due_on(settings)


class ClosedItemError(ValueError):
    """This item was discussed, or taken off the agenda."""


@dataclass(frozen=True, slots=True)
class Third:
    """A ``ThirdParty`` as it was asked for: of ``basis`` nobody knows yet whether it is one."""

    participant: Participant
    basis: str
    secrecy_signed: date


@dataclass(frozen=True, slots=True)
class Asked:
    """A new item, as it was asked for."""

    table: CaseTable
    on: date
    participants: tuple[Participant, ...]
    third_parties: tuple[Third, ...] = ()


def put_on_rules(asked: Asked, items: Sequence[Item], today: date, settings: Settings) -> list[Violation]:
    """What is wrong with a new item. Who can sit at a table: Wgs 2.19 (RIEC) and 2.27 (ZVH), as the register has it.

    Who of them does, as it was set.
    """
    found: list[Violation] = []
    seated = [*asked.participants, *(third.participant for third in asked.third_parties)]
    if asked.on < today:
        found.append(Violation("op", "ligt in het verleden"))
    if len(set(seated)) != len(seated):
        found.append(Violation("deelnemers", "elke deelnemer één keer"))
    if Participant.AANDACHTFUNCTIONARIS not in asked.participants:
        found.append(Violation("deelnemers", "de aandachtfunctionaris brengt de zaak in"))
    if len(set(seated)) < 2:
        found.append(Violation("deelnemers", "een tafel heeft er minstens twee"))
    if blocking(items):
        found.append(Violation("tafel", "de zaak staat al op een agenda"))
    return [*found, *_participant_rules(asked, today, settings), *_third_party_rules(asked, today)]


def _participant_rules(asked: Asked, today: date, settings: Settings) -> list[Violation]:
    """Wgs 2.19 and 2.27: the participants of a partnership are those the act names; which of them sit there is set."""
    seated = settings.seats(asked.table, today).participants
    record = tables()[asked.table].on(today)
    joins = (
        f"; neem deze op bij derden, met de eigen grondslag ({record.third_parties})" if record.third_parties else ""
    )
    found: list[Violation] = []
    for place, one in enumerate(asked.participants):
        if one not in record.participants:
            rule = f"{one} is geen deelnemer van {asked.table} ({record.article}){joins}"
            found.append(Violation(f"deelnemers.{place}", rule))
        elif one not in seated:
            rule = f"{one} zit niet aan {asked.table}; dat zijn nu: {', '.join(seated)}"
            found.append(Violation(f"deelnemers.{place}", rule))
    return found


def _third_party_rules(asked: Asked, today: date) -> list[Violation]:
    """Wgs 2.31(9) and BGS 2.21: a third joins one case of a ZVH, on a basis of its own, after signing for secrecy."""
    record = tables()[asked.table].on(today)
    found: list[Violation] = []
    for place, third in enumerate(asked.third_parties):
        field = f"derden.{place}"
        if record.third_parties is None:
            rule = f"aan {asked.table} neemt geen derde deel; alleen wie genoemd is ({record.article})"
            found.append(Violation(f"{field}.deelnemer", rule))
            continue
        if third.participant in record.participants:
            found.append(Violation(f"{field}.deelnemer", f"is een gewone deelnemer ({record.article})"))
        if third.basis not in bases() or bases()[third.basis].shares_on(today) is None:
            rule = f"is een grondslag van het register die vandaag geldt ({record.third_parties})"
            found.append(Violation(f"{field}.grondslag", rule))
    return found


def advise_rules(item: Item, advice: Sequence[Outcome], today: date) -> list[Violation]:
    """What is wrong with this advice. Raises ClosedItemError."""
    if item.state is not ItemState.OPEN:
        raise ClosedItemError
    found: list[Violation] = []
    if today < item.on:
        found.append(Violation("op", f"de tafel is pas op {item.on}"))
    if len(set(advice)) != len(advice):
        found.append(Violation("advies", "elke uitkomst één keer"))
    return found


def take_off(item: Item) -> None:
    """Raises ClosedItemError."""
    if item.state is not ItemState.OPEN:
        raise ClosedItemError


def blocking(items: Sequence[Item]) -> list[Violation]:
    """Why a case can't be decided yet."""
    return [
        Violation(
            "casustafel", f"leg eerst het advies van {item.table} op {item.on} vast, of haal de zaak van de agenda"
        )
        for item in items
        if item.state is ItemState.OPEN
    ]
