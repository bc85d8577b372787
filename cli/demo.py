"""The whole chain at work, from realistic signals to partners, with the sums made up."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, cast

import httpx
import typer
from aiokafka.errors import KafkaError
from rich.console import Console

from cli import coverage
from cli.invitation import invitation
from demo.api import UnexpectedAnswerError
from demo.run import run
from deploy.local import stack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

app = typer.Typer()

_FEWEST = 100
_KEPT_DOWN = "all of this on the screens: make demo KEEP=1, and sign on"
_BROKEN = (UnexpectedAnswerError, httpx.HTTPError, KafkaError)
"""How a chain that does not do its work shows itself."""


@app.command()
def demo(
    signals: Annotated[int, typer.Option(min=_FEWEST, help="How many signals to feed in.")] = 240,
    seed: Annotated[int, typer.Option(help="The same seed gives the same signals.")] = 273,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the chain running afterwards.")] = False,
) -> None:
    """Feed signals in, play every human step, show what happened, and account for every signal.

    Starts the chain when it does not run, and then stops it again. Exit code 1 when a signal is not accounted for.
    """
    root = stack.default_root()
    console = Console(width=None if Console().is_terminal else 140)
    started_here = not _runs(root)
    typer.echo(f"the chain {'starts' if started_here else 'runs already'}")
    stack.up(root)
    try:
        result = asyncio.run(run(root, signals, seed, console))
    except (ExceptionGroup, *_BROKEN) as error:
        broken = [*_each(error)]
        if not all(isinstance(one, _BROKEN) for one in broken):
            raise  # a defect of the demonstration itself
        said = "; ".join(f"{type(one).__name__}: {one}" for one in broken)
        typer.echo(f"demo: failed (it broke off: {said})")
        raise typer.Exit(1) from None
    finally:
        if started_here and not keep:
            stack.down(root)
    typer.echo(coverage.count(coverage.plan()).line())
    typer.echo(_KEPT_DOWN if started_here and not keep else invitation(root, stack.up(root, sign_on=True).desk))
    typer.echo(result.last_line())
    if not result.holds:
        raise typer.Exit(1)


def _runs(root: Path) -> bool:
    """Whether any of it does: then it is somebody's, and stays."""
    return any(process.running for process in stack.status(root))


def _each(error: BaseException) -> Iterator[BaseException]:
    """The errors in a group of groups, or the one error."""
    if isinstance(error, BaseExceptionGroup):
        group = cast("BaseExceptionGroup[BaseException]", error)
        for part in group.exceptions:
            yield from _each(part)
    else:
        yield error
