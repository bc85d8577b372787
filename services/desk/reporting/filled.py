"""A report as it is filled in over a few pages, and as the API takes it. What is right the API alone says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import create_model

from schemas.codes.exploitation import Form
from schemas.indicators import indicator_lists
from services.desk.reporting import asked
from services.screens.form import Filled

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACE, WHAT, SIGNS, WHO, SELF, STEPS, WEIGHED = "plek", "wat", "tekens", "mensen", "melder", "meldcode", "besluit"
PAGES = (PLACE, WHAT, SIGNS, WHO, SELF, STEPS, WEIGHED)

YES, NO = "ja", "nee"
NOW = "nu"
"""It can not wait."""

ALERT, PEOPLE, PAGE = "alarm", "personen", "bladzijde"
"""The alert that went first; how many people are asked about; which page was filled in."""

MOST_PEOPLE = 10
"""Our choice: who saw more writes about them in his own words."""

_PERSON = ("rol", "naam", "geboren", "leeftijd", "minderjarig", "geslacht", "nationaliteit", "telefoon", "veilig")
_API_PERSON = {
    "rol": "rol",
    "naam": "naam",
    "geboren": "geboortedatum",
    "leeftijd": "geschatteLeeftijd",
    "minderjarig": "minderjarig",
    "geslacht": "geslacht",
    "nationaliteit": "nationaliteit",
    "telefoon": "telefoon",
    "veilig": "veiligContact",
}
_PLACE = {name: name for name in ("straat", "huisnummer", "toevoeging", "postcode", "plaats", "bijzonderheden")}
_COMPANY = {"bedrijf": "naam", "kvk_nummer": "kvkNummer", "branche": "branche"}
_REPORTER = {f"melder_{name}": name for name in ("naam", "organisatie", "sector", "functie", "telefoon", "email")}
_STEPS = (1, 2, 3, 4, 5)


INDICATORS = tuple(dict.fromkeys(code for one in indicator_lists() for code in one.indicators))


def form_field(form: Form) -> str:
    return f"vorm_{form.value}".replace("-", "_")


def indicator_field(code: str) -> str:
    return f"teken_{code}".replace("-", "_")


def person_field(number: int, name: str) -> str:
    return f"persoon_{number}_{name}"


def step_field(step: int, name: str) -> str:
    return f"stap_{step}_{name}"


def page_of(name: str) -> str | None:
    """On which page this field is; None where it is on none."""
    return _pages().get(name)


@cache
def _pages() -> Mapping[str, str]:
    people = [person_field(n, name) for n in range(1, MOST_PEOPLE + 1) for name in _PERSON]
    taken = [step_field(step, name) for step in _STEPS for name in ("op", "bevinding")]
    of = {
        PLACE: ["gemeente", "gezien_op", *_PLACE, *_COMPANY, "kentekens"],
        WHAT: ["vorm", *map(form_field, Form), "omschrijving", "hoe", "dringend", "dringend_waarom", "hulpvraag"],
        SIGNS: ["teken", *map(indicator_field, INDICATORS)],
        WHO: ["herkenbaar", "kring", *people],
        SELF: [*_REPORTER, "kanaal"],
        STEPS: [*(one for one in taken if one[5] in "123"), "stap_3_overgeslagen"],
        WEIGHED: [*(one for one in taken if one[5] in "45"), "veilig_thuis", "hulp"],
    }
    return {name: page for page, names in of.items() for name in names}


@cache
def form_of() -> type[Filled]:
    """Any words in any field: what they have to be, the API says."""
    names = (*_pages(), ALERT, PEOPLE, PAGE)
    optional: dict[str, Any] = dict.fromkeys(names, (str | None, None))
    made: type[Filled] = create_model("ReportForm", __base__=Filled, **optional)
    made.WANTED = {}
    return made


@dataclass(frozen=True, slots=True)
class Report:
    """What was filled in, by the names of the pages."""

    values: Mapping[str, str]

    def get(self, name: str) -> str:
        """Without what is only blank."""
        return self.values.get(name, "").strip()

    @property
    def forms(self) -> list[Form]:
        return [one for one in Form if self.get(form_field(one))]

    @property
    def indicators(self) -> list[str]:
        return [code for code in INDICATORS if self.get(indicator_field(code))]

    @property
    def asked_about(self) -> int:
        """Of how many people the page asks."""
        given = self.get(PEOPLE)
        filled = [n for n in range(1, MOST_PEOPLE + 1) if self._person(n)]
        return min(MOST_PEOPLE, max(int(given) if re.fullmatch(r"\d{1,2}", given) else 1, *filled, 1))

    @property
    def people(self) -> list[int]:
        """Of whom something was filled in."""
        return [n for n in range(1, self.asked_about + 1) if self._person(n)]

    @property
    def in_danger(self) -> bool:
        return self.get("dringend") == NOW

    def alert(self) -> dict[str, Any]:
        """What is known of the danger so far; any part may be missing."""
        words = "\n\n".join(part for part in (self.get("omschrijving"), self.get("dringend_waarom")) if part)
        return _known({"situatie": words, "gemeente": self.get("gemeente"), "locatie": self._part(_PLACE)})

    def body(self, *, meldcode: bool) -> dict[str, Any]:
        """As the API takes it. ``meldcode``: with the steps, where they were asked."""
        return {
            "kanaal": self.get("kanaal") or "meldpunt",
            "vormen": [one.value for one in self.forms],
            **_known(
                {
                    "gemeente": self.get("gemeente"),
                    "omschrijving": self._told(),
                    "waargenomenOp": self.get("gezien_op"),
                    "slachtofferHerkenbaar": _yes_or_no(self.get("herkenbaar")),
                    "huiselijkeKring": _yes_or_no(self.get("kring")),
                    "betrokkenen": [self._person(n) for n in self.people],
                    "locatie": self._part(_PLACE),
                    "bedrijf": self._part(_COMPANY),
                    "kentekens": [one.strip() for one in re.split(r"[,;\n]", self.get("kentekens")) if one.strip()],
                    "indicatoren": self.indicators,
                    "hulpvraag": self.get("hulpvraag"),
                    "melder": self._part(_REPORTER),
                    "alarm": self.get(ALERT),
                    "meldcode": self.meldcode() if meldcode else None,
                }
            ),
        }

    def meldcode(self) -> dict[str, Any]:
        """The steps that were taken, and what the fifth decides; empty where there is none."""
        steps = [
            {
                "stap": step,
                **_known({"gezetOp": self.get(step_field(step, "op")), "bevinding": self._finding(step)}),
                **({"overgeslagenVoorVeiligheid": True} if step == 3 and self.get("stap_3_overgeslagen") else {}),
            }
            for step in self._taken()
        ]
        decided = {
            "meldenBijVeiligThuis": _yes_or_no(self.get("veilig_thuis")),
            "hulpBieden": _yes_or_no(self.get("hulp")),
        }
        return {**({"stappen": steps} if steps or _known(decided) else {}), **_known(decided)}

    def _taken(self) -> list[int]:
        """The steps of which something was filled in."""
        names = ("op", "bevinding", "overgeslagen")
        return [step for step in _STEPS if any(self.get(step_field(step, name)) for name in names)]

    def _finding(self, step: int) -> str:
        return self.get(step_field(step, "bevinding"))

    def _told(self) -> str:
        """What happened, how that is known and why it is urgent: to whoever reads it, one account."""
        told = self.get("omschrijving")
        if not told:
            return ""
        known, urgent = asked.KNOWN.get(self.get("hoe")), asked.URGENT.get(self.get("dringend"))
        why = self.get("dringend_waarom")
        return "\n\n".join(
            [
                told,
                *([f"Hoe de melder dit weet: {known[0].lower()}."] if known else []),
                *([f"Hoe dringend het is: {urgent[0].lower()}."] if urgent else []),
                *([f"Waaraan de melder dat merkt: {why}"] if why else []),
            ]
        )

    def _person(self, number: int) -> dict[str, Any]:
        told = {_API_PERSON[name]: self.get(person_field(number, name)) for name in _PERSON}
        return _known({**told, "minderjarig": _yes_or_no(told["minderjarig"])})

    def _part(self, names: Mapping[str, str]) -> dict[str, Any]:
        return _known({name: self.get(field) for field, name in names.items()})


def places(report: Report) -> dict[str, str]:
    """The fields of the pages by those of the API's body."""
    people = {
        f"betrokkenen.{place}.{_API_PERSON[name]}": person_field(number, name)
        for place, number in enumerate(report.people)
        for name in _PERSON
    }
    return {
        "gemeente": "gemeente",
        "vormen": "vorm",
        "omschrijving": "omschrijving",
        "waargenomenOp": "gezien_op",
        "slachtofferHerkenbaar": "herkenbaar",
        "huiselijkeKring": "kring",
        "kentekens": "kentekens",
        "indicatoren": "teken",
        "hulpvraag": "hulpvraag",
        "kanaal": "kanaal",
        **people,
        **{f"betrokkenen.{place}": person_field(number, "rol") for place, number in enumerate(report.people)},
        **{f"locatie.{name}": field for field, name in _PLACE.items()},
        **{f"bedrijf.{name}": field for field, name in _COMPANY.items()},
        "melder": "melder_naam",
        **{f"melder.{name}": field for field, name in _REPORTER.items()},
        **{f"meldcode.{name}": field for name, field in steps_places(report).items()},
    }


def steps_places(report: Report) -> dict[str, str]:
    """The same, of the steps alone."""
    taken = [place["stap"] for place in report.meldcode().get("stappen", ())]
    return {
        "stappen": step_field(1, "op"),
        **{f"stappen.{n}": step_field(step, "bevinding") for n, step in enumerate(taken)},
        **{f"stappen.{n}.gezetOp": step_field(step, "op") for n, step in enumerate(taken)},
        **{f"stappen.{n}.overgeslagenVoorVeiligheid": "stap_3_overgeslagen" for n, _ in enumerate(taken)},
        "meldenBijVeiligThuis": "veilig_thuis",
        "hulpBieden": "hulp",
        "huiselijkeKring": "kring",
    }


def told(rules: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """What the API says, at the fields of the pages; several of one field together. What is on no page has no link."""
    found: dict[str, str] = {}
    for name, rule in rules.items():
        parts = name.split(".")
        starts = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
        place = next((known[one] for one in starts if one in known), f"elders:{name}")
        said = asked.WANTED.get(place) or f"{asked.called(place)}: {rule}"
        found[place] = f"{found[place]}; {rule}" if place in found else said
    return found


def _yes_or_no(said: str) -> bool | None:
    return {YES: True, NO: False}.get(said)


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value not in ("", [], {})}
