"""Taking a case in hand, giving it to a colleague, putting it back; and notes in its file."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from schemas.codes.flow import UserRole
from schemas.envelope import Violation
from schemas.events.acts.handling import CasePutBack, CaseTaken, NoteWritten
from schemas.text import Actor, Text
from services.casework.handling import acts, store
from services.casework.handling.clock import KNOWN
from services.casework.retention.api import Knows
from services.casework.words import DUTCH
from services.runtime.base.caller import Caller
from services.runtime.base.database import Connection
from services.runtime.http.auth import allowed
from services.runtime.http.once import Done, OnlyOnce
from services.runtime.http.problem import ProblemError
from services.runtime.http.request_model import RequestModel

SignalId = Annotated[UUID, Path(alias="id", description="Id van het signaal.")]


InHands = Annotated[
    store.Hands | None,
    Query(alias="behandelaar", description="Wat u zelf in behandeling hebt, of wat niemand heeft; leeg: alles."),
]


class TakeBody(RequestModel):
    """Neem de zaak zelf, of geef haar aan een collega. Heeft een ander haar al, dan zegt u dat u overneemt."""

    model_config = DUTCH

    to: Actor | None = Field(
        default=None, description="Gebruikers-id van de collega, die aan dit bureau werkt; leeg: uzelf."
    )
    take_over: bool = Field(default=False, description="Ook als een ander de zaak in behandeling heeft.")


class TakeAllBody(RequestModel):
    """Van wie u alles overneemt, bijvoorbeeld omdat die ziek is."""

    model_config = DUTCH

    of: Actor


class PutBackBody(RequestModel):
    """De zaak is van niemand in het bijzonder."""

    model_config = DUTCH


class NewNoteBody(RequestModel):
    """Voor het dossier; geen partner leest dit."""

    model_config = DUTCH

    text: Text


class HandlingBody(BaseModel):
    """Wie de zaak in behandeling heeft."""

    model_config = DUTCH

    handler: str = Field(description="Gebruikers-id.")
    own: bool
    since: datetime


class HandledBody(BaseModel):
    model_config = DUTCH

    id: UUID
    handling: HandlingBody | None


class TakenAllBody(BaseModel):
    model_config = DUTCH

    count: int
    ids: tuple[UUID, ...]


class NoteBody(BaseModel):
    """Wat iemand in het dossier zette."""

    model_config = DUTCH

    id: UUID
    text: str
    written_by: str
    written_at: datetime


def handling_body(found: store.Handling | None, caller: Caller) -> HandlingBody | None:
    """As a list and a file show it."""
    if found is None:
        return None
    return HandlingBody(handler=found.handler, own=found.handler == caller.subject, since=found.since)


async def notes_of(connection: Connection, signal_id: UUID) -> tuple[NoteBody, ...]:
    """As a file shows them."""
    return tuple(
        NoteBody(id=one.note_id, text=one.words or "", written_by=one.written_by, written_at=one.written_at)
        for one in await store.notes(connection, signal_id)
    )


def handling_router(knows: Knows, *desks: UserRole) -> APIRouter:
    """Of one service, for these desks."""
    router = APIRouter()
    at_desk = Depends(allowed(*desks))

    @router.post(
        "/signalen/{id}/behandelaars",
        status_code=HTTPStatus.CREATED,
        response_model=HandledBody,
        operation_id="neemInBehandeling",
    )
    async def take(signal_id: SignalId, body: TakeBody, caller: Annotated[Caller, at_desk], once: OnlyOnce) -> Response:
        """Neem een zaak in behandeling, of geef haar aan een collega."""
        return await once.run(caller, lambda connection: _take(connection, caller, knows, signal_id, body))

    @router.post(
        "/signalen/{id}/teruggaven",
        status_code=HTTPStatus.CREATED,
        response_model=HandledBody,
        operation_id="legTerug",
    )
    async def put_back(
        signal_id: SignalId, _: PutBackBody, caller: Annotated[Caller, at_desk], once: OnlyOnce
    ) -> Response:
        """Leg een zaak terug: wie wil, neemt haar."""
        return await once.run(caller, lambda connection: _put_back(connection, caller, knows, signal_id))

    @router.post(
        "/behandelaars/overnames",
        status_code=HTTPStatus.CREATED,
        response_model=TakenAllBody,
        operation_id="neemZakenOver",
    )
    async def take_all(body: TakeAllBody, caller: Annotated[Caller, at_desk], once: OnlyOnce) -> Response:
        """Neem alles over wat een collega in behandeling heeft, voor zover het bij uw gemeenten hoort."""
        return await once.run(caller, lambda connection: _take_all(connection, caller, body.of))

    @router.post(
        "/signalen/{id}/notities",
        status_code=HTTPStatus.CREATED,
        response_model=NoteBody,
        operation_id="noteer",
    )
    async def note(
        signal_id: SignalId, body: NewNoteBody, caller: Annotated[Caller, at_desk], once: OnlyOnce
    ) -> Response:
        """Zet iets in het dossier. Het gaat nergens heen, en verdwijnt met de zaak."""
        return await once.run(caller, lambda connection: _note(connection, caller, knows, signal_id, body.text))

    return router


async def _take(connection: Connection, caller: Caller, knows: Knows, signal_id: UUID, body: TakeBody) -> Done:
    await _known(connection, knows, signal_id)
    has = (await store.handling(connection, [signal_id])).get(signal_id)
    to = body.to or caller.subject
    if to != caller.subject and not await store.is_colleague(connection, to, signal_id):
        raise ProblemError(HTTPStatus.BAD_REQUEST, "Aan deze persoon kan de zaak niet.", [_NO_COLLEAGUE])
    if has and has.handler not in (caller.subject, to) and not body.take_over:
        detail = "Een ander heeft deze zaak in behandeling. Neemt u haar over, geef dan `overnemen: true` mee."
        raise ProblemError(HTTPStatus.CONFLICT, detail)
    act = CaseTaken(**caller.acting(datetime.now(UTC)), signal_id=signal_id, handler=to)
    await acts.take(connection, act)
    taken = store.Handling(signal_id, to, act.at)
    return Done(HandledBody(id=signal_id, handling=handling_body(taken, caller)), act)


_NO_COLLEAGUE = Violation(
    "aan",
    f"was in de laatste {KNOWN.days} dagen niet aan dit bureau voor een gemeente van deze zaak. Wie welk mandaat"
    " heeft, is hier pas bekend als diegene de werkvoorraad opent: vraag dat, of leg de zaak terug",
)


async def _put_back(connection: Connection, caller: Caller, knows: Knows, signal_id: UUID) -> Done:
    await _known(connection, knows, signal_id)
    if signal_id not in await store.handling(connection, [signal_id]):
        raise ProblemError(HTTPStatus.CONFLICT, "Niemand heeft deze zaak in behandeling.")
    act = CasePutBack(**caller.acting(datetime.now(UTC)), signal_id=signal_id)
    await acts.put_back(connection, act)
    return Done(HandledBody(id=signal_id, handling=None), act)


async def _take_all(connection: Connection, caller: Caller, of: str) -> Done:
    found = await store.of_handler(connection, of)
    by = caller.acting(datetime.now(UTC))
    taken = [CaseTaken(**by, signal_id=signal_id, handler=caller.subject) for signal_id in found]
    for act in taken:
        await acts.take(connection, act)
    first, rest = (taken[0], taken[1:]) if taken else (None, ())
    return Done(TakenAllBody(count=len(found), ids=tuple(found)), first, beside=rest)


async def _note(connection: Connection, caller: Caller, knows: Knows, signal_id: UUID, words: str) -> Done:
    await _known(connection, knows, signal_id)
    act = NoteWritten(**caller.acting(datetime.now(UTC)), signal_id=signal_id, note_id=uuid4())
    await acts.note(connection, act, words)
    return Done(NoteBody(id=act.note_id, text=words, written_by=act.actor, written_at=act.at), act)


async def _known(connection: Connection, knows: Knows, signal_id: UUID) -> None:
    if not await knows(connection, signal_id):
        raise ProblemError(HTTPStatus.NOT_FOUND, "Dit signaal is hier niet bekend.")
