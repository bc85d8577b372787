"""``python -m deploy.local.migrate``: every service's tables, as its own role; their settings are JSON on stdin.

Each service can do so itself (``python -m services.intake migrate``). Here it is one process for all: to start six of
them takes five seconds of a processor more, each time the local stack comes up.
"""

from __future__ import annotations

import asyncio
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from services.runtime.base import database, log
from services.runtime.service import RUNTIME_MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.runtime.definition import Service


async def _migrate(service: Service, url: str, password: str) -> None:
    connection = await asyncpg.connect(url, password=password)
    try:
        await database.migrate(connection, [RUNTIME_MIGRATIONS, *service.migrations])
    finally:
        await connection.close()


async def _migrate_all(settings: Mapping[str, Mapping[str, str]]) -> None:
    """At once: no schema knows another."""
    async with asyncio.TaskGroup() as group:
        for module, own in settings.items():
            service: Service = import_module(f"{module}.service").SERVICE
            group.create_task(_migrate(service, own["DATABASE_URL"], own["password"]))


def main() -> None:
    log.configure("local", "migrate")
    settings: dict[str, dict[str, str]] = json.load(sys.stdin)
    for own in settings.values():
        own["password"] = Path(own["DATABASE_PASSWORD_FILE"]).read_text("utf-8").strip()
    asyncio.run(_migrate_all(settings))


if __name__ == "__main__":
    main()
