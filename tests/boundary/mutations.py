"""What can go wrong with the boundary, one change at a time: in a rule, a declaration, or how a door names people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from deploy.broker.permission_matrix import Rule, wanted_rules
from deploy.broker.principals import principal_of
from deploy.broker.wanted import parties
from schemas.registry import MUNICIPALITY_OIN, Partner, Party, Topic, partners, topics

_PREFIX = "User:"
_RULES = "ssl.principal.mapping.rules="
_PARTNER_RULES = f"listener.name.partners.{_RULES}"
_SERIAL = r"2\\.5\\.4\\.5=#(?:0c|13)14((?:3[0-9]){20})"


@dataclass(frozen=True, slots=True)
class RuleMutant:
    """One rule replaced by another, or by none."""

    what: str
    rule: Rule
    instead: Rule | None


@dataclass(frozen=True, slots=True)
class DeclarationMutant:
    """All declarations, with one of them changed."""

    what: str
    topics: Mapping[str, Topic]
    partners: Mapping[str, Partner]


@dataclass(frozen=True, slots=True)
class SettingMutant:
    """``server.properties`` with one line changed."""

    what: str
    properties: str


def rule_mutants() -> Iterator[RuleMutant]:
    everyone = [principal_of(party) for party in parties()]
    by_principal: dict[str, Party] = {principal_of(party): party for party in parties()}
    for rule in sorted(wanted_rules()):
        other = everyone[(everyone.index(rule.principal) + 1) % len(everyone)]
        changed = {
            "removed": None,
            "narrowed to one name" if rule.pattern == "prefixed" else "widened to a prefix": replace(
                rule, pattern="literal" if rule.pattern == "prefixed" else "prefixed"
            ),
            "widened to a wildcard": replace(rule, name="*", pattern="literal"),
            "moved to another principal": replace(rule, principal=other),
            "given to everyone": replace(rule, principal=f"{_PREFIX}*"),
            "ALLOW to DENY": replace(rule, permission="deny"),
            "named as at the other door": replace(rule, principal=_at_the_other_door(by_principal[rule.principal])),
        }
        for how, instead in changed.items():
            named = f"{by_principal[rule.principal]} {rule.operation} {rule.pattern} {rule.resource} {rule.name}"
            yield RuleMutant(f"{named}: {how}", rule, instead)


def _at_the_other_door(party: Party) -> str:
    if party.startswith("service:"):
        return f"{_PREFIX}oin:{MUNICIPALITY_OIN.encode('ascii').hex()}"
    return f"{_PREFIX}svc:{party.removeprefix('partner:')}"


def declaration_mutants() -> Iterator[DeclarationMutant]:
    for name, topic in topics().items():
        others = [party for party in parties() if party not in (topic.writer, *topic.readers)]
        shorter = 1 if topic.retention_days == "unlimited" else topic.retention_days + 1
        changed: dict[str, dict[str, object]] = {
            "another writer": {"writer": others[0]},
            "one reader more": {"readers": (*topic.readers, others[0])},
            "one reader less": {"readers": topic.readers[1:]},
            "another retention": {"retention_days": shorter},
            "one partition more": {"partitions": topic.partitions + 1},
        }
        for how, update in changed.items():
            mutated = {**topics(), name: topic.model_copy(update=update)}
            yield DeclarationMutant(f"topic {name}: {how}", mutated, partners())
        without = {other: declared for other, declared in topics().items() if other != name}
        yield DeclarationMutant(f"topic {name}: removed", without, partners())
    for name, partner in partners().items():
        party = f"partner:{name}"
        unread = {
            topic: declared.model_copy(update={"readers": tuple(r for r in declared.readers if r != party)})
            for topic, declared in topics().items()
            if declared.writer != party
        }
        yield DeclarationMutant(f"partner {name}: removed", unread, partners())
        elsewhere = {**partners(), name: partner.model_copy(update={"oin": partner.oin[::-1]})}
        yield DeclarationMutant(f"partner {name}: another OIN", topics(), elsewhere)
        foreign = next(t for t in topics() if t.startswith(("referral.", "consult.")) and not t.endswith(name))
        more = topics()[foreign].model_copy(update={"readers": (*topics()[foreign].readers, party)})
        yield DeclarationMutant(f"partner {name}: also gets {foreign}", {**topics(), foreign: more}, partners())


def setting_mutants(properties: str) -> Iterator[SettingMutant]:
    lines = properties.splitlines()
    services = next(line for line in lines if line.startswith(_RULES))
    outside = next(line for line in lines if line.startswith(_PARTNER_RULES))
    catch_all = "RULE:^.*$/rejected/"
    changed = {
        "services: the rule for names removed": (services, f"{_RULES}{catch_all}"),
        "services: the last rule removed": (services, services.removesuffix(f",{catch_all}")),
        "services: capitals too": (services, services.replace("[a-z-]", "[A-Za-z-]")),
        "services: anything after CN=": (services, services.replace("([a-z-]+)", "(.+?)")),
        "services: CN anywhere": (services, services.replace("^CN=", "^.*CN=")),
        "services: CN may be alone": (services, services.replace(",.*$/svc", ".*$/svc")),
        "partners: the rule for OINs removed": (outside, f"{_PARTNER_RULES}{catch_all}"),
        "partners: the last rule removed": (outside, outside.removesuffix(f",{catch_all}")),
        "partners: no UTF8String": (outside, outside.replace("(?:0c|13)", "13")),
        "partners: no PrintableString": (outside, outside.replace("(?:0c|13)", "0c")),
        "partners: more than 20 digits": (outside, outside.replace("{20})", "{20}).*")),
        "partners: OIN anywhere": (outside, f"{_PARTNER_RULES}RULE:^.*{_SERIAL}.*$/oin:$1/,{catch_all}"),
        "partners: OIN in the last RDN only": (
            outside,
            f"{_PARTNER_RULES}RULE:^{_SERIAL}(?:,.*)?$/oin:$1/,{catch_all}",
        ),
        "partners: a second serialNumber": (outside, outside.replace(r"(?!2\\.5\\.4\\.5=)", "")),
        "partners: no escape in a value": (outside, outside.replace(r"(?:\\\\.[^,+\\\\]*+)*+", "")),
        "partners: rules of the services door": (
            outside,
            outside.replace(outside, f"listener.name.partners.{services}"),
        ),
        "partners: trusts the services' CA": ("${env:BROKER_PINS}/partners.pem", "${env:BROKER_PINS}/services.pem"),
        "partners: no certificate needed": (
            "listener.name.partners.ssl.client.auth=required",
            "listener.name.partners.ssl.client.auth=requested",
        ),
        "everyone may what no rule names": (
            "allow.everyone.if.no.acl.found=false",
            "allow.everyone.if.no.acl.found=true",
        ),
        "a request of 100 MB": ("socket.request.max.bytes=2097152", "socket.request.max.bytes=104857600"),
        "partners: any number of connections": (
            "listener.name.partners.max.connections=60",
            "listener.name.partners.max.connections=6000",
        ),
        "ciphers that do not authenticate": (
            "ssl.cipher.suites=",
            "ssl.cipher.suites=TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,",
        ),
        "a super user more": ("User:svc:provision", "User:svc:provision;User:svc:audit"),
    }
    for what, (old, new) in changed.items():
        mutated = properties.replace(f"\n{old}" if "=" in old else old, f"\n{new}" if "=" in old else new)
        if mutated == properties:
            raise ValueError(f"server.properties has nothing to change for: {what}")
        yield SettingMutant(what, mutated)
