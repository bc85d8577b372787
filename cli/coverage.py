"""Which sentence of the plan is which rule, code and tests: docs/plan-coverage.md, from docs/plan-sentences.yaml."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from cli import dpia, legal, processing_register
from cli.output import AsJson, show_json
from schemas.codes.flow import Outcome
from schemas.registry import partners, topics
from services.casework.terms.domain import day_of

app = typer.Typer()

ROOT = Path(__file__).parents[1]
SENTENCES = ROOT / "docs" / "plan-sentences.yaml"
REPORT = ROOT / "docs" / "plan-coverage.md"
FLOW = ROOT / "docs" / "stroomschema.svg"


class Sentence(BaseModel):
    """A sentence, box or arrow of the plan: a rule with its code and tests, or the reason there is none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: str
    quote: str
    rule: str | None = None
    code: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    not_software: str | None = None
    to_come: str | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Sentence:
        covered = bool(self.rule and self.code and self.tests)
        begun = bool(self.rule or self.code or self.tests)
        if [covered, bool(self.not_software), bool(self.to_come)].count(True) != 1 or (begun and not covered):
            raise ValueError(f"{self.quote}: a rule with code and tests, or not_software, or to_come")
        return self

    @property
    def kind(self) -> str:
        return "covered" if self.rule else "not software" if self.not_software else "to come"


class Plan(BaseModel):
    """``ours``: rules no sentence asks for, with the reason they are there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sentences: tuple[Sentence, ...]
    ours: dict[str, str]


@dataclass(frozen=True, slots=True)
class Count:
    covered: int
    not_software: int
    to_come: int

    def line(self) -> str:
        total = self.covered + self.not_software + self.to_come
        return (
            f"coverage: {total} sentences, boxes and arrows: {self.covered} are rules with code and tests, "
            f"{self.not_software} are not software, {self.to_come} are to come"
        )


def plan() -> Plan:
    return Plan.model_validate(yaml.safe_load(SENTENCES.read_text("utf-8")))


def count(found: Plan) -> Count:
    kinds = Counter(sentence.kind for sentence in found.sentences)
    return Count(kinds["covered"], kinds["not software"], kinds["to come"])


def report(found: Plan) -> str:
    """The whole page."""
    lines = [
        "# The plan, sentence by sentence",
        "",
        "Written by `signaalketen coverage` from `docs/plan-sentences.yaml`; a test keeps them the same, and sees that",
        "all code and tests exist and that every rule of the flow is here.",
        "",
        f"{count(found).line().removeprefix('coverage: ')}.",
        "",
        "![the stroomschema, drawn from the code, beside the boxes of the plan](stroomschema.svg)",
    ]
    for at in dict.fromkeys(sentence.at for sentence in found.sentences):
        lines += ["", f"## {at}", "", "| the plan | what it is here | code | tests |", "|---|---|---|---|"]
        lines += [_row(sentence) for sentence in found.sentences if sentence.at == at]
    lines += ["", "## Rules of our own", "", "| code | why |", "|---|---|"]
    lines += [f"| `{code}` | {why} |" for code, why in found.ours.items()]
    return "\n".join(lines) + "\n"


def _row(sentence: Sentence) -> str:
    what = sentence.rule or (
        f"*not software:* {sentence.not_software}" if sentence.not_software else f"**to come:** {sentence.to_come}"
    )
    code = "<br>".join(f"`{place}`" for place in sentence.code)
    tests = "<br>".join(f"`{test}`" for test in sentence.tests)
    return f"| {sentence.quote} | {what} | {code} | {tests} |"


_BOX = '<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="6" fill="{fill}" stroke="#333"/>'
_TEXT = '<text x="{x}" y="{y}" font-family="sans-serif" font-size="12">{text}</text>'
_ARROW = '<line x1="{x}" y1="{y}" x2="{x}" y2="{to}" stroke="#333" marker-end="url(#end)"/>'
_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1080" height="{height}" viewBox="0 0 1080 {height}">'
    '<defs><marker id="end" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">'
    '<path d="M0,0 L8,4 L0,8 z" fill="#333"/></marker></defs><rect width="1080" height="{height}" fill="#fff"/>'
)
_STEP = 96
_OUTCOMES = {
    Outcome.NO_SUSPICION: "Nee: reguliere hulp of Zorg- en Veiligheidshuis",
    Outcome.CARE: "Ja: alleen een zorgtraject; regie zorgcoördinator, VT of reguliere hulp",
    Outcome.CARE_AND_CRIMINAL: "Ja: zorg en strafrechtelijk; regie Zorg- en Veiligheidshuis",
    Outcome.ORGANISED_CRIME: "Ja: ondermijnende criminaliteit; regie RIEC",
}


def flow() -> str:
    """The plan's boxes on the left, what runs on the right: topics, writers and directors as they are declared."""
    asked = ", ".join(name for name, partner in partners().items() if "consult" in partner.families)
    rows = [
        ("Signalen mensenhandel → Meldpunt Ondermijning", _written("signal.received", "signal.direct")),
        ("In geval van acute nood: politie via 112", _written("alert.politie")),
        ("Analist verrijkt het signaal en stuurt het door", _written("signal.enriched")),
        ("Aandachtfunctionaris stemt af met ketenpartner(s)", f"triage asks {asked} on consult.*"),
        ("Vermoeden mensenhandel?", _written("decision.zorg", "decision.riec")),
        *((text, _directed(outcome)) for outcome, text in _OUTCOMES.items()),
        ("(afgewezen of zonder regie: terug naar de aandachtfunctionaris)", _written("progress.zorg", "progress.riec")),
    ]
    drawn = [_HEAD.format(height=_STEP * len(rows) + 50)]
    drawn += [_TEXT.format(x=20, y=24, text="the plan"), _TEXT.format(x=560, y=24, text="what runs")]
    for number, (left, right) in enumerate(rows):
        y = 40 + _STEP * number
        for x, text, fill in ((20, left, "#eef3fb"), (560, right, "#eefbf0")):
            drawn.append(_BOX.format(x=x, y=y, w=500, h=60, fill=fill))
            drawn.append(_TEXT.format(x=x + 12, y=y + 34, text=text))
            if number + 1 < len(rows):
                drawn.append(_ARROW.format(x=x + 250, y=y + 60, to=y + _STEP - 2))
    return "\n".join((*drawn, "</svg>")) + "\n"


def _written(*names: str) -> str:
    writers = dict.fromkeys(topics()[name].writer.partition(":")[2] for name in names)
    readers = dict.fromkeys(
        reader.partition(":")[2] for name in names for reader in topics()[name].readers if reader != "service:audit"
    )
    return f"{', '.join(writers)} → {', '.join(names)} → {', '.join(readers)}"


def _directed(outcome: Outcome) -> str:
    directing = ", ".join(name for name, partner in partners().items() if outcome in partner.directs)
    return f"{outcome}: {directing}"


@app.command()
def coverage(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit code 1 when something differs.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the pages of docs/ that are made from the declarations, and say how much of the plan is there. Which
    telephone numbers somebody has to read again is a warning: it fails nothing.
    """
    for warning in legal.to_read_again(day_of(datetime.now(UTC))):
        typer.echo(f"waarschuwing: {warning}", err=True)
    found = plan()
    wanted = {REPORT: report(found), FLOW: flow()}
    wanted |= {written.PAGE: written.page() for written in (legal, processing_register, dpia)}
    differ = [path.name for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    if not check:
        for path, text in wanted.items():
            path.write_text(text, "utf-8")
    if as_json:
        show_json({**asdict(count(found)), "differ": differ if check else []})
    else:
        typer.echo(count(found).line())
        for name in differ if check else ():
            typer.echo(f"differs: docs/{name}")
    if check and differ:
        raise typer.Exit(1)
