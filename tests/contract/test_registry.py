"""Who may write and read what, and what each partner can ever get."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from schemas.catalogue import models, models_on, type_of
from schemas.codes.municipality import NAMES
from schemas.disclosures import disclosure, disclosure_type, disclosures
from schemas.disclosures.afterwards import (
    AlertWithdrawn,
    ConsultReminded,
    ConsultWithdrawn,
    ReferralInformationGiven,
    ReferralRemovalAsked,
    ReferralRevoked,
)
from schemas.envelope import family_of
from schemas.events.case import Consent, Reporter
from schemas.registry import (
    PROVISIONER,
    SERVICES,
    answers_unreadable,
    bases,
    correction_type,
    oin_of,
    partners,
    read_by,
    topic_back_to,
    topics,
)

TOPICS = sorted(topics())
PARTNERS = sorted(partners())
AFTERWARDS = {
    type_of(model): model
    for model in (
        AlertWithdrawn,
        ConsultReminded,
        ConsultWithdrawn,
        ReferralInformationGiven,
        ReferralRemovalAsked,
        ReferralRevoked,
    )
}
DISCLOSED = {**disclosures(), **AFTERWARDS}
DISCLOSURES = sorted(DISCLOSED)
SERVICE_PARTIES = {f"service:{name}" for name in SERVICES}
ADMINISTRATION = {PROVISIONER}
PARTNER_PARTIES = {f"partner:{name}" for name in partners()}
SPEAKS_TO = {"alert": "service:intake", "consult": "service:triage"}


def fields(model: type[BaseModel], place: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every field at every depth, by its place."""
    for name, field in model.model_fields.items():
        yield place + name, field
        for inner in models_in(field.annotation):
            yield from fields(inner, f"{place}{name}.")


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


def names(model: type[BaseModel]) -> set[str]:
    return {place.rpartition(".")[2] for place, _ in fields(model)}


@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_has_one_known_writer_and_known_readers(name: str) -> None:
    topic = topics()[name]
    assert topic.writer in SERVICE_PARTIES | PARTNER_PARTIES | ADMINISTRATION
    assert set(topic.readers) <= SERVICE_PARTIES | PARTNER_PARTIES
    assert len(set(topic.readers)) == len(topic.readers)


def test_audit_reads_every_topic_and_nobody_else_does() -> None:
    assert set(read_by("service:audit")) == set(topics())
    others = (SERVICE_PARTIES | PARTNER_PARTIES) - {"service:audit"}
    assert all(len(read_by(party)) <= len(topics()) / 2 for party in others)


@pytest.mark.parametrize("partner", PARTNERS)
def test_a_partner_reads_its_own_topics_only(partner: str) -> None:
    assert set(read_by(f"partner:{partner}")) == {f"{family}.{partner}" for family in partners()[partner].families}


@pytest.mark.parametrize("partner", PARTNERS)
def test_a_partner_writes_its_reply_topic_only(partner: str) -> None:
    written = {name for name, topic in topics().items() if topic.writer == f"partner:{partner}"}
    assert written == {f"reply.{partner}"}


@pytest.mark.parametrize("partner", PARTNERS)
def test_a_reply_goes_to_whoever_spoke_to_the_partner(partner: str) -> None:
    spoke = {topics()[f"{family}.{partner}"].writer for family in partners()[partner].families}
    assert set(topics()[f"reply.{partner}"].readers) == spoke | {"service:audit"}


@pytest.mark.parametrize("partner", PARTNERS)
def test_what_is_refused_is_answered_on_the_topic_it_was_about_or_else_on_the_first(partner: str) -> None:
    reply, families = f"reply.{partner}", partners()[partner].families
    assert "referral" not in families[1:]  # the quick start reads there
    for family in families:
        service = answers_unreadable(reply, family)
        assert topic_back_to(partner, service) == f"{family}.{partner}"
        assert f"service:{service}" in topics()[reply].readers
    for unsaid in (None, "signal", next(f for f in ("alert", "consult", "referral", "x") if f not in families)):
        assert topic_back_to(partner, answers_unreadable(reply, unsaid)) == f"{families[0]}.{partner}"


@pytest.mark.parametrize(
    ("raw", "family"),
    [
        (b'{"type": "nl.signaalketen.referral.accepted.v1"}', "referral"),
        (b'{"type":"nl.signaalketen.consult.answered.v1",}', "consult"),
        (b'\xef\xbb\xbf{"id": 1, "type" :\t"nl.signaalketen.alert.x', "alert"),
        (b'{"text": "\\"type\\": \\"nl.signaalketen.alert.x"}', None),
        (b"geen json", None),
        (b"", None),
    ],
)
def test_what_a_reply_is_about_shows_also_when_it_cannot_be_read(raw: bytes, family: str | None) -> None:
    assert family_of(raw) == family


@pytest.mark.parametrize("partner", PARTNERS)
def test_a_partner_can_answer_what_it_is_asked(partner: str) -> None:
    families = {event_type.split(".")[2] for event_type in models_on(f"reply.{partner}")}
    assert families == set(partners()[partner].families)


@pytest.mark.parametrize("name", [name for name in TOPICS if name.split(".")[0] in {"alert", "consult", "referral"}])
def test_a_partners_topic_is_written_by_the_service_of_its_family(name: str) -> None:
    family, partner = name.split(".")
    referral = "service:riec-referral" if partner == "riec" else "service:zorg-referral"
    assert topics()[name].writer == SPEAKS_TO.get(family, referral)
    assert topics()[name].key == "partner-reference"
    assert topics()[name].retention_days == 30


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_a_dead_letter_topic_without_content(service: str) -> None:
    topic = topics()[f"deadletter.{service}"]
    assert topic.writer == f"service:{service}"
    assert topic.readers == ("service:audit",)
    assert not topic.personal
    assert set(topic.types) == {"nl.signaalketen.event.quarantined.v1"}


def test_the_riec_table_and_the_care_tables_read_only_their_own_decisions() -> None:
    assert topics()["decision.zorg"].readers == ("service:zorg-referral", "service:audit")
    assert topics()["decision.riec"].readers == ("service:riec-referral", "service:audit")


WHO_HAS_IT = {f"nl.signaalketen.case.{fact}.v1" for fact in ("shared", "share-ended")}
"""They follow a case onto every topic by which a service has it."""


@pytest.mark.parametrize("name", TOPICS)
def test_types_are_named_after_their_topic(name: str) -> None:
    family, rest = name.split(".")
    for event_type in topics()[name].types:
        reverse, product, type_family, fact, version = event_type.split(".")
        assert (reverse, product, version) == ("nl", "signaalketen", "v1")
        if family != "case" and event_type in WHO_HAS_IT:
            assert topics()[name].writer == "service:triage"
            continue
        match family:
            case "reply":
                assert type_family in partners()[rest].families
            case "trail":
                assert type_family in ("audit", "act")
            case "deadletter":
                assert type_family == "event"
            case "decision":
                assert (type_family, *fact.split("-")[:-1]) == ("decision", rest)
            case "admin" | "case" | "progress" | "setting":
                assert type_family == family
            case "signal":
                assert type_family == "signal"
            case _:
                own = {disclosure_type(rest, family), correction_type(rest, family)}  # pyright: ignore[reportArgumentType]
                assert event_type in own | {*AFTERWARDS, "nl.signaalketen.reply.refused.v1"}


def test_every_type_travels_and_every_travelling_type_is_known() -> None:
    travelling = {event_type for topic in topics().values() for event_type in topic.types}
    assert travelling == set(models())


@pytest.mark.parametrize("name", [name for name in TOPICS if not topics()[name].personal])
def test_a_topic_without_personal_data_carries_no_personal_part(name: str) -> None:
    assert all("personal" not in names(model) for model in models_on(name).values())


@pytest.mark.parametrize("name", [name for name in TOPICS if topics()[name].personal])
def test_a_topic_with_personal_data_says_so_for_a_reason_and_is_emptied(name: str) -> None:
    assert any("personal" in names(model) for model in models_on(name).values())
    assert topics()[name].retention_days != "unlimited"


def test_oins_are_one_party_each() -> None:
    oins = [partner.oin for partner in partners().values()]
    assert len(set(oins)) == len(oins)
    assert oin_of("service:intake") not in oins


@pytest.mark.parametrize("partner", PARTNERS)
def test_a_partner_has_declared_bases_and_municipalities(partner: str) -> None:
    declared = partners()[partner]
    assert {name for names in declared.bases.values() for name in names} <= set(bases())
    assert declared.municipalities == "all" or set(declared.municipalities) <= set(NAMES)


@pytest.mark.parametrize("municipality", NAMES)
def test_each_municipality_has_exactly_one_safety_house(municipality: str) -> None:
    houses = [name for name, partner in partners().items() if name.startswith("zvh-") and partner.serves(municipality)]
    assert len(houses) == 1


@pytest.mark.parametrize("partner", PARTNERS)
def test_each_of_a_partners_families_has_a_disclosure(partner: str) -> None:
    for family in partners()[partner].families:
        model = disclosure(partner, family)
        assert models()[disclosure_type(partner, family)] is model
        assert "reference" in model.model_fields


@pytest.mark.parametrize("event_type", DISCLOSURES)
def test_every_disclosed_field_says_why(event_type: str) -> None:
    """``personal`` itself only groups what identifies a person; what is in it says why."""
    silent = [place for place, field in fields(DISCLOSED[event_type]) if not field.description]
    assert [place for place in silent if place != "personal"] == []


@pytest.mark.parametrize("event_type", DISCLOSURES)
def test_no_partner_can_get_the_reporter(event_type: str) -> None:
    model = DISCLOSED[event_type]
    assert all(Reporter not in set(models_in(field.annotation)) for _, field in fields(model))
    assert not names(model) & {"reporter", "organisation", "sector", "position", "email", "analyst_note", "meldcode"}


@pytest.mark.parametrize("event_type", DISCLOSURES)
def test_no_partner_can_get_what_is_not_declared(event_type: str) -> None:
    nested = {inner for _, field in fields(DISCLOSED[event_type]) for inner in models_in(field.annotation)}
    for model in {DISCLOSED[event_type], *nested}:
        assert model.model_config.get("extra") == "forbid"


def test_riec_gets_no_care_content_no_victim_and_no_consent() -> None:
    model = disclosure("riec", "referral")
    assert not names(model) & {"victims", "people", "consent", "care_needs", "safe_contact", "phone", "supplements"}
    assert all(Consent not in set(models_in(field.annotation)) for _, field in fields(model))


def test_riec_could_not_even_be_given_care_content_by_its_service() -> None:
    for model in models_on("decision.riec").values():
        assert not names(model) & {"consent", "care_needs"}


def test_comensha_gets_no_name() -> None:
    assert not names(disclosure("comensha", "referral")) & {"personal", "name", "birth_date", "phone", "location"}


def test_regular_help_does_not_learn_of_trafficking() -> None:
    assert not names(disclosure("reguliere-hulp", "referral")) & {"forms", "outcomes", "suspects"}


def test_the_labour_inspectorate_gets_no_people() -> None:
    assert not names(disclosure("nla", "consult")) & {"people", "victims", "suspects", "birth_date"}


def test_the_care_coordinator_gets_no_suspects() -> None:
    assert "suspects" not in names(disclosure("zorgcoordinator", "referral"))


def test_only_a_partnership_is_asked_to_destroy_what_it_did_not_take() -> None:
    """BGS 1.16(1)."""
    asked = {name for name, topic in topics().items() if type_of(ReferralRemovalAsked) in topic.types}
    assert asked == {"referral.riec", "referral.zvh-rijk-van-nijmegen", "referral.zvh-rivierenland"}
