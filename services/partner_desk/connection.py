"""The two loops beside the screens: what comes is stored, what was said is sent. Either goes on after any failure."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    KafkaError,
    TopicAuthorizationFailedError,
)

from schemas.envelope import ContractError
from schemas.registry import read_by
from services.partner_desk import domain, outbox, reading, store
from services.partner_desk.door import Replies, Topics
from services.partner_desk.store import Place

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from services.partner_desk.config import PartnerDeskConfig
    from services.partner_desk.database import Store
    from services.partner_desk.door import Came

_AGAIN_SECONDS = 5.0
_LOOK_SECONDS = 60.0
"""A look at how far there is to read, also where nothing comes."""

_AWAY = "De keten is nu niet te bereiken. Het programma probeert het vanzelf opnieuw."
_NOT_OURS = (
    "De keten geeft geen toegang. Het certificaat is niet (meer) dat van deze partner, of de toegang is stilgezet. "
    "Bel de gemeente."
)

log = structlog.get_logger()


@dataclass
class Health:
    """How it goes, for who looks. ``left``: by topic, how many are still to be read."""

    connected_at: datetime | None = None
    trouble: str | None = None
    left: dict[str, int] = field(default_factory=dict[str, int])


class Connection:
    """``read`` and ``send`` run for ever; cancel to stop."""

    def __init__(self, config: PartnerDeskConfig, store_: Store) -> None:
        self.health = Health()
        self._config = config
        self._store = store_
        self._to_send = asyncio.Event()

    def answered(self) -> None:
        """There is something to send."""
        self._to_send.set()

    async def read(self) -> None:
        """From the place in the store on. A record that can't be read is set aside."""
        self._read_again_what_was_set_aside()
        await self._for_ever(self._read)

    async def send(self) -> None:
        """The oldest first, until the broker has it."""
        await self._for_ever(self._send)

    async def _for_ever(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except (TopicAuthorizationFailedError, GroupAuthorizationFailedError) as error:
                self._troubled(_NOT_OURS, error)
            except (KafkaError, OSError) as error:
                self._troubled(_AWAY, error)
            await asyncio.sleep(_AGAIN_SECONDS)

    def _troubled(self, said: str, error: Exception) -> None:
        self.health.trouble = said
        log.warning("not connected", exc_info=error)

    async def _read(self) -> None:
        async with Topics(self._config, read_by(f"partner:{self._config.partner}")) as topics:
            stored = store.places(self._store)
            for place, committed in (await topics.places()).items():
                known = stored.get(place)
                topics.begin(place, domain.begins_at(known[0] if known else None, committed))
            looked = -_LOOK_SECONDS
            while True:
                came = await topics.next()
                for one in came:
                    self._keep(one)
                for topic, partition in {(one.topic, one.partition) for one in came}:
                    following = max(one.offset for one in came if (one.topic, one.partition) == (topic, partition)) + 1
                    await topics.commit(topic, partition, following)
                now = asyncio.get_running_loop().time()
                if came or now - looked >= _LOOK_SECONDS:
                    looked = now
                    await self._look(topics)

    async def _look(self, topics: Topics) -> None:
        stored = store.places(self._store)
        left: dict[str, int] = {}
        for (topic, partition), end in (await topics.ends()).items():
            known = stored.get((topic, partition))
            left[topic] = left.get(topic, 0) + end - (known[0] if known else 0)
        self.health.left = left
        self.health.connected_at, self.health.trouble = datetime.now(UTC), None

    def _keep(self, came: Came) -> None:
        place, now = Place(came.topic, came.partition, came.offset), datetime.now(UTC)
        try:
            told = reading.read(came.topic, came.value)
        except ContractError as error:
            store.keep_aside(self._store, place, came.value or b"", error.violations, now)
            log.warning("record set aside", topic=came.topic, partition=came.partition, offset=came.offset)
        else:
            store.keep(self._store, place, told, now)

    def _read_again_what_was_set_aside(self) -> None:
        """This may be a later version of the program, that can."""
        for one, raw in store.as_they_came(self._store):
            with suppress(ContractError):
                store.keep(self._store, None, reading.read(one.place.topic, raw), datetime.now(UTC))
                store.drop_set_aside(self._store, one.number)

    async def _send(self) -> None:
        async with Replies(self._config) as replies:
            while True:
                self._to_send.clear()
                while waiting := outbox.waiting(self._store):
                    place = await replies.send(waiting.reference, waiting.value)
                    outbox.sent(self._store, waiting.event_id, place, datetime.now(UTC))
                await self._to_send.wait()
