"""``python -m tests.bench.page FOLDER PAGE``: what was measured, as a page with its plots beside it."""

from __future__ import annotations

import json
import sys
from math import log10
from pathlib import Path
from typing import Any

import pygal

_RAW = ("chain.json", "curve.json", "worker.json", "screens.json")
_STAGES = {
    "intake": ("intake-", "postgres:intake"),
    "enrichment": ("enrichment-", "postgres:enrichment"),
    "audit and witnesses": ("audit-", "postgres:audit", "witness"),
    "Kafka": ("kafka",),
    "PostgreSQL: relays and itself": ("postgres:relay", "postgres:server"),
}


def _stages(processor: dict[str, float]) -> dict[str, float]:
    found = dict.fromkeys([*_STAGES, "the rest, stand-ins included"], 0.0)
    for part, spent in processor.items():
        stage = next((name for name, begins in _STAGES.items() if part.startswith(begins)), [*found][-1])
        found[stage] += spent
    return found


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _shown(percentiles: dict[str, float]) -> str:
    return f"{percentiles['p50']:.0f} / {percentiles['p99']:.0f} ms" if percentiles else "-"


def _loads(loads: list[dict[str, Any]]) -> list[str]:
    lines = [
        _row("load", "reports/s", "report, p50 / p99", "accepted to read", "begun to read", "asked to come back", "ms"),
        _row(*["---"] * 7),
    ]
    for one in loads:
        away, others = one["statuses"].get("503", 0), {*one["statuses"]} - {"201", "503"}
        lines.append(
            _row(
                one["load"],
                f"{one['reports_per_second']:.0f}",
                _shown(one["report"]),
                _shown(one["accepted"]),
                _shown(one["begun"]),
                f"{away}" + (f"; {', '.join(sorted(others))}" if others else ""),
                f"{sum(one['processor'].values()):.1f}",
            )
        )
    return lines


def _cost(loads: list[dict[str, Any]]) -> list[str]:
    chosen = [one for one in loads if one["load"] in ("8 clients", "100/s", "200/s")]
    stages = [_stages(one["processor"]) for one in chosen]
    lines = [_row("stage", *(one["load"] for one in chosen)), _row(*["---"] * (len(chosen) + 1))]
    return lines + [_row(name, *(f"{found[name]:.2f}" for found in stages)) for name in stages[0]]


def _curve(curves: list[dict[str, Any]]) -> list[str]:
    """Rows that were looked at: what a query costs where nothing else runs beside it."""
    counts = [one["count"] for one in curves[0]["curve"]]
    head = [
        _row("rows read / ms at a history of", *(f"{count:,}" for count in counts)),
        _row(*["---"] * (len(counts) + 1)),
    ]
    return head + [_row(one["act"], *(f"{at['rows']:,} / {at['ms']:.1f}" for at in one["curve"])) for one in curves]


def _screens(pages: list[dict[str, Any]]) -> list[str]:
    lines = [_row("page", "median", "p95", "weight"), _row(*["---"] * 4)]
    return lines + [
        _row(one["name"], f"{one['median']} ms", f"{one['p95']} ms", f"{one['weight'] / 1000:.1f} kB") for one in pages
    ]


def _clients(place: float) -> str:
    return f"{10**place:.0f}"


def _plot(loads: list[dict[str, Any]], into: Path) -> None:
    closed = {int(one["load"].split()[0]): one for one in loads if "client" in one["load"]}
    chart: Any = pygal.XY(  # pyright: ignore[reportUnknownMemberType] - the library has no types
        title="by number of clients, both on a logarithmic scale", x_title="clients", logarithmic=True, js=(), width=700
    )
    chart.add("reports a second", [(log10(n), one["reports_per_second"]) for n, one in closed.items()])
    for name, words in (("report", "report, p99 in ms"), ("begun", "alert, begun to read, p99 in ms")):
        chart.add(words, [(log10(n), one[name]["p99"]) for n, one in closed.items() if one[name]])
    chart.x_labels = [log10(n) for n in closed]
    chart.x_value_formatter = _clients
    chart.render_to_file(str(into))


def main(folder: Path, page: Path) -> None:
    found = json.loads((folder / "chain.json").read_text("utf-8"))
    curves = json.loads((folder / "curve.json").read_text("utf-8"))
    worker = json.loads((folder / "worker.json").read_text("utf-8"))
    screens = json.loads((folder / "screens.json").read_text("utf-8"))
    loads = found["loads"]
    _plot(loads, folder / "clients.svg")
    flames = sorted(path.name for path in folder.glob("*-*.svg"))
    lines = [
        "# What it costs, and how long it takes",
        "",
        f"Written by `make bench` on {found['machine']}:",
        "broker, database, all services, stand-ins, reporters and the police's client on that one machine. One report",
        "in fifty is acute. Compare within this page only.",
        "",
        *_loads(loads),
        "",
        "*reports/s*: until the last was begun; who was asked to come back comes after that, and is in the waiting.",
        "*report*: from when it was due until it was taken in, being asked to come back included. *accepted to read*:",
        "from the answer to the reporter until the police's own client has it; below zero where the police were first.",
        "*ms*: processor time of the whole chain for each report, stand-ins included; look-ups in base registers",
        "come later where there are more reports than a register lets us ask, and are not all in it then. The flame",
        "graphs were made while there were 32 clients, which costs them some.",
        "",
        f"![reports a second and waiting, by clients]({folder.name}/clients.svg)",
        "",
        "## Processor time by stage, in ms for each report",
        "",
        *_cost(loads),
        "",
        f"With nothing to do the whole chain takes {100 * found['idle']:.1f} % of one core.",
        "",
        "## By how much there is already",
        "",
        "Each act of a service on its own rows, on a PostgreSQL of its own: flat where the rows read are.",
        "",
        *_curve(curves),
        "",
        "## A worker",
        "",
        f"Intake's, started on {worker['events']:,} events that wait: the first is handled after {worker['first']} s.",
        f"While a second one joined, nothing was handled for {worker['joining']} s.",
        f"Its memory at each tenth, in MB: {', '.join(map(str, worker['memory']))}.",
        "",
        "## Screens",
        "",
        f"The desk with {screens['signals']:,} signals to assess and as many cases to decide, of fourteen",
        "municipalities, by who sees them all: from asking until the page is whole, and what it weighs packed, style",
        "and scripts included.",
        "",
        *_screens(screens["pages"]),
        "",
        "## Where it goes",
        "",
        *(f"- [{name.removesuffix('.svg')}]({folder.name}/{name}) (flame graph)" for name in flames),
        "",
        "The raw figures: " + ", ".join(f"[{name}]({folder.name}/{name})" for name in _RAW) + ".",
    ]
    page.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
