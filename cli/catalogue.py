"""The catalogue for partners and auditors, as a static site."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import typer

from deploy.catalogue.site import pages

app = typer.Typer()


@app.command()
def catalogue(folder: Path = Path(".local/catalogue")) -> None:
    """Build the catalogue in FOLDER, from the declarations."""
    for name, text in pages(datetime.now(UTC).date()).items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    typer.echo(folder / "index.html")
