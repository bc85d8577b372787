"""What a code, a day and a term are called on a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

from schemas.codes.flow import Assessment, Outcome
from schemas.codes.municipality import NAMES
from schemas.codes.register import LookupState
from schemas.registry import bases
from schemas.settings import texts_of_codes
from services.casework.settings.domain import AS_DECLARED
from services.casework.terms.domain import day_and_time, day_of, is_working_day
from services.runtime.base.counted import COUNTED

_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)

CONCLUSIONS: Mapping[str, str] = {
    Assessment.STRENGTHENED: (
        "Het signaal gaat naar de aandachtfunctionaris, met uw toelichting. U kunt het daarna niet meer wijzigen."
    ),
    Assessment.NOT_STRENGTHENED: (
        "Het signaal wordt afgesloten en later vernietigd. Tot 5 werkdagen daarna kunt u dit ongedaan maken."
    ),
    Assessment.INFORMATION_NEEDED: (
        "De melder hoort dát er meer nodig is, en krijgt 5 werkdagen. Uw toelichting ziet de melder niet."
    ),
}
"""What each leads to."""

LOOKUP_KINDS = {
    LookupState.FOUND: "found",
    LookupState.BUSY: "busy",
    LookupState.REFUSED: "failed",
    LookupState.NOT_UNDERSTOOD: "failed",
}
"""How it looks; the words say it too."""

LEADS_TO = {
    Outcome.NO_SUSPICION: "Reguliere hulp of het Zorg- en Veiligheidshuis neemt de zaak over. De keten eindigt hier.",
    Outcome.CARE: "De zorgcoördinator, Veilig Thuis of reguliere hulp voert de regie. De politie hoort hier niets van.",
    Outcome.CARE_AND_CRIMINAL: "Het Zorg- en Veiligheidshuis voert de regie; de zorgcoördinator neemt de zorg op zich.",
    Outcome.ORGANISED_CRIME: "Het RIEC voert de regie. Het krijgt niets over zorg, en geen naam van een slachtoffer. "
    "Een tweede persoon kijkt eerst mee.",
}
"""What each outcome leads to (stroomschema)."""

ROLES = {
    "comensha": "Registreert landelijk; krijgt geen namen.",
    "reguliere-hulp": "Helpt vanuit het sociaal domein van de gemeente.",
    "riec": "Krijgt verdachten, plaats en bedrijf; niets over zorg.",
    "veilig-thuis": "Doet onderzoek naar veiligheid thuis.",
    "zorgcoordinator": "Regelt opvang en hulp voor het slachtoffer.",
    "zvh-rijk-van-nijmegen": "Brengt zorg en strafrecht bij elkaar aan tafel.",
    "zvh-rivierenland": "Brengt zorg en strafrecht bij elkaar aan tafel.",
}
"""What a partner does when it is chosen."""

CONSENTS = {
    "gegeven": "Ook grondslagen die op toestemming rusten zijn dan te gebruiken.",
    "geweigerd": "Delen kan dan alleen op een andere grondslag, en een tweede persoon kijkt eerst mee.",
    "niet-gevraagd": "U zegt hieronder waarom niet.",
}
"""What each means for sharing."""

FIELDS = {
    "answer": "antwoord",
    "answer_by": "antwoord voor",
    "asked": "gevraagd",
    "basis": "grondslag",
    "birth_date": "geboortedatum",
    "care_needs": "hulpvraag",
    "city": "plaats",
    "clients": "cliënten",
    "company": "bedrijf",
    "consent": "toestemming",
    "decided_on": "besloten op",
    "decider_role": "besloten door",
    "director": "heeft de regie",
    "estimated_age": "geschatte leeftijd",
    "forms": "vormen",
    "gender": "geslacht",
    "given": "gegeven",
    "house_number": "huisnummer",
    "house_number_suffix": "toevoeging",
    "industry": "branche",
    "kvk_number": "KVK-nummer",
    "location": "adres",
    "minor": "minderjarig",
    "municipality": "gemeente",
    "name": "naam",
    "nationality": "nationaliteit",
    "note": "toelichting",
    "outcomes": "uitkomsten",
    "people": "mensen",
    "personal": "gegevens over mensen",
    "phone": "telefoon",
    "postcode": "postcode",
    "purpose": "doel",
    "question": "vraag",
    "reason": "reden",
    "reference": "kenmerk (volgt bij het versturen)",
    "remark": "bijzonderheden",
    "role": "rol",
    "rule_version": "versie van de regels",
    "safe_contact": "veilig te bereiken",
    "situation": "situatie",
    "street": "straat",
    "suspects": "verdachten",
    "victims": "slachtoffers",
}
"""Of what a partner gets."""


def _article(basis: str, on: date) -> str:
    """As the register had it that day."""
    known = bases().get(basis)
    return (known.on(on) or known.latest).article if known else basis


_LEFT_OUT: Mapping[str, Callable[[str, date], str]] = {
    "gemeente": lambda code, _: NAMES.get(code, code),
    "grondslag": _article,
    "veld": lambda code, _: FIELDS.get(code, code),
}
"""Lists that no administrator sets: names of municipalities are the law's and those of articles too, and what a partner
gets is shown by the fields of its contract.
"""


class Texts:
    """Those of codes, as they were read last; of the declarations as long as they were not."""

    settings = AS_DECLARED


def label(code: str, code_list: str, of: date | datetime | None = None) -> str:
    """What a code is called on the day that what is shown is of, or today. One of later is shown as it is."""
    on = day_of(of or datetime.now(UTC)) if of is None or isinstance(of, datetime) else of
    if left_out := _LEFT_OUT.get(code_list):
        return left_out(code, on)
    return Texts.settings.text_of(code_list, code, on)


def choices(code_list: str, leads_to: Mapping[str, str] | None = None) -> dict[str, tuple[str, str]]:
    """Every code of this list, to choose from today; ``leads_to``: what comes of each."""
    return {code: (label(code, code_list), (leads_to or {}).get(code, "")) for code in texts_of_codes()[code_list]}


def names(code_list: str) -> dict[str, str]:
    """Every code of this list, and what it is called today."""
    return {code: name for code, (name, _) in choices(code_list).items()}


def consents(recorded: bool, as_it_is: str) -> dict[str, tuple[str, str]]:
    """What can be said of consent; as it is on record, where it is."""
    known = {"vastgelegd": ("Zoals het is vastgelegd", f"{capital(as_it_is)}.")} if recorded else {}
    return {**known, **choices("toestemming", CONSENTS)}


def capital(text: str) -> str:
    """With a capital to begin with; the others of it stay."""
    return f"{text[:1].upper()}{text[1:]}"


def shown(value: object) -> str:
    """One value of what a partner gets, as it is: only a municipality has its name, and yes and no are words."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if value is None:
        return "niet bekend"
    return f"{NAMES[text]} ({text})" if (text := str(value)) in NAMES else text


def so_many(count: int) -> str:
    """As far as is counted."""
    return f"{COUNTED:,} of meer".replace(",", ".") if count >= COUNTED else str(count)


def day(value: date) -> str:
    """ "27 november 2026"."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime) -> str:
    """The day it is here."""
    return day(day_of(value))


def term(due: date, today: date | None = None) -> str:
    """How long there is, in working days: what people here count in."""
    now = today or day_of(datetime.now(UTC))
    first, last = sorted((now, due))
    days = sum(is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
    counted = f"{days} {'werkdag' if days == 1 else 'werkdagen'}"
    if due >= now:
        return f"nog {counted}" if days else "vandaag"
    return f"{counted} te laat" if days else "te laat"


def merged(first: Mapping[str, str], over: Mapping[str, str]) -> Mapping[str, str]:
    """What is there unless something else was typed."""
    return {**first, **over}


FILTERS: Mapping[str, Callable[..., object]] = {
    "capital": capital,
    "day": day,
    "day_and_time": day_and_time,
    "label": label,
    "merged": merged,
    "moment": moment,
    "shown": shown,
    "so_many": so_many,
    "term": term,
}
