"""Cases to decide on, as small as the rules allow; every test says what differs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from schemas.codes.exploitation import Form
from schemas.codes.flow import Channel, PersonRole, ReportingBody, Sector
from schemas.events.case import Company, Location, Meldcode, MeldcodeStep, Person, Reporter
from schemas.events.decision import ExplainedCriterion, PartnershipReport
from schemas.events.signal import SignalContent, SignalPersonal
from schemas.registry import bases, partners

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemas.legal import Criterion

TODAY = date(2026, 11, 24)

VICTIM = Person(role=PersonRole.VICTIM, name="Slachtoffer Een", minor=True)
SUSPECT = Person(role=PersonRole.SUSPECT, name="Verdachte Twee")
WITNESS = Person(role=PersonRole.WITNESS, name="Getuige Drie")
PLACE = Location(postcode="6511PP", house_number=1)


def steps(*numbers: int, report: bool | None = True, arrange_help: bool | None = None) -> Meldcode:
    taken = tuple(MeldcodeStep(step=n, taken_on=TODAY, finding=f"bevinding {n}") for n in numbers)
    return Meldcode(steps=taken, report_to_veilig_thuis=report, arrange_help=arrange_help)


def explained(partner: str) -> PartnershipReport | None:
    """What is reported to a RIEC or ZVH, each criterion by its code; None to any other."""
    criteria = bases()[partners()[partner].bases["referral"][-1]].latest.criteria
    return _report(partner, criteria) if criteria else None


def _report(partner: str, criteria: Mapping[str, Criterion]) -> PartnershipReport:
    said = tuple(
        ExplainedCriterion(criterion=code, explanation=f"Uitleg bij {code}.", own_observation=criterion.own_observation)
        for code, criterion in criteria.items()
    )
    return PartnershipReport(partner=partner, body=ReportingBody.MAYOR, task="Gemeentewet 172", criteria=said)


def signal(
    *,
    channel: Channel = Channel.MELDPUNT,
    sector: Sector = Sector.MUNICIPALITY,
    victim_recognisable: bool = False,
    meldcode: Meldcode | None = None,
    people: tuple[Person, ...] = (VICTIM, SUSPECT, WITNESS),
    forms: tuple[Form, ...] = (Form.LABOUR,),
    alert_raised: bool = False,
    company: Company | None = None,
    location: Location = PLACE,
    plates: tuple[str, ...] = (),
    indicators: tuple[str, ...] = (),
    received_at: datetime = datetime(2026, 11, 24, 9, tzinfo=UTC),
    domestic_circle: bool | None = None,
    municipality: str = "GM0268",
) -> SignalContent:
    return SignalContent(
        municipality=municipality,
        forms=forms,
        channel=channel,
        received_at=received_at,
        victim_recognisable=victim_recognisable,
        alert_raised=alert_raised,
        domestic_circle=domestic_circle,
        personal=SignalPersonal(
            description="Twaalf matrassen boven het restaurant.",
            reporter=Reporter(name="Meldende Vier", organisation="Toezicht", sector=sector),
            people=people,
            location=location,
            company=company,
            plates=plates,
            indicators=indicators,
            care_needs="Onderdak en een arts.",
            meldcode=meldcode,
        ),
    )
