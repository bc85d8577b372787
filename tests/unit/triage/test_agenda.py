"""The tables' agendas, a second pair of eyes, and which municipality is responsible."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from schemas.codes.flow import CaseTable, Outcome, Participant, UserRole
from schemas.codes.setting import SettingKind
from schemas.events.case import Consent
from schemas.events.setting import Seats
from schemas.events.signal import SignalFacts
from schemas.settings import Version
from services.casework.settings.domain import AS_DECLARED, Settings
from services.triage.agenda import domain as agenda
from services.triage.agenda.domain import ClosedItemError, Item, ItemState
from services.triage.cases.domain import Case
from services.triage.decisions.domain import Choice, NotDecidableError, Order, decide
from tests.unit.cases import TODAY, signal

ITEM = Item(
    UUID(int=1), UUID(int=2), CaseTable.MDO, date(2026, 11, 26), (Participant.AANDACHTFUNCTIONARIS, Participant.POLICE)
)
BOTH = (Participant.AANDACHTFUNCTIONARIS, Participant.POLICE)


@pytest.mark.parametrize(
    ("on", "participants", "others", "broken"),
    [
        (TODAY, BOTH, (), []),
        (TODAY, BOTH, (replace(ITEM, state=ItemState.ADVISED),), []),
        (date(2026, 11, 23), BOTH, (), ["op: ligt in het verleden"]),
        (TODAY, (*BOTH, Participant.POLICE), (), ["deelnemers: elke deelnemer één keer"]),
        (
            TODAY,
            (Participant.POLICE, Participant.VEILIG_THUIS),
            (),
            ["deelnemers: de aandachtfunctionaris brengt de zaak in"],
        ),
        (TODAY, BOTH[:1], (), ["deelnemers: een tafel heeft er minstens twee"]),
        (TODAY, BOTH, (ITEM,), ["tafel: de zaak staat al op een agenda"]),
    ],
)
def test_what_can_be_put_on_an_agenda(
    on: date, participants: tuple[Participant, ...], others: tuple[Item, ...], broken: list[str]
) -> None:
    asked = agenda.Asked(CaseTable.MDO, on, participants)
    assert [f"{v.field}: {v.rule}" for v in agenda.put_on_rules(asked, others, TODAY, AS_DECLARED)] == broken


BEFORE, SINCE = date(2026, 11, 26), date(2026, 11, 27)
THIRD = agenda.Third(Participant.COMENSHA, "toestemming", BEFORE)


def test_of_those_who_may_sit_at_a_table_it_is_set_who_does() -> None:
    two = Seats(participants=(Participant.AANDACHTFUNCTIONARIS, Participant.POLICE))
    settings = Settings({(SettingKind.TABLE, CaseTable.MDO.value): [Version(SINCE, two)]})
    asked = agenda.Asked(CaseTable.MDO, SINCE, (*BOTH, Participant.VEILIG_THUIS, Participant.RIEC))
    assert [f"{v.field}: {v.rule}" for v in agenda.put_on_rules(asked, (), SINCE, settings)] == [
        "deelnemers.2: veilig-thuis zit niet aan mdo-mensenhandel; dat zijn nu: aandachtfunctionaris, politie",
        "deelnemers.3: riec is geen deelnemer van mdo-mensenhandel (Wgs 2.27); neem deze op bij derden, met de eigen"
        " grondslag (Wgs 2.31, negende lid, en BGS 2.21)",
    ]


def seat(
    table: CaseTable, *participants: Participant, thirds: tuple[agenda.Third, ...] = (), today: date = SINCE
) -> list[str]:
    asked = agenda.Asked(table, SINCE, (Participant.AANDACHTFUNCTIONARIS, *participants), thirds)
    return [f"{v.field}: {v.rule}" for v in agenda.put_on_rules(asked, (), today, AS_DECLARED)]


@pytest.mark.parametrize("stranger", [Participant.NLA, Participant.RIEC, Participant.COMENSHA])
def test_who_is_no_participant_of_a_zvh_does_not_sit_at_its_table(stranger: Participant) -> None:
    """Wgs 2.27."""
    joins = "; neem deze op bij derden, met de eigen grondslag (Wgs 2.31, negende lid, en BGS 2.21)"
    assert seat(CaseTable.MDO, Participant.POLICE, stranger) == [
        f"deelnemers.2: {stranger} is geen deelnemer van mdo-mensenhandel (Wgs 2.27){joins}"
    ]


@pytest.mark.parametrize(
    "stranger", [Participant.ZORGCOORDINATOR, Participant.VEILIG_THUIS, Participant.SOCIAL_DOMAIN, Participant.ZVH]
)
def test_no_care_organisation_sits_at_the_table_of_the_riec(stranger: Participant) -> None:
    """Wgs 2.19."""
    assert seat(CaseTable.RIEC, stranger) == [
        f"deelnemers.1: {stranger} is geen deelnemer van riec-casustafel (Wgs 2.19)"
    ]
    assert seat(CaseTable.RIEC, Participant.NLA, Participant.POLICE, Participant.TAX) == []


@pytest.mark.parametrize("table", list(CaseTable))
def test_until_the_register_had_it_anybody_sat_anywhere(table: CaseTable) -> None:
    everybody = [Participant.RIEC, Participant.NLA, Participant.VEILIG_THUIS, Participant.ZVH]
    assert seat(table, *everybody, today=BEFORE) == []
    assert seat(table, *everybody) != []


def test_a_third_joins_one_case_of_a_zvh_on_a_basis_of_its_own() -> None:
    """Wgs 2.31(9), BGS 2.21."""
    assert seat(CaseTable.MDO, thirds=(THIRD,)) == []
    assert seat(CaseTable.MDO, thirds=(replace(THIRD, participant=Participant.POLICE),)) == [
        "derden.0.deelnemer: is een gewone deelnemer (Wgs 2.27)"
    ]
    article = "Wgs 2.31, negende lid, en BGS 2.21"
    for basis in ("van alles", "wmo-2015-opvang", "wpg-16"):
        assert seat(CaseTable.MDO, thirds=(replace(THIRD, basis=basis),)) == [
            f"derden.0.grondslag: is een grondslag van het register die vandaag geldt ({article})"
        ]
    assert seat(CaseTable.RIEC, thirds=(THIRD,)) == [
        "derden.0.deelnemer: aan riec-casustafel neemt geen derde deel; alleen wie genoemd is (Wgs 2.19)"
    ]
    assert "deelnemers: elke deelnemer één keer" in seat(CaseTable.MDO, thirds=(THIRD, THIRD))


def test_advice_follows_the_table() -> None:
    (early,) = agenda.advise_rules(ITEM, (Outcome.CARE,), date(2026, 11, 25))
    assert early.rule == "de tafel is pas op 2026-11-26"
    assert agenda.advise_rules(ITEM, (Outcome.CARE,), date(2026, 11, 26)) == []
    (twice,) = agenda.advise_rules(ITEM, (Outcome.CARE, Outcome.CARE), date(2026, 11, 26))
    assert (twice.field, twice.rule) == ("advies", "elke uitkomst één keer")


@pytest.mark.parametrize("state", [ItemState.ADVISED, ItemState.TAKEN_OFF])
def test_what_is_settled_stays_settled(state: ItemState) -> None:
    with pytest.raises(ClosedItemError):
        agenda.advise_rules(replace(ITEM, state=state), (Outcome.CARE,), date(2026, 11, 26))
    with pytest.raises(ClosedItemError):
        agenda.take_off(replace(ITEM, state=state))


def test_a_case_on_an_agenda_is_not_decided() -> None:
    agenda.take_off(ITEM)
    (rule,) = agenda.blocking([ITEM, replace(ITEM, state=ItemState.ADVISED), replace(ITEM, state=ItemState.TAKEN_OFF)])
    assert rule.field == "casustafel"
    assert "mdo-mensenhandel op 2026-11-26" in rule.rule


def test_advice_has_a_term() -> None:
    assert ITEM.due_on(AS_DECLARED) == date(2026, 11, 30)
    assert not ITEM.overdue(date(2026, 11, 30), AS_DECLARED)
    assert ITEM.overdue(date(2026, 12, 1), AS_DECLARED)
    assert not replace(ITEM, state=ItemState.ADVISED).overdue(date(2026, 12, 1), AS_DECLARED)


def choice(partner: str, consent: Consent, registered_in: str | None = None) -> Choice:
    outcome = Outcome.ORGANISED_CRIME if partner == "riec" else Outcome.CARE
    return Choice((outcome,), (Order(partner, True, None, None, "Noot"),), consent, registered_in)


AGREED = Consent(asked=True, given=True)


def zvh(partner: str, registered_in: str | None) -> str:
    content = signal()
    facts = SignalFacts(**{name: getattr(content, name) for name in SignalFacts.model_fields})
    asked = Choice((Outcome.NO_SUSPICION,), (Order(partner, True, None, None, "Noot"),), AGREED, registered_in)
    role = UserRole.AANDACHTFUNCTIONARIS
    decided = decide(Case(facts, content.personal), asked, role, TODAY, UUID(int=1))
    assert decided.zorg
    return decided.zorg.municipality


def test_where_the_victim_is_registered_is_responsible_else_where_it_was_found() -> None:
    assert zvh("zvh-rijk-van-nijmegen", None) == "GM0268"
    assert zvh("zvh-rivierenland", "GM0281") == "GM0281"
    with pytest.raises(NotDecidableError) as error:
        zvh("zvh-rijk-van-nijmegen", "GM0281")
    assert [v.rule for v in error.value.violations] == ["werkt niet voor gemeente GM0281"]
