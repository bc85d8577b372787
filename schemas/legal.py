"""How the register of law is written down: what a text says, since when our register has it so, and who read it.

Two times are kept apart: the days on which the law held (``valid_from``, ``valid_until``), and the day from which the
register has a record (``since``). A record that was wrong is not mended but followed by another, so that what was
decided before keeps being judged by the record of its day.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Generic, Self, TypeVar

from pydantic import Field, StringConstraints, model_validator

from schemas.codes.exploitation import Form
from schemas.codes.flow import CaseTable, Participant, Sector, SensitiveData
from schemas.declaration import Code, Declaration

BasisName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]


class Source(Declaration):
    """A text and where it is published."""

    name: str
    uri: str


class Reading(Declaration):
    """Who read which state of the text, and when."""

    by: str
    day: date
    state: str


class Record(Declaration):
    """What the register says of one thing, from a day on; the first of a thing may always have been there.

    ``change``: why it differs from the record before. ``verified``: the text was read, as ``read`` says, and agrees.
    ``choice``: what of it is our reading or choice. ``question``: what is open, for a privacy officer (FG).
    """

    since: date | None = None
    change: str | None = None
    sources: tuple[Source, ...] = Field(min_length=1)
    verified: bool
    read: Reading | None = None
    choice: str | None = None
    question: str | None = None

    @model_validator(mode="after")
    def _is_read_when_verified(self) -> Record:
        if self.verified != (self.read is not None):
            raise ValueError("verified goes with who read which state of the text, and when")
        return self


R = TypeVar("R", bound=Record)


class Recorded(Declaration, Generic[R]):
    """A thing, with every record the register had of it, the oldest first."""

    records: tuple[R, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        for before, after in pairwise(self.records):
            follows = after.since is not None and (before.since is None or after.since > before.since)
            if not follows or after.change is None:
                raise ValueError("a record that follows another says from which later day, and why")
        return self

    @property
    def latest(self) -> R:
        """What the register says of it last."""
        return self.records[-1]

    def on(self, day: date) -> R | None:
        """The record of that day; None where the register did not have it."""
        known = [record for record in self.records if record.since is None or record.since <= day]
        return known[-1] if known else None


class Carries(StrEnum):
    """What a basis is one of: telling a partner, what a partner answers, or what the municipality does itself."""

    DISCLOSURE = "verstrekking"
    ANSWER = "antwoord"
    OWN_PROCESSING = "eigen-verwerking"


class ConditionKind(StrEnum):
    """Who knows whether a condition is met: the case, who decides, or who decides where the case leaves it open."""

    CONSENT = "toestemming"
    MINOR = "minderjarig"
    A_CHILD = "een-minderjarige"
    HOUSEHOLD = "minderjarig-of-huiselijke-kring"
    STATED = "benoemd"


class Condition(Declaration):
    """What must be so before a basis can be used; ``words``: the same in Dutch, after "alleen"."""

    kind: ConditionKind
    words: str


class Criterion(Declaration):
    """A condition of its article, in the article's own ``words``. ``own_observation``: met by what the municipality
    observed itself, not by what somebody else reported.
    """

    article: str
    words: str
    own_observation: bool = False


class Told(StrEnum):
    """How a partner can be told data of a kind."""

    NEVER = "niet"
    EXPLAINED = "met-uitleg"
    IN_ITS_FIELD = "in-eigen-veld"


class Limit(Declaration):
    """What an article says of a kind of data, in ``words``; a note holds none of it. ``forms``: which forms of
    exploitation would tell it of a victim.
    """

    article: str
    words: str
    told: Told
    forms: tuple[Form, ...] = ()


class BasisRecord(Record):
    """``purposes``: by code, in words, what may be done with what is shared on it (AVG 5, first paragraph, b); the
    first is the usual one. ``processing``: the activities of the municipality itself that rest on it.
    ``after_decline``: the article by which a partner that does not take the case destroys what it got.
    ``criteria``: what whoever shares on it explains, one by one, as far as each is met. ``contact_point``, ``kept``: to
    whom somebody in a case turns, and how long a partner may keep it, by which article; ``partner_reads``: the partner
    is told both with what it gets. ``limits``: the rule of the article for each kind of data.
    """

    name: str
    article: str
    valid_from: date
    valid_until: date | None
    carries: Carries = Carries.DISCLOSURE
    purposes: dict[Code, str] = Field(default_factory=dict)
    processing: tuple[str, ...] = ()
    condition: Condition | None = None
    criteria: dict[Code, Criterion] = Field(default_factory=dict)
    after_decline: str | None = None
    contact_point: str | None = None
    kept: str | None = None
    partner_reads: bool = False
    limits: dict[SensitiveData, Limit] = Field(default_factory=dict[SensitiveData, Limit])

    @model_validator(mode="after")
    def _has_what_it_carries(self) -> BasisRecord:
        if (self.carries is Carries.OWN_PROCESSING) == bool(self.purposes):
            raise ValueError("what is shared has purposes; the municipality's own processing has activities")
        if self.carries is Carries.OWN_PROCESSING and not self.question:
            raise ValueError("what the municipality's own processing rests on is an open question, and says which")
        return self

    def holds(self, day: date) -> bool:
        """Whether the law held that day; both ends are days on which it held."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class Withdrawn(Declaration):
    """The register has it no longer, from this day; ``instead``: what has its place."""

    since: date
    change: str
    instead: tuple[BasisName, ...] = ()


class Basis(Recorded[BasisRecord]):
    """A legal basis; its ``latest`` is there also when it is withdrawn."""

    basis: BasisName
    withdrawn: Withdrawn | None = None

    def on(self, day: date) -> BasisRecord | None:
        """The record of that day; None where the register did not have it, or no longer."""
        return None if self.withdrawn and self.withdrawn.since <= day else super().on(day)

    def shares_on(self, day: date) -> BasisRecord | None:
        """The record of that day, where something may be shared on it."""
        record = self.on(day)
        return record if record and record.carries is Carries.DISCLOSURE and record.holds(day) else None


class TableRecord(Record):
    """``participants``: who may sit there, with what the article calls them. ``led_by``: the partners whose partnership
    it is. ``third_parties``: by which article another joins one case; None where nobody can.
    """

    name: str
    article: str
    participants: dict[Participant, str] = Field(min_length=1)
    led_by: tuple[str, ...] = ()
    third_parties: str | None = None


class Table(Recorded[TableRecord]):
    """A table where cases are discussed."""

    table: CaseTable

    def on(self, day: date) -> TableRecord:
        """The record of that day. Raises LookupError where the register did not have it."""
        record = super().on(day)
        if record is None:
            raise LookupError(self.table)
        return record


class FormRecord(Record):
    """``bill``: which bill names the form, where the statute does not. ``in_statute_since``: from which day it does, as
    long as nobody read that none. ``told_before_as``: the form that stands for it in contracts from before it was a
    code. ``htcds``: what the Human Trafficking Case Data Standard calls it.
    """

    name: str
    article: str
    bill: str | None = None
    in_statute_since: date | None = None
    told_before_as: Form | None = None
    htcds: tuple[str, ...]


class ExploitationForm(Recorded[FormRecord]):
    """A form of exploitation."""

    form: Form


class About(Declaration):
    """Whom or what a duty is about, in ``words``, after "alleen"."""

    article: str
    words: str


class MeldcodeRecord(Record):
    """``sectors``: by which act each is under it. ``about``: what else must be so, where it is not about everything.
    ``decides_on_help``: the fifth step decides on help as well as on a report.
    """

    name: str
    article: str
    sectors: dict[Sector, str] = Field(min_length=1)
    about: About | None = None
    decides_on_help: bool = False


class Meldcode(Recorded[MeldcodeRecord]):
    """Who decides in five steps whether Veilig Thuis hears of it."""

    def on(self, day: date) -> MeldcodeRecord:
        """The record of that day: there always was one."""
        return super().on(day) or self.records[0]


class Phone(Declaration):
    """A number, and what it is for."""

    what: str
    number: str


class RouteRecord(Record):
    """Where residents and firms report (plan 2.2, Melding)."""

    name: str
    url: str
    phones: tuple[Phone, ...] = ()


class ReportingRoute(Recorded[RouteRecord]):
    """A place to report."""

    route: str


class KeptFor(Declaration):
    """``category``: the nearest of the selection list, and how long that one keeps (``listed_days``)."""

    what: str
    days: int = Field(ge=1)
    category: str
    listed_days: int = Field(ge=1)


class LongestKept(Declaration):
    """How long at most, and by which article."""

    days: int = Field(ge=1)
    article: str


class Retention(Record):
    """How long the municipality keeps its own file: terms by name, none of them above ``longest``."""

    longest: LongestKept
    terms: dict[Code, KeptFor] = Field(min_length=1)

    @model_validator(mode="after")
    def _not_above_the_longest(self) -> Retention:
        if any(term.days > self.longest.days for term in self.terms.values()):
            raise ValueError(f"a term is above {self.longest.days} days ({self.longest.article})")
        return self
