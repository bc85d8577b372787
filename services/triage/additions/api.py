"""Taking note of what a reporter said of a case later: more, or that it is taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import Response
from pydantic import BaseModel

from schemas.codes.flow import AdditionKind
from schemas.events.acts.triage import AdditionRead
from services.runtime.base.database import Connection
from services.runtime.http.once import Done, OnlyOnce
from services.runtime.http.problem import ProblemError
from services.runtime.http.request_model import RequestModel
from services.triage.additions import acts, store
from services.triage.cases.desk import Deciders
from services.triage.words import DUTCH

AdditionId = Annotated[UUID, Path(alias="id", description="Id van de aanvulling.")]


class AdditionBody(BaseModel):
    """Wat de melder later zei. Of een intrekking iets verandert, beslist u."""

    model_config = DUTCH

    id: UUID
    kind: AdditionKind
    words: str
    said_at: datetime
    read_at: datetime | None


class ReadBody(RequestModel):
    model_config = DUTCH


class ReadStatus(BaseModel):
    model_config = DUTCH

    id: UUID
    read_at: datetime


router = APIRouter()


def addition_body(one: store.Addition) -> AdditionBody:
    return AdditionBody(id=one.addition_id, kind=one.kind, words=one.words, said_at=one.said_at, read_at=one.read_at)


@router.post(
    "/aanvullingen/{id}/lezingen",
    status_code=HTTPStatus.CREATED,
    response_model=ReadStatus,
    operation_id="leesAanvulling",
)
async def read(addition_id: AdditionId, _: ReadBody, caller: Deciders, once: OnlyOnce) -> Response:
    """Neem kennis van wat de melder later zei; daarna staat de zaak er niet meer om op de werkvoorraad."""

    async def note(connection: Connection) -> Done:
        signal_id = await store.signal_of(connection, addition_id)
        if signal_id is None:
            raise ProblemError(HTTPStatus.NOT_FOUND, "Deze aanvulling is er niet, of zij is al gelezen.")
        act = AdditionRead(**caller.acting(datetime.now(UTC)), signal_id=signal_id, addition_id=addition_id)
        await acts.read(connection, act)
        return Done(ReadStatus(id=addition_id, read_at=act.at), act)

    return await once.run(caller, note)
