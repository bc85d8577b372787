"""The tables' agendas, a second pair of eyes, and which municipality is responsible."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from schemas.codes.flow import CaseTable, Outcome, Participant, UserRole
from schemas.events.case import Consent
from schemas.events.signal import SignalFacts
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
    assert [f"{v.field}: {v.rule}" for v in agenda.put_on_rules(on, participants, others, TODAY)] == broken


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
    assert ITEM.due_on == date(2026, 11, 30)
    assert not ITEM.overdue(date(2026, 11, 30))
    assert ITEM.overdue(date(2026, 12, 1))
    assert not replace(ITEM, state=ItemState.ADVISED).overdue(date(2026, 12, 1))


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
