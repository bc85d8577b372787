"""Correcting a case: one part of it at a time, as it should have been; who has that part gets the difference."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from fastapi import APIRouter, Depends, Path
from pydantic import create_model
from starlette.responses import Response

from schemas.codes.flow import Gender
from schemas.text import KeptText, Line, Text
from services.desk.may import DECIDER
from services.desk.reporting import asked
from services.desk.screens import steps
from services.desk.screens.case import Before
from services.desk.signed_on import Posted, in_area
from services.screens.form import Filled, Typed
from services.screens.words import label, names

if TYPE_CHECKING:
    from services.desk.screens.case import AtCase
    from services.desk.views.report import Person, Report
    from services.desk.views.triage import Case

router = APIRouter(prefix=f"{DECIDER.path}/{{id}}/correctie", dependencies=[Depends(in_area(DECIDER))])


class Part(StrEnum):
    """What can be corrected, as the API calls it."""

    PEOPLE = "betrokkenen"
    PLACE = "locatie"
    COMPANY = "bedrijf"
    PLATES = "kentekens"
    CARE = "hulpvraag"


OfPart = Annotated[Part, Path(alias="deel")]

_MOST = 20
_OF_PERSON = (
    *("rol", "naam", "geboortedatum", "geschatteLeeftijd", "geslacht", "nationaliteit", "telefoon"),
    *("veiligContact", "minderjarig"),
)
_OF_PLACE = ("straat", "huisnummer", "toevoeging", "postcode", "plaats", "bijzonderheden")
_OF_COMPANY = ("naam", "kvkNummer", "branche")
_WHY = "Schrijf in hoogstens 4.000 tekens op waarom, bijvoorbeeld: de achternaam was verkeerd overgenomen."


class CorrectionForm(Filled):
    """With the fields of the part: see ``form_of``."""

    WANTED: ClassVar[Mapping[str, str]] = {"reden": _WHY}

    reden: Text


def at(name: str, number: int) -> str:
    """The field of the person with this number."""
    return f"{name}_{number}"


@cache
def form_of(part: Part) -> type[CorrectionForm]:
    """What is written in them the API judges: it knows how a day or a telephone number is written."""
    names: dict[Part, list[str]] = {
        Part.PEOPLE: [at(name, number) for number in range(_MOST) for name in (*_OF_PERSON, "weg")],
        Part.PLACE: [*_OF_PLACE, "weg"],
        Part.COMPANY: [*_OF_COMPANY, "weg"],
        Part.PLATES: [],
        Part.CARE: ["weg"],
    }
    kinds: dict[str, Any] = dict.fromkeys(names[part], Line)
    if part in (Part.PLATES, Part.CARE):
        kinds[part.value] = KeptText
    fields: dict[str, Any] = {name: (kind | None, None) for name, kind in kinds.items()}
    made: type[CorrectionForm] = create_model("CorrectionForm", __base__=CorrectionForm, **fields)
    made.WANTED = {"reden": _WHY, **dict.fromkeys(fields, "Schrijf hoogstens 200 tekens op een regel.")}
    return made


def as_it_is(part: Part, content: Report) -> dict[str, str]:
    """The fields of the page as the case has them."""
    said: dict[str, Any] = content.model_dump(mode="json", by_alias=True)
    known: dict[str, Any] = {
        Part.PEOPLE: {at(name, n): value for n, one in enumerate(content.people) for name, value in _of(one).items()},
        Part.PLATES: {part.value: "\n".join(content.plates)},
        Part.CARE: {part.value: content.care_needs},
        Part.PLACE: said[Part.PLACE] or {},
        Part.COMPANY: said[Part.COMPANY] or {},
    }[part]
    return {name: str(value) for name, value in known.items() if value is not None}


def _of(person: Person) -> dict[str, str | None]:
    age = person.estimated_age
    minor = None if person.minor is None else "ja" if person.minor else "nee"
    said = person.model_dump(mode="json", by_alias=True)
    return {**said, "geschatteLeeftijd": f"{age.youngest}-{age.oldest}" if age else None, "minderjarig": minor}


def body(part: Part, values: Mapping[str, Any], content: Report) -> dict[str, Any]:
    """This part as it should have been, whole; None takes it away."""
    if part is Part.PEOPLE:
        return {part.value: [_person(values, n, content) for n in kept(values)]}
    if part is Part.PLATES:
        return {part.value: (values.get(part.value) or "").split()}
    if values.get("weg"):
        return {part.value: None}
    if part is Part.CARE:
        return {part.value: values.get(part.value)}
    names = _OF_PLACE if part is Part.PLACE else _OF_COMPANY
    filled = {name: values[name] for name in names if values.get(name)}
    return {part.value: filled}


_SAYS_WHO = tuple(name for name in _OF_PERSON if name not in ("geslacht", "minderjarig"))


def kept(values: Mapping[str, Any]) -> list[int]:
    """The numbers of those who stay, or are new."""
    filled = [n for n in range(_MOST) if any(values.get(at(name, n)) for name in _SAYS_WHO)]
    return [n for n in filled if not values.get(at("weg", n))]


def _person(values: Mapping[str, Any], number: int, content: Report) -> dict[str, Any]:
    said = {name: values[at(name, number)] for name in _OF_PERSON if values.get(at(name, number))}
    if "minderjarig" in said:
        said["minderjarig"] = said["minderjarig"] == "ja"
    if number < len(content.people):  # an age that stays was estimated when it was
        before = content.people[number]
        if before.estimated_age and said.get("geschatteLeeftijd") == _of(before)["geschatteLeeftijd"]:
            said["geschatteLeeftijd"] = before.estimated_age.model_dump(mode="json", by_alias=True)
    return said


def told(part: Part, values: Mapping[str, Any], said: Mapping[str, str]) -> dict[str, str]:
    """What the API says of its fields, as fields of the page."""
    found: dict[str, str] = {}
    for name, rule in said.items():
        place = name.split(".")
        if place[:1] == [Part.PEOPLE.value] and len(place) > 2 and place[1].isdigit():
            field = at(place[2], kept(values)[int(place[1])])
        elif place[:1] == ["reden"]:
            field = "reden"
        elif place[0] == part.value:
            field = place[1] if len(place) > 1 and not place[1].isdigit() else part.value
        else:
            field = f"elders:{name}"
        found[field] = rule[:1].upper() + rule[1:]
    return found


@router.get("")
async def choose(before: Before) -> Response:
    return await before.page(
        "correctie.html", "Wat klopt er niet in deze zaak?", parts=[(one, label(one, "deel")) for one in Part]
    )


@router.get("/{deel}")
async def begin(before: Before, part: OfPart) -> Response:
    case = await before.found()
    return await _page(before, part, case, Typed(as_it_is(part, case.content) if case.content else {}))


@router.post("/{deel}")
async def correct(before: Before, part: OfPart, form: Posted) -> Response:
    case = await before.found()
    content = case.content

    def request(filled: CorrectionForm) -> tuple[str, Mapping[str, Any]]:
        assert content is not None  # noqa: S101 - what is gone is no longer to be corrected, and triage says so
        return f"{before.at_api}/correcties", {"reden": filled.reden, **body(part, filled.model_dump(), content)}

    async def show(typed: Typed) -> Response:
        return await _page(before, part, case, typed)

    act = steps.Act(
        "Klopt deze correctie?",
        form_of(part),
        lambda filled: [("Wat", label(part, "deel")), ("Waarom (geen partner leest dit)", filled.reden)],
        request,
        preview=before.preview("correctievoorbeelden"),
        told=lambda said: told(part, form.values, said),
        record="Correctie vastleggen",
    )
    return await before.act(act, form, f"correctie/{part}", show)


async def _page(before: AtCase, part: Part, case: Case, typed: Typed) -> Response:
    there = [n for n in range(_MOST) if any(at(name, n) in typed.values for name in _OF_PERSON)]
    return await before.page_of(
        case,
        "correctie_deel.html",
        f"Correctie: {label(part, 'deel')}",
        typed,
        part=part,
        at=at,
        people=[*there, *[n for n in range(_MOST) if n not in there][:1]],
        roles=asked.roles(),
        genders=[*sorted(names("geslacht").items(), key=lambda one: one[0] != Gender.UNKNOWN)],
    )
