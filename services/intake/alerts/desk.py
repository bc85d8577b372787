"""What every request about an alert starts and ends with: whose alert, and how it stands."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, Field

from schemas.codes.reason import AlertWithdrawalReason
from services.casework import notice
from services.casework.notice import NoticeBody, shown
from services.casework.settings import store as settings_store
from services.casework.terms.domain import day_of
from services.intake.alerts import store
from services.intake.words import DUTCH
from services.runtime.http.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.runtime.base.database import Connection

AlertId = Annotated[UUID, Path(alias="id", description="Id van het alarm.")]


class AlertStatus(BaseModel):
    model_config = DUTCH

    id: UUID
    raised_at: datetime
    acknowledged_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_reason: AlertWithdrawalReason | None = None
    withdrawn_explanation: str | None = None
    as_written: tuple[str, ...] = Field(
        default=(),
        description="Velden die niet of niet geheel te begrijpen waren; zij staan als tekst in het alarm.",
    )
    notices: tuple[NoticeBody, ...] = Field(
        default=(), description="Correcties en intrekkingen, en of de politie ze heeft bevestigd."
    )


async def own_alert(connection: Connection, alert_id: UUID) -> store.Alert:
    """An alert in the scope of the transaction: to who raised it its own, to a desk those it reaches. Raises
    ProblemError (404).
    """
    found = await store.find(connection, alert_id)
    if found is None:
        raise not_there()
    return found


_ABSENT = "Dit alarm is er niet, of het is niet door u gegeven."


def not_there() -> ProblemError:
    """No such alert, as far as this caller may know."""
    return ProblemError(HTTPStatus.NOT_FOUND, _ABSENT)


async def status(connection: Connection, found: store.Alert, as_written: Sequence[str] = ()) -> AlertStatus:
    today = day_of(datetime.now(UTC))
    sent = await notice.about(connection, [found.alert_id])
    settings = await settings_store.read(connection)
    return AlertStatus(
        id=found.alert_id,
        raised_at=found.raised_at,
        acknowledged_at=found.acknowledged_at,
        withdrawn_at=found.withdrawn_at,
        withdrawn_reason=AlertWithdrawalReason(found.withdrawn_reason) if found.withdrawn_reason else None,
        withdrawn_explanation=found.withdrawn_explanation,
        as_written=tuple(as_written),
        notices=tuple(NoticeBody.model_validate(shown(one, today, settings)) for one in sent),
    )
