"""A certificate is changed, suspended and renewed at the running chain, and nobody else notices."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from deploy.broker import admin_log, pins, suspension, trust
from deploy.broker.certificates import PARTNER_CA, client_pem
from deploy.broker.entrances import Entrances
from deploy.broker.probe import listed
from deploy.broker.verify import verify
from deploy.errors import CannotTryError
from deploy.files import write_file
from deploy.local import stack
from schemas.codes.reason import OperatorReason
from schemas.events.motive import Motive
from schemas.registry import partners

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from tests.chain import Chain

PARTNER = "nla"
PARTY = f"partner:{PARTNER}"
REASON = OperatorReason.KEY_LEAKED
WHY = Motive(reason=REASON, ticket=None)
AGAIN = Motive(reason=OperatorReason.RENEWED, ticket=None)


def entrances(chain: Chain) -> Entrances:
    at = chain.door("provision")
    return Entrances(at.bootstrap, chain.addresses.kafka_partners, at.ca, chain.root / "certs")


def another(chain: Chain, folder: Path, life: timedelta = timedelta(days=90)) -> Path:
    """One more certificate of the partner, of the same authority."""
    subject = x509.Name([x509.NameAttribute(NameOID.SERIAL_NUMBER, partners()[PARTNER].oin)])
    file = folder / "another.pem"
    write_file(file, client_pem(subject, chain.root / "certs" / PARTNER_CA, life), 0o600)
    return file


def topics_for(chain: Chain, certificate: Path) -> frozenset[str]:
    """What who holds it gets to see; nothing when it is not let in."""
    try:
        with entrances(chain).connect("partners", certificate) as connection:
            return listed(connection)
    except OSError:
        return frozenset()


def settle(chain: Chain) -> list[str]:
    return trust.settle(chain.door("provision"), entrances(chain).pins)


@asynccontextmanager
async def pinned(chain: Chain, certificate: Path) -> AsyncGenerator[str]:
    """Beside the one it has; its fingerprint."""
    new = pins.pin(entrances(chain).pins, PARTY, await asyncio.to_thread(certificate.read_bytes))
    try:
        await asyncio.to_thread(settle, chain)
        yield new.sha256
    finally:
        pins.unpin(entrances(chain).pins, PARTY, new.sha256)
        await asyncio.to_thread(settle, chain)


async def test_only_a_pinned_certificate_opens_the_door_and_two_do_during_a_change(
    chain: Chain, tmp_path: Path
) -> None:
    old, new = chain.root / "certs" / "partners" / f"{PARTNER}.pem", another(chain, tmp_path)
    assert topics_for(chain, old)
    assert topics_for(chain, new) == frozenset()
    with entrances(chain).connect("services", chain.root / "certs" / "intake.pem") as service:
        async with pinned(chain, new):
            assert topics_for(chain, new) == topics_for(chain, old) != frozenset()
            with ExitStack() as entered:
                held = [entered.enter_context(entrances(chain).connect("partners", new)) for _ in range(40)]
                assert all(listed(connection) for connection in held)
                pins.unpin(
                    entrances(chain).pins, PARTY, pins.fingerprint(x509.load_pem_x509_certificate(new.read_bytes()))
                )
                await asyncio.to_thread(settle, chain)
                for connection in held:  # who came in with it is shown out
                    with pytest.raises(OSError, match=r"closed|reset|EOF|[Bb]roken"):
                        listed(connection)
            pins.pin(entrances(chain).pins, PARTY, new.read_bytes())
        assert topics_for(chain, new) == frozenset()
        assert topics_for(chain, old)
        assert listed(service)  # the services' door was never closed


async def test_a_suspended_certificate_stays_out_when_its_partner_is_resumed(chain: Chain, tmp_path: Path) -> None:
    leaked, door = another(chain, tmp_path), chain.door("provision")
    async with pinned(chain, leaked) as sha256:
        with entrances(chain).connect("partners", leaked) as connection:
            listed(connection)
            folder = entrances(chain).pins
            whose = await asyncio.to_thread(suspension.suspend_certificate, door, folder, sha256, WHY, "tester")
            assert whose == PARTY
            with pytest.raises(OSError, match=r"closed|reset|EOF|[Bb]roken"):
                listed(connection)
        await asyncio.to_thread(suspension.suspend, door, PARTNER, WHY, "tester")
        await asyncio.to_thread(suspension.resume, door, PARTNER, AGAIN, "tester")
        assert topics_for(chain, leaked) == frozenset()
        assert topics_for(chain, chain.root / "certs" / "partners" / f"{PARTNER}.pem")
        (folder / pins.SUSPENDED).unlink()  # as where the pins were put there anew: the record decides
        await asyncio.to_thread(stack.up, chain.root)
        assert admin_log.suspended_certificates(door) == {sha256: REASON}
        await asyncio.to_thread(suspension.resume_certificate, door, folder, sha256, AGAIN, "tester")
        assert topics_for(chain, leaked)
        with pytest.raises(CannotTryError, match="not suspended"):
            suspension.resume_certificate(door, folder, sha256, AGAIN, "tester")
    with pytest.raises(CannotTryError, match="no pinned certificate"):
        suspension.suspend_certificate(door, folder, sha256, WHY, "tester")


async def test_a_certificate_that_ended_after_it_was_trusted_is_found_and_taken_out(
    chain: Chain, tmp_path: Path
) -> None:
    short = another(chain, tmp_path, timedelta(seconds=4))
    async with pinned(chain, short) as sha256:
        ends = x509.load_pem_x509_certificate(short.read_bytes()).not_valid_after_utc
        assert topics_for(chain, short)
        while datetime.now(UTC) < ends:
            await asyncio.sleep(0.1)
        assert topics_for(chain, short)  # Kafka itself does not mind
        door = chain.door("provision")
        found = await asyncio.to_thread(verify, door.admin(), entrances(chain))
        assert [(d.kind, d.what, d.actual) for d in found.deviations] == [("certificate", sha256, "trusted")]
        await asyncio.to_thread(settle, chain)
        assert topics_for(chain, short) == frozenset()


async def test_everyone_gets_another_certificate_and_the_chain_goes_on(chain: Chain) -> None:
    signal_id = await chain.to_decide()
    before = (chain.root / "certs" / "broker.pem").read_bytes()
    renewed = await asyncio.to_thread(stack.renew_certificates, chain.root, timedelta(days=400))
    assert set(renewed) == {*pins.behind("services"), *pins.behind("partners")}
    assert (chain.root / "certs" / "broker.pem").read_bytes() != before
    await asyncio.to_thread(trust.show_out, chain.door("provision"))
    await chain.decide(signal_id, ["zorg"], "zorgcoordinator")
    assert await chain.referred(signal_id, "zorgcoordinator")
    assert (await asyncio.to_thread(stack.status, chain.root)) == [
        one for one in stack.status(chain.root) if one.running
    ]
    found = await asyncio.to_thread(verify, chain.door("provision").admin(), entrances(chain))
    assert found.deviations == ()
