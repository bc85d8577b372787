"""What operators do to a running chain loses nothing and doubles nothing. (zy: it stops and starts workers.)"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx

from deploy.broker.admin import Door
from deploy.broker.lag import places
from deploy.local.ports import HOST, Ports
from deploy.local.processes import Process
from deploy.local.services import Chain as Programs
from tests.chain import signal_body, until
from tests.command import Said, signaalketen
from tests.pipeline.test_zz_delivery import arrived, end, post, up

if TYPE_CHECKING:
    from tests.chain import Chain, Json

CANARY = "Kanarievogel"
_STATE = {
    "enrichment": "signal",
    "triage": "signal_case, consultation, decision",
}


async def held(chain: Chain, service: str) -> dict[str, Json]:
    said = await signaalketen(chain.root, "quarantine", "list", service, "--json")
    assert said.code == 0, said.err
    assert CANARY not in said.out
    return {one["quarantine_id"]: one for one in said.json()}


async def metric(chain: Chain, process: str, name: str) -> float:
    async with httpx.AsyncClient(trust_env=False) as client:
        page = (await client.get(f"http://127.0.0.1:{chain.port(process)}/metrics")).text
    found = re.search(rf"^{name} (\S+)$", page, re.MULTILINE)
    assert found, name
    return float(found[1])


async def newest(chain: Chain, reason: str) -> str:
    """The event set aside at riec-referral since this test began, once it is there."""

    async def there() -> str | None:
        async with chain.database("riec-referral") as connection:
            found = await connection.fetchval(
                "select quarantine_id from quarantine where reason = $1 and closed_at is null"
                " and quarantined_at > now() - interval '1 minute' order by quarantined_at desc limit 1",
                reason,
            )
        return str(found) if found else None

    return await until(there)


async def on_trail(chain: Chain, quarantine_id: str) -> list[tuple[str, str]]:
    """Who did what to it, as audit holds it."""
    async with chain.database("audit") as connection:
        rows = await connection.fetch(
            "select coalesce(convert_from(value, 'utf-8')::jsonb->'data' ->> 'operation',"
            " convert_from(value, 'utf-8')::jsonb ->> 'type') as operation,"
            " convert_from(value, 'utf-8')::jsonb->'data' ->> 'actor' as actor"
            " from record where topic = 'trail.riec-referral' and key = $1 order by record_offset",
            quarantine_id.encode(),
        )
    return [(row["operation"], row["actor"]) for row in rows]


async def test_quarantine_from_list_to_discard(chain: Chain) -> None:
    await chain.send("riec", f'{{"naam": "{CANARY}"'.encode())
    one = await newest(chain, "contract")
    described = (await held(chain, "riec-referral"))[one]
    assert (described["topic"], described["reason"]) == ("reply.riec", "contract")
    waiting = await metric(chain, "riec-referral-worker", "signaalketen_quarantine_waiting")

    async def run(*arguments: str) -> Said:
        return await signaalketen(chain.root, "quarantine", *arguments, "--by", "beheerder")

    shown = await run("show", "riec-referral", one)
    assert (shown.code, CANARY in shown.out) == (0, False)
    opened = await run("show", "riec-referral", one, "--content")
    assert "value: eyJuYWFtIjog" in opened.out
    again = await run("redrive", "riec-referral", one)
    assert (again.code, "refused again" in again.out) == (1, True)
    elsewhere = await run("discard", "triage", one, "--reason", "Van een ander.")
    assert (elsewhere.code, "not in quarantine here" in elsewhere.err) == (2, True)
    assert (await run("discard", "riec-referral", one)).code == 2
    gone = await run("discard", "riec-referral", one, "--reason", "Proefbericht van de leverancier.")
    assert gone.code == 0, gone.err
    assert one not in await held(chain, "riec-referral")
    assert await metric(chain, "riec-referral-worker", "signaalketen_quarantine_waiting") == waiting - 1
    wanted = [
        "quarantine show",
        "quarantine show --content",
        "quarantine show --content",
        "nl.signaalketen.act.quarantine-redriven.v1",
        "nl.signaalketen.act.quarantine-discarded.v1",
    ]

    async def recorded() -> bool:
        return await on_trail(chain, one) == [(name, "beheerder") for name in wanted]

    await until(recorded)


async def test_an_early_answer_has_its_effect_when_redriven(chain: Chain) -> None:
    """Refused because the referral was not there; then it is."""
    signal_id = await chain.to_decide()
    await chain.decide(signal_id, ["ondermijnende-criminaliteit"], "riec")
    reference: str = (await chain.referral(signal_id, "riec"))["kenmerk"]
    await end(chain, "riec-referral-worker", signal.SIGTERM)
    async with chain.database("riec-referral") as connection:
        row = await connection.fetchrow("delete from referral where reference = $1 returning *", reference)
        assert row
    await up(chain)
    await chain.reply("riec", "referral.received", {"reference": reference})
    one = await newest(chain, "reference")
    async with chain.database("riec-referral") as connection:
        places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
        await connection.execute(f"insert into referral ({', '.join(row.keys())}) values ({places})", *row.values())
    said = await signaalketen(chain.root, "quarantine", "redrive", "riec-referral", one)
    assert (said.code, said.out) == (0, f"{one}: handled\n")
    assert (await chain.referral(signal_id, "riec"))["status"] == "ontvangen"


async def lag(chain: Chain, *options: str) -> tuple[int, Json]:
    said = await signaalketen(chain.root, "lag", "--json", *options)
    assert said.code in (0, 1), said.err
    return said.code, said.json()


async def caught_up(chain: Chain, service: str) -> None:
    door = Door(chain.addresses.kafka_services, chain.addresses.kafka_ca, chain.root / "certs" / "provision.pem")

    async def done() -> bool:
        return not any(place.lag for place in await asyncio.to_thread(places, door, [service]))

    await until(done)


async def test_lag_says_what_waits_and_for_how_long(chain: Chain) -> None:
    await end(chain, "enrichment-worker", signal.SIGTERM)
    posted = await post(chain, 5)

    async def published() -> bool:
        async with chain.database("intake") as connection:
            return not await connection.fetchval("select count(*) from outbox where sent_at is null")

    await until(published)
    code, found = await lag(chain, "--at-most", "0")
    assert code == 1
    mine: list[Json] = [place for place in found["topics"] if place["service"] == "enrichment"]
    assert sum(place["lag"] for place in mine) == 5
    for place in mine:
        assert place["lag"] == place["end"] - (place["committed"] or 0)
        assert (place["oldest"] is not None) == (place["lag"] > 0)
        assert 0 <= (place["oldest"] or 0) < 600
    await up(chain)
    await arrived(chain, posted)
    await caught_up(chain, "enrichment")


async def test_lag_that_cannot_be_asked_says_so(chain: Chain) -> None:
    said = await signaalketen(chain.root / "nowhere", "lag")
    assert (said.code, said.out) == (2, "")
    assert "the chain does not run here" in said.err


async def kept(chain: Chain, service: str) -> dict[str, list[Any]]:
    """Every row of this service's state, inbox, quarantine and outbox; not what the trail says of us."""
    tables = [*_STATE[service].split(", "), "inbox", "quarantine"]
    async with chain.database(service) as connection:
        rows = {name: await connection.fetch(f"select t::text from {name} t order by 1") for name in tables}
        rows["outbox"] = await connection.fetch(
            "select position, topic, key, event_id, value, sequence from outbox where topic <> $1 order by position",
            f"trail.{service}",
        )
    return {name: [tuple(row) for row in found] for name, found in rows.items()}


async def test_replay_reads_everything_again_and_changes_nothing(chain: Chain) -> None:
    signal_id: str = (await chain.report())["id"]
    await chain.assess(signal_id)
    await chain.at("triage", "aandachtfunctionaris", f"/signalen/{signal_id}")
    closed: str = (await chain.report(locatie=None))["id"]
    await chain.assess(closed, "niet-versterkt")
    await chain.status(closed, "niet-versterkt")

    async def found_out() -> bool:
        async with chain.database("enrichment") as connection:
            return not await connection.fetchval(
                "select count(*) from signal where content is not null and"
                " ('wordt-opgezocht' in (address_state, company_state, residents_state) or linked_with is null)"
            )

    await until(found_out)
    for service in _STATE:
        await caught_up(chain, service)
        before = await kept(chain, service)
        said = await signaalketen(chain.root, "replay", "--service", service, "--from", "beginning")
        assert said.code == 0, said.err
        found = re.search(r"^(\d+) events are read again$", said.out, re.MULTILINE)
        assert found
        assert int(found[1]) >= 2
        await caught_up(chain, service)
        assert await metric(chain, f"{service}-worker", "signaalketen_batch_seconds_count") > 0
        assert await kept(chain, service) == before


async def test_replay_never_skips(chain: Chain) -> None:
    said = await signaalketen(chain.root, "replay", "--service", "intake", "--from", "2999-01-01T00:00:00")
    assert (said.code, said.out) == (0, "0 events are read again\n")
    said = await signaalketen(chain.root, "replay", "--service", "intake", "--from", "gisteren")
    assert said.code == 2


async def test_restarting_one_by_one_under_load_loses_nothing(chain: Chain) -> None:
    restarting = asyncio.Event()
    posted: list[str] = []
    client = chain.api("intake", "melder-professional")

    async def accepted() -> None:
        """As a client should: the same key until there is an answer."""
        key = {"Idempotency-Key": str(uuid4())}
        body = signal_body()

        async def answered() -> httpx.Response | None:
            try:
                return await client.post("/signalen", json=body, headers=key)
            except httpx.TransportError:
                return None

        answer: httpx.Response = await until(answered)
        assert answer.status_code == 201, answer.text
        posted.append(answer.json()["id"])

    async def report_on() -> None:
        while not restarting.is_set():
            await accepted()

    async with asyncio.TaskGroup() as load:
        load.create_task(report_on())
        pids = {name: Process(chain.root, name).pid() for name in ("intake-worker", "enrichment-worker")}
        for service in ("intake", "enrichment"):
            said = await signaalketen(chain.root, "restart", service)
            assert said.code == 0, said.err
            assert said.out == f"{service}-api: restarted\n{service}-worker: restarted\n"
        restarting.set()
    assert all(Process(chain.root, name).pid() not in (None, pid) for name, pid in pids.items())
    assert len(set(posted)) == len(posted) > 20
    await arrived(chain, posted)
    await caught_up(chain, "audit")
    ids = [signal_id.encode() for signal_id in posted]
    async with chain.database("audit") as connection:
        rows = await connection.fetch(
            "select key from record where topic = 'signal.received' and key = any($1::bytea[])", ids
        )
    assert sorted(row["key"] for row in rows) == sorted(ids)


async def test_a_restart_brings_the_tables_up_to_the_code(chain: Chain) -> None:
    async with chain.database("intake") as connection:
        await connection.execute(
            "drop index signal_overdue; delete from migration where name = 'intake/0004_overdue.sql'"
        )
        said = await signaalketen(chain.root, "restart", "intake")
        assert said.code == 0, said.err
        assert await connection.fetchval("select to_regclass('signal_overdue') is not null")


async def test_a_worker_of_which_one_part_gave_up_ends(chain: Chain) -> None:
    """Without its key the audit worker would read on and sign nothing; found by checking the log of a fault run."""
    known = Programs(chain.root / "secrets", chain.root / "certs", Ports(chain.root / "run" / "ports.json").known())
    settings = {**known.program("audit", "worker").settings, "HTTP_HOST": HOST, "HTTP_PORT": "0"}
    del settings["LOG_KEY_FILE"]
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.audit", "worker"), env={**os.environ, **settings}, stdout=subprocess.PIPE
    )
    said, _ = await worker.communicate()
    last = json.loads(said.splitlines()[-1])
    assert (worker.returncode, last["event"], last["error"]) == (1, "worker stops", "LookupError")
