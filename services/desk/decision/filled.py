"""A decision as it is filled in over three pages, and as the API takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from pydantic import create_model

from schemas.codes.flow import ConsentReason, Outcome, ReportingBody, SensitiveData
from schemas.codes.municipality import Municipality
from schemas.text import Line, Text
from services.desk.decision.offered import REFERRED, STAYS, Offer, criteria, grounds, told_apart
from services.screens.form import Filled
from services.screens.words import label

if TYPE_CHECKING:
    from datetime import date

    from services.desk.views.triage import Case

OUTCOME, PARTNERS, CONTENT = "uitkomst", "partners", "inhoud"
PAGES = (OUTCOME, PARTNERS, CONTENT)

RECORDED, GIVEN, REFUSED, NOT_ASKED = "vastgelegd", "gegeven", "geweigerd", "niet-gevraagd"

APART = {
    SensitiveData.NATIONALITY: "nationaliteit",
    SensitiveData.HEALTH: "gezondheid",
    SensitiveData.SEXUAL_CONDUCT: "seksueelGedrag",
    SensitiveData.CRIMINAL: "strafrechtelijk",
}
"""As the API calls the fields for what has a rule of its own."""

_LONG = "Schrijf hoogstens 4.000 tekens"


def field(kind: str, *about: str) -> str:
    """The name of a field on the page; codes hold hyphens."""
    return "_".join((kind, *about)).replace("-", "_")


def page_of(name: str) -> str:
    """On which page this field is."""
    if name.startswith(("uitkomst", "ingeschreven")):
        return OUTCOME
    return PARTNERS if name.startswith(("regie", "naast")) else CONTENT


@cache
def form_of(day: date) -> type[Filled]:
    """Of every page, for every partner. What must be filled in depends on what was chosen: see ``missing``."""
    tick = Literal["ja"]
    fields: dict[str, Any] = {
        **{field("uitkomst", one): tick for one in Outcome},
        "ingeschreven": Municipality,
        "regie": Literal[(STAYS, *REFERRED)],
        "toestemming": Literal[RECORDED, GIVEN, REFUSED, NOT_ASKED],
        "toestemmingsreden": ConsentReason,
        "toestemmingswoorden": Text,
        "motivering": Text,
    }
    for partner in REFERRED:
        codes = tuple(one.code for one in grounds(partner, day))
        fields |= {
            field("naast", partner): tick,
            field("toelichting", partner): Text,
            field("grond", partner): Literal[("gebruikelijk", *codes)],
            **({field("orgaan", partner): ReportingBody} if criteria(partner, day) else {}),
            **({field("taak", partner): Line} if criteria(partner, day) else {}),
            **{field("criterium", partner, code): Text for code in criteria(partner, day)},
            **{
                field("eigen", partner, code): tick
                for code, one in criteria(partner, day).items()
                if one.own_observation
            },
            **{field("apart", partner, kind): Text for kind in told_apart(partner, day)},
        }
    optional: dict[str, Any] = {name: (kind | None, None) for name, kind in fields.items()}
    made: type[Filled] = create_model("DecisionForm", __base__=Filled, **optional)
    made.WANTED = dict.fromkeys(fields, f"{_LONG}, zonder onzichtbare tekens.")
    return made


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was filled in, by the names of the pages, about this case."""

    values: Mapping[str, Any]
    case: Case
    day: date

    @property
    def outcomes(self) -> list[Outcome]:
        return [one for one in Outcome if self.values.get(field("uitkomst", one))]

    @property
    def offer(self) -> Offer:
        return Offer.of(self.case, self.values.get("ingeschreven"))

    @property
    def director(self) -> str | None:
        """Who directs it then; STAYS for who does already."""
        return self.values.get("regie")

    @property
    def ordered(self) -> list[str]:
        """Who gets a referral, the director first; not who was ticked for an outcome that is no longer chosen."""
        if not self.director:
            return []
        first = [self.director] if self.director in self.offer.directors(self.outcomes) else []
        beside = self.offer.beside(self.outcomes, self.director)
        return [*first, *(one for one in beside if self.values.get(field("naast", one)))]

    def missing(self) -> dict[str, str]:
        """Of each field that must be filled in, what is wanted."""
        found: dict[str, str] = {}
        if not self.outcomes:
            found["uitkomst"] = "Kies minstens een uitkomst, bijvoorbeeld: zorg."
        if Outcome.NO_SUSPICION in self.outcomes and len(self.outcomes) > 1:
            found["uitkomst"] = "Geen vermoeden gaat niet samen met een andere uitkomst: kies het een of het ander."
        offered = [*self.offer.directors(self.outcomes), *([STAYS] if self.offer.director else [])]
        if self.director not in offered:
            found["regie"] = "Kies wie de regie krijgt, bijvoorbeeld: de zorgcoördinator."
        for partner in self.ordered:
            found |= self._missing_for(partner)
        return {**found, **self._missing_consent()}

    def _missing_for(self, partner: str) -> dict[str, str]:
        name = label(partner, "partner")
        wanted = {field("toelichting", partner): f"Schrijf op wat {name} moet weten, bijvoorbeeld: wie er hulp vraagt."}
        if asked := criteria(partner, self.day):
            wanted[field("orgaan", partner)] = (
                f"Kies als welk orgaan u bij {name} aanmeldt, bijvoorbeeld: de burgemeester."
            )
            wanted[field("taak", partner)] = (
                f"Schrijf op voor welke taak u bij {name} aanmeldt, bijvoorbeeld: openbare orde."
            )
            wanted |= {
                field("criterium", partner, code): f"Leg aan {name} uit in hoeverre hieraan is voldaan: {one.article}."
                for code, one in asked.items()
            }
            wanted |= {
                field("eigen", partner, code): f"Bevestig dat uw gemeente dit zelf waarnam: {one.article}."
                for code, one in asked.items()
                if one.own_observation
            }
        return {name: said for name, said in wanted.items() if not self.values.get(name)}

    def _missing_consent(self) -> dict[str, str]:
        said, reason = self.values.get("toestemming"), self.values.get("toestemmingsreden")
        if not said or (said == RECORDED and self.case.consent is None):
            return {"toestemming": "Kies wat het slachtoffer over delen zei, of dat het niet gevraagd is."}
        if said in (REFUSED, NOT_ASKED) and not reason:
            return {"toestemmingsreden": "Kies waarom er geen toestemming is, bijvoorbeeld: vragen is niet veilig."}
        if reason == ConsentReason.OTHER and not self.values.get("toestemmingswoorden"):
            return {"toestemmingswoorden": "Schrijf op wat de reden is, bijvoorbeeld: de tolk kwam niet."}
        return {}

    def body(self) -> dict[str, Any]:
        """As the API takes it."""
        filled: dict[str, Any] = {
            "uitkomsten": [one.value for one in self.outcomes],
            "verwijzingen": [self._order(partner) for partner in self.ordered],
            "toestemming": self._consent(),
            "ingeschrevenIn": self.values.get("ingeschreven"),
            "motivering": self.values.get("motivering"),
        }
        return {name: value for name, value in filled.items() if value is not None}

    def _order(self, partner: str) -> dict[str, Any]:
        order: dict[str, Any] = {
            "partner": partner,
            "regie": partner == self.director,
            "toelichting": self.values[field("toelichting", partner)],
        }
        ground = self.values.get(field("grond", partner)) or "gebruikelijk"
        if ground != "gebruikelijk":
            order["grondslag"], _, order["doel"] = ground.partition(":")
        if asked := criteria(partner, self.day):
            order["aanmelding"] = {
                "orgaan": self.values[field("orgaan", partner)],
                "taak": self.values[field("taak", partner)],
                "criteria": [
                    {
                        "criterium": code,
                        "toelichting": self.values[field("criterium", partner, code)],
                        "eigenWaarneming": bool(self.values.get(field("eigen", partner, code))),
                    }
                    for code in asked
                ],
                **{
                    APART[kind]: words
                    for kind in told_apart(partner, self.day)
                    if (words := self.values.get(field("apart", partner, kind)))
                },
            }
        return order

    def _consent(self) -> dict[str, Any] | None:
        said = self.values["toestemming"]
        if said == RECORDED:
            return None
        return consent_body(said, self.values.get("toestemmingsreden"), self.values.get("toestemmingswoorden"))


def consent_body(said: str, reason: str | None, explanation: str | None) -> dict[str, Any]:
    """What was said of sharing, as the API takes it; a reason belongs to no consent alone."""
    body: dict[str, Any] = {"gevraagd": said != NOT_ASKED}
    if said != NOT_ASKED:
        body["gegeven"] = said == GIVEN
    if said != GIVEN:
        body["reden"] = reason
    if explanation:
        body["toelichting"] = explanation
    return body
