"""Generated cases with a canary in every personal and free-text field, and what each partner may see of them.

``VIEWS`` is the oracle. It is written from the plan, docs/decisions/0003-two-locks-between-care-and-riec.md and what
each disclosure says it is for, NOT from the disclosure models: who changes a disclosure changes this table too,
knowingly.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import chain, combinations, permutations
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from hypothesis import strategies as st

from schemas.codes.exploitation import Form
from schemas.codes.flow import Channel, Conclusion, ConsentReason, Gender, Outcome, PersonRole, Sector, UserRole
from schemas.codes.municipality import NAMES
from schemas.events.case import Company, Consent, Location, Meldcode, MeldcodeStep, Person, Reporter
from schemas.events.signal import SignalFacts, SignalPersonal
from schemas.indicators import known_indicators
from schemas.registry import bases, partners
from services.casework.grounds.domain import purposes_on
from services.triage.cases.domain import Case
from services.triage.decisions.domain import Choice, Decider, NotDecidableError, Order, decide

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

T = TypeVar("T")

RECOGNISE = frozenset({"name", "birth_date", "gender", "nationality", "minor"})
NAMED = RECOGNISE | {"role"}
CLIENT = RECOGNISE | {"phone", "safe_contact"}
STATISTICS = frozenset({"gender", "nationality", "minor"})
NOBODY = frozenset[str]()

VICTIM, SUSPECT, WITNESS = PersonRole.VICTIM, PersonRole.SUSPECT, PersonRole.WITNESS


@dataclass(frozen=True, slots=True)
class View:
    """One way to one partner. ``people`` is, per role, the fields seen; ``lists`` the roles under each name."""

    partner: str
    path: str
    parts: frozenset[str]
    lists: tuple[tuple[str, tuple[PersonRole, ...]], ...] = ()
    fields: tuple[tuple[PersonRole, frozenset[str]], ...] = ()

    @property
    def id(self) -> str:
        return f"{self.path}.{self.partner}"

    def fields_of(self, role: PersonRole) -> frozenset[str]:
        return dict(self.fields).get(role, NOBODY)


def _view(partner: str, path: str, *parts: str, **people: frozenset[str]) -> View:
    fields: dict[PersonRole, frozenset[str]] = {}
    roles: dict[str, tuple[PersonRole, ...]] = {}
    for name, seen in people.items():
        roles[name] = {"suspects": (SUSPECT,), "people": (VICTIM, SUSPECT, WITNESS)}.get(name, (VICTIM,))
        fields.update(dict.fromkeys(roles[name], seen))
    return View(partner, path, frozenset(parts), tuple(roles.items()), tuple(fields.items()))


_ZVH = ("forms", "outcomes", "consent", "location", "care_needs", "note")

VIEWS = (
    # Plan 2.2, acute nood: who and where the danger is; what the reporter says the patrol will meet.
    _view("politie", "alert", "description", "location"),
    # Plan 2.2: a question on a suspicion. Everyone it is about, but no way to reach them.
    _view("politie", "consult", "forms", "question", "location", people=NAMED),
    # Employer and workplace only.
    _view("nla", "consult", "forms", "question", "location", "company"),
    _view("zorgcoordinator", "consult", "forms", "question"),
    # A care view without perpetrator data.
    _view(
        "zorgcoordinator", "referral", "forms", "outcomes", "consent", "care_needs", "note", victims=CLIENT | {"role"}
    ),
    _view("veilig-thuis", "referral", *_ZVH, victims=CLIENT | {"role"}, suspects=NAMED),
    # Plan 2.2, Meldcode: the professional reports; the report itself is the note.
    _view("veilig-thuis", "meldcode", *_ZVH, "description", victims=CLIENT | {"role"}, suspects=NAMED),
    _view("zvh-rijk-van-nijmegen", "referral", *_ZVH, victims=CLIENT | {"role"}, suspects=NAMED),
    _view("zvh-rivierenland", "referral", *_ZVH, victims=CLIENT | {"role"}, suspects=NAMED),
    # Stroomschema, branch 'nee': never that trafficking was suspected, so no forms, outcomes or roles.
    _view("reguliere-hulp", "referral", "consent", "care_needs", "note", clients=CLIENT),
    # Counts, no name.
    _view("comensha", "referral", "forms", victims=STATISTICS),
    # Never care content, never a victim.
    _view("riec", "referral", "forms", "outcomes", "location", "company", "note", suspects=NAMED),
)


@dataclass(frozen=True, slots=True)
class Plan:
    outcomes: tuple[Outcome, ...]
    partners: tuple[str, ...]
    director: str


@dataclass(frozen=True, slots=True)
class Words:
    """What is written for one partner alone; without ``basis`` the one that holds that day."""

    basis: str | None
    purpose: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Story:
    """One whole case: what was reported, asked, answered and decided."""

    facts: SignalFacts
    personal: SignalPersonal
    day: date
    role: Decider
    plan: Plan
    words: dict[str, Words]
    consent: Consent
    question: str
    answer_by: date
    asked_by: str
    conclusion: Conclusion | None
    explanation: str
    decision_id: UUID
    signal_id: UUID

    @property
    def case(self) -> Case:
        return Case(self.facts, self.personal)

    @property
    def choice(self) -> Choice:
        orders = (
            Order(name, name == self.plan.director, own.basis, own.purpose, own.note)
            for name, own in ((name, self.words[name]) for name in self.plan.partners)
        )
        return Choice(self.plan.outcomes, tuple(orders), self.consent)


# --- generation ------------------------------------------------------------------------------------------------------

FILLERS = ("", "", "", ' "aangehaald"', " Zoë ül 漢字 🙂", "\nregel twee\t\\", " x" * 20, "=" * 130)
FORMS, CHANNELS, SECTORS, ROLES, GENDERS = tuple(Form), tuple(Channel), tuple(Sector), tuple(PersonRole), tuple(Gender)


def canary(rng: Random, place: str) -> str:
    """A value no other field has, that names its place and is inside no other; nothing of it is escaped in JSON."""
    bits = rng.getrandbits(51)
    return f"^{place}~{bits >> 3:012x}{FILLERS[bits & 7]}"


def line(rng: Random, place: str) -> str:
    """The same where one line is kept."""
    return " ".join(canary(rng, place).split())


def token(value: str) -> str:
    """The part of a canary that is the same in any encoding."""
    place, _, rest = value.partition("~")
    return f"{place}~{rest[:12]}"


def maybe(rng: Random, make: Callable[[], T]) -> T | None:
    return make() if rng.random() < 0.7 else None


def birth_date(rng: Random) -> date:
    """Of nobody who comes of age between one report and another."""
    born = date(1930, 1, 1) + timedelta(days=rng.randrange(29_000))
    return born.replace(year=born.year - 10, day=min(born.day, 28)) if 2004 <= born.year <= 2007 else born


def is_minor(born: date) -> bool:
    """On every day that something is reported here."""
    return born.year > 2007


def person(rng: Random, role: PersonRole) -> Person:
    born = maybe(rng, lambda: birth_date(rng))
    return Person(
        role=role,
        name=maybe(rng, lambda: canary(rng, f"{role}.naam")),
        birth_date=born,
        gender=rng.choice(GENDERS),
        nationality=maybe(rng, lambda: rng.choice(("NL", "PL", "NG", "RO", "SY"))),
        phone=maybe(rng, lambda: f"06{rng.randrange(10**10):010d}"),
        safe_contact=maybe(rng, lambda: canary(rng, f"{role}.contact")),
        minor=is_minor(born) if born else rng.choice((True, False, None)),
    )


def people(rng: Random) -> tuple[Person, ...]:
    found: list[Person] = []
    for _ in range(rng.choice((0, 1, 2, 3, 3, 4, 5, 8))):
        role = rng.choice(ROLES)
        twin = found and rng.random() < 0.1
        # somebody can be in a case twice: victim and suspect at once, or entered double
        found.append(rng.choice(found).model_copy(update={"role": role}) if twin else person(rng, role))
    return tuple(found)


def location(rng: Random) -> Location:
    return Location(
        street=maybe(rng, lambda: line(rng, "straat")),
        house_number=maybe(rng, lambda: rng.randrange(1, 100_000)),
        house_number_suffix=maybe(rng, lambda: f"S-{rng.randrange(10**7):07}"),
        postcode=maybe(rng, lambda: f"{rng.randrange(1000, 10_000)}{rng.choice('QXZ')}{rng.choice('QXZ')}"),
        city=maybe(rng, lambda: line(rng, "plaats")),
        remark=maybe(rng, lambda: line(rng, "opmerking")),
    )


def company(rng: Random) -> Company:
    return Company(
        name=canary(rng, "bedrijf"),
        kvk_number=maybe(rng, lambda: f"{rng.randrange(83_000_000, 84_000_000)}"),
        industry=maybe(rng, lambda: canary(rng, "branche")),
    )


def reporter(rng: Random) -> Reporter:
    return Reporter(
        name=canary(rng, "melder.naam"),
        organisation=canary(rng, "melder.organisatie"),
        sector=rng.choice(SECTORS),
        position=maybe(rng, lambda: canary(rng, "melder.functie")),
        phone=maybe(rng, lambda: f"06{rng.randrange(10**10):010d}"),
        email=maybe(rng, lambda: f"melder~{rng.getrandbits(48):012x}@example.nl"),
    )


def meldcode(rng: Random) -> Meldcode:
    steps = (MeldcodeStep(step=n, taken_on=date(2023, 1, n), finding=canary(rng, "bevinding")) for n in range(1, 6))
    return Meldcode(steps=tuple(steps), report_to_veilig_thuis=True)


def consent(rng: Random) -> Consent:
    if rng.random() < 0.4:
        return Consent(asked=True, given=True, reason=maybe(rng, lambda: rng.choice([*ConsentReason])))
    asked = rng.random() < 0.5
    return Consent(asked=asked, given=False if asked else None, reason=rng.choice([*ConsentReason]))


def facts(rng: Random, municipality: str) -> SignalFacts:
    forms = rng.sample(FORMS, rng.randrange(1, 5))
    return SignalFacts(
        municipality=municipality,
        forms=tuple(forms),
        channel=rng.choice(CHANNELS),
        received_at=datetime(2023, 6, 1, tzinfo=UTC) + timedelta(minutes=rng.randrange(500_000)),
        observed_on=maybe(rng, lambda: date(2022, 1, 1) + timedelta(days=rng.randrange(365))),
        victim_recognisable=rng.random() < 0.5,
        alert_raised=rng.random() < 0.5,
    )


def personal(rng: Random) -> SignalPersonal:
    return SignalPersonal(
        description=canary(rng, "omschrijving") * rng.choice((1, 1, 1, 9)),
        reporter=reporter(rng),
        people=people(rng),
        location=maybe(rng, lambda: location(rng)),
        company=maybe(rng, lambda: company(rng)),
        care_needs=maybe(rng, lambda: canary(rng, "hulpvraag") * rng.choice((1, 1, 1, 9))),
        meldcode=maybe(rng, lambda: meldcode(rng)),
        plates=tuple(f"K{rng.randrange(10**6):06}" for _ in range(rng.randrange(3))),
        indicators=tuple(rng.sample(sorted(known_indicators()), rng.randrange(3))),
    )


@cache
def held(partner: str, day: date) -> tuple[str, ...]:
    """The partner's bases that hold that day, the preferred one first."""
    return tuple(name for name in partners()[partner].bases["referral"] if bases()[name].shares_on(day))


def words(rng: Random, partner: str, day: date) -> Words:
    basis = rng.choice((None, *held(partner, day)))
    purpose = rng.choice((None, *purposes_on(basis or held(partner, day)[0], day)))
    return Words(basis, purpose, canary(rng, f"noot.{partner}"))


def story(rng: Random, view: View) -> Story:
    """A case that reaches the view's partner that way."""
    served = sorted(name for name in NAMES if partners()[view.partner].serves(name))
    municipality = rng.choice(served)
    plans = all_plans(municipality)
    plan = rng.choice(plans[view.partner] if view.path == "referral" else plans["veilig-thuis"])
    day = date(2024, 6, 1) + timedelta(days=rng.randrange(900))
    return Story(
        facts=facts(rng, municipality),
        personal=personal(rng),
        day=day,
        role=rng.choice((UserRole.AANDACHTFUNCTIONARIS, UserRole.PROFESSIONAL)),
        plan=replace(plan, partners=tuple(rng.sample(plan.partners, len(plan.partners)))),
        words={name: words(rng, name, day) for name in REFERRED},
        consent=consent(rng),
        question=canary(rng, "vraag"),
        answer_by=day + timedelta(days=rng.randrange(30)),
        asked_by=canary(rng, "vrager"),
        conclusion=rng.choice((None, *Conclusion)),
        explanation=canary(rng, "antwoord"),
        decision_id=UUID(int=rng.getrandbits(128)),
        signal_id=UUID(int=rng.getrandbits(128)),
    )


REFERRED = tuple(name for name, partner in partners().items() if "referral" in partner.families)


def all_plans(municipality: str) -> dict[str, list[Plan]]:
    """Every decision the rules allow here, by each partner it informs; the rules themselves are tested elsewhere."""
    serving = tuple(name for name in REFERRED if partners()[name].serves(municipality))
    return _plans(serving, next(name for name in NAMES if all(partners()[p].serves(name) for p in serving)))


@cache
def _plans(serving: tuple[str, ...], municipality: str) -> dict[str, list[Plan]]:
    found: defaultdict[str, list[Plan]] = defaultdict(list)
    some = SignalFacts(
        municipality=municipality,
        forms=(Form.LABOUR,),
        channel=Channel.MELDPUNT,
        received_at=datetime(2026, 1, 1, tzinfo=UTC),
        victim_recognisable=False,
        alert_raised=False,
    )
    nobody = Reporter(name="x", organisation="x", sector=Sector.MUNICIPALITY)
    case = Case(some, SignalPersonal(description="x", reporter=nobody))
    agreed = Consent(asked=True, given=True)
    for outcomes, named in _combined(list(Outcome), serving):
        for director in named:
            orders = tuple(Order(name, name == director, None, None, "x") for name in named)
            try:
                decide(case, Choice(outcomes, orders, agreed), UserRole.PROFESSIONAL, date(2026, 1, 1), UUID(int=0))
            except NotDecidableError:
                continue
            for name in named:
                found[name].append(Plan(outcomes, named, director))
    return dict(found)


def _combined(outcomes: Sequence[Outcome], names: Sequence[str]) -> list[tuple[tuple[Outcome, ...], tuple[str, ...]]]:
    chosen = chain.from_iterable(permutations(outcomes, size) for size in range(1, len(outcomes) + 1))
    named = [*chain.from_iterable(combinations(names, size) for size in range(1, len(names) + 1))]
    return [(some, others) for some in chosen for others in named]


def stories(view: View) -> st.SearchStrategy[Story]:
    """Whole cases for a view; every choice in them is drawn from hypothesis, so a failure shrinks."""
    return st.randoms(use_true_random=False).map(lambda rng: story(rng, view))
