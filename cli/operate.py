"""Running the chain day by day: how far it is, reading again, restarting."""

from __future__ import annotations

import asyncio
import os
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.door import administration
from cli.moment import EXAMPLE, moment
from cli.output import AsJson, show_json
from cli.service_access import Own, own
from deploy.broker import lag as measured
from deploy.broker import set_back as replaying
from deploy.local import stack
from deploy.operator import operator
from schemas.registry import SERVICES, read_by
from services.runtime.base import measure
from services.runtime.messaging import outbox, trail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from deploy.broker.lag import Place
    from deploy.broker.set_back import SetBack

app = typer.Typer()

_BEGINNING = "beginning"


@dataclass(frozen=True, slots=True)
class Outbox:
    """What a service made and is not on its topic yet; ``oldest`` in seconds."""

    service: str
    waiting: int
    oldest: float


@app.command()
def lag(
    at_most: Annotated[int | None, typer.Option(min=0, help="Exit code 1 above this many events anywhere.")] = None,
    at_most_age: Annotated[
        float | None, typer.Option(min=0, help="Exit code 1 when an event waits longer than this, in seconds.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say how far each service is, per topic and partition, and what waits in its outbox."""
    places = measured.places(administration().door, SERVICES)
    outboxes = [asyncio.run(_outbox(own(service))) for service in SERVICES]
    if as_json:
        show_json({"topics": [asdict(place) for place in places], "outboxes": [asdict(one) for one in outboxes]})
    else:
        _show(places, outboxes)
    most = max(*(place.lag for place in places), *(one.waiting for one in outboxes))
    longest = max(*(place.oldest or 0.0 for place in places), *(one.oldest for one in outboxes))
    if (at_most is not None and most > at_most) or (at_most_age is not None and longest > at_most_age):
        raise typer.Exit(1)


async def _outbox(at: Own) -> Outbox:
    async with at.database() as connection:
        found = await measure.waiting(connection)
    return Outbox(at.name, found.outbox, found.outbox_oldest)


def _show(places: Sequence[Place], outboxes: Sequence[Outbox]) -> None:
    behind = Table("service", "topic", "partition", "end", "committed", "lag", "oldest, s")
    for place in places:
        if place.lag:
            numbers = (place.partition, place.end, "-" if place.committed is None else place.committed, place.lag)
            behind.add_row(place.service, place.topic, *(str(n) for n in numbers), f"{place.oldest or 0:.1f}")
    waiting = Table("service", "topics", "lag", "outbox", "oldest, s")
    for one in outboxes:
        own_places = [place for place in places if place.service == one.service]
        names = len({place.topic for place in own_places})
        total = sum(place.lag for place in own_places)
        waiting.add_row(one.service, str(names), str(total), str(one.waiting), f"{one.oldest:.1f}")
    console = Console(width=None if Console().is_terminal else 140)
    if behind.row_count:
        console.print(behind)
    console.print(waiting)


def _since(text: str) -> datetime | None:
    return None if text == _BEGINNING else moment(text, "--from")


@app.command()
def replay(
    service: Annotated[str, typer.Option(help="Whose group is set back.")],
    start: Annotated[str, typer.Option("--from", help=f"`{_BEGINNING}`, or a moment with its zone, as {EXAMPLE}.")],
    topic: Annotated[list[str] | None, typer.Option(help="Only this one; may be repeated.")] = None,
) -> None:
    """Let a service read its topics again, on record; what it has handled has no effect again.

    The local chain's workers are stopped and started for it; elsewhere stop them first.
    """
    since, at, who = _since(start), own(service), operator()
    readable = read_by(f"service:{service}")
    if unknown := [name for name in topic or [] if name not in readable]:
        raise typer.BadParameter(f"{service} does not read {', '.join(unknown)}")
    elsewhere = os.environ.get("KAFKA_CERTIFICATE")
    with nullcontext() if elsewhere else stack.paused(stack.default_root(), service):
        moves = replaying.set_back(administration().door, service, topic or readable, since)
        asyncio.run(_on_record(at, who, start, moves))
    for move in moves:
        typer.echo(f"{move.topic}/{move.partition}: from {move.start}, was {move.was}")
    typer.echo(f"{sum(move.was - move.start for move in moves)} events are read again")


async def _on_record(at: Own, by: str, start: str, moves: Sequence[SetBack]) -> None:
    count = sum(move.was - move.start for move in moves)
    names = ", ".join(dict.fromkeys(move.topic for move in moves)) or "nothing"
    async with at.database() as connection, connection.transaction():
        act = trail.administered(at.name, by, "replay", (), f"from {start}: {count} events of {names}")
        await outbox.add(connection, [act])


@app.command()
def restart(service: Annotated[str, typer.Argument(metavar="SERVICE|all")]) -> None:
    """Migrate a service's tables and restart its processes one at a time, each ready before the next one stops."""
    for name in SERVICES if service == "all" else (service,):
        for process in stack.restart(stack.default_root(), name):
            typer.echo(f"{process}: restarted")
