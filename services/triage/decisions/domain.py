"""The decision of the aandachtfunctionaris (plan 2.3, Van signaal naar casuistiek; stroomschema). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from schemas.codes.flow import ConsentReason, Outcome, PersonRole, UserRole
from schemas.envelope import Violation
from schemas.events.case import Consent
from schemas.events.decision import ReferralOrder, RiecDecisionTaken, RiecPersonal, ZorgDecisionTaken, ZorgPersonal
from schemas.registry import bases, partners, tables, topics
from services.casework.four_eyes.disclosed import NOT_YET, Disclosed
from services.casework.grounds.domain import (
    RULE_VERSION,
    Known,
    conditional,
    held,
    missing_condition,
    purposes_on,
    usual_purpose,
    valid_basis,
)
from services.casework.household.domain import about_a_child, is_within
from services.casework.minority.domain import settled
from services.casework.terms.domain import day_of
from services.referral.domain import refer
from services.triage.criteria.domain import report_rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from schemas.events.case import Person
    from schemas.events.decision import PartnershipReport, Reports
    from services.triage.cases.domain import Case
    from services.triage.referrals.domain import Standing

DIRECTORS: dict[Outcome, frozenset[str]] = {
    outcome: frozenset(name for name, partner in partners().items() if outcome in partner.directs)
    for outcome in Outcome
}
"""Who may direct a case (regie), by outcome: the boxes at the bottom of the stroomschema."""

BESIDE: dict[Outcome, frozenset[str]] = {
    outcome: frozenset(name for name, partner in partners().items() if outcome in partner.beside) for outcome in Outcome
}
"""Who may be informed beside the directors."""


Decider = Literal[UserRole.AANDACHTFUNCTIONARIS, UserRole.PROFESSIONAL]


@dataclass(frozen=True, slots=True)
class Order:
    """A referral the aandachtfunctionaris asks for; without ``basis`` the partner's one valid today is taken, and
    without ``purpose`` the usual one of that basis. ``report``: what a partnership is told of its criteria.
    """

    partner: str
    director: bool
    basis: str | None
    purpose: str | None
    note: str
    report: PartnershipReport | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    outcomes: tuple[Outcome, ...]
    orders: tuple[Order, ...]
    consent: Consent
    registered_in: str | None = None
    """Municipality where the victim is registered, where that is known."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision, split over two topics; neither side is filled when it leaves a case that came back as it is."""

    decision_id: UUID
    zorg: ZorgDecisionTaken | None
    riec: RiecDecisionTaken | None

    @property
    def orders(self) -> tuple[ReferralOrder, ...]:
        """Of both sides."""
        return tuple(order for half in (self.zorg, self.riec) if half for order in half.orders)


_OF_A_CHILD = "jeugdwet-4-1-7"

UNSAID = Consent(asked=False, reason=ConsentReason.OTHER)
"""Stands in while the other rules are judged, where nobody said anything of consent."""


class NotDecidableError(ValueError):
    """The choice breaks rules of the plan; holds every one of them."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__(len(violations))
        self.violations = list(violations)


def responsible(case: Case, choice: Choice) -> str:
    """Plan 2.4: "Gemeenten hebben een verantwoordelijkheid voor slachtoffers, die ingeschreven staan in hun gebied.
    Slachtoffers die niet ingeschreven staan, worden in principe ingeschreven in de gemeente waar ze zijn aangetroffen."
    """
    return choice.registered_in or case.facts.municipality


def found_elsewhere(case: Case, choice: Choice) -> str | None:
    """Where the victim was found, if another municipality is responsible: both have the case (plan 2.4)."""
    found_in = case.facts.municipality
    return None if found_in == responsible(case, choice) else found_in


def decide(
    case: Case, choice: Choice, role: Decider, today: date, decision_id: UUID, standing: Sequence[Standing] = ()
) -> Decided:
    """Plan 2.3: "bepaalt de aandachtfunctionaris of voor het vermoeden: alleen een zorgtraject noodzakelijk is; een
    zorg én strafrechtelijk traject noodzakelijk is; er sprake is van ondermijnende e/o georganiseerde criminaliteit".
    Outcomes may go together: one director, any number beside. ``standing``: referrals of earlier decisions, when the
    case came back. Raises NotDecidableError with every broken rule.
    """
    violations = [
        *_outcome_rules(choice, standing),
        *_director_rules(choice, standing),
        *_partner_rules(case, choice, standing, today),
    ]
    if violations:
        raise NotDecidableError(violations)
    return _split(case, choice, role, today, decision_id)


def _outcome_rules(choice: Choice, standing: Sequence[Standing]) -> list[Violation]:
    found: list[Violation] = []
    chosen = set(choice.outcomes)
    named = {order.partner for order in choice.orders} | {r.partner for r in standing if r.holds}
    if len(chosen) != len(choice.outcomes):
        found.append(Violation("uitkomsten", "elke uitkomst één keer"))
    if Outcome.NO_SUSPICION in chosen and len(chosen) > 1:
        found.append(Violation("uitkomsten", "geen-vermoeden gaat niet samen met een andere uitkomst"))
    found += [
        Violation("verwijzingen", f"bij {outcome} hoort een verwijzing naar {' of '.join(sorted(DIRECTORS[outcome]))}")
        for outcome in choice.outcomes
        if not named & DIRECTORS[outcome]
    ]
    # Plan 2.3: "de zorgcoördinator neemt de zorg voor haar rekening, algehele procesregie [...] ligt bij het ZVH".
    if Outcome.CARE_AND_CRIMINAL in chosen and "zorgcoordinator" not in named:
        found.append(Violation("verwijzingen", "bij zorg-en-strafrechtelijk hoort de zorgcoordinator voor de zorg"))
    return found


def directors(choice: Choice, standing: Sequence[Standing]) -> list[str]:
    """Who would direct the case: those ordered to, and those who already do. One who finished does not count while
    somebody else directs.
    """
    directing = [order.partner for order in choice.orders if order.director]
    directing += [r.partner for r in standing if r.director and r.active]
    again = {order.partner for order in choice.orders}
    return directing or [r.partner for r in standing if r.director and r.holds and r.partner not in again][-1:]


def _director_rules(choice: Choice, standing: Sequence[Standing]) -> list[Violation]:
    directing = directors(choice, standing)
    if len(directing) != 1:
        held = [r.partner for r in standing if r.director and r.active]
        first = f"; trek eerst de verwijzing aan {' en '.join(held)} in" if held else ""
        return [Violation("verwijzingen", f"precies één partner voert de regie, niet {len(directing)}{first}")]
    allowed = frozenset[str]().union(*(DIRECTORS[outcome] for outcome in choice.outcomes))
    if directing[0] not in allowed:
        rule = f"de regie ligt bij deze uitkomst(en) bij {' of '.join(sorted(allowed))}"
        return [Violation("verwijzingen", rule)]
    return []


def _partner_rules(case: Case, choice: Choice, standing: Sequence[Standing], today: date) -> list[Violation]:
    found: list[Violation] = []
    allowed = frozenset[str]().union(*(DIRECTORS[o] | BESIDE[o] for o in choice.outcomes))
    seen: set[str] = set()
    municipality, facts = responsible(case, choice), what_is_known(case, choice)
    for place, order in enumerate(choice.orders):
        field = f"verwijzingen.{place}"
        partner = partners().get(order.partner)
        if partner is None or "referral" not in partner.families:
            known = ", ".join(name for name, p in partners().items() if "referral" in p.families)
            found.append(Violation(f"{field}.partner", f"is een van: {known}"))
            continue
        if order.partner in seen:
            found.append(Violation(f"{field}.partner", "elke partner één keer"))
        seen.add(order.partner)
        if order.partner in {r.partner for r in standing if r.active}:
            found.append(Violation(f"{field}.partner", "heeft deze zaak al"))
        if order.partner not in allowed:
            found.append(Violation(f"{field}.partner", "past niet bij de gekozen uitkomst(en)"))
        if not partner.serves(municipality):
            found.append(Violation(f"{field}.partner", f"werkt niet voor gemeente {municipality}"))
        basis = _basis_of(order, today, facts)
        found += _basis_rules(field, order, basis, today, facts)
        found += report_rules(f"{field}.aanmelding", order.note, order.report, basis, today)
        found += _third_party_rules(field, order, directors(choice, standing), today)
    return found


def _third_party_rules(field: str, order: Order, directing: Sequence[str], today: date) -> list[Violation]:
    """Wgs 2.27: who is no participant of the partnership that directs a case gets its part on a basis of its own."""
    asked = partners()[order.partner].participant
    for record in (table.on(today) for table in tables().values()):
        leads = any(name in record.led_by and _writer(name) == _writer(order.partner) for name in directing)
        if leads and order.basis is None and asked not in record.participants:
            rule = f"{order.partner} is geen deelnemer van {record.name} ({record.article}): noem de eigen grondslag"
            return [Violation(f"{field}.grondslag", rule)]
    return []


def what_is_known(case: Case, choice: Choice) -> Known:
    """What the case says of the conditions under which a legal basis can be used."""
    victims = _people(case, PersonRole.VICTIM)
    return Known(
        choice.consent,
        minors=bool(victims) and all(victim.minor is True for victim in victims),
        a_child=about_a_child(victims),
        household=is_within(victims, domestic_circle=case.facts.domestic_circle),
    )


def _basis_rules(field: str, order: Order, basis: str | None, today: date, known: Known) -> list[Violation]:
    """AVG 6: one of the partner's own bases, that holds today, and whose condition this case meets."""
    if basis is None:
        return [Violation(f"{field}.grondslag", _no_basis(order.partner, today))]
    if basis not in partners()[order.partner].bases["referral"]:
        own = ", ".join(name for name, _ in held(order.partner, "referral", today))
        return [Violation(f"{field}.grondslag", f"is een van: {own}")]
    if bases()[basis].shares_on(today) is None:
        return [Violation(f"{field}.grondslag", f"{basis} geldt niet op {today}")]
    if missing := missing_condition(basis, today, known):
        return [Violation(f"{field}.grondslag", missing)]
    if order.purpose is not None and order.purpose not in purposes_on(basis, today):
        return [Violation(f"{field}.doel", f"is een van: {', '.join(purposes_on(basis, today))}")]
    return []


def _basis_of(order: Order, today: date, known: Known) -> str | None:
    return order.basis or valid_basis(order.partner, "referral", today, known)


def _no_basis(partner: str, today: date) -> str:
    possible = conditional(partner, "referral", today)
    if not possible:
        return f"geen grondslag van {partner} geldt op {today}"
    return f"zonder meer geldt er geen; noem de grondslag die wel geldt: {'; '.join(possible)}"


def _split(case: Case, choice: Choice, role: Decider, today: date, decision_id: UUID) -> Decided:
    """Care to decision.zorg, suspects and places to decision.riec: neither topic holds what is the other's."""
    riec_orders = [order for order in choice.orders if _writer(order.partner) == "service:riec-referral"]
    zorg_orders = [order for order in choice.orders if order not in riec_orders]
    facts = what_is_known(case, choice)
    zorg = riec = None
    if zorg_orders:
        zorg = ZorgDecisionTaken(
            decision_id=decision_id,
            outcomes=tuple(o for o in choice.outcomes if o is not Outcome.ORGANISED_CRIME),
            orders=tuple(_ordered(order, today, facts) for order in zorg_orders),
            consent=choice.consent,
            personal=zorg_personal(case, *_words(zorg_orders)),
            decided_on=today,
            decider_role=role,
            rule_version=RULE_VERSION,
            municipality=responsible(case, choice),
            found_in=found_elsewhere(case, choice),
            forms=case.facts.forms,
        )
    if riec_orders:
        riec = RiecDecisionTaken(
            decision_id=decision_id,
            outcomes=(Outcome.ORGANISED_CRIME,),
            orders=tuple(_ordered(order, today, facts) for order in riec_orders),
            personal=riec_personal(case, *_words(riec_orders)),
            decided_on=today,
            decider_role=role,
            rule_version=RULE_VERSION,
            municipality=responsible(case, choice),
            found_in=found_elsewhere(case, choice),
            forms=case.facts.forms,
        )
    return Decided(decision_id, zorg, riec)


def _words(orders: Sequence[Order]) -> tuple[dict[str, str], Reports]:
    """What the aandachtfunctionaris wrote, and reports, for each partner alone."""
    notes = {order.partner: order.note for order in orders}
    return notes, tuple(order.report for order in orders if order.report) or None


def zorg_personal(case: Case, notes: dict[str, str], reports: Reports) -> ZorgPersonal:
    """The care half's people and needs; witnesses and the reporter are in neither half."""
    return ZorgPersonal(
        people=(*_people(case, PersonRole.VICTIM), *_people(case, PersonRole.SUSPECT)),
        location=case.personal.location,
        care_needs=case.personal.care_needs,
        notes=notes,
        reports=reports,
    )


def riec_personal(case: Case, notes: dict[str, str], reports: Reports) -> RiecPersonal:
    """The RIEC half's suspects, place and company."""
    suspects = _people(case, PersonRole.SUSPECT)
    return RiecPersonal(
        people=suspects,
        location=case.personal.location,
        company=case.personal.company,
        notes=notes,
        reports=reports,
    )


def _people(case: Case, role: PersonRole) -> tuple[Person, ...]:
    people = settled(case.personal.people, day_of(case.facts.received_at))
    return tuple(person for person in people if person.role is role)


def _writer(partner: str) -> str:
    return topics()[f"referral.{partner}"].writer


def _ordered(order: Order, today: date, known: Known) -> ReferralOrder:
    basis = cast("str", _basis_of(order, today, known))  # the rules refused None
    purpose = order.purpose or usual_purpose(basis, today)
    return ReferralOrder(partner=order.partner, director=order.director, basis=basis, purpose=purpose)


def disclosures(decided: Decided) -> tuple[Disclosed, ...]:
    """What each partner gets of it: by the rule of the referral services, which send it."""
    return tuple(
        Disclosed(order.partner, "referral", order.basis, order.purpose, refer(half, order, NOT_YET))
        for half in (decided.zorg, decided.riec)
        if half
        for order in half.orders
    )


_DISCUSSED = "Voor bespreking aan tafel."


def to_discuss(case: Case, partner: str, consent: Consent | None, today: date) -> Disclosed | None:
    """What this partner would get of the case, before anything is decided: None where no basis holds without more."""
    declared = partners()[partner]
    order = Order(partner, director=False, basis=None, purpose=None, note=_DISCUSSED)
    choice = Choice((*declared.directs, *declared.beside)[:1], (order,), consent or UNSAID)
    if _basis_of(order, today, what_is_known(case, choice)) is None:
        return None
    (part,) = disclosures(_split(case, choice, UserRole.AANDACHTFUNCTIONARIS, today, NOT_YET))
    return part


def meldcode_choice(case: Case, today: date) -> Choice:
    """The professional decided, in the fifth step: "moeten beslissen of zij een melding doen bij Veilig Thuis". About a
    child that is a way of its own (Wmo 1.1.1, kindermishandeling; Jeugdwet 4.1.7), from the day the register has it.
    """
    child = about_a_child(_people(case, PersonRole.VICTIM)) and bases()[_OF_A_CHILD].shares_on(today)
    order = Order(
        partner="veilig-thuis",
        director=True,
        basis=_OF_A_CHILD if child else "wmo-2015-meldcode",
        purpose="melding-volgens-de-meldcode",
        note=case.personal.description,
    )
    consent = Consent(asked=False, reason=ConsentReason.MELDCODE)
    return Choice((Outcome.CARE,), (order,), consent)
