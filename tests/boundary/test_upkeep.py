"""Who does, every day, what Kafka does not: let nobody in with a certificate that ended."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from deploy.broker import admin_log, pins, trust
from deploy.broker.certificates import PARTNER_CA, client_pem
from deploy.broker.upkeep import Upkeep, leave_out_what_ended
from deploy.errors import CannotTryError
from schemas.registry import partners

if TYPE_CHECKING:
    from tests.chain import Chain

PARTY = "partner:nla"
START = datetime(2026, 11, 27, 23, 59, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


async def test_it_works_once_a_day_and_a_day_begins_at_midnight() -> None:
    done: list[datetime] = []
    clock = Clock()
    upkeep = Upkeep(lambda: done.append(clock.now) or [], clock)
    for later in (0, 1, 60, 24 * 60, 24 * 60 + 1):
        clock.now = START + timedelta(minutes=later)
        await upkeep.look()
        assert upkeep.is_done
    assert done == [START, START + timedelta(minutes=1), START + timedelta(minutes=24 * 60 + 1)]


@pytest.mark.parametrize("error", [CannotTryError("no answer"), ConnectionRefusedError()])
async def test_what_failed_is_tried_again_and_says_that_it_is_not_done(error: Exception) -> None:
    failing = [error]

    def work() -> list[str]:
        if failing:
            raise failing.pop()
        return []

    clock = Clock()
    upkeep = Upkeep(work, clock)
    await upkeep.look()
    assert not upkeep.is_done
    await upkeep.look()
    assert upkeep.is_done
    clock.now += timedelta(days=1)
    assert not upkeep.is_done


async def test_a_defect_ends_it() -> None:
    def work() -> list[str]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await Upkeep(work, Clock()).run()


async def test_a_certificate_that_was_pinned_until_yesterday_is_taken_out_on_record(chain: Chain) -> None:
    door, folder = chain.door("provision"), chain.root / "certs" / pins.FOLDER
    subject = x509.Name([x509.NameAttribute(NameOID.SERIAL_NUMBER, partners()["nla"].oin)])
    pem = client_pem(subject, chain.root / "certs" / PARTNER_CA, timedelta(days=90))
    today = datetime.now(UTC)
    new = pins.pin(folder, PARTY, pem, today.date())
    try:
        await asyncio.to_thread(trust.settle, door, folder)
        assert new.sha256 in trust.held(folder, "partners")
        pins.unpin(folder, PARTY, new.sha256)
        pins.pin(folder, PARTY, pem, today.date() - timedelta(days=1))
        changed = await asyncio.to_thread(leave_out_what_ended, door, folder)
    finally:
        with suppress(CannotTryError):
            pins.unpin(folder, PARTY, new.sha256)
        await asyncio.to_thread(trust.settle, door, folder)
    assert changed == [f"certificate {new.sha256} at the partners door: not trusted"]
    assert new.sha256 not in trust.held(folder, "partners")
    assert changed[0] in str(admin_log.history(door)[-1])


async def test_the_chain_has_it_at_work(chain: Chain) -> None:
    async with httpx.AsyncClient(base_url=chain.inner("broker-upkeep"), trust_env=False) as client:
        assert (await client.get("/readyz")).status_code == 200
        lines = (await client.get("/metrics")).text.splitlines()
    (settled,) = [line for line in lines if line.startswith("signaalketen_certificates_settled_timestamp_seconds ")]
    assert datetime.now(UTC).timestamp() - float(settled.split()[1]) < timedelta(days=1).total_seconds()
