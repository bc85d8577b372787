"""docs/legal.md: the register of law as a privacy officer (FG) reads it, from the declarations in ``schemas/``."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.legal import Carries
from schemas.registry import bases, forms, meldcode, partners, reporting_routes, retention, tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from schemas.legal import (
        Basis,
        BasisRecord,
        Criterion,
        FormRecord,
        Limit,
        MeldcodeRecord,
        Record,
        RouteRecord,
        TableRecord,
    )

PAGE = Path(__file__).parents[1] / "docs" / "legal.md"

_READ_AGAIN_AFTER = timedelta(days=365)
"""Our choice: so long is a number believed to be the one to call."""

_FAMILIES = {"alert": "alarm", "consult": "vraag", "referral": "verwijzing"}
_CARRIES = {
    Carries.DISCLOSURE: "Waarop de gemeente een partner iets vertelt",
    Carries.ANSWER: "Waarop een partner antwoordt",
    Carries.OWN_PROCESSING: "Waarop de gemeente zelf verwerkt",
}
_HEAD = """# Het register van grondslagen

Voor de functionaris gegevensbescherming (FG). Geschreven door `signaalketen coverage` uit `schemas/`; een test faalt
als dit blad er niet mee overeenkomt. Het is geen juridisch advies.

Elk gegeven heeft een bron. *Nagelezen* staat alleen waar de tekst gelezen is en overeenkomt, met wie welke stand las en
wanneer. *Onze lezing of keus* en *Open vraag* zijn voor u. Wat fout was is niet overschreven: een zaak van voor een
wijziging blijft beoordeeld naar het register van haar dag."""


def page() -> str:
    """The whole of it, as Markdown."""
    return "\n".join(_lines()) + "\n"


def to_read_again(day: date) -> list[str]:
    """In words, the routes with numbers that nobody read at their source in the year before this day, or ever."""
    found: list[str] = []
    for name, one in reporting_routes().items():
        record = one.on(day)
        if record is None or not record.phones:
            continue
        if record.read is None:
            found.append(f"{name}: de nummers zijn nooit bij de bron nagelezen ({record.sources[0].uri})")
        elif day > record.read.day + _READ_AGAIN_AFTER:
            found.append(f"{name}: nagelezen op {_day(record.read.day)}, langer dan een jaar geleden: lees ze na")
    return found


def _lines() -> Iterator[str]:
    yield _HEAD
    yield from ("", "## Wie wat op welke grondslag krijgt", "")
    yield "De eerste die die dag geldt en waarvan de voorwaarde is vervuld; een andere alleen als die genoemd wordt."
    yield from ("", "| partner | wat | grondslagen |", "|---|---|---|")
    for partner in partners().values():
        for family, names in partner.bases.items():
            yield f"| {partner.name} | {_FAMILIES[family]} | {', '.join(_link(name) for name in names)} |"
    yield from ("", "## Open vragen", "")
    yield from (f"- {_link(name)}: {one.latest.question}" for name, one in bases().items() if one.latest.question)
    others = {
        **{name: one.latest for name, one in tables().items()},
        **{f: one.latest for f, one in forms().items()},
        "meldcode": meldcode().latest,
    }
    yield from (f"- {_link(name)}: {record.question}" for name, record in others.items() if record.question)
    yield from ("", "## Wie aan welke tafel zit")
    for name, one in tables().items():
        yield from ("", f"### {name}", "")
        yield from table((_table_record(record) for record in one.records), one.records)
    yield from ("", "## Wie onder de meldcode valt", "", "### meldcode", "")
    yield from table((_meldcode_record(record) for record in meldcode().records), meldcode().records)
    yield from ("", "## Waar inwoners en ondernemers melden")
    for name, one in reporting_routes().items():
        yield from ("", f"### {name}", "")
        yield from table((_route_record(record) for record in one.records), one.records)
    yield from ("", "## Vormen van uitbuiting")
    for form, one in forms().items():
        yield from ("", f"### {form}", "")
        yield from table((_form_record(record) for record in one.records), one.records)
    yield from _terms()
    for carries, title in _CARRIES.items():
        yield from ("", f"## {title}")
        for basis in bases().values():
            if basis.latest.carries is carries:
                yield from _of_basis(basis)


def _terms() -> Iterator[str]:
    kept = retention()
    yield from ("", "## Hoe lang de gemeente zelf bewaart", "", f"{kept.choice} *Open vraag:* {kept.question}", "")
    yield f"Bronnen: {dict(provenance(kept))['bronnen']}. Ingesteld in `schemas/retention.yaml`."
    yield from ("", "| wat | dagen | naaste categorie | die bewaart | korter dan de lijst |", "|---|---|---|---|---|")
    for term in kept.terms.values():
        shorter = "ja" if term.days < term.listed_days else "nee"
        yield f"| {term.what} | {term.days} | {term.category} | {term.listed_days} dagen | {shorter} |"


def _link(name: str) -> str:
    return f"[{name}](#{name})"


def _of_basis(basis: Basis) -> Iterator[str]:
    yield from ("", f"### {basis.basis}", "")
    if basis.withdrawn:
        instead = ", ".join(_link(name) for name in basis.withdrawn.instead)
        yield f"**Niet meer in het register vanaf {_day(basis.withdrawn.since)}.** {basis.withdrawn.change}"
        yield f"In plaats daarvan: {instead}."
        yield ""
    yield from table((_record(record) for record in basis.records), basis.records)


def table(rows: Iterable[list[tuple[str, str]]], records: Iterable[Record]) -> Iterator[str]:
    """A column for each record the register had, the oldest first."""
    found = [dict(row) for row in rows]
    since = [_day(record.since) if record.since else "het begin" for record in records]
    yield f"| in het register vanaf | {' | '.join(since)} |"
    yield f"|---|{'---|' * len(since)}"
    for name in dict.fromkeys(name for row in found for name in row):
        yield f"| {name} | {' | '.join(row.get(name, '') for row in found)} |"


def _record(record: BasisRecord) -> list[tuple[str, str]]:
    until = _day(record.valid_until) if record.valid_until else "nu"
    return [
        ("naam", record.name),
        ("artikel", record.article),
        ("gold", f"{_day(record.valid_from)} tot en met {until}"),
        *_said("alleen", record.condition.words if record.condition else None),
        *_said("doelen", "; ".join(record.purposes.values())),
        *_said("verwerkingen", ", ".join(record.processing)),
        *_said("wie deelt legt uit", "; ".join(_criterion(code, one) for code, one in record.criteria.items())),
        *_said("gegevens", "; ".join(_limit(kind, one) for kind, one in record.limits.items())),
        *_said("wie de zaak niet neemt, wist", record.after_decline),
        *_said("betrokkenen wenden zich tot", record.contact_point),
        *_said("bewaren", record.kept),
        *_said("de partner leest de laatste twee bij wat hij krijgt", "ja" if record.partner_reads else None),
        *provenance(record),
    ]


def _criterion(code: str, criterion: Criterion) -> str:
    own = ", uit eigen waarneming" if criterion.own_observation else ""
    return f"{code} ({criterion.article}{own}): “{criterion.words}”"


def _limit(kind: str, limit: Limit) -> str:
    forms = f", en daarom niet de vorm {', '.join(limit.forms)}" if limit.forms else ""
    return f"{kind} {limit.told}{forms} ({limit.article}): {limit.words}"


def _table_record(record: TableRecord) -> list[tuple[str, str]]:
    return [
        ("naam", record.name),
        ("artikel", record.article),
        ("deelnemers", "; ".join(f"{code}: {why}" for code, why in record.participants.items())),
        ("derden bij één zaak", record.third_parties or "nee"),
        *provenance(record),
    ]


def _meldcode_record(record: MeldcodeRecord) -> list[tuple[str, str]]:
    about = f"{record.about.words} ({record.about.article})" if record.about else None
    return [
        ("naam", record.name),
        ("artikel", record.article),
        ("sectoren", "; ".join(f"{code}: {act}" for code, act in record.sectors.items())),
        *_said("alleen", about),
        ("besluiten van stap vijf", "melden; zelf hulp bieden of organiseren" if record.decides_on_help else "melden"),
        *provenance(record),
    ]


def _route_record(record: RouteRecord) -> list[tuple[str, str]]:
    numbers = "; ".join(f"{phone.number} ({phone.what})" for phone in record.phones)
    return [("naam", record.name), ("bladzijde", record.url), *_said("nummers", numbers), *provenance(record)]


def _form_record(record: FormRecord) -> list[tuple[str, str]]:
    since = f"{_day(record.in_statute_since)}" if record.in_statute_since else "nog open"
    return [
        ("naam", record.name),
        ("artikel", record.article),
        *([("wetsvoorstel", record.bill), ("in de wet vanaf", since)] if record.bill else []),
        *_said("bij partners, wier contract haar niet kent", record.told_before_as),
        *_said("HTCDS", ", ".join(record.htcds)),
        *provenance(record),
    ]


def provenance(record: Record) -> list[tuple[str, str]]:
    """What makes a record to be believed, or not yet."""
    read = record.read
    return [
        ("bronnen", ", ".join(f"[{source.name}]({source.uri})" for source in record.sources)),
        ("nagelezen", f"ja, door {read.by} op {_day(read.day)}: {read.state}" if read else "nee"),
        *_said("waarom gewijzigd", record.change),
        *_said("onze lezing of keus", record.choice),
        *_said("open vraag", record.question),
    ]


def _said(name: str, words: str | None) -> list[tuple[str, str]]:
    return [(name, words)] if words else []


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"
