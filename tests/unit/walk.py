"""One signal on its way through the pure flow: what can happen next, and whose move it is.

Only the rules themselves are used (``domain.py`` and its neighbours); topics and tables are left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, partial
from itertools import combinations, product
from typing import TYPE_CHECKING
from uuid import UUID

from schemas.codes.flow import Assessment, Channel, ObjectKind, Outcome, ReferralState, ReporterStatus, Sector, UserRole
from schemas.codes.register import BaseRegister
from schemas.events.case import Consent
from schemas.events.signal import SignalEnriched, SignalFacts, SignalNotStrengthened
from schemas.registry import partners
from services.casework.settings.domain import AS_DECLARED
from services.enrichment import domain as enrichment
from services.enrichment.registers.domain import Lookup
from services.intake.meldcode.domain import meldcode_rules
from services.intake.signals import domain as intake
from services.referral import domain as referral
from services.triage.cases.domain import NORM, Case
from services.triage.decisions import domain as triage
from services.triage.referrals.domain import Standing, comes_back, reporter_status
from tests.unit.cases import explained, signal, steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemas.events.signal import SignalContent

Move = tuple[str, "Callable[[], None]"]

REFERRED = tuple(
    name for name, partner in partners().items() if "referral" in partner.families and partner.serves("GM0268")
)
FACTS = {state: fact for fact, state in referral.LEADS_TO.items()}
START = date(2026, 11, 28)
"""The last day from which the register says something else: on no later day of a walk it says otherwise."""
NAMED = {"comensha": "toestemming"}
"""What is told on a basis that is named: who is no participant of the ZVH that may direct (Wgs 2.27)."""
AGREED = Consent(asked=True, given=True)
NOTHING_FOUND = enrichment.Findings({register: Lookup() for register in BaseRegister}, (), {}, ())


def _choices() -> list[triage.Choice]:
    """Every decision of at most three partners, legal or not."""
    found: list[triage.Choice] = []
    for size in range(4):
        for named in combinations(REFERRED, size):
            if size == 3 and not {"zorgcoordinator", "zvh-rijk-van-nijmegen"} <= {*named}:
                continue  # no decision needs three otherwise
            for director in (*named, None):
                orders = tuple(
                    triage.Order(name, name == director, NAMED.get(name), None, "Noot", explained(name))
                    for name in named
                )
                found += [
                    triage.Choice(outcomes, orders, AGREED)
                    for outcomes in (
                        *((outcome,) for outcome in Outcome),
                        (Outcome.CARE_AND_CRIMINAL, Outcome.ORGANISED_CRIME),
                    )
                ]
    return found


CHOICES = _choices()


@cache
def _decidable(referrals: tuple[Standing, ...]) -> tuple[triage.Choice, ...]:
    """Nothing else of a walk matters to it: everybody is of one municipality, and every basis holds."""
    content = signal()
    facts = SignalFacts(**{name: getattr(content, name) for name in SignalFacts.model_fields})
    case = Case(facts, content.personal)
    found: list[triage.Choice] = []
    for choice in CHOICES:
        try:
            triage.decide(case, choice, UserRole.AANDACHTFUNCTIONARIS, START, UUID(int=1), referrals)
        except triage.NotDecidableError:
            continue
        found.append(choice)
    return tuple(found)


@dataclass(slots=True)
class Walk:
    """``at``: reporter, analyst, aandachtfunctionaris, partners, or an end."""

    content: SignalContent
    day: date = START
    at: str = ""
    standing: enrichment.Standing | None = None
    since: date = START
    referrals: list[Standing] = field(default_factory=list[Standing])
    moved: list[date] = field(default_factory=list[date])
    outcomes: tuple[Outcome, ...] = ()
    told: ReporterStatus | None = None
    path: list[str] = field(default_factory=list[str])

    @classmethod
    def begin(cls, sector: Sector, channel: Channel, *, recognisable: bool, taken: tuple[int, ...]) -> Walk:
        meldcode = steps(*taken, report=None) if taken else None
        content = signal(sector=sector, channel=channel, victim_recognisable=recognisable, meldcode=meldcode)
        walk = cls(content)
        walk._received(intake.receive(content))
        return walk

    def _received(self, received: intake.Received) -> None:
        self.told, self.since = received.status, self.day
        match received.route:
            case intake.Route.MELDCODE_STEPS_FIRST:
                self.at = "meldcode"
            case intake.Route.MELDPUNT:
                self.at = "analyst"
                self.standing = enrichment.Standing(enrichment.State.TO_ASSESS, self.day)
            case intake.Route.DIRECT:
                self.at = "aandachtfunctionaris"
            case intake.Route.VEILIG_THUIS:
                self._decided(triage.meldcode_choice(self.case, self.day))

    @property
    def case(self) -> Case:
        facts = SignalFacts(**{name: getattr(self.content, name) for name in SignalFacts.model_fields})
        return Case(facts, self.content.personal)

    # --- what can happen

    def moves(self) -> list[Move]:
        found: list[Move] = [("a day passes", self._wait)]
        match self.at:
            case "meldcode":
                found += [(f"five steps, report {report}", partial(self._steps, report)) for report in (True, False)]
                if self.day > intake.NORMS[ReporterStatus.MELDCODE].due(self.since, AS_DECLARED):
                    found.append(("taken over", lambda: self._received(intake.take_over(self.content))))
            case "analyst":
                assert self.standing
                if self.standing.state is enrichment.State.WITH_REPORTER:
                    found.append(("supplemented", self._supplement))
                if self.standing.assessable(self.day, AS_DECLARED):
                    found += [(f"assessed {one}", partial(self._assess, one)) for one in Assessment]
            case "aandachtfunctionaris":
                found += [(self._words(choice), partial(self._decided, choice)) for choice in self.decidable()]
                found += [*self._acts(), ("withdrawn", self._withdraw)]
            case "partners":
                found += [*self._acts(), ("withdrawn", self._withdraw)]
                for place, one in enumerate(self.referrals):
                    found += [
                        (f"{one.partner}: {state}", partial(self._reply, place, state))
                        for state in sorted(referral.ALLOWED[one.state])
                    ]
            case "niet-versterkt":
                found.append(("another signal shares an object", self._reopen))
            case _:
                return []
        return found

    def decidable(self) -> tuple[triage.Choice, ...]:
        """The decisions the rules allow now."""
        return _decidable(tuple(self.referrals))

    def _acts(self) -> list[Move]:
        return [
            (f"{one.partner}: {done}", partial(self._act, place, done))
            for place, one in enumerate(self.referrals)
            for done in referral.ACTS[one.state]
        ]

    @staticmethod
    def _words(choice: triage.Choice) -> str:
        named = ", ".join(f"{o.partner}{' (directs)' if o.director else ''}" for o in choice.orders)
        return f"{' + '.join(choice.outcomes)}: {named or 'goes on'}"

    def _wait(self) -> None:
        self.day += timedelta(days=1)

    def _steps(self, report: bool) -> None:
        meldcode = steps(1, 2, 3, 4, 5, report=report)
        assert not meldcode_rules(meldcode, self.day)
        personal = self.content.personal.model_copy(update={"meldcode": meldcode})
        self.content = self.content.model_copy(update={"personal": personal})
        self._received(intake.receive(self.content))

    def _supplement(self) -> None:
        self.standing = enrichment.Standing(enrichment.State.TO_ASSESS, self.day)

    def _assess(self, conclusion: Assessment) -> None:
        assert self.standing
        assessed = enrichment.assess(
            self.standing, self.content, NOTHING_FOUND, conclusion, "Waarom.", self.day, AS_DECLARED
        )
        self.standing = enrichment.Standing(assessed.state, self.day)
        if isinstance(assessed.data, SignalEnriched):
            self.at, self.since, self.told = "aandachtfunctionaris", self.day, ReporterStatus.WITH_AANDACHTFUNCTIONARIS
        elif isinstance(assessed.data, SignalNotStrengthened):
            self.at, self.told = "niet-versterkt", ReporterStatus.CLOSED_NOT_STRENGTHENED

    def _reopen(self) -> None:
        assert self.standing
        match = enrichment.Match(ObjectKind.PHONE, UUID(int=2))
        reopened = enrichment.reopen(self.standing.state, self.content.municipality, [match])
        assert reopened
        self.standing = enrichment.Standing(reopened.state, self.day)
        self.at, self.told = "analyst", ReporterStatus.RECEIVED

    def _decided(self, choice: triage.Choice) -> None:
        role = UserRole.AANDACHTFUNCTIONARIS
        triage.decide(self.case, choice, role, self.day, UUID(int=1), self.referrals)
        gone = {order.partner for order in choice.orders}
        kept = [(r, at) for r, at in zip(self.referrals, self.moved, strict=True) if r.partner not in gone]
        new = [Standing(order.partner, order.director, ReferralState.SENT) for order in choice.orders]
        self.referrals = [*(r for r, _ in kept), *new]
        self.moved = [*(at for _, at in kept), *(self.day for _ in new)]
        self.outcomes, self.at = choice.outcomes, "partners"
        self._tell()

    def _reply(self, place: int, state: ReferralState) -> None:
        fact = FACTS[state].model_construct()
        self._moved(place, referral.advance(self.referrals[place].state, fact))

    def _act(self, place: int, done: referral.Act) -> None:
        self._moved(place, referral.act(self.referrals[place].state, done))

    def _moved(self, place: int, state: ReferralState) -> None:
        self.referrals[place] = moved = replace(self.referrals[place], state=state)
        self.moved[place] = self.day
        if comes_back(moved, self.referrals):
            self.at, self.since = "aandachtfunctionaris", self.day
        self._tell()

    def _withdraw(self) -> None:
        self.referrals = [
            r if r.state is ReferralState.REVOKED else replace(r, state=referral.act(r.state, referral.Act.REVOKE))
            for r in self.referrals
        ]
        self.at, self.told = "ingetrokken", ReporterStatus.WITHDRAWN

    def _tell(self) -> None:
        self.told = reporter_status(self.referrals, to_decide=self.at == "aandachtfunctionaris")

    # --- whose move it is

    @property
    def end(self) -> str | None:
        """The end it came to, if it did: nobody has to move any more."""
        if self.at in ("niet-versterkt", "ingetrokken"):
            return self.at
        if self.at == "partners" and not any(r.state in referral.NORMS for r in self.referrals):
            return " + ".join(self.outcomes)
        return None

    def waits_for(self) -> list[tuple[str, date]]:
        """Who has to move, and until when."""
        match self.at:
            case "meldcode":
                norm = intake.NORMS[ReporterStatus.MELDCODE]
                return [(norm.owner, norm.due(self.since, AS_DECLARED))]
            case "analyst":
                assert self.standing
                norm = enrichment.NORMS[self.standing.state]
                return [(norm.owner, norm.due(self.standing.since, AS_DECLARED))]
            case "aandachtfunctionaris":
                return [("aandachtfunctionaris", NORM.due(self.since, AS_DECLARED))]
            case "partners":
                found = zip(self.referrals, self.moved, strict=True)
                waiting = [(r, at) for r, at in found if r.state in referral.NORMS]
                owners = [(r, referral.NORMS[r.state], at) for r, at in waiting]
                return [(r.partner if n.owner == "partner" else n.owner, n.due(at, AS_DECLARED)) for r, n, at in owners]
            case _:
                return []


STARTS = [
    (sector, channel, recognisable, taken)
    for sector, channel, recognisable, taken in product(
        (Sector.EDUCATION, Sector.MUNICIPALITY), Channel, (True, False), ((), (1, 2))
    )
]
