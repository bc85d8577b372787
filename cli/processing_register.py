"""docs/verwerkingsregister.md: the register of processing (AVG 30), from the declarations in ``schemas/``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from deploy.catalogue.fields import leaves_of
from schemas.catalogue import models
from schemas.data_categories import categories, category_of
from schemas.legal import Carries
from schemas.registry import ORGANISATION, activities, bases, partners, processing_of, retention, topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from schemas.data_categories import DataCategory
    from schemas.registry import Partner, Processing, Topic

PAGE = Path(__file__).parents[1] / "docs" / "verwerkingsregister.md"

_HEAD = """# Register van verwerkingen

Naar AVG artikel 30, eerste lid. Geschreven door `signaalketen verwerkingsregister` uit `schemas/`; een test faalt als
een topic, veld, partner of bewaartermijn er niet in staat. Wat *in te vullen* is, weet alleen de gemeente. De
grondslagen met hun bronnen staan in [legal.md](legal.md)."""


def page() -> str:
    """The whole of it, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    yield from ("", "## Wie verantwoordelijk is", "")
    yield from controller()
    for activity in activities().values():
        yield from _of_activity(activity)
    beside = [topic for name, topic in topics().items() if processing_of(name) is None]
    yield from ("", "## Berichten buiten een verwerking", "")
    yield "Over niemand in een zaak; wie een handeling van beheer deed staat er wel in."
    yield from ("", *_data(beside), "", *messages(beside))
    yield from ("", "## Hoe lang de gemeente haar eigen dossier bewaart", "")
    yield from terms()
    yield from ("", "## Doorgifte buiten de Europese Unie", "")
    yield "Geen: elke ontvanger is een Nederlandse organisatie met een eigen OIN."
    yield from ("", "## Maatregelen", "")
    yield "Per grens, met waar zij is afgedwongen en beproefd: [dpia.md](dpia.md), punt 17."


def controller() -> Iterator[str]:
    """Who answers for it, and who watches (AVG 30, first paragraph, a)."""
    yield from table(
        ("", ""),
        [
            ("verwerkingsverantwoordelijke", f"{ORGANISATION.name} (OIN {ORGANISATION.oin})"),
            ("contact", ORGANISATION.contact),
            ("functionaris gegevensbescherming", ORGANISATION.privacy_officer),
        ],
    )


def _of_activity(activity: Processing) -> Iterator[str]:
    own = [topic for name, topic in topics().items() if processing_of(name) is activity]
    receivers = receiving(own)
    yield from ("", f"## {activity.name}", "")
    yield from table(
        ("", ""),
        [
            ("doel", activity.purpose.strip()),
            ("versie", f"{activity.version}, `{activity.uri}`"),
            ("grondslagen", _grounds(activity, receivers)),
            ("betrokkenen", ", ".join(_subjects(own))),
            ("ontvangers", ", ".join(partner.name for partner in receivers) or "geen, buiten de gemeente"),
        ],
    )
    yield from ("", *_data(own), "", *messages(own))


def receiving(own: Sequence[Topic]) -> list[Partner]:
    """The partners that read one of these topics."""
    readers = {reader for topic in own for reader in topic.readers}
    return [partner for name, partner in partners().items() if f"partner:{name}" in readers]


def _grounds(activity: Processing, receivers: Sequence[Partner]) -> str:
    own = [
        name
        for name, basis in bases().items()
        if basis.latest.carries is Carries.OWN_PROCESSING and activity.processing in basis.latest.processing
    ]
    families = {name.partition(".")[0] for name in topics() if processing_of(name) is activity}
    told = [name for partner in receivers for family, of in partner.bases.items() if family in families for name in of]
    named = [f"[{name}](legal.md#{name})" for name in dict.fromkeys([*own, *told])]
    return ", ".join(named) or "**open**: geen in het register"


def _subjects(own: Sequence[Topic]) -> list[str]:
    found = (subject for code in fields_by_category(own) for subject in categories()[code].subjects)
    return [*dict.fromkeys(found)]


def fields_by_category(own: Iterable[Topic]) -> dict[str, list[str]]:
    """The fields of everything on these topics, by category in the order of the declaration."""
    types = {event_type for topic in own for event_type in topic.types}
    paths = sorted({path for event_type in types for path in leaves_of(models()[event_type])})
    found = {code: [path for path in paths if category_of(path) == code] for code in categories()}
    return {code: fields for code, fields in found.items() if fields}


def _data(own: Sequence[Topic]) -> Iterator[str]:
    rows = [(category.name, kind_of(category), names(fields)) for category, fields in _categories(own)]
    yield from table(("gegevens", "soort", "velden"), rows)


def _categories(own: Sequence[Topic]) -> Iterator[tuple[DataCategory, list[str]]]:
    return ((categories()[code], fields) for code, fields in fields_by_category(own).items())


def kind_of(category: DataCategory) -> str:
    """Its kind, and what else the law says."""
    return f"{category.kind}. {category.limit}" if category.limit else category.kind


def messages(own: Sequence[Topic]) -> Iterator[str]:
    """Who writes and reads on each topic, and how long the broker keeps it."""
    rows = [
        (
            f"`{topic.topic}`",
            _party(topic.writer),
            ", ".join(_party(reader) for reader in topic.readers),
            "onbeperkt" if topic.retention_days == "unlimited" else f"{topic.retention_days} dagen",
            "ja" if topic.personal else "nee",
        )
        for topic in own
    ]
    yield from table(("topic", "schrijft", "leest", "de broker bewaart", "herleidbaar"), rows)


def _party(party: str) -> str:
    kind, _, name = party.partition(":")
    return partners()[name].name if kind == "partner" else name


def terms() -> Iterator[str]:
    """Every term (AVG 30, first paragraph, f), and what each partner's law says."""
    kept = retention()
    yield f"{kept.choice} *Open vraag:* {kept.question}"
    rows = [(name, term.what, f"{term.days} dagen", term.category) for name, term in kept.terms.items()]
    yield from ("", *table(("termijn", "wat", "hoe lang", "naaste categorie van de selectielijst"), rows), "")
    told = [(name, basis.latest.kept) for name, basis in bases().items() if basis.latest.kept]
    yield from table(
        ("wie het op deze grondslag kreeg", "bewaart"), [(f"`{name}`", words or "") for name, words in told]
    )


def names(paths: Iterable[str]) -> str:
    """Fields as they stand in a cell."""
    return ", ".join(f"`{path}`" for path in paths)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table; a cell is one line, and holds no ``|`` that would end it."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        cells = (" ".join(cell.split()).replace("|", "\\|") for cell in row)
        yield f"| {' | '.join(cells)} |"
