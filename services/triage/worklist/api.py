"""The aandachtfunctionaris' desk: the worklist, and a case with all that is known of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from schemas.codes.flow import ReferralState
from schemas.codes.municipality import Municipality
from services.casework.handling import store as handling_store
from services.casework.handling.api import HandlingBody, InHands, NoteBody, handling_body, notes_of
from services.casework.settings import store as settings_store
from services.casework.shown import ReportBody
from services.casework.stand import IfNoneMatch, Stand, stand_of, unless_known
from services.casework.terms.domain import day_of
from services.runtime.base.caller import Caller
from services.runtime.base.database import Connection
from services.runtime.http import seen
from services.runtime.http.pages import Moment, Next, Order, Paging
from services.runtime.http.pool import Database
from services.runtime.messaging import trail
from services.triage.additions.api import AdditionBody, addition_body
from services.triage.agenda import domain as agenda
from services.triage.agenda.api import ItemBody, item_body
from services.triage.cases import store
from services.triage.cases.desk import Deciders, SignalId, found_case
from services.triage.cases.domain import State
from services.triage.consent import store as consent_store
from services.triage.consent.api import CaseConsent
from services.triage.consultations.bodies import ConsultationStatus, consultation_status
from services.triage.decisions import store as decision_store
from services.triage.decisions.bodies import DecisionStatus
from services.triage.handovers import store as hand_over_store
from services.triage.handovers.api import HandOverBody, hand_over_body
from services.triage.proposals.api import ProposalStatus, proposal_status
from services.triage.words import DUTCH
from services.triage.worklist import beside
from services.triage.worklist import store as worklist_store
from services.triage.worklist.beside import Beside

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.casework.handling.store import Handling


class ReturnedBody(BaseModel):
    """Een verwijzing die de zaak terugbracht: afgewezen, of de regie ingetrokken."""

    model_config = DUTCH

    partner: str
    state: ReferralState
    reason: str | None
    explanation: str | None


class Summary(BaseModel):
    model_config = DUTCH

    id: UUID
    received_at: datetime
    municipality: Municipality
    state: State
    strength: int
    reasons: tuple[str, ...]
    open_consultations: int
    overdue_consultations: int
    on_agenda: date | None = Field(description="Wanneer een casustafel de zaak bespreekt.")
    double_of: UUID | None = Field(description="Dezelfde melding, eerder van dezelfde melder.")
    unread_additions: int = Field(description="Hoeveel de melder later zei dat u nog niet gelezen hebt.")
    to_confirm: bool = Field(description="Er ligt iets dat op een tweede persoon wacht.")
    handling: HandlingBody | None = Field(description="Wie de zaak in behandeling heeft.")
    returned: tuple[ReturnedBody, ...] = Field(default=(), description="Waarom een zaak terug is na een besluit.")


class Worklist(BaseModel):
    model_config = DUTCH

    count: int
    items: tuple[Summary, ...]
    next: Next


class FollowedBody(BaseModel):
    """Een verwijzing zoals de dienst die haar volgt haar meldt."""

    model_config = DUTCH

    partner: str
    director: bool
    state: ReferralState
    reference: UUID | None
    reason: str | None
    explanation: str | None
    moved_at: datetime
    returned: bool


class SignalBody(Summary):
    model_config = DUTCH

    content: ReportBody | None
    analyst_note: str | None
    consultations: tuple[ConsultationStatus, ...]
    decisions: tuple[DecisionStatus, ...]
    referrals: tuple[FollowedBody, ...]
    agenda: tuple[ItemBody, ...]
    proposals: tuple[ProposalStatus, ...]
    consent: CaseConsent | None = Field(description="Wat het slachtoffer over delen zei.")
    additions: tuple[AdditionBody, ...]
    notes: tuple[NoteBody, ...]
    hand_overs: tuple[HandOverBody, ...] = Field(description="Welke andere gemeenten de zaak hebben of hadden.")


Only = Annotated[
    worklist_store.Mark | None, Query(alias="alleen", description="Waarmee er dit te doen is; leeg: alles.")
]

router = APIRouter()
_ORDER = Order(tuple[bool, bool, bool, int, int, Moment, UUID])


def _first(summary: Summary) -> tuple[bool, bool, bool, int, int, datetime, UUID]:
    urgent = (not summary.to_confirm, not summary.unread_additions, not summary.returned)
    return (*urgent, -summary.overdue_consultations, -summary.strength, summary.received_at, summary.id)


def _summary(
    arrival: store.Arrival, beside: Beside, handled: Mapping[UUID, Handling], caller: Caller, today: date
) -> Summary:
    open_items = [item for item in beside.items if item.state is agenda.ItemState.OPEN]
    return Summary(
        id=arrival.signal_id,
        received_at=arrival.arrived_at,
        municipality=arrival.municipality,
        state=arrival.state,
        strength=arrival.strength,
        reasons=arrival.reasons,
        open_consultations=sum(c.open for c in beside.asked),
        overdue_consultations=sum(c.overdue(today) for c in beside.asked),
        on_agenda=open_items[0].on if open_items else None,
        double_of=beside.double_of,
        unread_additions=sum(a.read_at is None for a in beside.additions),
        to_confirm=bool(beside.proposals),
        handling=handling_body(handled.get(arrival.signal_id), caller),
        returned=tuple(
            ReturnedBody(partner=f.partner, state=f.state, reason=f.reason, explanation=f.explanation)
            for f in beside.followed
            if f.returned
        ),
    )


@router.get("/werkvoorraad", response_model=Worklist, operation_id="toonWerkvoorraad")
async def show_worklist(
    caller: Deciders, request: Request, database: Database, asked: Paging, mark: Only = None, hands: InHands = None
) -> Worklist:
    """Wat er te beslissen is: wat op een tweede persoon wacht, waar de melder meer over zei, wat terugkwam, waar een
    antwoord te laat is, en dan de sterkste.
    """
    today = day_of(datetime.now(UTC))
    async with database.of(caller) as connection:
        place, most = _ORDER.start(asked), asked.limit + 1
        waiting = await worklist_store.page(connection, caller.scope, today, place, most, mark, hands)
        ids = [arrival.signal_id for arrival in waiting]
        known, handled = await beside.read(connection, ids), await handling_store.handling(connection, ids)
        summaries = [_summary(one, known[one.signal_id], handled, caller, today) for one in waiting]
        shown, following = _ORDER.cut(asked, summaries, _first)
        count = await worklist_store.count(connection, caller.scope, today, mark, hands)
        await handling_store.seen(connection, caller.scope, today)
        if said := [one.id for one in shown if one.returned]:  # in the partner's own words
            await trail.read(connection, request, caller, said)
    return Worklist(count=count, items=tuple(shown), next=following)


@router.get("/werkvoorraad/stand", response_model=Stand, operation_id="toonStand")
async def show_stand(caller: Deciders, database: Database, known: IfNoneMatch = None) -> Response:
    """Hoeveel er te beslissen is, wat er te doen is, en of dat nog hetzelfde is; geen zaak."""
    today = day_of(datetime.now(UTC))
    async with database.of(caller) as connection:
        by_mark = await worklist_store.by_mark(connection, caller.scope, today)
        return unless_known(stand_of(await worklist_store.by_tenant(connection), by_mark), known)


@router.get("/signalen/{id}", response_model=SignalBody, operation_id="toonSignaal")
async def show_signal(
    signal_id: SignalId, caller: Deciders, request: Request, response: Response, database: Database
) -> SignalBody:
    """Het hele signaal, met consultaties en besluiten."""
    async with database.of(caller) as connection:
        body = await show(connection, caller, signal_id)
        await trail.read(connection, request, caller, [signal_id])
    seen.mark(response, body)
    return body


async def show(connection: Connection, caller: Caller, signal_id: UUID) -> SignalBody:
    """As the aandachtfunctionaris sees it, locked until the end of the transaction. Raises ProblemError (404)."""
    today = day_of(datetime.now(UTC))
    arrival = await found_case(connection, signal_id)
    known = (await beside.read(connection, [signal_id]))[signal_id]
    decided = await decision_store.of_signal(connection, signal_id)
    held = await consent_store.latest(connection, signal_id)
    handed_over = await hand_over_store.of_signal(connection, signal_id)
    handled = await handling_store.handling(connection, [signal_id])
    settings = await settings_store.read(connection)
    return SignalBody(
        **_summary(arrival, known, handled, caller, today).model_dump(),
        content=ReportBody.of(arrival.case.facts, arrival.case.personal) if arrival.case else None,
        analyst_note=arrival.analyst_note,
        consultations=tuple(consultation_status(c, today) for c in known.asked),
        decisions=tuple(
            DecisionStatus(
                id=d.decision_id,
                outcomes=d.outcomes,
                partners=d.partners,
                director=d.director,
                decider_role=d.decider_role,
                rule_version=d.rule_version,
                decided_at=d.decided_at,
            )
            for d in decided
        ),
        referrals=tuple(
            FollowedBody(**{name: getattr(f, name) for name in FollowedBody.model_fields}) for f in known.followed
        ),
        agenda=tuple(item_body(item, today, settings) for item in known.items),
        consent=CaseConsent.of(held) if held else None,
        additions=tuple(addition_body(one) for one in known.additions),
        hand_overs=tuple(hand_over_body(one, today) for one in handed_over),
        notes=await notes_of(connection, signal_id),
        proposals=tuple(proposal_status(one, caller, today, settings) for one in known.proposals),
    )
