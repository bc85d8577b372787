"""Realistic Dutch reports, the same ones for the same seed. Pure: no clock, no I/O.

Forms of exploitation and nationalities of victims follow CoMensha's counts over 2020: 41 %
sexual services, 41 % labour; Polish 190, Nigerian 185 and Dutch 155 of 1,013. Within what CoMensha counts as other,
and for who reports, nothing is published that fits, so those shares are ours. Shares are dealt, not drawn: they hold
to the nearest whole report.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from demo import words
from demo.malformed import JSON, KINDS, Content, as_json
from deploy.local.bag import FIRST_UNKNOWN_NUMBER, PLACES, place_of, street_of
from schemas.codes.exploitation import Form
from schemas.codes.flow import Channel, Gender, PersonRole, Sector
from schemas.registry import meldcode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

T = TypeVar("T")

FORMS = {
    Form.SEXUAL: 0.41,
    Form.LABOUR: 0.41,
    Form.CRIMINAL: 0.09,
    Form.SERVITUDE: 0.03,
    Form.BEGGING: 0.03,
    Form.ORGAN_REMOVAL: 0.01,
    Form.UNKNOWN: 0.02,
}
NATIONALITIES = {
    "PL": 190 / 1013,
    "NG": 185 / 1013,
    "NL": 155 / 1013,
    **dict.fromkeys(sorted(words.NAMES.keys() - {"PL", "NG", "NL"}), 483 / 1013 / (len(words.NAMES) - 3)),
}
CHANNELS = {Channel.MELDPUNT: 0.7, Channel.NETWORK: 0.3}
SECTORS = {
    Sector.MUNICIPALITY: 0.34,
    Sector.POLICE: 0.14,
    Sector.OTHER_PROFESSIONAL: 0.14,
    Sector.SOCIAL_SUPPORT: 0.10,
    Sector.HEALTH_CARE: 0.09,
    Sector.YOUTH_CARE: 0.07,
    Sector.EDUCATION: 0.06,
    Sector.JUSTICE: 0.03,
    Sector.CHILD_CARE: 0.03,
}
MUNICIPALITIES = {"GM0268": 0.35, **dict.fromkeys(sorted(PLACES.keys() - {"GM0268"}), 0.05)}
PEOPLE = {"victim": 0.30, "victim and suspect": 0.32, "suspect": 0.13, "nobody": 0.25}
ADDRESSES = {"own": 0.45, "shared": 0.25, "not in the BAG": 0.10, "none": 0.20}
ACUTE = {True: 0.06, False: 0.94}
DAYS_AGO = {"today": 0.08, "earlier": 0.82, "unknown": 0.10}
MELDCODE = {"report": 0.4, "no report": 0.2, "open": 0.4}

SHARE_MALFORMED = 0.08
RESIDENTS = 2

# Both letters from those that PostNL left out when it made its postcodes: nobody lives there.
_LETTERS = "FIOQUY"


@dataclass(frozen=True, slots=True)
class Report:
    """One request to intake. ``content`` is what it says as far as that can be read; ``body`` is what is sent."""

    number: int
    subject: str | None
    """Opaque user id of the reporter; None for a resident, who has no token."""
    content: Content
    body: bytes
    expected: int
    """The HTTP status it should get."""
    malformed: str | None = None
    acute: bool = False
    """Whether an alert must go out, accepted or not."""
    media_type: str = JSON

    @property
    def accepted(self) -> bool:
        return self.expected == 201


def generate(count: int, seed: int, today: date, block: int = 0) -> list[Report]:
    """``count`` reports as of ``today``; another ``block`` puts the same ones at other addresses."""
    rng = random.Random(seed)  # noqa: S311 - made-up people, not secrets
    bad = max(2 * len(KINDS), round(count * SHARE_MALFORMED))
    good = count - bad - RESIDENTS
    if good < len(MUNICIPALITIES):
        raise ValueError(f"{count} reports are too few to show everything")
    contents = _contents(rng, good + bad + RESIDENTS, good, today, block)
    reports = [_good(rng, content, today) for content in contents[:good]]
    kinds = [*KINDS]
    for place, content in enumerate(contents[good : good + bad]):
        # Every way to be wrong once calm and once acute.
        kind = kinds[place % len(kinds)]
        acute = place >= len(kinds)
        reports.append(_bad(rng, kind, {**content, "acuteNood": acute}, today))
    reports += [Report(0, None, content, as_json(content), 401) for content in contents[good + bad :]]
    rng.shuffle(reports)
    return [replace(report, number=number) for number, report in enumerate(reports, 1)]


def deal(rng: random.Random, count: int, shares: Mapping[T, float]) -> list[T]:
    """``count`` items in these shares, largest remainder first, each at least once if there is room; shuffled."""
    floor = 1 if count >= 2 * len(shares) else 0
    total = sum(shares.values())
    exact = {item: share / total * count for item, share in shares.items()}
    whole = {item: max(floor, int(wanted)) for item, wanted in exact.items()}
    by_remainder = sorted(shares, key=lambda item: whole[item] - exact[item])
    while sum(whole.values()) < count:
        for item in by_remainder[: count - sum(whole.values())]:
            whole[item] += 1
    while sum(whole.values()) > count:
        whole[max(whole, key=lambda item: whole[item] - exact[item])] -= 1
    dealt = [item for item, times in whole.items() for _ in range(times)]
    rng.shuffle(dealt)
    return dealt


def _contents(rng: random.Random, count: int, good: int, today: date, block: int) -> list[Content]:
    """The shares hold among the first ``good``, and separately among the rest."""

    def dealt(shares: Mapping[T, float]) -> list[T]:
        return [*deal(rng, good, shares), *deal(rng, count - good, shares)]

    people = dealt(PEOPLE)
    victims = ["victim" in each for each in people]
    nationalities = [
        *deal(rng, sum(victims[:good]), NATIONALITIES),
        *deal(rng, sum(victims[good:]), NATIONALITIES),
    ]
    dealer = _Dealer(rng, today, block, iter(nationalities))
    hands = zip(
        dealt(FORMS),
        dealt(MUNICIPALITIES),
        dealt(CHANNELS),
        dealt(SECTORS),
        people,
        dealt(ADDRESSES),
        dealt(ACUTE),
        dealt(DAYS_AGO),
        strict=True,
    )
    return [dealer.content(*hand) for hand in hands]


class _Dealer:
    """Makes one report of what it was dealt."""

    def __init__(self, rng: random.Random, today: date, block: int, nationalities: Iterator[str]) -> None:
        self._rng = rng
        self._today = today
        self._letters = _LETTERS[block // len(_LETTERS) % len(_LETTERS)] + _LETTERS[block % len(_LETTERS)]
        self._nationalities = nationalities
        self._next_number = 1

    def content(
        self,
        form: Form,
        municipality: str,
        channel: Channel,
        sector: Sector,
        people: str,
        address: str,
        acute: bool,
        seen: str,
    ) -> Content:
        rng = self._rng
        location = self._location(municipality, address)
        place = location["plaats"] if location else rng.choice([*PLACES[municipality].values()])
        forms = [form]
        if rng.random() < 0.15:
            forms.append(rng.choice([other for other in (Form.CRIMINAL, Form.LABOUR, Form.SEXUAL) if other != form]))
        organisation, position = rng.choice(words.ORGANISATIONS[sector])
        content: Content = {
            "kanaal": channel.value,
            "gemeente": municipality,
            "vormen": [each.value for each in forms],
            "omschrijving": rng.choice(words.TEXTS[form]).format(place=place),
            "melder": {
                "naam": rng.choice(words.REPORTERS),
                "organisatie": organisation,
                "sector": sector.value,
                "functie": position,
                "telefoon": _phone(rng),
            },
            "slachtofferHerkenbaar": "victim" in people,
            "acuteNood": acute,
        }
        if seen != "unknown":
            ago = 0 if seen == "today" else rng.randint(1, 60)
            content["waargenomenOp"] = (self._today - timedelta(days=ago)).isoformat()
        if location:
            content["locatie"] = location
        if involved := self._people(form, people):
            content["betrokkenen"] = involved
        if "victim" in people and rng.random() < 0.7:
            content["hulpvraag"] = rng.choice(words.CARE_NEEDS)
        if form in words.COMPANIES and rng.random() < (0.7 if form is Form.LABOUR else 0.3):
            content["bedrijf"] = self._company(form)
        return content

    def _location(self, municipality: str, kind: str) -> dict[str, Any] | None:
        rng = self._rng
        if kind == "none":
            return None
        digits = rng.choice([*PLACES[municipality]])
        number = self._next_number % (FIRST_UNKNOWN_NUMBER - 1) + 1
        if kind == "shared":
            # Two houses in every municipality come up again and again.
            digits, number = min(PLACES[municipality]), FIRST_UNKNOWN_NUMBER - rng.choice((1, 2))
        elif kind == "not in the BAG":
            number = FIRST_UNKNOWN_NUMBER + 99
        else:
            self._next_number += 1
        postcode = f"{digits}{self._letters}"
        location = {
            "straat": street_of(postcode),
            "huisnummer": number,
            "postcode": postcode,
            "plaats": place_of(postcode),
        }
        if kind == "own" and number % 2 == 0 and rng.random() < 0.3:
            location["toevoeging"] = rng.choice("AB")
        if rng.random() < 0.2:
            location["bijzonderheden"] = rng.choice(words.REMARKS)
        return location

    def _people(self, form: Form, people: str) -> list[dict[str, Any]]:
        rng = self._rng
        involved: list[dict[str, Any]] = []
        if "victim" in people:
            involved.append(self._victim(form))
        if "suspect" in people:
            gender = rng.choice((Gender.MAN, Gender.MAN, Gender.WOMAN))
            suspect: dict[str, Any] = {"rol": PersonRole.SUSPECT.value, "geslacht": gender.value}
            if rng.random() < 0.75:
                suspect["naam"] = _name(rng, rng.choice([*words.NAMES]), gender)
            if "naam" in suspect and rng.random() < 0.6:
                suspect["geboortedatum"] = self._born(22, 60)
            involved.append(suspect)
        if people != "nobody" and rng.random() < 0.15:
            involved.append({"rol": PersonRole.WITNESS.value, "naam": _name(rng, "NL", Gender.WOMAN)})
        return involved

    def _victim(self, form: Form) -> dict[str, Any]:
        rng = self._rng
        nationality = next(self._nationalities)
        women = 0.92 if form in (Form.SEXUAL, Form.SERVITUDE) else 0.3
        gender = Gender.WOMAN if rng.random() < women else Gender.MAN
        minor = rng.random() < (0.15 if form is Form.LABOUR else 0.25)
        victim: dict[str, Any] = {
            "rol": PersonRole.VICTIM.value,
            "geslacht": gender.value,
            "nationaliteit": nationality,
            "minderjarig": minor,
        }
        if rng.random() < 0.8:
            victim["naam"] = _name(rng, nationality, gender)
        if rng.random() < 0.5:
            victim["geboortedatum"] = self._born(10, 17) if minor else self._born(19, 50)
        if rng.random() < 0.4:
            victim["telefoon"] = _phone(rng)
        if rng.random() < 0.5:
            victim["veiligContact"] = rng.choice(words.SAFE_CONTACTS)
        return victim

    def _born(self, youngest: int, oldest: int) -> str:
        years = self._rng.randint(youngest, oldest)
        return (self._today - timedelta(days=years * 365 + self._rng.randint(20, 300))).isoformat()

    def _company(self, form: Form) -> dict[str, str]:
        rng = self._rng
        name, industry = rng.choice(words.COMPANIES[form])
        company = {"naam": name, "branche": industry}
        if rng.random() < 0.85:
            company["kvkNummer"] = f"0000{rng.randint(0, 9999):04}"
        return company


def _good(rng: random.Random, content: Content, today: date) -> Report:
    acute: bool = content["acuteNood"]
    under_meldcode = content["melder"]["sector"] in meldcode().latest.sectors and content["slachtofferHerkenbaar"]
    if under_meldcode and (taken := _meldcode(rng, content.get("waargenomenOp") or today.isoformat())):
        content["meldcode"] = taken
        if taken.get("meldenBijVeiligThuis"):
            content["huiselijkeKring"] = True
    return Report(0, _subject(content), content, as_json(content), 201, acute=acute)


def _bad(rng: random.Random, kind: str, content: Content, today: date) -> Report:
    spoil, status = KINDS[kind]
    media_type = rng.choice((JSON, f"{JSON}; charset=utf-8"))
    acute: bool = content["acuteNood"]
    return Report(0, _subject(content), content, spoil(content, today), int(status), kind, acute, media_type)


def _meldcode(rng: random.Random, on: str) -> dict[str, Any] | None:
    """The five steps taken, and reported or not; or only some of them, or none yet."""
    how = rng.choices([*MELDCODE], [*MELDCODE.values()])[0]
    taken: Sequence[int] = (1, 2, 3, 4, 5)
    if how == "open":
        taken = rng.choice(((), (1,), (1, 2), (1, 2, 3), (1, 2, 4)))
    if not taken:
        return None
    steps: list[dict[str, Any]] = [
        {"stap": step, "gezetOp": on, "bevinding": words.MELDCODE_FINDINGS[step - 1]} for step in taken
    ]
    if 3 in taken and rng.random() < 0.3:
        steps[taken.index(3)] |= {"bevinding": "Niet gesproken: de pleger is erbij", "overgeslagenVoorVeiligheid": True}
    made: dict[str, Any] = {"stappen": steps}
    if how != "open":
        made |= {"meldenBijVeiligThuis": how == "report", "hulpBieden": True}
    return made


def _subject(content: Content) -> str:
    """An identity provider's opaque id: the same reporter of the same organisation is the same user."""
    reporter = content["melder"]
    seed = f"{reporter['naam']} {reporter['organisatie']}"
    return f"melder-{random.Random(seed).randrange(16**8):08x}"  # noqa: S311 - an id, not a secret


def _name(rng: random.Random, nationality: str, gender: Gender) -> str:
    names = words.NAMES[nationality]
    first = rng.choice(names.women if gender is Gender.WOMAN else names.men)
    return f"{first} {rng.choice(names.family)}"


def _phone(rng: random.Random) -> str:
    # No operator was ever given 06-00.
    return f"06-00{rng.randint(0, 999999):06}"
