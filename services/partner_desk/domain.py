"""What a partner has of a referral, question or alert, and what it can answer in which state. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from schemas.registry import norms
from services.casework.terms.domain import working_days_after

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class Family(StrEnum):
    """Of topics, by their name."""

    REFERRAL = "referral"
    CONSULT = "consult"
    ALERT = "alert"


class State(StrEnum):
    """Where something stands, as this partner sees it."""

    NEW = "nieuw"
    RECEIVED = "ontvangen"
    INFORMATION_ASKED = "meer-informatie-gevraagd"
    INFORMATION_GIVEN = "informatie-gegeven"
    ACCEPTED = "aanvaard"
    IN_PROGRESS = "in-behandeling"
    DECLINED = "afgewezen"
    DONE = "afgerond"
    ANSWERED = "beantwoord"
    WITHDRAWN = "ingetrokken"


class Fact(StrEnum):
    """What the chain tells."""

    SENT = "sent"
    CORRECTED = "corrected"
    INFORMATION_GIVEN = "information-given"
    REMINDED = "reminded"
    WITHDRAWN = "withdrawn"
    REMOVAL_ASKED = "removal-asked"
    REFUSED = "refused"


class Answer(StrEnum):
    """What the partner says; the value is how the published contracts name it."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MORE_INFORMATION_ASKED = "more-information-asked"
    STARTED = "started"
    DONE = "done"
    ANSWERED = "answered"
    ACKNOWLEDGED = "acknowledged"
    CONFIRMED = "confirmed"


class Pile(StrEnum):
    """On which list it is."""

    NEW = "nieuw"
    WAITS_FOR_US = "wacht-op-ons"
    UNDER_WAY = "in-behandeling"
    ENDED = "afgerond"


_LEADS_TO = {
    Answer.RECEIVED: State.RECEIVED,
    Answer.ACCEPTED: State.ACCEPTED,
    Answer.DECLINED: State.DECLINED,
    Answer.MORE_INFORMATION_ASKED: State.INFORMATION_ASKED,
    Answer.STARTED: State.IN_PROGRESS,
    Answer.DONE: State.DONE,
    Answer.ANSWERED: State.ANSWERED,
    Answer.ACKNOWLEDGED: State.ANSWERED,
}

_JUDGEMENT = (Answer.ACCEPTED, Answer.MORE_INFORMATION_ASKED, Answer.DECLINED)

_ANSWERS: dict[Family, dict[State, tuple[Answer, ...]]] = {
    Family.REFERRAL: {
        State.NEW: (Answer.RECEIVED, *_JUDGEMENT),
        State.RECEIVED: _JUDGEMENT,
        State.INFORMATION_ASKED: (Answer.ACCEPTED, Answer.DECLINED),
        State.INFORMATION_GIVEN: _JUDGEMENT,
        State.ACCEPTED: (Answer.STARTED, Answer.DONE),
        State.IN_PROGRESS: (Answer.DONE,),
    },
    Family.CONSULT: {State.NEW: (Answer.ANSWERED,)},
    Family.ALERT: {State.NEW: (Answer.ACKNOWLEDGED,)},
}

DESTROYS = frozenset({Fact.WITHDRAWN, Fact.REMOVAL_ASKED})
"""What asks to destroy all that was received."""

CONFIRMED = DESTROYS | {Fact.CORRECTED}
"""What asks for a confirmation."""

_ENDS = frozenset({State.DECLINED, State.DONE, State.ANSWERED, State.WITHDRAWN})
_OURS = frozenset({State.RECEIVED, State.INFORMATION_GIVEN})

_NORMS = {
    State.NEW: "verwijzing-verzonden",
    State.RECEIVED: "verwijzing-ontvangen",
    State.INFORMATION_GIVEN: "verwijzing-informatie-gegeven",
    State.ACCEPTED: "verwijzing-geaccepteerd",
    State.IN_PROGRESS: "verwijzing-in-behandeling",
}
"""The terms that the municipality counts with (schemas/norms.yaml)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the life of something: what was told, or what was answered. ``refused``: an answer that broke a rule,
    and so changed nothing.
    """

    what: Fact | Answer
    refused: bool = False


def answers(family: Family, state: State) -> tuple[Answer, ...]:
    """What can be said now, the usual first; a confirmation goes with what asks for it."""
    return _ANSWERS[family].get(state, ())


def state_after(steps: Iterable[Step]) -> State:
    """Where it stands, by all that happened, in that order. What was withdrawn stays so."""
    state = State.NEW
    for step in steps:
        state = _next(state, step)
    return state


def _next(state: State, step: Step) -> State:
    if step.refused or state is State.WITHDRAWN:
        return state
    if step.what is Fact.WITHDRAWN:
        return State.WITHDRAWN
    if step.what is Fact.INFORMATION_GIVEN:
        return State.INFORMATION_GIVEN if state is State.INFORMATION_ASKED else state
    if isinstance(step.what, Answer):
        return _LEADS_TO.get(step.what, state)
    return state


def pile(state: State, *, to_confirm: bool) -> Pile:
    """``to_confirm``: something that was told is not confirmed yet."""
    if to_confirm or state in _OURS:
        return Pile.WAITS_FOR_US
    if state is State.NEW:
        return Pile.NEW
    return Pile.ENDED if state in _ENDS else Pile.UNDER_WAY


def due(family: Family, state: State, since: date, answer_by: date | None) -> date | None:
    """Until when it may stay so: the day that a question names, else the municipality's norm."""
    if answer_by:
        return answer_by if state is State.NEW else None
    norm = _NORMS.get(state) if family is Family.REFERRAL else None
    return working_days_after(since, norms()[norm].records[-1].working_days) if norm else None


def begins_at(stored: int | None, committed: int | None) -> int:
    """The record to read first. ``stored``: the place in our own store, ``committed``: the one at the broker; what was
    read before is known by its id. The earlier of both, so that no backup that was put back on either side skips any.
    """
    if stored is None:
        return 0
    return stored if committed is None else min(stored, committed)
