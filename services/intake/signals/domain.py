"""Which way a report goes (plan 2.2, Melding). Pure: no I/O, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from schemas.codes.flow import Channel, ReporterStatus
from schemas.events.signal import SignalContent, SignalReceived, SignalReceivedDirectly
from services.casework.terms.domain import Norm
from services.intake.meldcode.domain import is_under_it, missing_steps

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from services.casework.settings.domain import Settings

NORMS = {
    ReporterStatus.MELDCODE: Norm("meldcode-stappen", "melder"),
    ReporterStatus.INFORMATION_ASKED: Norm("melder-antwoordt", "melder"),
}
"""What waits for its reporter, until somebody else has to look at it."""


ENDED = frozenset({ReporterStatus.CLOSED, ReporterStatus.CLOSED_NOT_STRENGTHENED, ReporterStatus.WITHDRAWN})
"""What the reporter may know does not change any more, unless the case comes back."""

RETENTION = "melding-na-einde"
"""The term in which a reporter can still follow what ended. What was reported itself went on long before."""


WITH_ANALYST = frozenset({ReporterStatus.RECEIVED, ReporterStatus.INFORMATION_ASKED})
"""Where the reporter last heard that the signal is; what he says later goes there."""


class Route(StrEnum):
    MELDPUNT = "meldpunt"
    DIRECT = "direct"
    VEILIG_THUIS = "veilig-thuis"
    MELDCODE_STEPS_FIRST = "meldcode-stappen"


@dataclass(frozen=True, slots=True)
class Received:
    """A report taken in: where it stands, and the event it becomes (none while the meldcode steps are open)."""

    route: Route
    status: ReporterStatus
    data: SignalReceived | SignalReceivedDirectly | None


def kept_until(
    status: ReporterStatus, since: date, alerts: Sequence[datetime | None], settings: Settings
) -> date | None:
    """Until when it is kept who reported this; ``alerts``: when the police had what was raised about it, or it was
    withdrawn. None as long as somebody has to do something with it.
    """
    return since + settings.kept_for(RETENTION, since) if status in ENDED and all(alerts) else None


def take_over(content: SignalContent) -> Received:
    """Steps that are never finished keep no signal: the aandachtfunctionaris takes it over as it is."""
    whole = {name: getattr(content, name) for name in SignalContent.model_fields}
    data = SignalReceivedDirectly(**whole, meldcode_report=False)
    return Received(Route.DIRECT, ReporterStatus.WITH_AANDACHTFUNCTIONARIS, data)


def takes_additions(status: ReporterStatus) -> bool:
    """Whether the reporter can still add to a signal: not once it ended, nor while its content waits for his steps."""
    return status not in ENDED and status is not ReporterStatus.MELDCODE


def may_be_the_same(status: ReporterStatus, *, taken_back: bool) -> bool:
    """Whether what somebody reports now may be this report of his own again: then he adds to it. What it was about is
    not kept here, so it is he who can tell.
    """
    return not taken_back and status not in ENDED


def taken_back(status: ReporterStatus) -> ReporterStatus:
    """What waits for its reporter ends with him. What others have in hand they end: they may know more than he."""
    return ReporterStatus.WITHDRAWN if status is ReporterStatus.MELDCODE else status


def route(content: SignalContent) -> Route:
    """Plan 2.2: "Medewerkers die onder de meldcode vallen, moeten beslissen of zij een melding doen bij Veilig Thuis
    als er een vermoedelijk slachtoffer in beeld is", after five steps; "in situaties waarin geen specifiek slachtoffer
    te herkennen is, alsmede voor overige signalen mensenhandel die niet onder de meldcode vallen, is er het meldpunt
    ondermijning"; and "de aandachtfunctionaris kan daarnaast ook direct signalen/vermoedens ontvangen".
    """
    meldcode = content.personal.meldcode
    if is_under_it(content):
        if missing_steps(content):
            return Route.MELDCODE_STEPS_FIRST
        if meldcode and meldcode.report_to_veilig_thuis:
            return Route.VEILIG_THUIS
    return Route.DIRECT if content.channel is Channel.NETWORK else Route.MELDPUNT


def receive(content: SignalContent) -> Received:
    """Take in a report, or take it further after its meldcode steps."""
    chosen = route(content)
    whole = {name: getattr(content, name) for name in SignalContent.model_fields}
    match chosen:
        case Route.MELDCODE_STEPS_FIRST:
            return Received(chosen, ReporterStatus.MELDCODE, None)
        case Route.MELDPUNT:
            return Received(chosen, ReporterStatus.RECEIVED, SignalReceived(**whole))
        case Route.DIRECT:
            return take_over(content)
        case Route.VEILIG_THUIS:
            data = SignalReceivedDirectly(**whole, meldcode_report=True)
            return Received(chosen, ReporterStatus.REFERRED, data)
        case _:
            assert_never(chosen)
