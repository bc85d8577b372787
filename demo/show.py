"""Shows the demonstration: progress, tables and what partners see; in a terminal, and as plain lines in a log."""

from __future__ import annotations

import json
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping, Sequence

    from rich.console import Console

    from demo.reconcile import Sums
    from demo.story import Story

Json = dict[str, Any]


class Stage:
    """One stage under way: ``advance`` it, and say with ``found`` what came of it."""

    def __init__(self, advance: Callable[[], None]) -> None:
        self.advance = advance
        self.found = ""


class Show:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._started = time.monotonic()

    @contextmanager
    def stage(self, title: str, total: int | None = None) -> Generator[Stage]:
        """A bar while it lasts, on a terminal; one line when it is over, everywhere."""
        began = time.monotonic()
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        live = self._console.is_terminal
        with Progress(
            *columns, TimeElapsedColumn(), console=self._console, transient=True, disable=not live
        ) as progress:
            task = progress.add_task(title, total=total)
            stage = Stage(lambda: progress.advance(task))
            yield stage
        took, since = time.monotonic() - began, time.monotonic() - self._started
        self.line(f"[{since:5.1f} s] {title} ({took:.1f} s){': ' if stage.found else ''}{stage.found}")

    def line(self, text: str = "") -> None:
        self._console.print(escape(text), highlight=False, soft_wrap=True)

    def heading(self, text: str) -> None:
        self.line()
        self._console.print(f"[bold]{escape(text)}[/bold]", highlight=False)

    def sums(self, sums: Sums) -> None:
        """What became of every signal, and where the referrals are."""
        self.heading(f"What became of {sums.signals} signals")
        table = Table("", "", "signals")
        for kind, counts in (("outcome", sums.outcomes), ("waiting at", sums.waiting), ("refused", sums.refused)):
            for name, count in counts.most_common():
                table.add_row(kind, escape(name), str(count))
            table.add_section()
        self._console.print(table)
        self.heading(f"{sums.referrals.total()} referrals, by partner and where they stand; {sums.alerts} alerts")
        states = sorted({state for _, state in sums.referrals})
        table = Table("partner", *states, "all")
        for partner in sorted({partner for partner, _ in sums.referrals}):
            counts = [sums.referrals[partner, state] for state in states]
            table.add_row(partner, *(str(count or "") for count in counts), str(sum(counts)))
        self._console.print(table)

    def ways(self, taken: Mapping[str, int]) -> None:
        self.heading("Every way through the stroomschema, and how often it was taken")
        for name, count in taken.items():
            self.line(f"  {count:5}  {name}")

    def story(self, story: Story) -> None:
        """Each step with its time, and the time since the first."""
        self.heading(f"One signal, step by step: {story.title} ({story.signal_id})")
        first = story.steps[0].at
        for step in story.steps:
            passed = (step.at - first).total_seconds()
            self.line(f"  {step.at:%H:%M:%S.%f}"[:-3] + f"  +{passed:6.2f} s  {step.topic:<32} {step.what}")

    def seen(self, partner: str, topic: str, event: Json) -> None:
        """A partner's record, as its client read it."""
        self.heading(f"What {partner} sees: one record of {topic}, read with its own certificate")
        self.line(json.dumps(event["data"], indent=2, ensure_ascii=False))

    def refusals(self, partner: str, listed: Sequence[str], refusals: Mapping[str, str | None]) -> None:
        self.heading(f"What {partner} can't see")
        self.line(f"  a listing shows it: {', '.join(listed)}")
        for what, said in refusals.items():
            self.line(f"  {what}: {said or 'LET IN'}")

    def problems(self, problems: Iterable[str], most: int = 20) -> None:
        listed = [*problems]
        for problem in listed[:most]:
            self.line(f"  {problem}")
        if len(listed) > most:
            self.line(f"  and {len(listed) - most} more")


def counted(counts: Counter[str]) -> str:
    """For one line: ``3 a, 2 b``."""
    return ", ".join(f"{count} {name}" for name, count in counts.most_common())
