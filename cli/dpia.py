"""docs/dpia.md: the factual half of a DPIA (AVG 35), from the declarations and docs/security.md.

The points are those of the Model DPIA Rijksdienst: what the software knows is filled in, what a municipality has to
weigh is left open and says so.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from cli import processing_register as register
from cli.processing_register import kind_of, names, table
from deploy.catalogue.fields import fields_of, leaves_of
from schemas.catalogue import models
from schemas.data_categories import DataKind, categories, category_of
from schemas.disclosures import disclosure
from schemas.registry import activities, bases, forms, meldcode, partners, processing_of, retention, tables, topics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from schemas.legal import Record
    from schemas.registry import Family

_DOCS = Path(__file__).parents[1] / "docs"
PAGE = _DOCS / "dpia.md"

_HEAD = """# DPIA, de feitelijke helft

Naar AVG artikel 35, zevende lid, in de volgorde van het Model DPIA Rijksdienst. Geschreven door `signaalketen dpia` uit
`schemas/` en [security.md](security.md); een test faalt als een topic, veld, partner of bewaartermijn er niet in staat.
Wat een afweging is, maakt de gemeente: daar staat *in te vullen*."""

_FILL_IN = "*In te vullen door de gemeente.*"
_FAMILIES: dict[Family, str] = {"alert": "alarm", "consult": "vraag", "referral": "verwijzing"}
_THREATS = {
    "S": "zich voordoen als een ander",
    "T": "veranderen",
    "R": "ontkennen",
    "I": "uitlekken",
    "D": "onbruikbaar maken",
    "E": "meer kunnen dan mag",
}


def page() -> str:
    """The whole of it, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    for part, points in _PARTS.items():
        yield from ("", f"## {part}")
        for title, lines in points.items():
            yield from ("", f"### {title}", "")
            yield from lines()


def _proposal() -> Iterator[str]:
    yield "De keten van het plan van aanpak mensenhandel (2.1-2.5): een signaal wordt aangenomen, onderzocht en"
    yield "besproken, en gaat na een besluit naar de partner die er iets mee moet. Aanleiding en omvang:"
    yield _FILL_IN


def _fill_in() -> Iterator[str]:
    yield _FILL_IN


def _personal_data() -> Iterator[str]:
    found = register.fields_by_category(topics().values())
    rows = [
        (category.name, kind_of(category), ", ".join(category.subjects) or "niemand", names(found[code]))
        for code, category in categories().items()
    ]
    yield from table(("gegevens", "soort", "over wie", "velden"), rows)


def _activities() -> Iterator[str]:
    rows = [
        (one.name, ", ".join(f"`{name}`" for name in topics() if processing_of(name) is one))
        for one in activities().values()
    ]
    yield from table(("verwerking", "topics"), rows)
    yield from (
        "",
        "Elk met gegevens, ontvangers en grondslagen: [verwerkingsregister.md](verwerkingsregister.md).",
    )


def _purposes() -> Iterator[str]:
    yield from table(("verwerking", "doel"), [(one.name, one.purpose) for one in activities().values()])
    shared = [(_link(name), "; ".join(basis.latest.purposes.values())) for name, basis in bases().items()]
    yield from ("", *table(("wat gedeeld wordt op", "doelen"), [row for row in shared if row[1]]))


def _parties() -> Iterator[str]:
    yield from register.controller()
    rows = [
        (
            partner.name,
            partner.oin,
            ", ".join(_FAMILIES[family] for family in partner.families),
            ", ".join(dict.fromkeys(_link(name) for of in partner.bases.values() for name in of)),
            partner.contact,
        )
        for partner in partners().values()
    ]
    yield from ("", *table(("partner", "OIN", "krijgt", "grondslagen", "contact"), rows))
    yield from ("", "Aan tafel:", "")
    seats = [(one.latest.name, ", ".join(one.latest.participants), one.latest.article) for one in tables().values()]
    yield from table(("tafel", "deelnemers", "artikel"), seats)


def _places() -> Iterator[str]:
    yield "Elke ontvanger is een Nederlandse organisatie met een eigen OIN. Waar de keten zelf draait:"
    yield _FILL_IN


def _techniques() -> Iterator[str]:
    yield "Geen besluit valt zonder mens (AVG 22): een analist beoordeelt, een aandachtfunctionaris besluit, en waar"
    yield "een tweede nodig is bevestigt die precies wat er uitgaat. Signalen worden verbonden op adres, bedrijf,"
    yield "telefoon en kenteken, die met een sleutel gehasht zijn; wat verbonden is ziet een mens. Hoe het werkt:"
    yield "[architecture.md](architecture.md)."


def _law() -> Iterator[str]:
    yield "De wetten, met hun bronnen en wie welke stand las: [legal.md](legal.md)."


def _terms() -> Iterator[str]:
    yield from register.terms()
    yield from ("", "De broker bewaart elk bericht daarnaast zo lang als bij zijn topic staat (bijlage 1).")


def _grounds() -> Iterator[str]:
    rows = [
        (_link(name), basis.latest.article, "ja" if basis.latest.verified else "nee", basis.latest.choice or "")
        for name, basis in bases().items()
        if not basis.withdrawn
    ]
    yield from table(("grondslag", "artikel", "nagelezen", "onze lezing of keus"), rows)


def _special() -> Iterator[str]:
    rows = [
        (category.name, kind_of(category))
        for category in categories().values()
        if category.kind in (DataKind.SPECIAL, DataKind.CRIMINAL)
    ]
    yield from table(("gegevens", "soort, en wat de wet er van zegt"), rows)


def _limits() -> Iterator[str]:
    yield "Elke verstrekking noemt grondslag en doel; een doel dat niet bij de grondslag hoort wordt geweigerd. Een"
    yield "partner krijgt alleen de velden van zijn eigen model, elk met een reden (bijlage 2)."


def _rights() -> Iterator[str]:
    yield "Een verzoek om inzage wordt beantwoord uit wat op het log staat; een correctie gaat naar wie het kreeg,"
    yield "die bevestigt dat het oude weg is. Wie zich tot een samenwerkingsverband wil wenden, hoort waar:"
    contacts = [(_link(name), basis.latest.contact_point) for name, basis in bases().items()]
    rows = [(name, words) for name, words in contacts if words]
    yield from ("", *table(("grondslag", "betrokkenen wenden zich tot"), rows))


def _risks() -> Iterator[str]:
    yield from (_FILL_IN, "", "Wat open is, en wat daarvoor te beantwoorden is:", "")
    records: dict[str, Record] = {
        **{name: basis.latest for name, basis in bases().items() if not basis.withdrawn},
        **{name: one.latest for name, one in tables().items()},
        **{name: one.latest for name, one in forms().items()},
        "meldcode": meldcode().latest,
    }
    yield from (f"- {_link(name)}: {record.question}" for name, record in records.items() if record.question)
    yield f"- Bewaartermijnen: {retention().question}"
    yield from (f"- {boundary} (in het Engels van security.md): {words}" for boundary, words in _open())


def _measures() -> Iterator[str]:
    yield "Per grens, in het Engels van [security.md](security.md): wat mis kan gaan, wat dat tegenhoudt, en de proef."
    rows = [
        (boundary, _THREATS[cells[0]], *cells[1:]) for boundary, text in _boundaries() for cells in _CELLS.findall(text)
    ]
    yield from ("", *table(("grens", "tegen", "maatregel", "beproefd door"), rows))


_CELLS = re.compile(r"^\| ([STRIDE]) \| (.+) \| (.+) \|$", re.MULTILINE)


def _boundaries() -> list[tuple[str, str]]:
    """Each boundary of docs/security.md, with all that stands under it."""
    parts = (_DOCS / "security.md").read_text("utf-8").split("\n## ")[1:]
    return [(title, text) for title, _, text in (part.partition("\n") for part in parts)]


def _open() -> Iterator[tuple[str, str]]:
    for boundary, text in _boundaries():
        yield boundary, " ".join(text.partition("\nOpen: ")[2].partition("\n\n")[0].split())


def _every_topic() -> Iterator[str]:
    yield from register.messages([*topics().values()])


def _every_disclosure() -> Iterator[str]:
    for name, partner in partners().items():
        for family in partner.families:
            yield from (f"**{partner.name}: {_FAMILIES[family]}**", "")
            fields = fields_of(disclosure(name, family))
            yield from (*table(("veld", "waarom"), [(f"`{one.path}`", one.reason) for one in fields]), "")


def _every_field() -> Iterator[str]:
    paths = sorted({path for model in models().values() for path in leaves_of(model)})
    yield from table(("veld", "gegevens"), [(f"`{path}`", categories()[category_of(path)].name) for path in paths])


def _link(name: str) -> str:
    return f"[{name}](legal.md#{name})"


_PARTS: dict[str, dict[str, Callable[[], Iterator[str]]]] = {
    "A. Wat er gebeurt": {
        "1. Voorstel": _proposal,
        "2. Persoonsgegevens": _personal_data,
        "3. Verwerkingen": _activities,
        "4. Doelen": _purposes,
        "5. Betrokken partijen": _parties,
        "6. Belangen": _fill_in,
        "7. Locaties": _places,
        "8. Technieken en methoden": _techniques,
        "9. Juridisch en beleidsmatig kader": _law,
        "10. Bewaartermijnen": _terms,
    },
    "B. Of het mag": {
        "11. Rechtsgrond": _grounds,
        "12. Bijzondere en strafrechtelijke gegevens": _special,
        "13. Doelbinding": _limits,
        "14. Noodzaak en evenredigheid": _fill_in,
        "15. Rechten van betrokkenen": _rights,
    },
    "C. Risico's": {"16. Risico's voor betrokkenen": _risks},
    "D. Maatregelen": {"17. Maatregelen, en waarmee zij beproefd zijn": _measures},
    "Bijlagen": {
        "1. Elk topic": _every_topic,
        "2. Wat elke partner krijgt, veld voor veld": _every_disclosure,
        "3. Elk veld": _every_field,
    },
}
