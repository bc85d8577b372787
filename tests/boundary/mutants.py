"""``python -m tests.boundary.mutants``: every mutant of the boundary on a live broker, and whether verify sees it.

A rule is caught when the comparison finds it and, where the model says that anyone's permissions change, probes do too.
Exit code 1 when a mutant survives.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Generator, Iterable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
)

from deploy.broker import door_settings, handshakes, pins, provision, quotas, trust
from deploy.broker.admin import BrokerAccess, found_acls
from deploy.broker.certificates import PARTNER_CA, SERVICE_CA, make_certificates
from deploy.broker.entrances import Entrances
from deploy.broker.permission_matrix import Cell, Rule, all_cells, allowed_to, wanted_rules
from deploy.broker.principals import principal_of
from deploy.broker.probe import probe
from deploy.broker.verify import compared, verify
from deploy.broker.wanted import parties
from deploy.broker.wire import Connection
from deploy.errors import CannotTryError
from deploy.local.kafka import Kafka
from deploy.local.ports import HOST, Ports
from deploy.local.stack import default_root
from schemas.registry import Party
from tests.boundary.mutations import (
    DeclarationMutant,
    RuleMutant,
    SettingMutant,
    declaration_mutants,
    rule_mutants,
    setting_mutants,
)

_DOORS = ("kafka-services", "kafka-partners", "kafka-controller")
_PATIENCE_SECONDS = 20


@dataclass
class Tally:
    """What became of the mutants."""

    tried: int = 0
    by_probes: int = 0
    without_effect: int = 0
    survivors: list[str] = field(default_factory=list[str])

    def count(self, what: str, *, caught: bool, probed: bool) -> None:
        self.tried += 1
        self.by_probes += probed
        if not caught:
            self.survivors.append(what)
            sys.stdout.write(f"survived: {what}\n")


@dataclass(frozen=True)
class Broker:
    """A running broker, its administrator, and one open connection per party."""

    admin: AdminClient
    entrances: Entrances
    connections: dict[Party, Connection] = field(default_factory=dict[Party, Connection])

    def hold(self, rules: frozenset[Rule]) -> None:
        """Exactly these rules; returns once the broker shows them."""
        wanted, found = frozenset(_binding(rule) for rule in rules), found_acls(self.admin)
        if gone := found - wanted:
            _done(self.admin.delete_acls([provision.exactly(rule) for rule in gone]).values())
        if new := wanted - found:
            _done(self.admin.create_acls(list(new)).values())
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while found_acls(self.admin) != wanted:
            if time.monotonic() > deadline:
                raise TimeoutError("the broker does not show the rules it was given")

    def differing(self, party: Party, cells: Iterable[Cell]) -> frozenset[Cell]:
        """Those that the party is not held to as declared."""
        expected = allowed_to(principal_of(party), wanted_rules(), cells)
        if party not in self.connections:
            self.connections[party] = self.entrances.enter(party)
        outcomes = probe(self.connections[party], cells)
        return frozenset(c for c, outcome in outcomes.items() if outcome != ("allowed" if c in expected else "denied"))


def rule_caught(broker: Broker, mutant: RuleMutant) -> tuple[bool, bool, bool]:
    """Whether verify catches it, whether its probes alone would, and whether it changes any permission."""
    rules = wanted_rules() - {mutant.rule} | ({mutant.instead} if mutant.instead else frozenset[Rule]())
    operations = {mutant.rule.operation, "DESCRIBE"}
    cells = [c for c in all_cells() if c.resource == mutant.rule.resource and c.operation in operations]
    changed = {p: c for p in parties() if (c := _changed(p, rules, cells))}
    broker.hold(rules)
    seen = any(True for _ in compared(broker.admin))
    # One whom it hurts or helps is enough, and the model says whom; the broker has to agree with it cell by cell.
    asked = [party for party in parties() if party in changed or principal_of(party) == mutant.rule.principal][:2]
    agrees = all(broker.differing(party, cells) == changed.get(party, frozenset()) for party in asked)
    broker.hold(wanted_rules())
    return seen and agrees, bool(changed) and agrees, bool(changed)


def declaration_caught(broker: Broker, mutant: DeclarationMutant) -> bool:
    """The broker is made to hold the mutated declarations; verify knows the real ones."""
    with ExitStack() as mutated:
        mutated.enter_context(patch("deploy.broker.wanted.topics", lambda: mutant.topics))
        mutated.enter_context(patch("deploy.broker.principals.partners", lambda: mutant.partners))
        provision.apply(broker.admin, provision.plan(broker.admin))
    found = list(compared(broker.admin))
    grown = [change.name for change in provision.plan(broker.admin).impossible]
    if grown:  # Kafka takes no partition away
        _done(broker.admin.delete_topics(grown).values())
        _wait_until_gone(broker.admin, set(grown))
    provision.apply(broker.admin, provision.plan(broker.admin))
    return bool(found) and not list(compared(broker.admin))


def _wait_until_gone(admin: AdminClient, names: set[str]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while names & admin.list_topics(timeout=_PATIENCE_SECONDS).topics.keys():
        if time.monotonic() > deadline:
            raise TimeoutError("the broker keeps a topic that was deleted")


def _changed(party: Party, rules: frozenset[Rule], cells: Iterable[Cell]) -> frozenset[Cell]:
    principal = principal_of(party)
    return allowed_to(principal, rules, cells) ^ allowed_to(principal, wanted_rules(), cells)


def _binding(rule: Rule) -> AclBinding:
    return AclBinding(
        ResourceType[rule.resource.upper()],
        rule.name,
        ResourcePatternType[rule.pattern.upper()],
        rule.principal,
        "*",
        AclOperation[rule.operation],
        AclPermissionType[rule.permission.upper()],
    )


def _done(futures: Iterable[object]) -> None:
    for future in futures:
        future.result(timeout=_PATIENCE_SECONDS)  # pyright: ignore[reportAttributeAccessIssue] - untyped futures


@contextmanager
def broker_with(root: Path, properties: str | None = None, *, trusts_authorities: bool = False) -> Generator[Broker]:
    """Kafka alone, provisioned, in this folder; with these properties instead of the declared ones.

    ``trusts_authorities``: whom its CAs sign gets in, so that the rules for names can be tried.
    """
    certificates = root / "certs"
    make_certificates(certificates, [HOST])
    if trusts_authorities:
        shutil.copy(certificates / SERVICE_CA, trust.file_of(certificates / pins.FOLDER, "services"))
        shutil.copy(certificates / PARTNER_CA, trust.file_of(certificates / pins.FOLDER, "partners"))
    folder = door_settings.PROPERTIES.parent
    if properties:
        folder = root / "mutated"
        folder.mkdir(exist_ok=True)
        shutil.copy(door_settings.PROPERTIES.with_name("log4j2.yaml"), folder)
        (folder / door_settings.PROPERTIES.name).write_text(properties, "utf-8")
    kafka = Kafka(root, default_root() / "kafka" / "libs", certificates)
    with ExitStack() as closing:
        with Ports(root / "run" / "ports.json") as ports, patch("deploy.local.kafka._BROKER", folder):
            known = ports.assign(_DOORS)
            closing.callback(kafka.stop)
            kafka.start(known)
        services = f"{HOST}:{known['kafka-services']}"
        partners = f"{HOST}:{known['kafka-partners']}"
        ca = certificates / SERVICE_CA
        admin = BrokerAccess(services, ca, certificates / "provision.pem").admin()
        provision.apply(admin, provision.plan(admin))
        with Connection(services, ca, certificates / "provision.pem") as connection:
            quotas.settle(connection)
        broker = Broker(admin, Entrances(services, partners, ca, certificates))
        yield broker
        for connection in broker.connections.values():
            closing.enter_context(connection)


def setting_caught(root: Path, mutant: SettingMutant) -> tuple[bool, bool]:
    """Whether verify catches it, and whether more than the comparison of settings shows it."""
    try:
        with broker_with(root, mutant.properties, trusts_authorities=True) as broker:
            deviations = verify(broker.admin, broker.entrances, by_name=True).deviations
    except CannotTryError as error:  # a broker that lets not even its own people in does not pass either
        sys.stdout.write(f"  {mutant.what}: {str(error).splitlines()[0]}\n")
        return True, True
    kinds = {deviation.kind for deviation in deviations}
    return bool(kinds), bool(kinds - {"setting", "declaration"})


def authorities_caught(root: Path) -> bool:
    """Whether the handshakes alone find that the doors trust authorities instead of certificates."""
    with broker_with(root, trusts_authorities=True) as broker:
        found = verify(broker.admin, broker.entrances).deviations
    return any((d.kind, d.expected) == ("certificate", handshakes.REFUSED) for d in found)


def main() -> int:
    started = time.monotonic()
    rules, declarations, settings = Tally(), Tally(), Tally()
    with tempfile.TemporaryDirectory(prefix="boundary-") as made:
        root = Path(made)
        with broker_with(root) as broker:
            if found := verify(broker.admin, broker.entrances).deviations:
                sys.stderr.write(f"the broker deviates before any mutant: {found[0]}\n")
                return 2
            for mutant in rule_mutants():
                caught, probed, effect = rule_caught(broker, mutant)
                rules.count(mutant.what, caught=caught, probed=probed)
                rules.without_effect += not effect
            _say("rules", rules, started)
            for mutant in declaration_mutants():
                declarations.count(mutant.what, caught=declaration_caught(broker, mutant), probed=False)
            _say("declarations", declarations, started)
        for mutant in setting_mutants(door_settings.PROPERTIES.read_text("utf-8")):
            caught, probed = setting_caught(root, mutant)
            settings.count(mutant.what, caught=caught, probed=probed)
        settings.count("doors that trust authorities", caught=authorities_caught(root), probed=True)
        with broker_with(root, trusts_authorities=True) as broker:
            if found := verify(broker.admin, broker.entrances, by_name=True).deviations:
                sys.stderr.write(f"names are not told apart before any mutant: {found[0]}\n")
                return 2
        _say("settings", settings, started)
    tallies = (rules, declarations, settings)
    tried = sum(tally.tried for tally in tallies)
    caught = tried - sum(len(tally.survivors) for tally in tallies)
    sys.stdout.write(f"boundary: caught {caught}/{tried} mutants in {time.monotonic() - started:.0f} s\n")
    return 0 if caught == tried else 1


def _say(kind: str, tally: Tally, started: float) -> None:
    caught = tally.tried - len(tally.survivors)
    line = f"{kind}: {caught}/{tally.tried}, by live probes too {tally.by_probes}"
    if tally.without_effect:
        line += f", that change nobody's permissions {tally.without_effect}"
    sys.stdout.write(f"{line}, after {time.monotonic() - started:.0f} s\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
