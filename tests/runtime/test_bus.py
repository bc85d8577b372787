"""The Faust worker on the real broker: nothing is acknowledged before it was handled, and a broker may be away."""

# pyright: reportPrivateUsage=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false
# (faust and aiokafka are only partly typed, and the transport's insides are tried here)

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.cluster import ClusterMetadata
from aiokafka.errors import KafkaConnectionError, TopicAuthorizationFailedError
from aiokafka.structs import TopicPartition
from faust import streams

from deploy.local import services as local
from deploy.local import stack
from deploy.local.ports import HOST, Ports
from schemas.registry import SERVICES, read_by
from services.runtime.base.config import Config
from services.runtime.messaging import bus
from services.runtime.messaging.bus import Assignor, StreamApp, UntoldError
from services.runtime.messaging.tls import tls
from tests.chain import PATIENCE_SECONDS, until

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from services.runtime.messaging.bus import Fetches
    from services.runtime.messaging.record import Record
    from tests.chain import Chain


class EndedError(Exception):
    """The process would have ended."""


@dataclass
class Reader:
    """A worker's stream over one topic; what it got is held in hand until ``go_on``."""

    app: StreamApp
    fetches: list[list[Record]] = field(default_factory=list["list[Record]"])
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    def read(self, topic: str) -> None:
        async def consume(fetches: Fetches) -> None:
            async for records in fetches:
                await self.go_on.wait()
                self.fetches.append(records)

        self.app.agent(self.app.reads(topic))(consume)

    @property
    def offsets(self) -> list[int]:
        return [record.offset for records in self.fetches for record in records]


@pytest.fixture
async def topic(config: Config) -> str:
    return await made(config, 1)


async def made(config: Config, partitions: int) -> str:
    name = f"test-{uuid4().hex}"
    admin = AIOKafkaAdminClient(
        bootstrap_servers=config.kafka_services,
        security_protocol="SSL",
        ssl_context=tls(config.kafka_ca, config.kafka_certificate),
    )
    await admin.start()
    await admin.create_topics([NewTopic(name, num_partitions=partitions, replication_factor=1)])
    await admin.close()
    return name


async def send(config: Config, topic: str, count: int, partitions: int = 1) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=config.kafka_services,
        security_protocol="SSL",
        ssl_context=tls(config.kafka_ca, config.kafka_certificate),
    )
    await producer.start()
    for number in range(count):
        await producer.send_and_wait(topic, f"{number}".encode(), partition=number % partitions)
    await producer.stop()


@asynccontextmanager
async def reading(config: Config, topic: str, group: str | None = None) -> AsyncGenerator[Reader]:
    app = StreamApp(group or f"test-{uuid4().hex}")
    app.loop = asyncio.get_running_loop()
    app.connect(config)
    reader = Reader(app)
    reader.read(topic)
    starting = asyncio.create_task(app.start())
    try:
        yield reader
    finally:
        reader.go_on.set()
        await app.stop()
        await asyncio.gather(starting, return_exceptions=True)


async def committed(config: Config, topic: str, group: str, partition: int = 0) -> int:
    admin = AIOKafkaAdminClient(
        bootstrap_servers=config.kafka_services,
        security_protocol="SSL",
        ssl_context=tls(config.kafka_ca, config.kafka_certificate),
    )
    await admin.start()
    found = await admin.list_consumer_group_offsets(group)
    await admin.close()
    place: Any = found.get(TopicPartition(topic, partition))
    return place.offset if place else -1


async def test_what_is_in_hand_is_not_committed_and_what_is_done_is(config: Config, topic: str) -> None:
    group = f"test-{uuid4().hex}"
    await send(config, topic, 3)
    async with reading(config, topic, group) as reader:
        consumer: Any = reader.app.consumer
        await until(_becomes(lambda: consumer._fetched))
        await consumer.commit()
        assert await committed(config, topic, group) == -1
        reader.go_on.set()
        await until(_becomes(lambda: len(reader.offsets) == 3))
    assert await committed(config, topic, group) == 3
    assert reader.offsets == [0, 1, 2]


async def test_a_fetch_of_several_partitions_is_handled_at_once_and_committed_for_each(config: Config) -> None:
    topic, group = await made(config, 3), f"test-{uuid4().hex}"
    await send(config, topic, 9, partitions=3)
    async with reading(config, topic, group) as reader:
        consumer: Any = reader.app.consumer
        await until(_becomes(lambda: consumer._fetched))
        await consumer.commit()
        assert [await committed(config, topic, group, number) for number in range(3)] == [-1, -1, -1]
        reader.go_on.set()
        await until(_becomes(lambda: len(reader.offsets) == 9))
    assert [await committed(config, topic, group, number) for number in range(3)] == [3, 3, 3]
    for number in range(3):
        assert [r.offset for records in reader.fetches for r in records if r.partition == number] == [0, 1, 2]


def test_what_partners_write_is_handed_over_by_itself() -> None:
    ours, others, theirs = (TopicPartition(name, 0) for name in ("signal.received", "signal.direct", "reply.riec"))
    fetched = {place: [SimpleNamespace(topic=place.topic, partition=0)] for place in (ours, theirs, others)}
    apart = [[record.topic for record in records] for _, records in bus._FetchScheduler().iterate(fetched)]
    assert apart == [["reply.riec"], ["signal.received", "signal.direct"]]


async def test_what_waits_in_memory_is_bounded_and_stays_in_order(
    config: Config, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus, "_MOST_RECORDS", 1)
    ahead = bus._FETCHES_AHEAD
    await send(config, topic, ahead * 2)
    async with reading(config, topic) as reader:
        consumer: Any = reader.app.consumer
        await until(_becomes(lambda: len(consumer._fetched) >= ahead))
        position = await consumer._thread._consumer.position(TopicPartition(topic, 0))
        assert position <= ahead
        reader.go_on.set()
        await until(_becomes(lambda: len(reader.offsets) == ahead * 2))
    assert reader.offsets == [*range(ahead * 2)]


async def test_a_fetch_that_is_cut_otherwise_when_it_is_read_again_is_not_dropped(
    config: Config, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by the fault runs (N=1000 SEED=11): Faust dropped what ends before the last offset it had seen."""
    monkeypatch.setattr(bus, "_MOST_RECORDS", 2)
    async with reading(config, topic) as reader:
        reader.go_on.set()
        await until(_becomes(lambda: reader.app.joined.is_set() and not reader.app.rebalancing))
        consumer: Any = reader.app.consumer
        consumer._read_offset[TopicPartition(topic, 0)] = 5
        await send(config, topic, 6)
        await until(_becomes(lambda: reader.offsets == [0, 1, 2, 3, 4, 5]))


async def test_what_was_never_committed_is_sought_from_its_beginning(config: Config, topic: str) -> None:
    await send(config, topic, 3)
    async with reading(config, topic) as reader:
        consumer: Any = reader.app.consumer
        await until(_becomes(lambda: consumer._fetched))
        found = await consumer.seek_to_committed()
        assert [*found.values()] == [None]
        reader.go_on.set()
        await until(_becomes(lambda: reader.offsets == [0, 1, 2, 0, 1, 2]))


async def test_a_broker_that_is_away_is_waited_for_in_place(
    config: Config, topic: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The worker of before gave up at once, and something outside had to start it again."""
    with socket.create_server((HOST, 0)) as free:
        away = free.getsockname()[1]
    broker = int(config.kafka_services.rsplit(":", 1)[1])
    await send(config, topic, 1)
    said = ""

    def waited() -> bool:
        nonlocal said
        said += capsys.readouterr().out
        return said.count("broker does not answer") > 1

    async with reading(config.model_copy(update={"kafka_services": f"{HOST}:{away}"}), topic) as reader:
        reader.go_on.set()
        await until(_becomes(waited))
        async with _there_again(away, broker):
            await until(_becomes(lambda: reader.offsets == [0]))
        assert not reader.app.crashed


@asynccontextmanager
async def _there_again(port: int, broker: int) -> AsyncGenerator[None]:
    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while content := await reader.read(65_536):
            writer.write(content)
        writer.close()

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(HOST, broker)
        await asyncio.gather(pump(reader, back), pump(there, writer), return_exceptions=True)

    async with await asyncio.start_server(pass_on, HOST, port):
        yield


async def test_a_commit_that_failed_is_tried_again(config: Config) -> None:
    """Faust takes for committed whatever it tried to commit."""
    app = StreamApp("test")
    app.loop = asyncio.get_running_loop()
    app.connect(config)
    consumer: Any = app.consumer
    partition = TopicPartition("test", 0)
    client = SimpleNamespace(assignment=lambda: {partition}, commit=_failing_once())
    consumer._thread._consumer = client
    consumer._commit = consumer._thread._commit
    consumer._acked[partition].append(6)
    assert not await consumer.force_commit()
    assert await consumer.force_commit()
    assert consumer._committed_offset[partition] == 7


def _failing_once() -> Any:
    errors: list[Exception] = [KafkaConnectionError()]

    async def commit(_: object) -> None:
        if errors:
            raise errors.pop()

    return commit


async def test_access_that_is_gone_ends_the_stream(config: Config) -> None:
    app = StreamApp("test")
    app.loop = asyncio.get_running_loop()
    app.connect(config)
    consumer: Any = app.consumer

    def refuse() -> None:
        raise TopicAuthorizationFailedError

    client = SimpleNamespace(_coordinator=SimpleNamespace(check_errors=refuse))
    with pytest.raises(TopicAuthorizationFailedError):
        await consumer._thread._fetch_records(client, set())


async def test_a_stream_that_stops_untold_is_a_failure(config: Config, topic: str) -> None:
    async with reading(config, topic) as reader:
        await asyncio.wait_for(reader.app.joined.wait(), PATIENCE_SECONDS)
        await reader.app.stop()
        with pytest.raises(UntoldError):
            await reader.app.ended()
    async with reading(config, topic) as reader:
        await asyncio.wait_for(reader.app.joined.wait(), PATIENCE_SECONDS)
        await reader.app.end()
        await reader.app.ended()


def test_topics_that_are_not_visible_end_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Found by the fault runs: after a broker restart zorg-referral said ready and read nothing (seed 2)."""

    def ended(code: int) -> None:
        raise EndedError(code)

    monkeypatch.setattr(os, "_exit", ended)
    members = {"worker": SimpleNamespace(subscription=["decision.zorg"])}
    with pytest.raises(EndedError, match="1"):
        Assignor(StreamApp("test")).assign(ClusterMetadata(), members)


def test_without_the_compiled_iterator_a_worker_does_not_start(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "_CStreamIterator", None)
    with pytest.raises(RuntimeError, match="compiled stream iterator"):
        StreamApp("test").connect(config)


def faust(*arguments: str) -> list[str]:
    return [str(Path(sys.executable).with_name("faust")), *arguments]


@pytest.mark.parametrize("service", SERVICES)
def test_the_faust_command_shows_a_services_agent_and_topics(service: str) -> None:
    module = f"services.{service.replace('-', '_')}.app"
    listed = subprocess.run(faust("--json", "-A", module, "agents"), capture_output=True, text=True, check=True)
    assert ", ".join(read_by(f"service:{service}")) in listed.stdout


async def test_the_faust_command_runs_a_worker(chain: Chain) -> None:
    """Beside ``python -m services.enrichment worker``: its stream, its relay and all."""
    settings = local.Chain(
        chain.root / "secrets", chain.root / "certs", Ports(chain.root / "run" / "ports.json").known()
    )
    environment = {
        **os.environ,
        **settings.program("enrichment", "worker").settings,
        "HTTP_PORT": "0",
        "INNER_PORT": "0",
    }
    with stack.paused(chain.root, "enrichment"):
        receipt = await chain.report()
        process = await asyncio.create_subprocess_exec(
            *faust("-A", "services.enrichment.app", "worker", "--without-web"),
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            await chain.assess(receipt["id"])
            await chain.status(receipt["id"], "bij-aandachtfunctionaris")
        finally:
            process.send_signal(signal.SIGTERM)
            said, _ = await asyncio.wait_for(process.communicate(), 40)
    assert process.returncode == 0, said


def _becomes(condition: Any) -> Any:
    async def holds() -> Any:
        return condition()

    return holds
