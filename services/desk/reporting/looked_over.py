"""A report as it was filled in, in words, to look over before it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.indicators import indicator_lists
from services.desk.reporting import asked
from services.desk.reporting.filled import ALERT, PAGE, PEOPLE, STEPS, WEIGHED, form_field, indicator_field, page_of
from services.screens import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.desk.reporting.filled import Report

_CHOSEN: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "hoe": asked.KNOWN,
    "dringend": asked.URGENT,
    "herkenbaar": asked.RECOGNISABLE,
    "kring": asked.CIRCLE,
    "kanaal": asked.CHANNELS,
    "veilig_thuis": asked.TO_VEILIG_THUIS,
    "hulp": asked.HELP,
}
_LABELS = {"gemeente": "gemeente", "melder_sector": "sector"}


def lines(report: Report, *, meldcode: bool) -> list[tuple[str, str]]:
    """What something is called and what was said of it, in the order of the pages. ``meldcode``: with its steps."""
    said = [(asked.NAMES_OF["vorm"], ", ".join(words.label(one, "uitbuitingsvorm") for one in report.forms))]
    signs = ", ".join(_words_of(code) for code in report.indicators)
    many = {*(form_field(one) for one in report.forms), *map(indicator_field, report.indicators), ALERT, PEOPLE, PAGE}
    for name in report.values:
        page, value = page_of(name), report.get(name)
        if value and name not in many and page and (meldcode or page not in (STEPS, WEIGHED)):
            said.append((asked.called(name), _said(name, value)))
    return [*said, *([(asked.NAMES_OF["teken"], signs)] if signs else [])]


def _words_of(code: str) -> str:
    return next(one.indicators[code].words for one in reversed(indicator_lists()) if code in one.indicators)


def _said(name: str, value: str) -> str:
    if name in _CHOSEN:
        return _CHOSEN[name].get(value, (value, ""))[0]
    return words.label(value, _LABELS[name]) if name in _LABELS else value
