"""A whole case about people who do not exist: what a disclosure lets through of it is that disclosure's example."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING
from uuid import UUID

from schemas.codes.exploitation import Form
from schemas.codes.flow import Gender, PersonRole, UserRole
from schemas.disclosures import correction, disclosure, project
from schemas.envelope import Event, encode, source_of
from schemas.events.case import Company, Consent, Location, Person
from schemas.registry import MUNICIPALITY_OIN, Family, bases, correction_type, disclosure_type, partners, topics

if TYPE_CHECKING:
    from schemas.text import Contract

_AT = datetime(2026, 11, 24, 16, 3, tzinfo=UTC)
_ID = UUID(int=int(_AT.timestamp() * 1000) << 80 | 0x7000_8000_0000_0000_0000)
_REFERENCE = UUID("6f0f3a64-8f6e-4a42-9a46-5d1d8d3f4f10")
_TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

_VICTIM = Person(
    role=PersonRole.VICTIM,
    name="Ioana Marinescu",
    birth_date=date(2004, 5, 17),
    gender=Gender.WOMAN,
    nationality="RO",
    phone="06 12345678",
    safe_contact="Via de wijkverpleegkundige, op dinsdagochtend.",
    minor=False,
)
_SUSPECT = Person(role=PersonRole.SUSPECT, name="Radu Ionescu", gender=Gender.MAN, nationality="RO")


def sample_events(partner: str, family: Family) -> dict[str, bytes]:
    """Whole events of this disclosure by type, its correction too. Raises pydantic's ValidationError for a field that
    no case has.
    """
    found = {
        disclosure_type(partner, family): disclosure(partner, family),
        correction_type(partner, family): correction(partner, family),
    }
    return {event_type: _event(event_type, model, partner, family) for event_type, model in found.items()}


def _event(event_type: str, model: type[Contract], partner: str, family: Family) -> bytes:
    system = topics()[f"{family}.{partner}"].writer.removeprefix("service:")
    data = project(model, _whole(partner, family))
    source = source_of(MUNICIPALITY_OIN, system)
    return encode(Event(_ID, source, event_type, str(_REFERENCE), _AT, _TRACE, data))


def _whole(partner: str, family: Family) -> SimpleNamespace:
    """Everything any disclosure may ask for."""
    personal = SimpleNamespace(
        victims=[_VICTIM],
        clients=[_VICTIM],
        suspects=[_SUSPECT],
        people=[_VICTIM, _SUSPECT],
        location=Location(street="Korte Havendijk", house_number=14, postcode="6511PP", city="Nijmegen"),
        company=Company(name="Wasserij De Blauwe Bel", kvk_number="99000017", industry="Wasserij"),
        care_needs="Onderdak en een arts.",
        note="Graag eerst telefonisch overleggen.",
        question="Is hierover iets bekend?",
        situation="Een vrouw wordt nu in een loods vastgehouden.",
    )
    return SimpleNamespace(
        reference=_REFERENCE,
        notice=UUID("7c1b5c0e-6f0d-4d8e-9a46-5d1d8d3f4f10"),
        director=bool(partners()[partner].directs),
        municipality="GM0268",
        basis=(basis := partners()[partner].bases[family][-1]),
        purpose=next(iter(bases()[basis].latest.purposes)),
        decider_role=UserRole.AANDACHTFUNCTIONARIS,
        rule_version="2026-11",
        decided_on=_AT.date(),
        forms=(Form.LABOUR,),
        outcomes=(partners()[partner].directs + partners()[partner].beside)[:1],
        consent=Consent(asked=True, given=True),
        victims=[_VICTIM],
        raised_at=_AT,
        answer_by=date(2026, 12, 1),
        personal=personal,
    )
