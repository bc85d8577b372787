"""A broker alone: what a partner's program meets of the chain. The tests say what the services would."""

# pyright: reportUnknownMemberType=false
# (aiokafka is only partly typed)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from deploy.broker import plain
from deploy.broker.admin import BrokerAccess
from tests.boundary.mutants import broker_with
from tests.partner_desk.program import Program

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator
    from pathlib import Path

    from deploy.broker.entrances import Entrances


class Broker:
    """Its two doors."""

    def __init__(self, entrances: Entrances) -> None:
        self._entrances = entrances

    def partner(self, name: str) -> BrokerAccess:
        certificate = self._entrances.certificates / "partners" / f"{name}.pem"
        return BrokerAccess(self._entrances.partners, self._entrances.ca, certificate)

    def service(self, name: str) -> BrokerAccess:
        return BrokerAccess(self._entrances.services, self._entrances.ca, self._entrances.certificates / f"{name}.pem")

    async def tell(self, topic: str, writer: str, *values: bytes) -> None:
        """As the service that writes this topic."""
        async with plain.writing(self.service(writer)) as producer:
            for value in values:
                await producer.send_and_wait(topic, value)

    async def replies(self, partner: str) -> list[Any]:
        """Every record that this partner wrote."""
        return await self.all(f"reply.{partner}")

    async def all(self, topic: str) -> list[Any]:
        """Every record of this topic."""
        async with plain.reading(self.service("audit")) as reader:
            return await plain.read_to_end(reader, topic)


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Generator[Broker]:
    with broker_with(tmp_path_factory.mktemp("broker")) as started:
        yield Broker(started.entrances)


@pytest_asyncio.fixture(loop_scope="session")
async def program_of(broker: Broker, tmp_path: Path) -> AsyncGenerator[Callable[[str], Program]]:
    """The program of a partner, with an empty store; stopped at the end."""
    made: list[Program] = []

    def program(partner: str) -> Program:
        folder = tmp_path / partner
        folder.mkdir()
        made.append(Program(broker.partner(partner), partner, folder))
        return made[-1]

    yield program
    for one in made:
        await one.stop()
