"""The bills of materials (CycloneDX) and the list of licences; not in the image, which holds no requirements."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Annotated

import typer

from deploy.sbom import bills, licences

app = typer.Typer()


@app.command()
def sbom(folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write them.")]) -> None:
    """Write a bill of materials for the services' image, the operators' environment and the tests, and licences.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "licences.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("part", "package", "version", "licences"))
        for part, bill in bills().items():
            (folder / f"{part}.cdx.json").write_text(f"{json.dumps(bill, indent=1)}\n", "utf-8")
            for one in bill["components"]:
                table.writerow((part, one["name"], one["version"], " / ".join(licences(one)) or "not installed here"))
            typer.echo(f"{folder / f'{part}.cdx.json'}: {len(bill['components'])} components")
