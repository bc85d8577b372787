"""One case before who decides about it: what every screen of it starts with, and how it is, in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from fastapi import Depends, Path

from services.desk import pages
from services.desk.may import DECIDER
from services.desk.screens import steps
from services.desk.signed_on import Signed
from services.desk.upstream import Triage
from services.desk.views.triage import Case
from services.screens import words
from services.screens.form import NOTHING_TYPED

if TYPE_CHECKING:
    from starlette.responses import Response

    from services.desk.sessions.store import Session
    from services.desk.upstream import Api
    from services.desk.views.triage import Decision
    from services.screens.form import Form, Typed

SignalId = Annotated[UUID, Path(alias="id")]


@dataclass(frozen=True, slots=True)
class AtCase:
    """``place``: of the file, under which all that is done with it stands."""

    signal_id: UUID
    session: Session
    triage: Api

    @property
    def place(self) -> str:
        return f"{DECIDER.path}/{self.signal_id}"

    @property
    def at_api(self) -> str:
        return f"/signalen/{self.signal_id}"

    def preview(self, name: str) -> steps.ShowWhatGoesOut:
        """What would go out to partners, as the API says at this address of the case."""
        return partial(self.triage.preview, f"{self.at_api}/{name}")

    async def found(self) -> Case:
        """Raises as ``Api.get``."""
        return Case.model_validate(await self.triage.get(self.at_api))

    async def page(self, template: str, title: str, typed: Typed = NOTHING_TYPED, **more: Any) -> Response:
        """With the case as it is now, and the tag of that; with that of what was seen, where a form came back."""
        return await self.page_of(await self.found(), template, title, typed, **more)

    async def page_of(self, found: Case, template: str, title: str, typed: Typed, **more: Any) -> Response:
        """The same, where the case was read already."""
        return pages.show_form(
            f"beslissen/{template}",
            typed,
            session=self.session,
            title=title,
            found=found,
            seen=self.triage.seen,
            place=self.place,
            **more,
        )

    async def act(self, act: steps.Act[Any], form: Form, name: str, show: steps.ShowFile) -> Response:
        """Of the case, at the address with this name."""
        return await steps.run(
            act, form, steps.Desk(self.session, self.triage, f"{self.place}/{name}", self.place, show, now)
        )


async def _at(signal_id: SignalId, session: Signed, triage: Triage) -> AtCase:
    return AtCase(signal_id, session, triage)


Before = Annotated[AtCase, Depends(_at)]


def now(said: Any) -> steps.Lines:
    """How the case is, of what the API says of it: what people do with it, not what was reported."""
    case = Case.model_validate(said)
    return [
        ("Stand", words.label(case.state, "zaak")),
        ("In behandeling", in_hands(case)),
        ("Toestemming", consent(case)),
        *(
            (f"Vraag aan {words.label(one.partner, 'partner', one.asked_at)}", one.answer or "wacht op antwoord")
            for one in case.consultations
        ),
        *((f"Op tafel {words.day(one.on)}", words.label(one.state, "agendastand")) for one in case.agenda),
        *(("Wacht op een tweede persoon", words.label(one.kind, "wacht")) for one in case.proposals),
        *((f"Besluit van {words.moment(one.decided_at)}", _outcomes(one)) for one in case.decisions),
        *((f"Notitie van {words.moment(one.written_at)}", one.text) for one in case.notes),
        *(
            (f"Ook bij {words.label(one.municipality, 'gemeente')}", f"tot en met {words.day(one.until)}")
            for one in case.hand_overs
            if one.holds
        ),
    ]


def in_hands(case: Case) -> str:
    """Who has it."""
    if case.handling is None:
        return "niemand"
    return (
        f"u, sinds {words.moment(case.handling.since)}"
        if case.handling.own
        else f"een collega ({case.handling.handler}), sinds {words.moment(case.handling.since)}"
    )


def consent(case: Case) -> str:
    """What is on record."""
    said = case.consent
    if said is None:
        return "nog niet vastgelegd"
    told = ("gegeven" if said.given else "geweigerd") if said.asked else "niet gevraagd"
    why = f": {words.label(said.reason, 'toestemmingsreden', said.recorded_at)}" if said.reason else ""
    return f"{told}{why} (vastgelegd op {words.moment(said.recorded_at)})"


def _outcomes(decision: Decision) -> str:
    return ", ".join(words.label(one, "uitkomst", decision.decided_at) for one in decision.outcomes)
