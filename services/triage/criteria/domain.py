"""What whoever reports to a partnership explains (BGS 2.16 and 2.20) and may tell it (Wgs 2.22 and 2.30). Pure.

Which criteria and kinds of data, from when, is in ``schemas/bases``: data, with its source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas.codes.flow import SensitiveData
from schemas.envelope import Violation
from schemas.legal import Told
from schemas.registry import bases
from services.casework.limits.domain import WORDS
from services.referral.domain import in_words, written

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from schemas.events.decision import PartnershipReport
    from schemas.legal import Criterion, Limit

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
    found = [*_criteria_rules(f"{field}.criteria", report, record.criteria), *_data_rules(field, report, record.limits)]
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


_FIELDS = {
    SensitiveData.NATIONALITY: "nationaliteit",
    SensitiveData.HEALTH: "gezondheid",
    SensitiveData.SEXUAL_CONDUCT: "seksueelGedrag",
    SensitiveData.CRIMINAL: "strafrechtelijk",
}


def _data_rules(field: str, report: PartnershipReport, limits: Mapping[SensitiveData, Limit]) -> list[Violation]:
    """Wgs 2.21 and 2.22: no health to a RIEC, nor sexual conduct with a signal; 2.29 and 2.30: no sexual conduct to a
    ZVH. On a day of which the register says nothing of it, nothing is told apart.
    """
    found: list[Violation] = []
    for kind, name in _FIELDS.items():
        limit = limits.get(kind)
        if report.said_of(kind) is None or (limit and limit.told is not Told.NEVER):
            continue
        why = f"{WORDS[limit.told]}. {_quoted(limit)}" if limit else "hoort niet apart in deze aanmelding: laat het weg"
        found.append(Violation(f"{field}.{name}", why))
    return found


def _quoted(said: Criterion | Limit) -> str:
    return f"{said.article}: \u201c{said.words}\u201d"


def _wanted(basis: str, criteria: Mapping[str, Criterion]) -> str:
    articles = "; ".join(f"{code}: {_quoted(criterion)}" for code, criterion in criteria.items())
    return f"{basis} vraagt orgaan, taak en een toelichting bij elk criterium. {articles}"
