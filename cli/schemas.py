"""The published contracts: written from the code, checked against it and against the last release."""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict, dataclass
from importlib import import_module, resources
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.output import AsJson, show_json
from deploy.errors import CannotTryError
from schemas.compatibility import broken_contracts
from schemas.disclosures.sample import sample_events
from schemas.publish import JSON_SCHEMAS, as_text, documents
from schemas.registry import SERVICES, partners
from services.runtime.definition import Service
from services.runtime.service import api

app = typer.Typer()


@dataclass(frozen=True, slots=True)
class Release:
    """The JSON Schemas of an earlier release by event type; ``name`` says which."""

    name: str
    schemas: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Findings:
    drifted: list[str]
    broken: list[str]
    compared_with: str | None


@app.command()
def schemas(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit code 1 when something differs.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the published contracts; or check them, also for changes that break what was released."""
    folder = published_folder()
    if not check:
        write_missing_examples(folder.parent / "examples")
    wanted = published_documents()
    if not check:
        changed = write(folder, wanted)
        show_json(changed) if as_json else typer.echo("\n".join(changed) or "nothing to change")
        return
    findings = compare(folder, wanted)
    _show(findings, as_json=as_json)
    if findings.drifted or findings.broken:
        raise typer.Exit(1)


def write_missing_examples(folder: Path) -> None:
    """Of disclosures alone: their sample case is known, other events are written by hand."""
    for name, partner in partners().items():
        for family in partner.families:
            for event_type, event in sample_events(name, family).items():
                path = folder / f"{event_type}.json"
                if not path.exists():
                    path.write_text(as_text(json.loads(event)), "utf-8")


def compare(folder: Path, wanted: dict[str, str]) -> Findings:
    """What is published against what the code says, and what the code says against the last release."""
    release = last_release(folder)
    broken = broken_contracts(release.schemas, _by_type(wanted)) if release else []
    return Findings(drifted(folder, wanted), broken, release.name if release else None)


def published_folder() -> Path:
    """Where the contracts are, beside the code they come from."""
    return Path(str(resources.files("schemas"))) / "published"


def published_documents() -> dict[str, str]:
    """Every published document by its path in that folder."""
    found = documents()
    found |= {f"openapi/{name}.json": as_text(api(service(name)).openapi()) for name in SERVICES}
    return found


def service(name: str) -> Service:
    """The service of this name, put together."""
    return import_module(f"services.{name.replace('-', '_')}.service").SERVICE


def drifted(folder: Path, wanted: dict[str, str]) -> list[str]:
    """Paths of files that are missing, no longer published, or not what the code says."""
    there = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}
    differ = [path for path, text in wanted.items() if path not in there or there[path].read_bytes() != text.encode()]
    return sorted({*differ, *(there.keys() - wanted.keys())})


def write(folder: Path, wanted: dict[str, str]) -> list[str]:
    """Make the folder hold exactly these; returns what was changed."""
    changed = drifted(folder, wanted)
    for path in changed:
        file = folder / path
        if path in wanted:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(wanted[path].encode())
        else:
            file.unlink()
    return changed


def last_release(folder: Path) -> Release | None:
    """What the newest version tag holds, or without one the last commit; nothing where that holds no contracts."""
    root = folder.parents[1]
    if not (root / ".git").exists():
        return None
    tags = _git(root, "tag", "--list", "v*", "--sort=-version:refname").split()
    name = tags[0] if tags else "HEAD"
    paths = _git(root, "ls-tree", "--name-only", name, f"schemas/published/{JSON_SCHEMAS}/").split()
    found = {Path(path).stem: json.loads(_git(root, "show", f"{name}:{path}")) for path in paths}
    return Release(name, found) if found else None


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")  # noqa: S603
    except FileNotFoundError as error:
        raise CannotTryError("git is not here, so the last release can't be read") from error
    except subprocess.CalledProcessError as error:
        raise CannotTryError(f"git can't read the last release: {error.stderr.strip()}") from error
    return done.stdout


def _by_type(published: dict[str, str]) -> dict[str, dict[str, Any]]:
    found = {Path(path): text for path, text in published.items()}
    return {path.stem: json.loads(text) for path, text in found.items() if path.parent.name == JSON_SCHEMAS}


def _show(findings: Findings, *, as_json: bool) -> None:
    if as_json:
        show_json(asdict(findings))
        return
    for path in findings.drifted:
        typer.echo(f"differs from the code: {path}")
    for change in findings.broken:
        typer.echo(f"breaks what {findings.compared_with} published: {change}")
    if findings.compared_with is None:
        typer.echo("no earlier release here: not compared with one")
    elif not findings.broken:
        typer.echo(f"breaks nothing that {findings.compared_with} published")
    if not findings.drifted:
        typer.echo("what is published is what the code says")
