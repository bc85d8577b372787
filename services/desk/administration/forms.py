"""A change as it is filled in: of each kind of setting its own fields."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, create_model

from schemas.codes.flow import Participant
from schemas.codes.setting import ChangeReason, SettingKind
from schemas.forms import day
from schemas.text import Line, Text
from services.screens.form import Filled

if TYPE_CHECKING:
    from services.desk.views.administration import Person, Value

PEOPLE = 4
"""So many rows: who has the function, who had it or will, and who stand in."""

Day = Annotated[date, BeforeValidator(day.parse)]


def _days(said: object) -> object:
    return tuple(day.parse(one.strip()) for one in str(said).split()) if isinstance(said, str) else said


class ChangeForm(Filled):
    """Of every kind."""

    WANTED: ClassVar[Mapping[str, str]] = {
        "ingangsdatum": "Vul in vanaf welke dag het geldt, op zijn vroegst morgen, bijvoorbeeld: 2027-01-04.",
        "reden": "Kies waarom, bijvoorbeeld: afspraak district.",
        "toelichting": "Schrijf in hoogstens 4.000 tekens op wat de reden is, bijvoorbeeld: de archivaris vroeg erom.",
    }

    ingangsdatum: Day
    reden: ChangeReason
    toelichting: Text | None = None

    @property
    @abstractmethod
    def value(self) -> dict[str, Any]:
        """As the API takes it."""

    def body(self, kind: SettingKind, name: str) -> dict[str, Any]:
        """What the API is asked."""
        said = self.model_dump(mode="json", include={"ingangsdatum", "reden", "toelichting"}, exclude_none=True)
        return {"soort": kind.value, "naam": name, "waarde": self.value, **said}


class NormForm(ChangeForm):
    WANTED: ClassVar[Mapping[str, str]] = {
        "werkdagen": "Vul een aantal werkdagen in, 0 tot en met 260, bijvoorbeeld: 3.",
        **ChangeForm.WANTED,
    }

    werkdagen: Annotated[int, Field(ge=0, le=260)]

    @property
    def value(self) -> dict[str, Any]:
        return {"werkdagen": self.werkdagen}


class RetentionForm(ChangeForm):
    WANTED: ClassVar[Mapping[str, str]] = {
        "dagen": "Vul een aantal dagen in, hoogstens 1825: vijf jaar, bijvoorbeeld: 180.",
        **ChangeForm.WANTED,
    }

    dagen: Annotated[int, Field(ge=1, le=36_500)]

    @property
    def value(self) -> dict[str, Any]:
        return {"dagen": self.dagen}


class CalendarForm(ChangeForm):
    WANTED: ClassVar[Mapping[str, str]] = {
        "gesloten": "Vul de dagen in, elk op een eigen regel, bijvoorbeeld: 2027-05-07.",
        **ChangeForm.WANTED,
    }

    gesloten: Annotated[tuple[date, ...], BeforeValidator(_days)] = ()

    @property
    def value(self) -> dict[str, Any]:
        return {"geslotenDagen": [one.isoformat() for one in self.gesloten]}


class LabelForm(ChangeForm):
    WANTED: ClassVar[Mapping[str, str]] = {
        "tekst": "Vul in hoe het heet, op één regel, bijvoorbeeld: Arbeidsuitbuiting.",
        **ChangeForm.WANTED,
    }

    tekst: Line

    @property
    def value(self) -> dict[str, Any]:
        return {"tekst": self.tekst}


def seat(participant: str) -> str:
    """The field of this participant."""
    return f"zit_{participant.replace('-', '_')}"


class SeatsForm(ChangeForm):
    """Has a tick for each participant."""

    @property
    def value(self) -> dict[str, Any]:
        return {"deelnemers": [one.value for one in Participant if getattr(self, seat(one), None)]}


class PeopleForm(ChangeForm):
    """Has rows of a name, an address and days; an empty row is nobody."""

    @property
    def value(self) -> dict[str, Any]:
        return {"personen": [one for n in range(1, PEOPLE + 1) if (one := self._row(n))]}

    def _row(self, number: int) -> dict[str, Any]:
        said = {name: getattr(self, f"{field}_{number}") for name, field in _ROW.items()}
        if not any(said.values()):
            return {}
        kept = {name: one.isoformat() if isinstance(one, date) else one for name, one in said.items() if one}
        return {**kept, "vervangt": bool(said["vervangt"])}


_ROW = {"naam": "naam", "email": "email", "van": "van", "totEnMet": "tot", "vervangt": "vervangt"}
"""By the API's name."""

_ROW_WANTED = {
    "naam": "Vul bij persoon {} een naam in, bijvoorbeeld: N. van den Berg.",
    "email": "Vul bij persoon {} een e-mailadres in, bijvoorbeeld: n.vandenberg@gemeente.example.",
    "van": "Vul bij persoon {} de eerste dag in, bijvoorbeeld: 2027-01-04.",
    "tot": "Vul bij persoon {} de laatste dag in, bijvoorbeeld: 2027-03-31; wie vervangt heeft er altijd een.",
    "vervangt": "Zet bij persoon {} een vinkje als die vervangt.",
}
_ROW_TYPES: dict[str, Any] = {
    "naam": (Line, None),
    "email": (Line, None),
    "van": (Day, None),
    "tot": (Day, None),
    "vervangt": (Literal["ja"], None),
}


def _made(base: type[ChangeForm], fields: dict[str, Any], wanted: Mapping[str, str]) -> type[ChangeForm]:
    made: type[ChangeForm] = create_model(base.__name__, __base__=base, **fields)
    made.WANTED = {**wanted, **ChangeForm.WANTED}
    return made


_SEATS = _made(
    SeatsForm,
    dict.fromkeys([seat(one) for one in Participant], (Literal["ja"] | None, None)),
    {seat(one): "Kies wie er aan de tafel zit, ten minste twee." for one in Participant},
)
_PEOPLE = _made(
    PeopleForm,
    {f"{name}_{n}": kind for n in range(1, PEOPLE + 1) for name, kind in _ROW_TYPES.items()},
    {f"{name}_{n}": text.format(n) for n in range(1, PEOPLE + 1) for name, text in _ROW_WANTED.items()},
)
FORMS: Mapping[SettingKind, type[ChangeForm]] = {
    SettingKind.NORM: NormForm,
    SettingKind.RETENTION: RetentionForm,
    SettingKind.CALENDAR: CalendarForm,
    SettingKind.TABLE: _SEATS,
    SettingKind.LABEL: LabelForm,
    SettingKind.AANDACHTFUNCTIONARIS: _PEOPLE,
    SettingKind.FOCAL_POINT: _PEOPLE,
}


def as_typed(value: Value) -> dict[str, str]:
    """What the fields hold as long as nobody typed anything: what holds now."""
    people = enumerate(value.people or (), 1)
    return {
        **({"werkdagen": str(value.working_days)} if value.working_days is not None else {}),
        **({"dagen": str(value.days)} if value.days is not None else {}),
        **({"tekst": value.label} if value.label is not None else {}),
        **({"gesloten": "\n".join(one.isoformat() for one in value.closed)} if value.closed is not None else {}),
        **{seat(one): "ja" for one in value.participants or ()},
        **{name: said for number, one in people for name, said in _typed_person(number, one)},
    }


def _typed_person(number: int, one: Person) -> list[tuple[str, str]]:
    return [
        (f"naam_{number}", one.name),
        (f"email_{number}", one.email),
        (f"van_{number}", one.serves_from.isoformat()),
        (f"tot_{number}", one.serves_until.isoformat() if one.serves_until else ""),
        (f"vervangt_{number}", "ja" if one.stands_in else ""),
    ]


def told(fields: Mapping[str, str]) -> dict[str, str]:
    """What the API says of its fields, as fields of the page; of what is not there, for the page as a whole."""
    return {_OF_THE_API.get(name, f"elders:{name}"): rule for name, rule in fields.items()}


_OF_THE_API = {
    "ingangsdatum": "ingangsdatum",
    "reden": "reden",
    "toelichting": "toelichting",
    "waarde.werkdagen": "werkdagen",
    "waarde.dagen": "dagen",
    "waarde.geslotenDagen": "gesloten",
    "waarde.tekst": "tekst",
    **{f"waarde.personen.{n - 1}.{api}": f"{own}_{n}" for n in range(1, PEOPLE + 1) for api, own in _ROW.items()},
}
