"""The press: what it makes of a page, and what it does not do for one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from starlette.responses import HTMLResponse

from services.screens.paper import pdf
from services.screens.paper.pdf import NoPdfError, as_pdf
from tests.contract.pango import WITHOUT
from tests.paper.reading import read

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("press")

PAGE = '<!doctype html><html lang="nl"><head><title>Zaak</title>{}</head><body><h1>Zaak</h1>{}</body></html>'


def page(body: str, head: str = "") -> HTMLResponse:
    return HTMLResponse(PAGE.format(head, body))


async def test_a_page_is_one_that_a_screen_reader_reads(tmp_path: Path) -> None:
    links = '<p><a href="/beslissen">Naar de lijst</a></p>'
    table = '<table><thead><tr><th scope="col">Bron</th></tr></thead><tbody><tr><td>BAG</td></tr></tbody></table>'
    answer = await as_pdf(page(links + table), "zaak-1")
    assert answer.media_type == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="zaak-1.pdf"'
    said = read(bytes(answer.body), tmp_path)
    assert "Vertrouwelijk" in said
    assert "Naar de lijst" in said
    assert "BAG" in said
    assert "bladzijde 1 van 1" in said
    assert b"/beslissen" not in bytes(answer.body)


async def test_it_fetches_nothing(tmp_path: Path) -> None:
    (tmp_path / "ander.css").write_text("h1::after { content: 'van elders' }", "utf-8")
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readline())
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    address = "http://{}:{}".format(*server.sockets[0].getsockname())
    own = '<link rel="stylesheet" href="/bestanden/desk.css">'
    places = [f"{address}/een.css", (tmp_path / "ander.css").as_uri(), "/bestanden/../press.py", "/bestanden/x.css"]
    head = own + "".join(f'<link rel="stylesheet" href="{one}">' for one in places)
    body = "".join(f'<img src="{one}" alt="">' for one in (address, "file:///etc/hostname", "/bestanden/icoon.svg"))
    async with server:
        said = read(
            bytes((await as_pdf(page(f"<p>Wat er staat</p><form>Verder</form>{body}", head), "zaak")).body), tmp_path
        )
    assert asked == []
    assert "Wat er staat" in said
    assert "van elders" not in said
    assert "Verder" not in said, "by our own style"


async def test_without_pango_it_says_what_one_can_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text(WITHOUT, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(NoPdfError, match=r"kan op deze computer niet .* Druk de bladzijde af"):
        await as_pdf(page("<p>Wat er staat</p>"), "zaak")


async def test_a_page_that_is_none_says_so() -> None:
    with pytest.raises(NoPdfError, match=r"Van deze bladzijde is geen PDF te maken"):
        await as_pdf(HTMLResponse(b"\xff"), "zaak")


async def test_one_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_SECONDS", 0.01)
    with pytest.raises(NoPdfError, match=r"duurt nu te lang"):
        await as_pdf(page("<p>x</p>" * 10_000), "zaak")
