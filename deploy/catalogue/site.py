"""The pages of the static site, by path. Pure: who calls it writes them."""

from __future__ import annotations

import re
from datetime import date
from importlib import resources
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt

from deploy.catalogue.fields import fields_of
from schemas.disclosures import disclosure, disclosure_type
from schemas.registry import bases, partners, read_by, topics

_DOCUMENTS = Path(__file__).parents[2] / "docs" / "partners"
_TITLES = {
    "quick-start": "Quick start for partners",
    "certificate": "Another certificate",
    "desk": "A desk of your own",
}


def pages(today: date) -> dict[str, str]:
    """Every page and contract of the site; ``today`` decides which bases are shown as valid."""
    templates = Environment(
        loader=PackageLoader("deploy.catalogue"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    shared = {"partners": partners(), "topics": topics(), "bases": bases(), "today": today, "file_of": file_of}

    def page(template: str, **values: object) -> str:
        return templates.get_template(f"{template}.html").render(**shared, **values)

    found = {"index.html": page("index", root="")}
    for name, partner in partners().items():
        disclosures = [
            (family, disclosure_type(name, family), [*fields_of(disclosure(name, family))], _example(name, family))
            for family in partner.families
        ]
        found[f"partners/{name}.html"] = page(
            "partner",
            root="../",
            partner=partner,
            disclosures=disclosures,
            reads=read_by(f"partner:{name}"),
            answers=topics()[f"reply.{name}"].types,
        )
    for name, topic in topics().items():
        found[f"topics/{name}.html"] = page("topic", root="../", topic=topic)
    for name, title in _TITLES.items():
        text = MarkdownIt("commonmark").enable("table").render((_DOCUMENTS / f"{name}.md").read_text("utf-8"))
        beside = re.sub(r'href="([a-z-]+)\.md', r'href="\1.html', text)
        found[f"{name}.html"] = page("document", root="", title=title, text=beside)
    published = resources.files("schemas") / "published"
    found["asyncapi.json"] = (published / "asyncapi.json").read_text("utf-8")
    for event_type in sorted({event_type for topic in topics().values() for event_type in topic.types}):
        schema = published / "json-schema" / f"{event_type}.json"
        found[file_of(event_type)] = schema.read_text("utf-8")
    return found


def file_of(event_type: str) -> str:
    """Where the JSON Schema of a type is in the site."""
    return f"json-schema/{re.sub(r'[^a-z0-9.-]', '', event_type)}.json"


def _example(partner: str, family: str) -> str:
    examples = resources.files("schemas") / "examples"
    return (examples / f"{disclosure_type(partner, family)}.json").read_text("utf-8")  # pyright: ignore[reportArgumentType] - a family
