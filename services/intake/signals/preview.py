"""A report as it would go, before it is sent: whether all is right, where it goes, and whether it may be one again."""

from __future__ import annotations

from uuid import uuid4

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.casework.household.domain import about_a_child
from services.intake.meldcode.domain import is_under_it
from services.intake.roles import Reporters
from services.intake.signals import domain, store
from services.intake.signals.api import SignalBody, judged
from services.intake.signals.desk import receipt, sent_on
from services.intake.words import DUTCH
from services.runtime.http.pool import Database

router = APIRouter()


class ReportPreview(BaseModel):
    """Hoe deze melding zou gaan. Er is niets gemeld, en er is geen alarm gegeven."""

    model_config = DUTCH

    what_next: str
    under_meldcode: bool = Field(description="Of u over deze melding de stappen van de meldcode zet.")
    about_a_child: bool = Field(description="Of een slachtoffer minderjarig is: dan gelden de regels over kinderen.")
    missing_steps: tuple[int, ...] | None = None
    reported_before: bool = Field(
        description="Of u zelf in deze gemeente eerder iets meldde dat nog loopt; nooit wat een ander meldde."
    )


@router.post("/meldvoorbeelden", response_model=ReportPreview, operation_id="toonMeldvoorbeeld")
async def preview_report(body: SignalBody, caller: Reporters, database: Database) -> ReportPreview:
    """Wat er met deze melding zou gebeuren; de regels worden getoetst zoals bij het melden zelf."""
    content, received = judged(body)
    sent_on(uuid4(), received, content)
    async with database.of(caller) as connection:
        earlier = await store.of_reporter(connection, caller.subject)
    here = (one for one in earlier if one.municipality == content.municipality)
    told = receipt(uuid4(), received, content)
    return ReportPreview(
        what_next=told.what_next,
        under_meldcode=is_under_it(content),
        about_a_child=about_a_child(content.personal.people),
        missing_steps=told.missing_steps,
        reported_before=any(
            domain.may_be_the_same(one.status, taken_back=one.taken_back_at is not None) for one in here
        ),
    )
