"""What the audit service kept of this run: every record of every topic, from where the run began."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from demo.api import User, must
from demo.waiting import every, until
from schemas.codes.flow import UserRole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from demo.api import Api

AUDITOR = User(UserRole.AUDITOR, "demo-auditor")

_PAGE = 1000
_QUIET_LOOKS = 5
_QUIET_SECONDS = 30

Counts = dict[tuple[str, int], int]


@dataclass(frozen=True, slots=True)
class LoggedRecord:
    """One record with the broker's time."""

    topic: str
    partition: int
    offset: int
    at: datetime
    sha256: str
    event: dict[str, Any]

    @property
    def fact(self) -> str:
        """What the event says happened: ``signal.received`` of ``nl.signaalketen.signal.received.v1``."""
        return str(self.event["type"]).removeprefix("nl.signaalketen.").removesuffix(".v1")


async def ends(api: Api) -> Counts:
    """The next offset of every partition the audit service has something of."""
    body = must(await api.get("audit", "/tellingen", AUDITOR))
    return {(item["topic"], item["partitie"]): item["laatsteOffset"] + 1 for item in body["items"]}


async def quiet_ends(api: Api) -> Counts:
    """The same, once nothing of an earlier run is on its way any more."""
    seen: list[Counts] = [await ends(api)]

    async def quiet() -> bool:
        seen.append(await ends(api))
        return not seen[-1] or (len(seen) > _QUIET_LOOKS and all(one == seen[-1] for one in seen[-_QUIET_LOOKS:]))

    await until(quiet, _QUIET_SECONDS)
    return seen[-1]


async def since(api: Api, start: Mapping[tuple[str, int], int]) -> list[LoggedRecord]:
    """Every record after ``start``, in order of time."""
    now = await ends(api)
    grown = [(place, start.get(place, 0)) for place, end in now.items() if end > start.get(place, 0)]
    pages = await every(_partition(api, topic, partition, offset) for (topic, partition), offset in grown)
    return sorted((kept for page in pages for kept in page), key=lambda kept: kept.at)


async def _partition(api: Api, topic: str, partition: int, offset: int) -> list[LoggedRecord]:
    found: list[LoggedRecord] = []
    while True:
        query = {"topic": topic, "partitie": partition, "vanafOffset": offset, "limit": _PAGE}
        items = must(await api.get("audit", "/gebeurtenissen", AUDITOR, **query))["items"]
        found += [
            LoggedRecord(
                topic,
                partition,
                item["offset"],
                datetime.fromisoformat(item["tijdstip"]),
                item["sha256"],
                json.loads(base64.b64decode(item["inhoudBase64"])),
            )
            for item in items
        ]
        if len(items) < _PAGE:
            return found
        offset = items[-1]["offset"] + 1
