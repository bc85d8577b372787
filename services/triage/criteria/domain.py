"""The criteria that whoever reports to a partnership explains (BGS 2.16 and 2.20). Pure.

Which criteria, from when, is in ``schemas/bases``: data, with its source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.envelope import Violation
from schemas.registry import bases
from services.referral.domain import in_words, written

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from schemas.events.decision import PartnershipReport
    from schemas.legal import Criterion

LONGEST = 4000
"""A partner reads note and report as one text."""


def report_rules(
    field: str, note: str, report: PartnershipReport | None, basis: str | None, day: date
) -> list[Violation]:
    """BGS 2.16(2) and 2.20(3): a report to a partnership explains how far each criterion is met. Every broken rule; a
    basis that nothing is shared on that day is judged elsewhere.
    """
    record = bases()[basis].shares_on(day) if basis and basis in bases() else None
    if basis is None or record is None:
        return []
    if report is None:
        return [Violation(field, _wanted(basis, record.criteria))] if record.criteria else []
    if not record.criteria:
        return [Violation(field, f"hoort niet bij {basis}: laat de aanmelding weg")]
    found = _criteria_rules(f"{field}.criteria", report, record.criteria)
    if not found and (length := len(written(note, in_words(report, basis, day)))) > LONGEST:
        found.append(Violation(field, f"is samen met de toelichting {length} tekens; hoogstens {LONGEST}"))
    return found


def _criteria_rules(field: str, report: PartnershipReport, criteria: Mapping[str, Criterion]) -> list[Violation]:
    found: list[Violation] = []
    missing = dict(criteria)
    for place, said in enumerate(report.criteria):
        criterion = missing.pop(said.criterion, None)
        if said.criterion not in criteria:
            found.append(Violation(f"{field}.{place}.criterium", f"is een van: {', '.join(criteria)}"))
        elif criterion is None:
            found.append(Violation(f"{field}.{place}.criterium", "elk criterium één keer"))
        elif criterion.own_observation and not said.own_observation:
            rule = "de gemeente nam het zelf waar bij haar eigen taken; wat een ander meldde is niet genoeg"
            found.append(Violation(f"{field}.{place}.eigenWaarneming", f"{rule}. {_quoted(criterion)}"))
    found += [Violation(field, f"{code} ontbreekt. {_quoted(criterion)}") for code, criterion in missing.items()]
    return found


def _quoted(criterion: Criterion) -> str:
    return f"{criterion.article}: \u201c{criterion.words}\u201d"


def _wanted(basis: str, criteria: Mapping[str, Criterion]) -> str:
    articles = "; ".join(f"{code}: {_quoted(criterion)}" for code, criterion in criteria.items())
    return f"{basis} vraagt orgaan, taak en een toelichting bij elk criterium. {articles}"
