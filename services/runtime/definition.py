"""What makes a service: its name, its tables, its API, and what it does with events."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from services.runtime.base.config import Config

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from pathlib import Path

    from fastapi import APIRouter
    from starlette.routing import BaseRoute

    from services.runtime.base.database import Connection
    from services.runtime.base.walls import Walls
    from services.runtime.http.seen import Show
    from services.runtime.messaging.inbox import Decide
    from services.runtime.messaging.record import Record
    from services.runtime.operate.replay import Replay


@dataclass(frozen=True)
class Service:
    """``handle`` turns a batch of new events into state and outgoing events, in the transaction it is given.

    ``privileges``: what its processes do with each of its own tables, beside reading it, and functions, in PostgreSQL's
    words.
    ``store_raw``, where set, gets every record undecoded instead (audit). ``desks`` measures what waits for a person.
    ``config`` is what its processes read from the environment. ``files`` is served as it is, outside the versioned API
    (audit's log); ``plain`` is matched before anything else, without FastAPI. ``replay``: how its state follows from
    the log. ``samples`` are example bodies by operation, for the API documentation.
    ``takes_any_body``: paths whose routes judge the body's form themselves, because acute danger may be in it.
    ``walls``: how it tells cases apart; None where it has none. ``shows``: by the place of an object in an address,
    what it shows now: who acts on an older sight of it is told.
    """

    name: str
    title: str
    migrations: Sequence[Path]
    routers: Sequence[APIRouter]
    privileges: Mapping[str, str] = field(default_factory=dict[str, str])
    handle: Decide | None = None
    store_raw: Callable[[Connection, Sequence[Record]], Awaitable[None]] | None = None
    desks: Callable[[Connection], Awaitable[None]] | None = None
    config: type[Config] = Config
    files: Sequence[APIRouter] = ()
    plain: Sequence[BaseRoute] = ()
    replay: Replay[Any] | None = None
    samples: Mapping[str, Any] = field(default_factory=dict[str, Any])
    takes_any_body: re.Pattern[str] | None = None
    walls: Walls | None = None
    shows: Mapping[str, Show] = field(default_factory=dict[str, "Show"])

    @property
    def package(self) -> str:
        """The Python package it is in."""
        return f"services.{self.name.replace('-', '_')}"
