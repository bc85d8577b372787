"""What the broker is told to allow, against the declarations and the promises of docs/architecture.md."""

import pytest

from deploy.broker import quotas
from deploy.broker.principals import principal_of
from deploy.broker.wanted import Acl, group_of, groups_of, parties, wanted_acls, wanted_topics
from schemas.registry import PROVISIONER, SERVICES, partners, topics

ACLS = wanted_acls()


@pytest.mark.parametrize("name", topics())
def test_a_topic_has_one_writer_and_it_is_the_declared_one(name: str) -> None:
    writers = {acl.principal for acl in ACLS if (acl.resource, acl.name, acl.operation) == ("topic", name, "WRITE")}
    administered = topics()[name].writer == PROVISIONER  # a super user needs no rule
    assert writers == (set() if administered else {principal_of(topics()[name].writer)})


@pytest.mark.parametrize("name", topics())
def test_a_topic_is_read_by_the_declared_readers_only(name: str) -> None:
    readers = {acl.principal for acl in ACLS if (acl.resource, acl.name, acl.operation) == ("topic", name, "READ")}
    assert readers == {principal_of(reader) for reader in topics()[name].readers}


@pytest.mark.parametrize("name", partners())
def test_a_partner_sees_nothing_but_what_bears_its_name(name: str) -> None:
    own = {acl for acl in ACLS if acl.principal == principal_of(f"partner:{name}")}
    families = partners()[name].families
    assert {acl.name for acl in own if acl.resource == "topic" and acl.operation == "READ"} == {
        f"{family}.{name}" for family in families
    }
    assert {acl.name for acl in own if acl.operation == "WRITE"} == {f"reply.{name}"}
    groups = {(acl.name, acl.pattern) for acl in own if acl.resource == "group"}
    assert groups == {(name, "literal"), (f"{name}.", "prefixed")}
    assert {acl.name.rpartition(".")[2] for acl in own if acl.resource == "topic"} == {name}


def test_no_rule_reaches_further_than_one_existing_resource_or_the_groups_of_one_partner() -> None:
    groups = {group_of(party) for party in parties()}
    literal = {acl for acl in ACLS if acl.pattern == "literal"}
    assert {acl.name for acl in literal if acl.resource == "topic"} <= topics().keys()
    assert {acl.name for acl in literal if acl.resource == "group"} <= groups
    assert {(acl.resource, acl.name) for acl in ACLS - literal} == {("group", f"{name}.") for name in partners()}
    assert "*" not in {acl.name for acl in ACLS} | {acl.principal.removeprefix("User:") for acl in ACLS}


def test_no_two_parties_share_a_principal_or_a_consumer_group() -> None:
    assert len({principal_of(party) for party in parties()}) == len(parties())
    assert len({group_of(party) for party in parties()}) == len(parties())
    for one in partners():
        begin = groups_of(f"partner:{one}")
        for other in (party for party in parties() if party != f"partner:{one}"):
            assert not group_of(other).startswith(begin)
            assert not f"{group_of(other)}.".startswith(begin)


def test_nobody_is_granted_what_the_broker_or_a_refused_certificate_is_called() -> None:
    expected = {principal_of(party) for party in parties()}
    assert {acl.principal for acl in ACLS} <= expected
    assert not expected & {"User:svc:broker", "User:svc:provision", "User:rejected"}


def test_only_audit_reads_everything() -> None:
    read = {
        service: {
            acl.name
            for acl in ACLS
            if acl.principal == principal_of(f"service:{service}")
            and (acl.resource, acl.operation) == ("topic", "READ")
        }
        for service in SERVICES
    }
    assert [service for service in SERVICES if read[service] == topics().keys()] == ["audit"]


def test_care_and_riec_paths_do_not_see_each_other() -> None:
    zorg = {acl.name for acl in ACLS if acl.principal == principal_of("service:zorg-referral")}
    riec = {acl.name for acl in ACLS if acl.principal == principal_of("service:riec-referral")}
    assert zorg & riec == {"setting.changed"}, "how the chain is set up, and nothing of a case"
    assert Acl(principal_of("service:riec-referral"), "topic", "decision.riec", "READ") in ACLS


@pytest.mark.parametrize("name", topics())
def test_retention_is_the_declared_one_by_the_brokers_clock(name: str) -> None:
    days = topics()[name].retention_days
    configs = wanted_topics()[name].configs
    assert configs["message.timestamp.type"] == "LogAppendTime"
    assert configs["cleanup.policy"] == "delete"
    if days == "unlimited":
        assert configs["retention.ms"] == "-1"
    else:
        assert int(configs["retention.ms"]) == days * 86_400_000
        assert int(configs["segment.ms"]) <= 86_400_000


def test_partner_topics_are_kept_for_thirty_days_at_most() -> None:
    for name, topic in topics().items():
        if any(party.startswith("partner:") for party in (topic.writer, *topic.readers)):
            assert int(wanted_topics()[name].configs["retention.ms"]) <= 30 * 86_400_000, name


def test_a_partner_can_write_no_more_at_once_than_twice_the_largest_event() -> None:
    """A batch may be packed, so that alone bounds nothing; what is not packed is bounded here."""
    bounds = {name: topic.configs.get("max.message.bytes") for name, topic in wanted_topics().items()}
    by_partners = {name for name, topic in topics().items() if topic.writer.startswith("partner:")}
    assert {name for name, bound in bounds.items() if bound} == by_partners
    assert {bounds[name] for name in by_partners} == {"131072"}


def test_only_what_a_partner_writes_is_bounded_in_bytes() -> None:
    """What is for a partner may not go before it was read."""
    bounds = {name: topic.configs.get("retention.bytes") for name, topic in wanted_topics().items()}
    assert {name for name, bound in bounds.items() if bound} == {f"reply.{name}" for name in partners()}
    for name, partner in partners().items():
        configs = wanted_topics()[f"reply.{name}"].configs
        assert int(configs["retention.bytes"]) == partner.limits.reply_bytes
        assert int(configs["segment.bytes"]) * 4 <= partner.limits.reply_bytes


def test_a_partner_has_the_rates_that_are_declared_and_a_suspended_one_reads_next_to_nothing() -> None:
    free, held = quotas.wanted(), quotas.wanted({"riec"})
    assert len(free) == len(partners())
    (riec,) = [entity for entity in free if free[entity] != held[entity]]
    assert riec == (("user", principal_of("partner:riec").removeprefix("User:")),)
    assert free[riec] == {"producer_byte_rate": 65536, "consumer_byte_rate": 1048576, "request_percentage": 100}
    assert held[riec] == {**free[riec], "consumer_byte_rate": 1}


def test_replicas_leave_room_for_one_to_be_away() -> None:
    assert {topic.configs["min.insync.replicas"] for topic in wanted_topics(1).values()} == {"1"}
    assert {topic.configs["min.insync.replicas"] for topic in wanted_topics(3).values()} == {"2"}
