"""``python -m deploy.broker.upkeep``: each day, the doors of the broker stop trusting the certificates that ended.

Kafka looks at no end of a certificate that is pinned, so somebody has to. Not more than that is done unasked: topics
and access are for who runs ``signaalketen broker apply``.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from confluent_kafka import KafkaException
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic_settings import BaseSettings
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from deploy.broker import admin_log
from deploy.broker.admin import BrokerAccess
from deploy.broker.provision import settle_certificates
from deploy.errors import CannotTryError
from services.runtime.base import log, metrics, shutdown
from services.runtime.http import server

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from starlette.requests import Request

_PAUSE_SECONDS = 60.0


class Settings(BaseSettings):
    """From the environment; ``kafka_pins`` is the folder of the pins, which is written too."""

    kafka_services: str
    kafka_ca: Path
    kafka_certificate: Path
    kafka_pins: Path
    http_host: str = "127.0.0.1"
    inner_port: int


def leave_out_what_ended(door: BrokerAccess, pinned: Path) -> list[str]:
    """On record; returns what was changed. Raises CannotTryError, KafkaException, OSError."""
    changed = settle_certificates(door, pinned)
    admin_log.record(door, *admin_log.changed(changed))
    return changed


class Upkeep:
    """Does ``work`` once on each day (UTC), which is when certificates end; tries again until it is done."""

    def __init__(self, work: Callable[[], list[str]], now: Callable[[], datetime]) -> None:
        self._work, self._now = work, now
        self._done: date | None = None

    @property
    def is_done(self) -> bool:
        """For today."""
        return self._done == self._now().date()

    async def look(self) -> None:
        """Does what is left to do today."""
        if self.is_done:
            return
        now = self._now()
        try:
            changed = await asyncio.to_thread(self._work)
        except (CannotTryError, KafkaException, OSError) as error:
            structlog.get_logger().warning("certificates not settled, tried again", exc_info=error)
            return
        self._done = now.date()
        metrics.CERTIFICATES_SETTLED.set(now.timestamp())
        structlog.get_logger().info("certificates settled", count=len(changed))

    async def run(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(_PAUSE_SECONDS)


def application(upkeep: Upkeep) -> Starlette:
    """Runs it, and says how it goes."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        running = shutdown.begin(upkeep.run())
        yield
        await shutdown.cancel([running])

    async def ready(_: Request) -> Response:
        return PlainTextResponse("ready\n") if upkeep.is_done else PlainTextResponse("not yet\n", 503)

    async def measured(_: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/readyz", ready), Route("/metrics", measured)], lifespan=lifespan)


def main() -> None:
    """Until stopped."""
    settings = Settings()  # pyright: ignore[reportCallIssue] - from the environment
    log.configure("broker", "upkeep")
    door = BrokerAccess(settings.kafka_services, settings.kafka_ca, settings.kafka_certificate)
    upkeep = Upkeep(lambda: leave_out_what_ended(door, settings.kafka_pins), lambda: datetime.now(UTC))
    server.serve(server.bounded(application(upkeep), host=settings.http_host, port=settings.inner_port))


if __name__ == "__main__":
    main()
