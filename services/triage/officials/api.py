"""Who is who for a case: the aandachtfunctionaris of its municipality, who stands in, the focal points (plan 2.1)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from schemas.codes.municipality import NAMES
from schemas.codes.setting import SettingKind
from schemas.events.setting import Official
from services.casework.settings import store as settings_store
from services.casework.terms.domain import day_of
from services.runtime.http.pool import Database
from services.triage.cases.desk import Deciders, SignalId, found_case
from services.triage.words import DUTCH


class OfficialBody(BaseModel):
    """Wie vandaag een functie heeft, of vervangt wie haar heeft."""

    model_config = DUTCH

    name: str
    email: str
    stands_in: bool
    serves_until: date | None = Field(description="Leeg: tot nader bericht.")

    @classmethod
    def of(cls, one: Official) -> OfficialBody:
        """As it was set."""
        return cls(
            name=one.official_name, email=one.official_email, stands_in=one.stands_in, serves_until=one.serves_until
        )


class FocalPointBody(BaseModel):
    """Het aanspreekpunt voor mensenhandel van een afdeling."""

    model_config = DUTCH

    department: str
    name: str
    email: str
    stands_in: bool


class OfficialsBody(BaseModel):
    """Leeg waar niemand is geregistreerd: een mandaat staat in het token, en niet hier."""

    model_config = DUTCH

    municipality: str
    aandachtfunctionarissen: tuple[OfficialBody, ...] = Field(description="Wie het is vooraan, dan wie vervangt.")
    focal_points: tuple[FocalPointBody, ...]


router = APIRouter()


@router.get("/signalen/{id}/functionarissen", response_model=OfficialsBody, operation_id="toonFunctionarissen")
async def show_officials(signal_id: SignalId, caller: Deciders, database: Database) -> OfficialsBody:
    """Wie vandaag aandachtfunctionaris, vervanger en accenthouder is in de gemeente van deze zaak."""
    today = day_of(datetime.now(UTC))
    async with database.of(caller) as connection:
        arrival = await found_case(connection, signal_id)
        settings = await settings_store.read(connection)
    where = arrival.municipality
    deciding = settings.officials(SettingKind.AANDACHTFUNCTIONARIS, where, today) if where in NAMES else []
    return OfficialsBody(
        municipality=where,
        aandachtfunctionarissen=tuple(OfficialBody.of(one) for one in deciding),
        focal_points=tuple(
            FocalPointBody(
                department=department, name=one.official_name, email=one.official_email, stands_in=one.stands_in
            )
            for department, officials in settings.focal_points(where, today).items()
            for one in officials
        ),
    )
