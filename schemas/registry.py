"""The declarations: one YAML per topic of the chain's own, partner and legal basis, read once."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import yaml
from pydantic import Field, StringConstraints, TypeAdapter, model_validator

from schemas.codes.flow import CaseTable, Outcome, Participant
from schemas.declaration import Code, Declaration
from schemas.legal import Basis, ExploitationForm, Meldcode, ReportingRoute, Retention, Table
from schemas.text import KeptLine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemas.codes.exploitation import Form

Oin = Annotated[str, StringConstraints(pattern=r"^\d{20}$")]
Party = Annotated[str, StringConstraints(pattern=r"^(service|partner):[a-z][a-z0-9-]*$")]
PartnerName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Owner = Annotated[str, StringConstraints(pattern=r"^team-[a-z]+(-[a-z]+)*$")]
Family = Literal["alert", "consult", "referral"]
ReferralService = Literal["zorg-referral", "riec-referral"]

PROVISIONER: Party = "service:provision"
"""Who administers the broker: no service, and a super user there."""

SERVICES = ("intake", "enrichment", "triage", "zorg-referral", "riec-referral", "audit", "administration")


class Organisation(Declaration):
    """The municipality that runs the chain: ``schemas/organisation.yaml``, written at installation.

    ``name``, ``contact`` and ``privacy_officer``: whom the register of processing names (AVG 30, first paragraph, a).
    """

    oin: Oin
    name: str
    contact: str
    privacy_officer: str


ORGANISATION = Organisation.model_validate(
    yaml.safe_load((resources.files("schemas") / "organisation.yaml").read_text("utf-8"))
)
MUNICIPALITY_OIN: Oin = ORGANISATION.oin


class Topic(Declaration):
    """One Kafka topic. Exactly one writer, so the broker itself proves provenance.

    ``retention_days``: how long the broker keeps an event. ``personal``: whether its data may hold what identifies a
    person. ``types``: every event type it may carry. ``owner``: the team that answers for it (.github/CODEOWNERS).
    """

    topic: Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z-]+$")]
    purpose: str
    owner: Owner
    writer: Party
    readers: tuple[Party, ...] = Field(min_length=1)
    key: Literal["signal-id", "partner-reference", "event-id"]
    partitions: int = Field(ge=1)
    retention_days: int | Literal["unlimited"]
    personal: bool
    types: tuple[str, ...] = Field(min_length=1)

    @property
    def of_partner(self) -> bool:
        """Whether somebody else writes on it."""
        return self.writer.startswith("partner:")


class Limits(Declaration):
    """What one partner may take up of the broker and of us; these hold where its declaration says nothing else.

    The rates are of its clients together, per second: bytes it writes, bytes it reads (30 days of referrals are there
    within a minute), and the time of one network or request thread, in percent. ``reply_bytes``: how much of what it
    answers the broker keeps at most, four hours of writing without a pause. ``refusals``: so many of its answers set
    aside within ten minutes, and a service reads no further in them until a person looked.
    """

    producer_byte_rate: int = Field(default=64 * 1024, ge=1024)
    consumer_byte_rate: int = Field(default=1024 * 1024, ge=1024)
    request_percentage: int = Field(default=100, ge=1)
    reply_bytes: int = Field(default=1024 * 1024 * 1024, ge=64 * 1024 * 1024)
    refusals: int = Field(default=200, ge=1)


class Partner(Declaration):
    """An organisation outside the municipality, and the families of topics it may read; on the first of them it hears
    of a reply of which nobody can tell what it is about.

    ``directs``: the outcomes of which it may direct the case (the boxes at the bottom of the stroomschema);
    ``beside``: those of which it may be informed beside the director. ``nameless``: what it is sent identifies nobody.
    ``participant``: as what it sits at a table, where it can. ``bases``: by family, on which legal bases it may be told
    that, the preferred one first. ``owner``: the team that answers for what is shared with it. Its topics follow from
    this alone. ``limits``: what it may take up, where that is not what every partner may.
    """

    partner: PartnerName
    name: str
    owner: Owner
    oin: Oin
    families: tuple[Family, ...] = Field(min_length=1)
    referred_by: ReferralService | None = None
    directs: tuple[Outcome, ...] = ()
    beside: tuple[Outcome, ...] = ()
    nameless: bool = False
    participant: Participant | None = None
    bases: dict[Family, Annotated[tuple[str, ...], Field(min_length=1)]]
    municipalities: Literal["all"] | tuple[str, ...]
    contact: str
    limits: Limits = Limits()

    @model_validator(mode="after")
    def _is_referred_to_by_someone(self) -> Partner:
        if (self.referred_by is not None) != ("referral" in self.families):
            raise ValueError("referred_by goes with the family referral")
        if (self.directs or self.beside) and self.referred_by is None:
            raise ValueError("directs and beside go with the family referral")
        if {*self.bases} != {*self.families}:
            raise ValueError("every family, and nothing else, has its legal bases")
        return self

    def serves(self, municipality: str) -> bool:
        """Whether it works for this municipality, by its CBS code."""
        return self.municipalities == "all" or municipality in self.municipalities


class Processing(Declaration):
    """An activity of the register of processing (AVG 30) and the topics that show it; any change is a new version.

    ``confidential``: its log lines are kept apart, with those of investigations. ``topics`` are names, or families as
    ``referral.*`` for what no other activity names.
    """

    processing: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    version: int = Field(ge=1)
    name: str
    purpose: str
    confidential: bool
    topics: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]+\.([a-z-]+|\*)$")], ...] = Field(min_length=1)

    @property
    def uri(self) -> str:
        """What log lines call this activity and version (Logboek Dataverwerkingen)."""
        return f"urn:nld:oin:{MUNICIPALITY_OIN}:verwerking:{self.processing}:{self.version}"


D = TypeVar("D", bound=Declaration)


_NAMED_BY = {"bases": "basis", "exploitation": "form"}


def _declared(folder: str, model: type[D]) -> Mapping[str, D]:
    """Every YAML of a folder by its file name, which must be the name inside it."""
    found: dict[str, D] = {}
    for entry in sorted((resources.files("schemas") / folder).iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".yaml"):
            name = entry.name.removesuffix(".yaml")
            declaration = model.model_validate(yaml.safe_load(entry.read_text("utf-8")))
            if getattr(declaration, _NAMED_BY.get(folder, folder.removesuffix("s"))) != name:
                raise ValueError(f"{folder}/{entry.name} declares another name than its file's")
            found[name] = declaration
    return found


@cache
def activities() -> Mapping[str, Processing]:
    """Every activity of the register of processing. Raises ValidationError where a declaration is wrong."""
    return _declared("processing", Processing)


@cache
def processing_of(topic: str) -> Processing | None:
    """The activity of which an event on this topic is a step; None where no personal data are processed."""
    declared = activities().values()
    family = f"{topic.partition('.')[0]}.*"
    by_name = [activity for activity in declared if topic in activity.topics]
    by_family = [activity for activity in declared if family in activity.topics]
    return next(iter(by_name or by_family), None)


@cache
def topics() -> Mapping[str, Topic]:
    """Every topic: the chain's own, and those that follow from a partner's declaration."""
    of_partners = (topic for partner in partners().values() for topic in topics_of(partner))
    found = {**_declared("topics", Topic), **{topic.topic: topic for topic in of_partners}}
    return dict(sorted(found.items()))


_SPOKEN_TO_BY: dict[Family, Party] = {"consult": "service:triage", "alert": "service:intake"}
_SAID: dict[Family, tuple[str, str]] = {
    "alert": ("raised", "Acute danger, at once and on a lane of its own, to {} (plan 2.2, 112)."),
    "consult": ("asked", "Questions of the aandachtfunctionaris to {} (plan 2.2)."),
    "referral": ("sent", "Referrals to {} (plan 2.3, stroomschema)."),
}
_ANSWERS: dict[Family, tuple[str, ...]] = {
    "alert": ("acknowledged", "confirmed"),
    "consult": ("answered", "confirmed"),
    "referral": ("received", "accepted", "declined", "more-information-asked", "started", "done", "confirmed"),
}
_PARTNER_DAYS = 30


def topics_of(partner: Partner) -> tuple[Topic, ...]:
    """One topic per family it gets, and the one it answers on; all for it alone."""
    name = partner.partner
    writers: dict[Family, Party] = {
        family: _SPOKEN_TO_BY.get(family, f"service:{partner.referred_by}") for family in partner.families
    }
    order: tuple[Family, ...] = ("consult", "referral", "alert")
    answered_to = tuple(writers[family] for family in order if family in writers)
    answers = [f"nl.signaalketen.{family}.{fact}.v1" for family in partner.families for fact in _ANSWERS[family]]
    sent = [
        _of_partner(
            f"{family}.{name}",
            partner.owner,
            _SAID[family][1].format(partner.name),
            writer,
            (f"partner:{name}",),
            (disclosure_type(name, family), *_afterwards(partner, family), "nl.signaalketen.reply.refused.v1"),
            personal=not partner.nameless,
        )
        for family, writer in writers.items()
    ]
    purpose = f"What {partner.name} answers."
    replies = _of_partner(
        f"reply.{name}", partner.owner, purpose, f"partner:{name}", answered_to, tuple(answers), personal=True
    )
    return (*sent, replies)


def _afterwards(partner: Partner, family: Family) -> tuple[str, ...]:
    """What may follow on what was sent; free text never goes to a partner that gets no names."""
    corrected = correction_type(partner.partner, family)
    if family == "alert":
        return (corrected, "nl.signaalketen.alert.withdrawn.v1")
    if family == "consult":
        return (corrected, "nl.signaalketen.consult.reminded.v1", "nl.signaalketen.consult.withdrawn.v1")
    given = () if partner.nameless else ("nl.signaalketen.referral.information-given.v1",)
    destroys = any(record.after_decline for name in partner.bases["referral"] for record in bases()[name].records)
    removal = ("nl.signaalketen.referral.removal-asked.v1",) if destroys else ()
    return (corrected, *given, "nl.signaalketen.referral.revoked.v1", *removal)


def correction_type(partner: PartnerName, family: Family) -> str:
    """Event type under which this partner's part of this family is corrected."""
    return f"nl.signaalketen.{family}.{partner}-corrected.v1"


def disclosure_type(partner: PartnerName, family: Family) -> str:
    """Event type under which a partner's part of this family travels."""
    return f"nl.signaalketen.{family}.{partner}-{_SAID[family][0]}.v1"


def _of_partner(
    name: str,
    owner: Owner,
    purpose: str,
    writer: Party,
    readers: tuple[Party, ...],
    types: tuple[str, ...],
    *,
    personal: bool,
) -> Topic:
    return Topic(
        topic=name,
        purpose=purpose,
        owner=owner,
        writer=writer,
        readers=(*readers, "service:audit"),
        key="partner-reference",
        partitions=1,
        retention_days=_PARTNER_DAYS,
        personal=personal,
        types=types,
    )


@cache
def partners() -> Mapping[str, Partner]:
    """Every partner by its name. Raises ValidationError where a declaration is wrong."""
    return _declared("partners", Partner)


@cache
def bases() -> Mapping[str, Basis]:
    """Every legal basis by its name. Raises ValidationError where a declaration is wrong."""
    return _declared("bases", Basis)


@cache
def tables() -> Mapping[CaseTable, Table]:
    """Every table where cases are discussed. Raises ValidationError where a declaration is wrong."""
    return {declared.table: declared for declared in _declared("tables", Table).values()}


@cache
def forms() -> Mapping[Form, ExploitationForm]:
    """Every form of exploitation. Raises ValidationError where a declaration is wrong."""
    return {declared.form: declared for declared in _declared("exploitation", ExploitationForm).values()}


@cache
def reporting_routes() -> Mapping[str, ReportingRoute]:
    """Where residents and firms report. Raises ValidationError where a declaration is wrong."""
    return _declared("routes", ReportingRoute)


@cache
def meldcode() -> Meldcode:
    """Who is under the meldcode, and about whom: ``schemas/meldcode.yaml``."""
    text = (resources.files("schemas") / "meldcode.yaml").read_text("utf-8")
    return Meldcode.model_validate(yaml.safe_load(text))


@cache
def retention() -> Retention:
    """How long the municipality keeps its own file: ``schemas/retention.yaml``, set at installation."""
    text = (resources.files("schemas") / "retention.yaml").read_text("utf-8")
    return Retention.model_validate(yaml.safe_load(text))


class NormRecord(Declaration):
    """From a day on; the first of a norm was always there."""

    since: date | None = None
    working_days: int = Field(ge=0)


class NormTerm(Declaration):
    """How long something may wait; ``what`` does."""

    what: str
    records: tuple[NormRecord, ...] = Field(min_length=1)


@cache
def norms() -> Mapping[str, NormTerm]:
    """Every norm time by its name: ``schemas/norms.yaml``. Raises ValidationError where it is wrong."""
    text = (resources.files("schemas") / "norms.yaml").read_text("utf-8")
    return TypeAdapter(dict[Code, NormTerm]).validate_python(yaml.safe_load(text))


@cache
def code_texts() -> Mapping[str, Mapping[str, str]]:
    """What each code was called at first, by its list: ``schemas/code_texts.yaml``. Raises ValidationError where it is
    wrong.
    """
    text = (resources.files("schemas") / "code_texts.yaml").read_text("utf-8")
    return TypeAdapter(dict[Code, dict[Code, KeptLine]]).validate_python(yaml.safe_load(text))


@cache
def purposes() -> Mapping[str, str]:
    """In words, every purpose that any record of a legal basis allows or allowed, by its code."""
    records = (record for basis in bases().values() for record in basis.records)
    return dict(sorted((code, words) for record in records for code, words in record.purposes.items()))


def oin_of(party: Party) -> Oin:
    """OIN that an event's ``source`` must carry when this party wrote it."""
    kind, name = party.split(":")
    return partners()[name].oin if kind == "partner" else MUNICIPALITY_OIN


def read_by(party: Party) -> tuple[str, ...]:
    """Names of the topics this party reads."""
    return tuple(name for name, topic in topics().items() if party in topic.readers)


def answers_unreadable(topic: str, family: str | None = None) -> str:
    """The service that sets aside what nobody can read on a topic with several readers, so that it is done once.

    Of a partner's reply: the one that speaks to it about this family, or where that says nothing, about the family its
    declaration names first; so that the partner reads of it where it reads the rest.
    """
    kind, _, name = topic.partition(".")
    if kind != "reply":
        return topics()[topic].readers[0].removeprefix("service:")
    families = partners()[name].families
    said = family if family in families else families[0]
    return topics()[f"{said}.{name}"].writer.removeprefix("service:")


def topic_back_to(partner: str, service: str) -> str | None:
    """The topic on which this service tells this partner that a reply was refused."""
    own = (f"{family}.{partner}" for family in ("consult", "referral", "alert"))
    return next((name for name in own if name in topics() and topics()[name].writer == f"service:{service}"), None)
