"""What a privacy officer (FG) needs on paper: the DPIA and the register of processing, as Markdown and PDF."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Annotated

import typer
from markdown_it import MarkdownIt

from cli import dpia as assessment
from cli import processing_register
from deploy.errors import CannotTryError
from services.screens.paper.press import PANGO

app = typer.Typer()

Folder = Annotated[Path, typer.Option(help="Where the two files go.")]

_STYLE = """
@page { size: A4 landscape; margin: 15mm }
@page { @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt } }
body { font-family: sans-serif; font-size: 9pt } h2 { break-before: page }
table { border-collapse: collapse; width: 100% } tr { break-inside: avoid }
th, td { border: 0.5pt solid #777; padding: 2pt 4pt; text-align: left; vertical-align: top; overflow-wrap: anywhere }
"""


@app.command()
def dpia(folder: Folder = Path(".local/privacy")) -> None:
    """Schrijf de feitelijke helft van een DPIA (AVG 35), als Markdown en als PDF."""
    _write(folder / "dpia", assessment.page())


@app.command()
def verwerkingsregister(folder: Folder = Path(".local/privacy")) -> None:
    """Schrijf het register van verwerkingen (AVG 30), als Markdown en als PDF."""
    _write(folder / "verwerkingsregister", processing_register.page())


def _write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.with_suffix(".md").write_text(text, "utf-8")
    place.with_suffix(".pdf").write_bytes(as_pdf(text))
    typer.echo(f"{place}.md\n{place}.pdf")


def as_pdf(text: str) -> bytes:
    """Tagged (PDF/UA), as the law asks of what a municipality publishes (EN 301 549). Links between our own pages are
    left out: on paper they lead nowhere. Raises CannotTryError where this machine has no Pango.
    """
    try:
        with redirect_stdout(StringIO()):  # it prints how to install it, where it is not asked
            html = import_module("weasyprint").HTML
    except OSError as error:  # a library of Pango's is missing
        raise CannotTryError(f"PDF needs Pango: apt-get install {PANGO}") from error
    title = text.partition("\n")[0].removeprefix("# ")
    body = MarkdownIt("commonmark").enable("table").render(re.sub(r"\[([^]]+)\]\([a-z-]+\.md[^)]*\)", r"\1", text))
    page = f'<html lang="nl"><head><title>{title}</title><style>{_STYLE}</style></head><body>{body}</body></html>'
    return html(string=page).write_pdf(pdf_variant="pdf/ua-1")
