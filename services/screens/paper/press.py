"""``python -m services.screens.paper.press``: the page on stdin as a PDF on stdout, in a process of its own.

Tagged (PDF/UA-1, ISO 14289-1), as EN 301 549 asks. What the page is made of ends with the process; of the processor and
the memory it gets so much and no more. Exit code ``LACKING``: this machine has no Pango.
"""

from __future__ import annotations

import resource
import sys
from importlib import import_module
from typing import Any

from services.screens.places import ASSETS

LACKING = 3
PANGO = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
"""What has to be installed then, as Debian calls it."""

_BASE = "https://page.invalid"
_OURS = f"{_BASE}/bestanden/desk.css"
"""All that a page has of elsewhere: the rules of the design system are of screens, and take the press a minute."""

_SECONDS, _BYTES = 20, 1 << 30
_STYLE = """
@page {
  size: A4; margin: 2cm;
  @top-left { content: "Vertrouwelijk"; font: 9pt sans-serif }
  @bottom-right { content: "bladzijde " counter(page) " van " counter(pages); font: 9pt sans-serif }
}
.desk-row { clear: both; display: block !important }
.desk-row dt { float: left; width: 12rem }
.desk-row dd { margin-left: 13rem !important }
.desk-nested .desk-row dt { float: none; width: auto }
.desk-nested .desk-row dd { margin-left: 1rem !important }
"""
"""What paper asks beyond the style of the page: who it is for, and how much there is. WeasyPrint 70 never ends on some
grids, so what stands in two columns floats.
"""


def main() -> int:
    """Exit code."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
    page = sys.stdin.buffer.read().decode()
    try:
        weasyprint: Any = import_module("weasyprint")
    except OSError:
        return LACKING
    ours = weasyprint.urls.URLFetcher

    class Ours(ours):
        """From the disk: nothing is asked of anybody."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url != _OURS:
                raise ValueError("not ours")
            style = (ASSETS / "desk.css").read_bytes()
            return weasyprint.urls.URLFetcherResponse(url, style, {"Content-Type": "text/css"})

    document = weasyprint.HTML(string=page, base_url=_BASE, url_fetcher=Ours())
    for link in document.etree_element.iter("a"):
        link.attrib.pop("href", None)  # on paper it leads nowhere
    document.write_pdf(sys.stdout.buffer, stylesheets=[weasyprint.CSS(string=_STYLE)], pdf_variant="pdf/ua-1")
    return 0


if __name__ == "__main__":
    sys.exit(main())
